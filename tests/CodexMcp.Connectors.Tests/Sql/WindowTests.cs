using System.Text.Json;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>Windows of days that a role asks for, and limits by bound values.</summary>
public sealed class WindowTests
{
    private const string Narrow = """{"required_predicates":{"EVENTS":{"column":"day","max_window":"90d","otherwise":"narrow"}}}""";
    private const string Refuse = """{"required_predicates":{"EVENTS":{"column":"day","max_window":"90d"}}}""";
    private const string Wrapped = "SELECT COUNT(*) FROM (SELECT * FROM ANALYTICS.CURATED.EVENTS WHERE DAY >= CURRENT_DATE - 90) AS events";

    private static readonly DateOnly Today = new(2026, 6, 30);

    [Theory]
    [InlineData("day >= '2026-04-01'")]
    [InlineData("day >= '2026-04-01' AND v = 1")]
    [InlineData("day >= DATEADD(day, -90, CURRENT_DATE)")]
    [InlineData("day >= DATEADD('month', -2, CURRENT_DATE())")]
    [InlineData("day >= DATE_TRUNC('quarter', CURRENT_DATE)")]
    [InlineData("day >= CURRENT_DATE - 30")]
    [InlineData("day BETWEEN '2020-01-01' AND '2020-03-31'")]
    [InlineData("day >= DATE '2020-01-01' AND day < '2020-03-01'::DATE")]
    [InlineData("day >= TO_DATE('2020-01-01') AND '2020-02-01' >= day")]
    [InlineData("day = '1999-01-01'")]
    [InlineData("day IN ('2020-01-01', '2020-02-01')")]
    [InlineData("(day = '2020-01-01' OR day BETWEEN '2020-02-01' AND '2020-03-01')")]
    [InlineData("day >= ? AND day <= '2026-06-01'")]
    public void Judge_WindowThatIsNarrowEnough_StaysAsItIs(string condition)
    {
        var sql = $"SELECT COUNT(*) FROM ANALYTICS.CURATED.EVENTS WHERE {condition}";

        Assert.Equal(sql, Judge(sql, Narrow, """["2026-04-15"]""").Text);
        Assert.Null(Judge(sql, Refuse, """["2026-04-15"]""").Problem?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" WHERE day >= '2020-01-01'")]
    [InlineData(" WHERE day > '0001-01-01'")]
    [InlineData(" WHERE day >= DATEADD(year, -1, CURRENT_DATE)")]
    [InlineData(" WHERE day >= ABS(1)")]
    [InlineData(" WHERE day >= ?")]
    [InlineData(" WHERE day BETWEEN '2020-01-01' AND '2026-01-01' OR day = '2026-06-01'")]
    [InlineData(" WHERE day IN ('2020-01-01', '2026-01-01')")]
    [InlineData(" WHERE v = 1")]
    [InlineData(" WHERE day >= '2026-06-01' OR v = 1")]
    public void Judge_NoWindowOrAWiderOne_IsNarrowedOrRefusedAsTheRoleSays(string where)
    {
        var sql = $"SELECT COUNT(*) FROM events{where}";

        var narrowed = Judge(sql, Narrow);

        Assert.Null(narrowed.Problem?.ToString());
        Assert.Contains("(SELECT * FROM ANALYTICS.CURATED.EVENTS WHERE DAY >= ", narrowed.Text);
        Assert.Contains(narrowed.Notes, static note => note.Contains("at most 90 days", StringComparison.Ordinal));
        Assert.Equal(narrowed.Text, Judge(narrowed.Text, Narrow).Text);
        Assert.NotNull(Judge(sql, Refuse).Problem);
    }

    [Fact]
    public void Judge_NoWindow_GetsTheLastDays() => Assert.Equal(Wrapped, Judge("SELECT COUNT(*) FROM events", Narrow).Text);

    [Fact]
    public void Judge_WideWindowWithAnEnd_GetsItsLastDays() => Assert.Equal(
        "SELECT COUNT(*) FROM (SELECT * FROM ANALYTICS.CURATED.EVENTS WHERE DAY >= DATE '2023-01-01' AND DAY < DATE '2023-04-02') AS events WHERE day BETWEEN '2020-01-01' AND '2023-04-01'",
        Judge("SELECT COUNT(*) FROM events WHERE day BETWEEN '2020-01-01' AND '2023-04-01'", Narrow).Text);

    [Fact]
    public void Judge_LeftJoin_KeepsTheRowsOfTheOtherSide()
    {
        var judged = Judge("SELECT c.id FROM customers c LEFT JOIN events e ON e.id = c.id", Narrow);

        Assert.Equal("SELECT c.id FROM ANALYTICS.CURATED.customers c LEFT JOIN (SELECT * FROM ANALYTICS.CURATED.EVENTS WHERE DAY >= CURRENT_DATE - 90) e ON e.id = c.id LIMIT 101", judged.Text);
    }

    [Fact]
    public void Judge_WithARowFilterToo_HoldsBothAndIsStable()
    {
        const string Both = """{"row_filters":{"EVENTS":"v = 1"},"required_predicates":{"EVENTS":{"column":"day","max_window":"90d","otherwise":"narrow"}}}""";

        var judged = Judge("SELECT COUNT(*) FROM curated.events AT (OFFSET => -60) WHERE curated.events.v = 2", Both);

        Assert.Equal("SELECT COUNT(*) FROM (SELECT * FROM (SELECT * FROM ANALYTICS.CURATED.EVENTS AT (OFFSET => -60) WHERE (v = 1)) AS EVENTS WHERE DAY >= CURRENT_DATE - 90) AS events WHERE events.v = 2", judged.Text);
        Assert.Equal(judged.Text, Judge(judged.Text, Both).Text);
        var own = Judge("SELECT COUNT(*) FROM (SELECT * FROM ANALYTICS.CURATED.EVENTS WHERE (v = 1)) AS e", Both);
        Assert.Equal("SELECT COUNT(*) FROM (SELECT * FROM (SELECT * FROM ANALYTICS.CURATED.EVENTS WHERE (v = 1)) AS EVENTS WHERE DAY >= CURRENT_DATE - 90) AS e", own.Text);
    }

    [Fact]
    public void Judge_Databricks_NarrowsInItsOwnWords()
    {
        var functions = SqlCorpus.Functions();
        var scope = SqlScopeReader.Read(JsonElement.Parse(Narrow), SqlDialect.Databricks, "main", "dw", functions);
        var judged = SqlGuard.Judge(SqlReader.Read("SELECT COUNT(*) FROM events", SqlDialect.Databricks), functions, scope, new SqlContext { Today = Today });

        Assert.Equal("SELECT COUNT(*) FROM (SELECT * FROM main.dw.events WHERE day >= CURRENT_DATE - 90) AS events", judged.Text);
    }

    [Theory]
    [InlineData("""{"required_predicates":{"EVENTS":{"column":"day","max_window":"90"}}}""")]
    [InlineData("""{"required_predicates":{"EVENTS":{"column":"day","otherwise":"narrow"}}}""")]
    [InlineData("""{"required_predicates":{"EVENTS":{"column":"day","max_window":"0d"}}}""")]
    [InlineData("""{"required_predicates":{"EVENTS":{"max_window":"9d"}}}""")]
    [InlineData("""{"required_predicates":{"EVENTS":{"column":"day","max_window":"9d","otherwise":"allow"}}}""")]
    [InlineData("""{"required_predicates":{"EVENTS":7}}""")]
    public void Judge_RuleThatCantBeRead_RefusesEverything(string scope) => Assert.Contains("scope can't be read", Judge("SELECT 1", scope).Problem!.Message);

    [Theory]
    [InlineData("SELECT a FROM t LIMIT ?", "[5]", null)]
    [InlineData("SELECT a FROM t LIMIT ?", "[101]", null)]
    [InlineData("SELECT a FROM t LIMIT ?", "[5000]", 0)]
    [InlineData("SELECT a FROM t WHERE b = ? LIMIT ?", """["?", 5000]""", 1)]
    [InlineData("SELECT a /* ? */ FROM t WHERE b = '?' LIMIT ?", "[9223372036854775807]", 0)]
    [InlineData("SELECT TOP ? a FROM t", "[5000]", 0)]
    [InlineData("SELECT a FROM t FETCH FIRST ? ROWS ONLY", "[5000]", 0)]
    [InlineData("SELECT a FROM t LIMIT :2", "[0, 50]", null)]
    public void Judge_LimitByABoundValue_IsJudgedByIt(string sql, string parameters, int? capped)
    {
        var judged = Judge(sql, null, parameters);

        Assert.Null(judged.Problem?.ToString());
        Assert.Equal(capped is { } index ? (index, 101L) : null, judged.Bind);
        Assert.Equal(capped is not null, judged.Notes.Any(static note => note.StartsWith("LIMIT 101", StringComparison.Ordinal) || note.StartsWith("TOP 101", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("SELECT a FROM t LIMIT ?", null)]
    [InlineData("SELECT a FROM t LIMIT ?", "[]")]
    [InlineData("SELECT a FROM t LIMIT ?", "[-1]")]
    [InlineData("SELECT a FROM t LIMIT ?", "[1.5]")]
    [InlineData("SELECT a FROM t LIMIT ?", """["5"]""")]
    [InlineData("SELECT a FROM t LIMIT ?", "[null]")]
    [InlineData("SELECT a FROM t LIMIT ?", "[99999999999999999999]")]
    [InlineData("SELECT a FROM t LIMIT :1", "[5000]")]
    [InlineData("SELECT a FROM t LIMIT $1", "[5]")]
    public void Judge_LimitByAValueThatIsNoLimit_IsRefused(string sql, string? parameters) => Assert.NotNull(Judge(sql, null, parameters).Problem);

    [Theory]
    [InlineData("SELECT COUNT(*) FROM events e, customers c WHERE e.day = '2026-06-01'", "C is joined to everything before it")]
    [InlineData("SELECT COUNT(*) FROM events e CROSS JOIN customers c", "C is joined to everything before it")]
    [InlineData("SELECT COUNT(*) FROM events e JOIN customers c ON TRUE", "C is joined to everything before it")]
    [InlineData("SELECT COUNT(*) FROM events", "bound DAY in the WHERE")]
    [InlineData("SELECT COUNT(*) FROM other", "read without any condition")]
    [InlineData("SELECT o.* FROM other o WHERE o.a = 1", "name only those that are needed")]
    public void Advice_OfADearStatement_SaysWhatIsDear(string sql, string advice) =>
        Assert.Contains(Judge(sql, "{}").Advice, line => line.Contains(advice, StringComparison.Ordinal));

    [Theory]
    [InlineData("SELECT COUNT(*) FROM events e, customers c WHERE e.day = '2026-06-01' AND c.id = e.id AND c.created_at > '2026-01-01'")]
    [InlineData("SELECT COUNT(*) FROM events e JOIN customers c USING (id) WHERE e.day = '2026-06-01' AND c.created_at > '2026-01-01'")]
    [InlineData("SELECT COUNT(*) FROM events e NATURAL JOIN customers c WHERE e.day = '2026-06-01' AND c.created_at > '2026-01-01'")]
    [InlineData("SELECT COUNT(*) FROM events e, LATERAL FLATTEN(input => e.v) f WHERE e.day = '2026-06-01'")]
    [InlineData("SELECT COUNT(*) FROM events e JOIN customers c ON c.id = e.id AND c.created_at > e.day WHERE e.day = '2026-06-01'")]
    public void Advice_OfAPlainStatement_IsNone(string sql) => Assert.Empty(Judge(sql, "{}").Advice);

    private static SqlJudgement Judge(string sql, string? scope, string? parameters = null)
    {
        var functions = SqlCorpus.Functions();
        var read = SqlScopeReader.Read(scope is null ? null : JsonElement.Parse(scope), SqlDialect.Snowflake, "ANALYTICS", "CURATED", functions);
        return SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), functions, read, new SqlContext
        {
            MaxRows = 100,
            Today = Today,
            Parameters = parameters is null ? default : JsonElement.Parse(parameters),
            Columns = static table => table.Name switch { "EVENTS" => ["ID", "DAY", "V"], "CUSTOMERS" => ["ID", "CREATED_AT"], _ => null },
        });
    }
}

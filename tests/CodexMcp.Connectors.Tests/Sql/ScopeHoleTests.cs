using System.Text.Json;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>Ways past a scope that were open once, and their neighbours.</summary>
public sealed class ScopeHoleTests
{
    private const string Scope = """
        {"tables":["CUSTOMERS","EVENTS","RAW.EVENTS"],"deny_columns":["CUSTOMERS.EMAIL"],"required_predicates":{"EVENTS":"DAY"},"row_filters":{"EVENTS":"v = 1"}}
        """;

    private const string Customers = "(SELECT ID, \"NAME\" FROM ANALYTICS.CURATED.CUSTOMERS{0})";

    [Theory]
    [InlineData(" AT (OFFSET => (SELECT MAX(a) FROM orders))")]
    [InlineData(" AT (TIMESTAMP => (SELECT MAX(a) FROM customers))")]
    [InlineData(" BEFORE (STATEMENT => (SELECT a FROM orders))")]
    [InlineData(" AT (TIMESTAMP => curated.customers.name)")]
    [InlineData(" AT (TIMESTAMP => evil(1))")]
    [InlineData(" AT (TIMESTAMP => COALESCE((SELECT 1 FROM orders), 1))")]
    public void Judge_TravelOfATableInItsQuery_IsLookedAtToo(string travel)
    {
        Assert.NotNull(Judge($"SELECT * FROM {string.Format(Customers, travel)} AS c").Problem);
        Assert.NotNull(Judge($"SELECT * FROM customers{travel}").Problem);
    }

    [Fact]
    public void Judge_PlainTravel_IsLetThroughBothWays()
    {
        var judged = Judge("SELECT * FROM customers AT (OFFSET => -60 * 5)");

        Assert.Null(judged.Problem);
        Assert.Equal(judged.Text, Judge(judged.Text).Text);
    }

    [Theory]
    [InlineData("day >= TRUNC(day, 'YEAR')")]
    [InlineData("day >= TRUNC(day, 1)")]
    [InlineData("day >= LAST_DAY(day)")]
    [InlineData("day <= LAST_DAY(day, 'MONTH') AND day >= LAST_DAY(day, 'MONTH')")]
    [InlineData("day >= TIME_SLICE(day, 1, 'YEAR')")]
    [InlineData("day >= NEXT_DAY(day, 'MO')")]
    [InlineData("day >= DATE_ADD(day, -1)")]
    [InlineData("day >= DATE_DIFF(day, '2024-01-01')")]
    [InlineData("day >= DATE_TRUNC(day, 'year')")]
    [InlineData("day >= DATE_TRUNC('year', day)")]
    [InlineData("day >= DATEADD(v, 1, CURRENT_DATE)")]
    [InlineData("day >= $1")]
    [InlineData("day BETWEEN $1 AND $2")]
    [InlineData("day IN ($1)")]
    [InlineData("day::BOOLEAN = TRUE")]
    [InlineData("raw.events.day >= '2024-01-01'")]
    [InlineData("other.curated.events.day >= '2024-01-01'")]
    [InlineData("payload.day >= '2024-01-01'")]
    [InlineData("CASE WHEN day >= '2024-01-01' THEN TRUE ELSE TRUE END")]
    [InlineData("IFF(day >= '2024-01-01', TRUE, TRUE)")]
    [InlineData("(day >= '2024-01-01') IS NOT NULL")]
    [InlineData("(day >= '2024-01-01') = FALSE")]
    [InlineData("day >= ANY (SELECT day FROM customers)")]
    [InlineData("day >= ALL (ARRAY_AGG(day))")]
    [InlineData("day LIKE '2024%'")]
    [InlineData("day IS NOT NULL")]
    [InlineData("day >= PRIOR day")]
    public void Judge_WhatOnlyLooksLikeABound_IsNone(string condition)
    {
        var problem = Judge($"SELECT 1 FROM events WHERE {condition}").Problem;

        Assert.Contains("may be read only where DAY is bounded", problem!.Message);
    }

    [Theory]
    [InlineData("curated.events.day >= '2024-01-01'")]
    [InlineData("analytics.curated.events.day >= '2024-01-01'")]
    [InlineData("day::DATE >= DATE_TRUNC(month, CURRENT_DATE)")]
    [InlineData("day >= DATEADD(day, -7, CURRENT_DATE)")]
    [InlineData("'2024-01-01' <= day")]
    public void Judge_ABound_IsOne(string condition) => Assert.Null(Judge($"SELECT 1 FROM curated.events WHERE {condition}").Problem);

    [Fact]
    public void Judge_TwoTablesOfOneName_EachNeedsItsOwnBound()
    {
        Assert.NotNull(Judge("SELECT 1 FROM curated.events, raw.events WHERE raw.events.day >= '2024-01-01'").Problem);
        Assert.Null(Judge("SELECT 1 FROM curated.events, raw.events WHERE raw.events.day >= '2024-01-01' AND curated.events.day = '2024-01-01'").Problem?.ToString());
    }

    [Theory]
    [InlineData("SELECT \"ML.PUBLIC\".score(1)")]
    [InlineData("SELECT \"ML.PUBLIC.SCORE\"(1)")]
    [InlineData("SELECT ml.\"PUBLIC.SCORE\"(1)")]
    public void Judge_FunctionWithADotInItsName_IsNotAnothersName(string sql) =>
        Assert.NotNull(Judge(sql, """{"functions":["ML.PUBLIC.SCORE"]}""").Problem);

    [Theory]
    [InlineData("\"customers\"")]
    [InlineData("\"Customers\"")]
    [InlineData("\"analytics\".\"curated\".\"cuſtomers\"")]
    [InlineData("\"cu\uFB06omers\"")]
    public void Judge_DeniedWhateverTheCase_IsNeverReadPlain(string table)
    {
        // An account may take names in quotes in any case.
        const string Denied = """{"deny_columns":["CUSTOMERS.EMAIL"]}""";

        Assert.NotNull(Judge($"SELECT * FROM {table}", Denied).Problem);
        Assert.Contains("WHERE (country = 'DE')", Judge($"SELECT * FROM {table}", """{"row_filters":{"Customers":"country = 'DE'"}}""").Text);
        Assert.NotNull(Judge($"SELECT * FROM {table}", """{"required_predicates":{"CUSTOMERS":"DAY"}}""").Problem);
    }

    [Fact]
    public void Judge_DeniedColumnKeptInOtherCase_IsHiddenToo()
    {
        var judged = Judge("SELECT * FROM customers", """{"deny_columns":["CUSTOMERS.email"]}""", ["ID", "Email", "EMAIL", "email"]);

        Assert.Contains("(SELECT ID FROM ", judged.Text);
    }

    [Theory]
    [InlineData("SELECT query_text FROM snowflake.account_usage.query_history")]
    [InlineData("SELECT * FROM \"SNOWFLAKE\".ACCOUNT_USAGE.COLUMNS")]
    [InlineData("SELECT row_count FROM information_schema.tables")]
    [InlineData("SHOW TABLES")]
    [InlineData("DESCRIBE TABLE customers")]
    public void Judge_WhatTellsOfHiddenThings_IsRefusedWhateverHides(string sql)
    {
        Assert.Null(Judge(sql, "{}").Problem);
        Assert.NotNull(Judge(sql, """{"deny_columns":["CUSTOMERS.EMAIL"]}""").Problem);
        Assert.NotNull(Judge(sql, """{"row_filters":{"CUSTOMERS":"id = 1"}}""").Problem);
    }

    [Fact]
    public void Judge_TheEnginesOwnDatabase_IsGivenByItsNameOnly()
    {
        const string Sql = "SELECT credits_used FROM snowflake.account_usage.metering_history";

        Assert.NotNull(Judge(Sql, """{"databases":["*"]}""").Problem);
        Assert.Null(Judge(Sql, """{"databases":["SNOWFLAKE"]}""").Problem);
        Assert.Null(Judge(Sql, """{"schemas":["SNOWFLAKE.ACCOUNT_USAGE"]}""").Problem);
        Assert.Null(Judge(Sql, """{"tables":["SNOWFLAKE.ACCOUNT_USAGE.METERING_HISTORY"]}""").Problem);
    }

    [Theory]
    [InlineData("SELECT 1 FROM payload.events.day WHERE payload.events.day >= '2024-01-01'")]
    [InlineData("SELECT 1 FROM events e WHERE x.e.day >= '2024-01-01'")]
    public void Judge_LongNames_AreOfTheirOwnTable(string sql) => Assert.NotNull(Judge(sql).Problem);

    private static SqlJudgement Judge(string sql, string scope = Scope, IReadOnlyList<string>? columns = null)
    {
        var functions = SqlCorpus.Functions("TRUNC LAST_DAY TIME_SLICE NEXT_DAY DATE_DIFF");
        var read = SqlScopeReader.Read(JsonElement.Parse(scope), SqlDialect.Snowflake, "ANALYTICS", "CURATED", functions);
        return SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), functions, read, 100, table => table.Name == "CUSTOMERS" ? columns ?? ["ID", "NAME", "EMAIL"] : []);
    }
}

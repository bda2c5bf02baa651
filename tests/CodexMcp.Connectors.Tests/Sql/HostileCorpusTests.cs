using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>An attacker who knows the reader's source: each statement of the corpus is refused, or rewritten so that it reads nothing of what is hidden.</summary>
public sealed partial class HostileCorpusTests
{
    private const string Rules = """
        "deny_columns":["{0}.EMAIL","EVENTS.PAYLOAD"],"row_filters":{"ORDERS":"country = 'DE'"},"required_predicates":{"EVENTS":{"column":"DAY","max_window":"31d"}}
        """;

    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CUSTOMERS"] = ["ID", "NAME", "EMAIL", "COUNTRY"],
        ["USERS"] = ["id", "name", "email", "country"],
        ["EVENTS"] = ["ID", "DAY", "USER_ID", "PAYLOAD", "V"],
    };

    public static TheoryData<SqlDialect, int> Statements =>
    [
        .. SqlCorpus.Hostile(SqlDialect.Snowflake).Select(static (_, i) => (SqlDialect.Snowflake, i)),
        .. SqlCorpus.Hostile(SqlDialect.Databricks).Select(static (_, i) => (SqlDialect.Databricks, i)),
    ];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Judge_HostileStatement_IsRefusedOrHarmless(SqlDialect dialect, int index)
    {
        var line = SqlCorpus.Hostile(dialect)[index];
        var harmless = line.StartsWith("~ ", StringComparison.Ordinal);
        var sql = harmless ? line[2..] : line;

        var judged = Judge(sql, dialect);

        if (judged.Problem is not null)
        {
            Assert.NotEmpty(judged.Problem.Next);
            return;
        }

        Assert.True(harmless, $"{sql}\nis let through as\n{judged.Text}");
        AssertReadsNothingHidden(sql, judged.Text);
        Assert.Equal(judged.Text, Judge(judged.Text, dialect).Text);
    }

    /// <summary>The statement as a piece of another one is no safer.</summary>
    [Theory]
    [MemberData(nameof(Statements))]
    public void Judge_HostileStatementInsideAnother_IsRefusedOrHarmless(SqlDialect dialect, int index)
    {
        var line = SqlCorpus.Hostile(dialect)[index];
        if (line.StartsWith("~ ", StringComparison.Ordinal) || line.Contains("--", StringComparison.Ordinal) || line.Contains("LIMIT", StringComparison.Ordinal) || line.StartsWith("VALUES", StringComparison.Ordinal))
        {
            return; // judged by the other test; what a comment swallows is not there, and only the whole statement's rows are limited
        }

        foreach (var place in new[] { "WITH outermost AS (\n{0}\n) SELECT * FROM outermost", "SELECT * FROM (\n{0}\n) z", "SELECT 1 UNION ALL\n{0}", "(\n{0}\n)", "EXPLAIN {0}" })
        {
            var sql = place.Replace("{0}", line, StringComparison.Ordinal);
            Assert.True(Judge(sql, dialect).Problem is not null, sql);
        }
    }

    [Fact]
    public void Corpus_IsLarge()
    {
        Assert.InRange(SqlCorpus.Hostile(SqlDialect.Snowflake).Distinct().Count(), 300, int.MaxValue);
        Assert.InRange(SqlCorpus.Hostile(SqlDialect.Databricks).Distinct().Count(), 300, int.MaxValue);
    }

    private static void AssertReadsNothingHidden(string sql, string text)
    {
        // What a rewrite puts in a table's place holds nothing that is hidden; outside of it none of these tables may be read.
        var rest = Wrapped().Replace(text, "");
        Assert.DoesNotMatch(@"(?i)\b(curated|dw)\W+(customers|users|orders|events|salaries)\b", rest);
        foreach (Match read in Plain().Matches(rest))
        {
            Assert.True(sql.Contains($"WITH {read.Groups[1].Value} ", StringComparison.OrdinalIgnoreCase), $"{sql}\nis let through as\n{text}");
        }
    }

    private static SqlJudgement Judge(string sql, SqlDialect dialect)
    {
        var snowflake = dialect == SqlDialect.Snowflake;
        var functions = SqlCorpus.Shipped(dialect);
        var people = snowflake ? "CUSTOMERS" : "USERS";
        var json = $$"""{"tables":["{{people}}","EVENTS","ORDERS","PRODUCTS","DAILY_*"],{{Rules.Replace("{0}", people, StringComparison.Ordinal)}}}""";
        var scope = SqlScopeReader.Read(JsonElement.Parse(json), dialect, snowflake ? "ANALYTICS" : "main", snowflake ? "CURATED" : "dw", functions);
        return SqlGuard.Judge(SqlReader.Read(sql, dialect), functions, scope, new SqlContext
        {
            MaxRows = 100,
            Columns = static table => Columns.GetValueOrDefault(table.Name) ?? [],
            Today = new DateOnly(2026, 6, 30),
        });
    }

    [GeneratedRegex("""
        (?x)
        \( SELECT\ (?: ID,\ "NAME",\ COUNTRY\ FROM\ ANALYTICS\.CURATED\.CUSTOMERS | `?id`?,\ `?name`?,\ `?country`?\ FROM\ main\.dw\.users | [^()]*\bV\b[^()]*\ FROM\ (?:ANALYTICS\.CURATED\.EVENTS|main\.dw\.events) )
            (?: \ (?:AT|CHANGES|BEFORE|VERSION|TIMESTAMP)\b [^()]* (?: \([^()]*\) [^()]* )* )? \)
        | \( SELECT\ \*\ FROM\ (?:ANALYTICS\.CURATED\.ORDERS|main\.dw\.orders) (?: \ (?:BEFORE\ \([^()]*\)|VERSION\ AS\ OF\ \d+) )? \ WHERE\ \(country\ =\ 'DE'\) \)
        """)]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"(?i)(?:\b(?:FROM|JOIN)|,)\s+[`""]?(customers|users|orders|events|salaries)\b(?!\s*\.)")]
    private static partial Regex Plain();
}

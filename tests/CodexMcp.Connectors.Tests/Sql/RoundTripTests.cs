using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>Read, print, read: nothing is lost, and the printed form is stable.</summary>
public sealed class RoundTripTests
{
    // Words that the printer adds, leaves out or writes in one way.
    private static readonly string[] Free = ["AS", "NOT", "FIRST", "NEXT", "ROW", "ROWS", "SAMPLE", "TABLESAMPLE"];

    public static TheoryData<SqlDialect, int> Statements =>
        [.. SqlCorpus.Snowflake.Select(static (_, i) => (SqlDialect.Snowflake, i)), .. SqlCorpus.Databricks.Select(static (_, i) => (SqlDialect.Databricks, i))];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Read_StatementOfTheCorpus_PrintsToTheSame(SqlDialect dialect, int index)
    {
        var sql = (dialect == SqlDialect.Snowflake ? SqlCorpus.Snowflake : SqlCorpus.Databricks)[index];
        var reading = SqlReader.Read(sql, dialect);
        Assert.True(reading.Problem is null, $"{sql}\n{reading.Problem}");

        var printed = reading.Print()!;
        var again = SqlReader.Read(printed, dialect);

        Assert.True(again.Problem is null, $"{sql}\n{printed}\n{again.Problem}");
        Assert.Equal(printed, again.Print());
        Assert.Equal(reading.Kind, again.Kind);
        Assert.Equal(Content(sql, dialect), Content(printed, dialect));
    }

    [Fact]
    public void Corpus_IsLarge() => Assert.InRange(SqlCorpus.Snowflake.Count + SqlCorpus.Databricks.Count, 230, int.MaxValue);

    [Fact]
    public void Read_EveryStatementInsideEveryPlaceOfAQuery_PrintsToTheSame()
    {
        string[] places =
        [
            "WITH outermost AS ({0}) SELECT * FROM outermost", "SELECT * FROM ({0}) z", "SELECT 1 WHERE x IN ({0})", "SELECT 1 UNION ALL ({0})", "SELECT EXISTS ({0})", "SELECT COALESCE(({0}), 1)",
            "SELECT a FROM q JOIN ({0}) z ON TRUE", "SELECT a FROM q, LATERAL ({0}) z", "({0}) ORDER BY 1 LIMIT 3", "EXPLAIN {0}",
        ];
        foreach (var (sql, dialect) in SqlCorpus.All.Where(static item => item.Sql.StartsWith("SELECT", StringComparison.Ordinal) || item.Sql.StartsWith("WITH", StringComparison.Ordinal)))
        {
            foreach (var place in places)
            {
                var outer = string.Format(place, sql.TrimEnd(';').Split(" -- ")[0].Split(" // ")[0]);
                var reading = SqlReader.Read(outer, dialect);
                Assert.True(reading.Problem is null, $"{outer}\n{reading.Problem}");
                var printed = reading.Print()!;
                Assert.Equal(printed, SqlReader.Read(printed, dialect).Print());
            }
        }
    }

    private static string Content(string sql, SqlDialect dialect)
    {
        var tokens = new List<SqlToken>();
        Assert.Null(SqlTokenizer.Tokenize(sql, tokens, dialect));
        return string.Join(' ', tokens.Where(static token => token.Kind is not (SqlTokenKind.Symbol or SqlTokenKind.Semicolon))
            .Select(token => sql.Substring(token.Start, token.Length).ToUpperInvariant()).Where(static text => !Free.Contains(text)));
    }
}

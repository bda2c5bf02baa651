using System.Text.Json;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>What analysts write about tables in their scope is read, kept, and let through: a refusal is a mistake of ours.</summary>
public sealed class FriendlyCorpusTests
{
    private static readonly SqlContext Context = new()
    {
        MaxRows = 10_000,
        Columns = static table => string.Equals(table.Name, "CUSTOMERS", StringComparison.OrdinalIgnoreCase) ? ["ID", "NAME", "EMAIL", "COUNTRY"] : [],
        Today = new DateOnly(2026, 6, 30),
    };

    public static TheoryData<SqlDialect, int> Statements =>
    [
        .. SqlCorpus.Friendly(SqlDialect.Snowflake).Select(static (_, i) => (SqlDialect.Snowflake, i)),
        .. SqlCorpus.Friendly(SqlDialect.Databricks).Select(static (_, i) => (SqlDialect.Databricks, i)),
    ];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Judge_StatementOfAnAnalyst_IsLetThrough(SqlDialect dialect, int index)
    {
        var sql = SqlCorpus.Friendly(dialect)[index];
        var reading = SqlReader.Read(sql, dialect);
        Assert.True(reading.Problem is null, $"{sql}\n{reading.Problem}");

        var printed = reading.Print()!;
        Assert.Equal(printed, SqlReader.Read(printed, dialect).Print());

        var judged = Judge(reading);
        Assert.True(judged.Problem is null, $"{sql}\n{judged.Problem}");
        Assert.Equal(judged.Text, Judge(SqlReader.Read(judged.Text, dialect)).Text);
        Assert.Null(Judge(SqlReader.Read(printed, dialect)).Problem);
    }

    [Fact]
    public void Corpus_IsLarge()
    {
        Assert.InRange(SqlCorpus.Friendly(SqlDialect.Snowflake).Distinct().Count(), 150, int.MaxValue);
        Assert.InRange(SqlCorpus.Friendly(SqlDialect.Databricks).Distinct().Count(), 150, int.MaxValue);
    }

    private static SqlJudgement Judge(SqlReading reading)
    {
        var snowflake = reading.Dialect == SqlDialect.Snowflake;
        var functions = SqlCorpus.Shipped(reading.Dialect);
        const string Rules = """{"schemas":["CURATED","RAW","DW"],"deny_columns":["CUSTOMERS.EMAIL"],"row_filters":{"ORDERS":"amount > 0"}}""";
        var scope = SqlScopeReader.Read(JsonElement.Parse(Rules), reading.Dialect, snowflake ? "ANALYTICS" : "main", snowflake ? "CURATED" : "dw", functions);
        return SqlGuard.Judge(reading, functions, scope, Context);
    }
}

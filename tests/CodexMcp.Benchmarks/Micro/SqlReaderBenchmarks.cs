using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>Reading, judging and rewriting a statement for a role with a scope: all that the SQL guard does for a call, by length.</summary>
[Config(typeof(MicroConfig))]
public class SqlReaderBenchmarks
{
    private const string Scope = """
        {"schemas":["CURATED"],"tables":["EVENTS","USERS","DAILY_*"],"deny_columns":["USERS.EMAIL"],
         "required_predicates":{"EVENTS":"OCCURRED_AT"},"row_filters":{"USERS":"is_test = FALSE"}}
        """;

    private const string Head = "SELECT w.source, SUM(w.users) AS users FROM (";

    private const string Piece =
        """
        SELECT DATE_TRUNC('day', e.occurred_at) AS day, e.source, COUNT(DISTINCT e.user_id) AS users, SUM(IFF(e.name = 'purchase', e.amount, 0)) AS revenue,
               LAG(COUNT(*), 7) OVER (PARTITION BY e.source ORDER BY e.day) AS before, e.properties:device.model::STRING AS model
        FROM events e JOIN users u ON u.id = e.user_id AND u.country IN ('DE', 'FR', 'US')
        WHERE e.occurred_at >= DATEADD('day', -28, CURRENT_DATE) AND (e.source ILIKE '%paid%' OR e.source = 'organic')
        GROUP BY 1, 2, e.day, 6 HAVING COUNT(*) > 10
        """;

    private static readonly IReadOnlyList<string> Columns = ["ID", "COUNTRY", "IS_TEST", "EMAIL"];
    private readonly SqlFunctions functions = SqlFunctions.Parse("COUNT SUM DATE_TRUNC DATEADD CURRENT_DATE IFF LAG");
    private readonly SqlScope scope;
    private readonly string two;
    private readonly string twoHundred;

    /// <summary>Builds the statements of the lengths that they are named by.</summary>
    public SqlReaderBenchmarks()
    {
        scope = SqlScopeReader.Read(JsonDocument.Parse(Scope).RootElement, SqlDialect.Snowflake, "ANALYTICS", "CURATED", functions);
        two = Statement(2_000);
        twoHundred = Statement(199_000);
    }

    /// <summary>Fails when a statement is not let through: then the figures would be of something else.</summary>
    [GlobalSetup]
    public void CheckVerdicts()
    {
        foreach (var judged in new[] { TwoKilobytes(), TwoHundredKilobytes() })
        {
            if (judged.Problem is not null || judged.Notes.Count < 3)
            {
                throw new InvalidOperationException($"A statement is judged otherwise than expected: {judged.Problem}");
            }
        }
    }

    /// <summary>Only reading, 2 kB.</summary>
    [Benchmark(Baseline = true)]
    public SqlReading ReadTwoKilobytes() => SqlReader.Read(two, SqlDialect.Snowflake);

    /// <summary>All of it, 2 kB.</summary>
    [Benchmark]
    public SqlJudgement TwoKilobytes() => Judge(two);

    /// <summary>All of it, 200 kB.</summary>
    [Benchmark]
    public SqlJudgement TwoHundredKilobytes() => Judge(twoHundred);

    private static string Statement(int length)
    {
        var pieces = Math.Max(1, (length - Head.Length) / (Piece.Length + 11));
        return $"{Head}{string.Join("\nUNION ALL\n", Enumerable.Repeat(Piece, pieces))}) w GROUP BY 1";
    }

    private SqlJudgement Judge(string sql) => SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), functions, scope, 10_000, static table => table.Name == "USERS" ? Columns : null);
}

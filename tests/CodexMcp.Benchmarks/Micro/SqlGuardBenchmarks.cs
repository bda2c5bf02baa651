using BenchmarkDotNet.Attributes;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>The guard's reading of typical statements: what it adds to a call of <c>run_query</c>.</summary>
[Config(typeof(MicroConfig))]
public class SqlGuardBenchmarks
{
    private const string SmallStatement = "SELECT country, COUNT(*) FROM app.public.events WHERE day >= '2026-01-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 100";

    private const string AnalystStatement =
        """
        -- Daily active users by source, with the change to a week before
        WITH daily AS (
          SELECT DATE_TRUNC('day', e.occurred_at) AS day, e.source, e.country, COUNT(DISTINCT e.user_id) AS users,
                 SUM(IFF(e.name = 'purchase', e.amount, 0)) AS revenue
          FROM analytics.public.events e
          JOIN analytics.public.users u ON u.id = e.user_id AND u.is_test = FALSE
          WHERE e.occurred_at >= DATEADD('day', -28, CURRENT_DATE) AND e.country IN ('DE', 'FR', 'US')
          GROUP BY 1, 2, 3
        ), compared AS (
          SELECT day, source, country, users, revenue, LAG(users, 7) OVER (PARTITION BY source, country ORDER BY day) AS before
          FROM daily
        )
        SELECT day, source, country, users, before, ROUND(100 * (users - before) / NULLIF(before, 0), 1)::NUMBER(10, 1) AS change
        FROM compared
        WHERE before IS NOT NULL AND (source ILIKE '%paid%' OR source = 'organic')
        QUALIFY ROW_NUMBER() OVER (PARTITION BY source ORDER BY change) <= 5
        ORDER BY change, day
        LIMIT 200;
        """;

    private static readonly SqlFunctions Functions =
        SqlFunctions.Parse("COUNT SUM ROUND NULLIF DATE_TRUNC DATEADD CURRENT_DATE IFF LAG ROW_NUMBER");

    private static readonly SqlScope Everything = SqlScope.Unrestricted(SqlDialect.Snowflake);

    /// <summary>Fails when a statement is not judged as its name says: then the figures would be of something else.</summary>
    [GlobalSetup]
    public void CheckVerdicts()
    {
        foreach (var (verdict, runs) in new[] { (Small(), true), (Analyst(), true), (Show(), true), (Refused(), false), (Stacked(), false) })
        {
            if (verdict.Problem is null != runs)
            {
                throw new InvalidOperationException($"A statement is judged otherwise than expected: {verdict}");
            }
        }
    }

    /// <summary>One table, one line.</summary>
    [Benchmark(Baseline = true)]
    public SqlJudgement Small() => Judge(SmallStatement);

    /// <summary>Twenty lines with CTEs, windows and casts.</summary>
    [Benchmark]
    public SqlJudgement Analyst() => Judge(AnalystStatement);

    /// <summary>A catalog statement.</summary>
    [Benchmark]
    public SqlJudgement Show() => Judge("SHOW TABLES IN SCHEMA analytics.public LIMIT 50");

    /// <summary>A write.</summary>
    [Benchmark]
    public SqlJudgement Refused() => Judge("DELETE FROM app.public.events WHERE day < '2026-01-01'");

    /// <summary>A second statement behind an allowed one.</summary>
    [Benchmark]
    public SqlJudgement Stacked() => Judge(SmallStatement + "; DROP TABLE app.public.events");

    private static SqlJudgement Judge(string sql) => SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), Functions, Everything, new SqlContext());
}

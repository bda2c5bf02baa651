using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Tests.Support;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

/// <summary>What a role may not see does not come out, by whatever route: guard, connector and simulator together.</summary>
public sealed class ScopeTests
{
    private const string Scope = """
        {"schemas":["CURATED"],"tables":["RELEASES","DAILY_*","TRANSACTIONS"],"deny_columns":["RELEASES.NOTES","*.LEDGER_*"],"sample_values":true,
         "row_filters":{"DAILY_ACTIVE_USERS":"country IN ('DE', 'FR')"},"required_predicates":{"TRANSACTIONS":"DAY"}}
        """;

    /// <summary>Routes to RELEASES.NOTES. Those marked true give rows, without it; all others give nothing.</summary>
    public static TheoryData<string, bool> Routes => new()
    {
        { "SELECT notes FROM releases", false },
        { "SELECT NOTES FROM analytics.curated.releases", false },
        { "SELECT \"NOTES\" FROM releases", false },
        { "SELECT r.notes FROM releases r", false },
        { "SELECT releases.notes FROM curated.releases", false },
        { "SELECT curated.releases.notes FROM curated.releases", false },
        { "SELECT analytics.curated.releases.notes FROM analytics.curated.releases", false },
        { "SELECT * FROM releases", true },
        { "SELECT r.* FROM releases r", true },
        { "SELECT curated.releases.* FROM curated.releases", true },
        { "SELECT * EXCLUDE (platform, app_version, countries, forced_update, released_on) FROM releases", false },
        { "SELECT * RENAME (notes AS x) FROM releases", true },
        { "SELECT * REPLACE (notes AS platform) FROM releases", false },
        { "SELECT * ILIKE '%note%' FROM releases", false },
        { "SELECT x FROM (SELECT * FROM releases) AS t (a, b, c, d, e, x)", false },
        { "SELECT x.* FROM (SELECT * FROM releases) x", true },
        { "WITH r AS (SELECT * FROM releases) SELECT notes FROM r", false },
        { "WITH r AS (SELECT * FROM releases) SELECT * FROM r", true },
        { "WITH r (a, b, c, d, e, x) AS (SELECT * FROM releases) SELECT x FROM r", false },
        { "WITH releases AS (SELECT * FROM releases) SELECT * FROM releases", true },
        { "WITH RECURSIVE r AS (SELECT notes FROM releases UNION ALL SELECT notes FROM r) SELECT * FROM r", false },
        { "SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e, 'x' AS x UNION ALL SELECT * FROM releases", false },
        { "SELECT platform FROM releases UNION SELECT notes FROM releases", false },
        { "SELECT * FROM releases NATURAL JOIN releases b", true },
        { "SELECT a.platform FROM releases a JOIN releases b USING (notes)", false },
        { "SELECT a.platform FROM releases a JOIN releases b ON a.notes = b.notes", false },
        { "SELECT platform FROM releases WHERE notes LIKE 'a%'", false },
        { "SELECT platform FROM releases ORDER BY notes", false },
        { "SELECT COUNT(*) FROM releases GROUP BY notes", false },
        { "SELECT platform FROM releases GROUP BY ALL HAVING MAX(notes) > 'a'", false },
        { "SELECT MAX(notes) FROM releases", false },
        { "SELECT COUNT(DISTINCT notes) FROM releases", false },
        { "SELECT LISTAGG(notes) WITHIN GROUP (ORDER BY platform) FROM releases", false },
        { "SELECT IFF(notes IS NULL, 1, 2) FROM releases", false },
        { "SELECT CASE WHEN LENGTH(notes) > 3 THEN 1 END FROM releases", false },
        { "SELECT notes || '' FROM releases", false },
        { "SELECT notes::STRING FROM releases", false },
        { "SELECT UPPER(REVERSE(notes)) FROM releases", false },
        { "SELECT ROW_NUMBER() OVER (PARTITION BY notes ORDER BY 1) FROM releases", false },
        { "SELECT platform FROM releases QUALIFY ROW_NUMBER() OVER (ORDER BY notes) = 1", false },
        { "SELECT OBJECT_CONSTRUCT('n', notes) FROM releases", false },
        { "SELECT [notes], {'n': notes} FROM releases", false },
        { "SELECT OBJECT_CONSTRUCT(*) FROM releases", false },
        { "SELECT $6 FROM releases", false },
        { "SELECT r.$6 FROM releases r", false },
        { "SELECT (SELECT MAX(r.notes) FROM releases r) AS n", false },
        { "SELECT 1 WHERE EXISTS (SELECT 1 FROM releases WHERE notes LIKE '%a%')", false },
        { "SELECT 1 WHERE 'a' IN (SELECT notes FROM releases)", false },
        { "SELECT f.value FROM releases r, LATERAL FLATTEN(input => ARRAY_CONSTRUCT(r.notes)) f", false },
        { "SELECT x.n FROM releases r, LATERAL (SELECT r.notes AS n) x", false },
        { "SELECT * FROM releases PIVOT (COUNT(platform) FOR notes IN ('a'))", false },
        { "SELECT * FROM releases UNPIVOT (v FOR n IN (notes, platform))", false },
        { "SELECT * FROM releases MATCH_RECOGNIZE (ORDER BY notes MEASURES notes AS n PATTERN (x) DEFINE x AS TRUE)", false },
        { "SELECT notes FROM releases SAMPLE (100)", false },
        { "SELECT notes FROM releases AT (OFFSET => -60)", false },
        { "SELECT notes AS platform FROM releases", false },
        { "SELECT (notes) FROM (SELECT notes FROM releases)", false },
        { "SELECT * FROM (SELECT RELEASED_ON, NOTES FROM ANALYTICS.CURATED.RELEASES) AS releases", false },
        { "SELECT view_definition FROM information_schema.views", false },
        { "SELECT column_name FROM analytics.information_schema.columns WHERE table_name = 'RELEASES'", false },
        { "SHOW COLUMNS IN TABLE releases", false },
        { "DESCRIBE TABLE releases", false },
        { "SELECT GET_DDL('table', 'RELEASES')", false },
        { "SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))", false },
        { "EXPLAIN SELECT notes FROM releases", false },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task RunQuery_AnyRouteToADeniedColumn_DoesNotGiveIt(string statement, bool gives)
    {
        await using var harness = new Harness();
        var notes = (await harness.QueryAsync("SELECT DISTINCT notes FROM releases WHERE notes IS NOT NULL")).Structured.GetProperty("rows").EnumerateArray().Select(static row => row[0].GetString()!).ToList();
        Assert.NotEmpty(notes);

        var (result, refusal) = await RunAsync(harness, statement);

        Assert.Equal(gives, result is not null);
        var all = result is null ? refusal! : result.Structured.GetRawText() + result.Text;
        Assert.DoesNotContain(notes, note => all.Contains(note, StringComparison.Ordinal));
        if (result is not null)
        {
            Assert.True(result.Structured.GetProperty("rows").GetArrayLength() > 0);
            Assert.DoesNotContain(result.Structured.GetProperty("columns").EnumerateArray(), static column => column.GetProperty("name").GetString() == "NOTES");
        }
    }

    [Theory]
    [InlineData("SELECT {0} FROM releases", "notes", "nosuch")]
    [InlineData("SELECT a.platform FROM releases a WHERE a.{0} = 1", "notes", "nosuch")]
    [InlineData("SELECT * FROM {0}", "subscriptions", "nosuchtable")]
    [InlineData("SELECT * FROM raw.{0}", "customers", "nosuch")]
    [InlineData("SELECT * FROM {0}.customers", "raw", "nosuch")]
    public async Task RunQuery_DeniedOrNotThere_IsTheSameAnswer(string statement, string denied, string absent)
    {
        await using var harness = new Harness();
        async Task<string> Said(string name) =>
            (await RunAsync(harness, string.Format(statement, name))).Refusal!.Replace(name, "?", StringComparison.OrdinalIgnoreCase);

        Assert.Equal(await Said(absent), await Said(denied));
    }

    [Theory]
    [InlineData("SELECT DISTINCT country FROM daily_active_users ORDER BY 1")]
    [InlineData("SELECT DISTINCT d.country FROM analytics.curated.daily_active_users d ORDER BY 1")]
    [InlineData("SELECT DISTINCT curated.daily_active_users.country FROM curated.daily_active_users ORDER BY 1")]
    [InlineData("WITH x AS (SELECT * FROM daily_active_users) SELECT DISTINCT country FROM x ORDER BY 1")]
    [InlineData("SELECT country FROM (SELECT country, SUM(dau) AS n FROM daily_active_users GROUP BY country) ORDER BY 1")]
    [InlineData("SELECT DISTINCT b.country FROM (SELECT 1 AS one) a LEFT JOIN daily_active_users b ON TRUE ORDER BY 1")]
    [InlineData("SELECT DISTINCT country FROM daily_active_users WHERE country = 'US' OR TRUE ORDER BY 1")]
    [InlineData("SELECT country FROM daily_active_users UNION SELECT country FROM daily_active_users ORDER BY 1")]
    public async Task RunQuery_RowFilter_HoldsWhereverTheTableIsRead(string statement)
    {
        await using var harness = new Harness();

        var (result, refusal) = await RunAsync(harness, statement);

        Assert.True(result is not null, refusal);
        Assert.Equal(["DE", "FR"], result.Structured.GetProperty("rows").EnumerateArray().Select(static row => row[0].GetString()));
    }

    [Fact]
    public async Task RunQuery_RequiredPredicate_IsAskedForWithTheWayToGiveIt()
    {
        await using var harness = new Harness();

        var (_, refusal) = await RunAsync(harness, "SELECT COUNT(*) FROM transactions");
        var (result, _) = await RunAsync(harness, "SELECT COUNT(*) FROM transactions WHERE day >= DATEADD(day, -7, CURRENT_DATE)");

        Assert.Contains("DAY is bounded", refusal);
        Assert.Contains("BETWEEN", refusal);
        Assert.NotNull(result);
    }

    [Fact]
    public async Task RunQuery_Rewritten_TellsWhatRanAndWhy()
    {
        await using var harness = new Harness();

        var (result, _) = await RunAsync(harness, "SELECT * FROM releases");

        Assert.Equal(
            "SELECT * FROM (SELECT RELEASED_ON, PLATFORM, APP_VERSION, COUNTRIES, FORCED_UPDATE FROM ANALYTICS.CURATED.RELEASES) AS releases LIMIT 10001",
            result!.Structured.GetProperty("statement").GetString());
        Assert.Equal(2, result.Structured.GetProperty("changes").GetArrayLength());
    }

    [Fact]
    public async Task RunQuery_ContinuationAfterARewrite_GoesOnWithEitherText()
    {
        await using var harness = new Harness();
        const string Statement = "SELECT day, country, dau FROM daily_active_users ORDER BY 1, 2, 3";
        var verdict = await harness.Connector.Guard!.CheckAsync(harness.Call("run_query", ("statement", Statement)) with { Scope = Some.Json(Scope) }, CancellationToken.None);
        var rewritten = verdict.Arguments!.Value.GetProperty("statement").GetString()!;
        var (first, _) = await RunAsync(harness, Statement, ("max_rows", 10));
        var executed = harness.Activity.StatementsExecuted;
        var token = first!.Structured.GetProperty("continuation").GetString()!;

        var (second, _) = await RunAsync(harness, Statement, ("max_rows", 10), ("continuation", token));
        var (again, _) = await RunAsync(harness, rewritten, ("max_rows", 10), ("continuation", token));

        Assert.Equal(10, second!.Structured.GetProperty("rows").GetArrayLength());
        Assert.Equal(second.Structured.GetProperty("rows").GetRawText(), again!.Structured.GetProperty("rows").GetRawText());
        Assert.Equal(executed, harness.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task RunQuery_WithoutTheHostsGuard_IsRewrittenAllTheSame()
    {
        var vendor = new Vendor(static (_, _) => Vendor.Json(200, Vendor.OneCell("fixed", "1")));
        await using var harness = new Harness(vendor);

        await harness.QueryAsync("SELECT a FROM t");

        Assert.Contains("SELECT a FROM ANALYTICS.CURATED.t LIMIT 10001", vendor.Requests[^1].Body);
    }

    [Fact]
    public async Task ColumnsOfATable_AreLookedUpOnce()
    {
        await using var harness = new Harness();
        await RunAsync(harness, "SELECT * FROM releases");
        var executed = harness.Activity.StatementsExecuted;

        await RunAsync(harness, "SELECT r.* FROM releases r");

        Assert.Equal(executed + 1, harness.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task CatalogTools_ShowWhatTheScopeHolds()
    {
        await using var harness = new Harness();
        async Task<List<string?>> Names(string tool, string member, params (string, object?)[] arguments) =>
            [.. (await harness.RunAsync(Scoped(harness.Call(tool, arguments)))).Structured.GetProperty(member).EnumerateArray().Select(static item => item.GetProperty("name").GetString())];

        Assert.Equal(["ANALYTICS"], await Names("list_databases", "databases"));
        Assert.Equal(["CURATED"], await Names("list_schemas", "schemas"));
        Assert.Equal(["DAILY_ACTIVE_USERS", "DAILY_TOTALS", "RELEASES", "TRANSACTIONS"], await Names("list_tables", "tables"));
        Assert.Empty(await Names("list_tables", "tables", ("schema", "RAW")));
        Assert.Equal(["RELEASED_ON", "PLATFORM", "APP_VERSION", "COUNTRIES", "FORCED_UPDATE"], await Names("describe_table", "columns", ("table", "releases"), ("sample", true)));
        var denied = await harness.FailAsync(Scoped(harness.Call("describe_table", ("table", "subscriptions"))));
        var absent = await harness.FailAsync(Scoped(harness.Call("describe_table", ("table", "daily_nosuch"))));
        Assert.Equal(absent.Message + absent.Next, denied.Message + denied.Next);
        var database = await harness.FailAsync(Scoped(harness.Call("list_schemas", ("database", "other"))));
        Assert.Equal(ConnectorFailure.Refused, database.Failure);
    }

    [Fact]
    public async Task ExplainQuery_ExplainsWhatWouldRun()
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(Scoped(harness.Call("explain_query", ("statement", "SELECT * FROM releases"))));

        Assert.Contains("SELECT RELEASED_ON, PLATFORM", result.Structured.GetProperty("statement").GetString());
        Assert.DoesNotContain("NOTES", result.Structured.GetRawText());
    }

    private static ToolInvocation Scoped(ToolInvocation call) => call with { Scope = Some.Json(Scope) };

    /// <summary>As the host does: the guard judges and rewrites, judges its own rewrite, and the connector runs that.</summary>
    private static async Task<(ToolResult? Result, string? Refusal)> RunAsync(Harness harness, string statement, params (string, object?)[] more)
    {
        var call = Scoped(harness.Call("run_query", [("statement", statement), .. more]));
        var verdict = await harness.Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
        if (verdict.Rejection is var (message, next))
        {
            return (null, $"{message} {next}");
        }

        if (verdict.Arguments is { } rewritten)
        {
            call = call with { Arguments = rewritten, Notes = verdict.Notes };
            var again = await harness.Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
            Assert.Null(again.Rejection);
            Assert.Null(again.Arguments);
        }

        try
        {
            return (await harness.RunAsync(call), null);
        }
        catch (ConnectorException exception)
        {
            return (null, exception.Message);
        }
    }
}

using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

/// <summary>A role that must not see two columns of one table tries every way to them that the dialect has.</summary>
public sealed class ScopeTests
{
    private const string Scope = """
        {"catalogs":["analytics"],"schemas":["curated"],"deny_columns":["accounts.domain","ACCOUNTS.Arr_Usd"],
         "row_filters":{"releases":"platform = 'ios'"},"required_predicates":{"transactions":"day"}}
        """;

    private const string Left = "(SELECT account_key, account_name, industry, country, employees, product_code, customer_since, seats, arr_year_ago_usd, headcount_growth FROM analytics.curated.accounts)";

    public static TheoryData<string> Routes =>
    [
        "SELECT domain FROM accounts",
        "SELECT * FROM accounts",
        "SELECT a.* FROM accounts AS a",
        "SELECT a.`domain` FROM analytics.curated.accounts a",
        "SELECT `DOMAIN` FROM `analytics`.`curated`.`accounts`",
        "SELECT * EXCEPT (account_key) FROM accounts",
        "SELECT struct(a.*) FROM accounts a",
        "SELECT struct(*) FROM accounts",
        "SELECT to_json(struct(*)) FROM accounts",
        "SELECT a FROM accounts a",
        "SELECT to_json(a) FROM accounts a",
        "SELECT concat_ws(',', *) FROM accounts",
        "SELECT hash(*) FROM accounts WHERE domain LIKE 'a%'",
        "SELECT account_name FROM accounts WHERE domain LIKE 'a%'",
        "SELECT account_name FROM accounts ORDER BY domain",
        "SELECT account_name FROM accounts GROUP BY ALL HAVING max(domain) > 'm'",
        "SELECT max(domain) FROM accounts",
        "SELECT collect_list(domain) FROM accounts",
        "SELECT x FROM accounts LATERAL VIEW explode(array(domain)) t AS x",
        "SELECT explode(array(domain)) FROM accounts",
        "SELECT t.x FROM accounts, LATERAL (SELECT domain AS x) t",
        "SELECT (SELECT max(domain) FROM accounts) AS x",
        "WITH c AS (SELECT * FROM accounts) SELECT domain FROM c",
        "WITH accounts AS (SELECT * FROM analytics.curated.accounts) SELECT domain FROM accounts",
        "SELECT domain FROM (SELECT * FROM accounts) AS s",
        "SELECT x FROM (SELECT * FROM accounts) AS s(a, b, x, d, e, f, g, h, i, j)",
        "SELECT * FROM accounts NATURAL JOIN (SELECT 'x.example' AS domain) p",
        "SELECT * FROM accounts JOIN (SELECT 'x.example' AS domain) p USING (domain)",
        "SELECT * FROM accounts PIVOT (count(account_key) FOR domain IN ('x.example'))",
        "SELECT * FROM accounts UNPIVOT (v FOR n IN (account_name, domain))",
        "SELECT account_name, domain FROM accounts UNION ALL SELECT 'a', 'b'",
        "SELECT 'a', 'b' UNION SELECT account_name, domain FROM accounts",
        "SELECT row_number() OVER (ORDER BY domain) FROM accounts",
        "SELECT account_name FROM accounts QUALIFY row_number() OVER (PARTITION BY domain ORDER BY seats) = 1",
        "SELECT /*+ BROADCAST(accounts) */ domain FROM accounts",
        "SELECT domain:host FROM accounts",
        "SELECT accounts.domain.x FROM accounts",
        "SELECT analytics.curated.accounts.domain FROM analytics.curated.accounts",
        "SELECT transform(array(1), x -> domain) FROM accounts",
        "SELECT filter(collect_list(domain), d -> d > 'a') FROM accounts",
        "SELECT IDENTIFIER('domain') FROM accounts",
        "SELECT IDENTIFIER(:c) FROM accounts",
        "SELECT domain FROM accounts VERSION AS OF 1",
        "SELECT domain FROM accounts TIMESTAMP AS OF '2026-01-01'",
        "SELECT * FROM accounts TABLESAMPLE (10 PERCENT)",
        "SELECT * FROM table_changes('analytics.curated.accounts', 0)",
        "SELECT * FROM read_files('s3://bucket/accounts')",
        "SELECT * FROM analytics.information_schema.columns",
        "SELECT _metadata.file_path FROM accounts",
        "FROM accounts SELECT domain",
        "FROM accounts |> SELECT domain",
        "TABLE accounts",
        "DESCRIBE TABLE EXTENDED accounts",
        "SHOW COLUMNS IN accounts",
        "EXPLAIN SELECT domain FROM accounts",
        "EXECUTE IMMEDIATE 'SELECT domain FROM accounts'",
        "SELECT reflect('java.lang.String', 'valueOf', domain) FROM accounts",
        "SELECT ai_query('m', domain) FROM accounts",
        "SELECT http_request(conn => 'c', method => 'GET', path => domain) FROM accounts",
    ];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task DeniedColumn_ByEveryRoute_DoesNotComeOut(string statement)
    {
        await using var harness = new Harness { Scope = Some.Json(Scope) };
        var shown = "";
        try
        {
            shown = (await harness.QueryAsync(statement, ("parameters", Some.Json("""{"c":"domain"}""")))).GetRawText();
        }
        catch (ConnectorException refused)
        {
            Assert.Equal(ConnectorFailure.Refused, refused.Failure);
            shown = refused.Message + refused.Next;
        }

        // Every domain of the synthetic company ends so; the statement's own words do too.
        Assert.DoesNotContain(".example", shown.Replace("x.example", "", StringComparison.Ordinal));
        // Whatever reached Databricks read the table through what is left of it, and not otherwise.
        foreach (var sent in harness.Simulator.Statements)
        {
            Assert.DoesNotContain("analytics.curated.accounts", sent.Replace(Left[..^1], "", StringComparison.Ordinal));
            Assert.DoesNotContain("information_schema", sent);
        }
    }

    [Fact]
    public async Task Star_WithDeniedColumns_HoldsTheOthers()
    {
        await using var harness = new Harness { Scope = Some.Json(Scope) };

        var result = await harness.QueryAsync("SELECT * FROM accounts LIMIT 3");

        var names = result.GetProperty("columns").EnumerateArray().Select(static column => column.GetProperty("name").GetString()).ToList();
        Assert.Contains("account_name", names);
        Assert.DoesNotContain("domain", names);
        Assert.DoesNotContain("arr_usd", names);
        Assert.Contains(Left, result.GetProperty("statement").GetString());
    }

    [Fact]
    public async Task RowFilter_Always_Holds()
    {
        await using var harness = new Harness { Scope = Some.Json(Scope) };

        var result = await harness.QueryAsync("SELECT DISTINCT platform FROM releases WHERE platform = 'android' OR 1 = 1");

        Assert.Equal("""[["ios"]]""", result.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task RequiredPredicate_Missing_SaysWhichColumn()
    {
        await using var harness = new Harness { Scope = Some.Json(Scope) };

        var failure = await harness.FailAsync("run_query", ("statement", "SELECT count(*) FROM transactions"));

        Assert.Contains("day is bounded", failure.Message);
        Assert.Empty(harness.Simulator.Statements);
        await harness.QueryAsync("SELECT count(*) AS n FROM transactions WHERE day >= date_sub(current_date(), 7)");
    }

    [Theory]
    [InlineData("SELECT * FROM analytics.raw.customers")]
    [InlineData("SELECT * FROM samples.nyctaxi.trips")]
    [InlineData("SELECT * FROM nothing_like_this")]
    [InlineData("SELECT * FROM hive_metastore.default.t")]
    public async Task Table_OutsideOfTheScope_LooksLikeNoneAtAll(string statement)
    {
        await using var harness = new Harness { Scope = Some.Json("""{"tables":["accounts"]}""") };

        Assert.Contains("does not exist or not authorized", (await harness.FailAsync("run_query", ("statement", statement))).Message);
        Assert.Empty(harness.Simulator.Statements);
    }

    [Fact]
    public async Task ExplainQuery_DeniedColumn_IsRewrittenToo()
    {
        await using var harness = new Harness { Scope = Some.Json(Scope) };

        await harness.RunAsync("explain_query", ("statement", "SELECT * FROM accounts"));

        Assert.Contains(Left, Assert.Single(harness.Simulator.Statements));
    }
}

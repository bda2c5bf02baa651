using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Databricks;

/// <summary>Databricks' SQL on the shared engine.</summary>
public sealed class SparkSqlTests(SharedWorkspace shared) : IClassFixture<SharedWorkspace>
{
    [Theory]
    [InlineData("SELECT 1 AS a, 'b' AS b, \"c\" AS c, NULL AS d", "1|b|c|∅")]
    [InlineData("SELECT 'it''s', 'a\\'b', r'a\\b'", null)]
    [InlineData("SELECT if(1 = 1, 'y', 'n')", "y")]
    [InlineData("SELECT date_add(DATE '2026-01-30', 3), date_sub(DATE '2026-01-30', 30)", "2026-02-02|2025-12-31")]
    [InlineData("SELECT datediff(DATE '2026-02-01', DATE '2026-01-01'), datediff(DAY, DATE '2026-01-01', DATE '2026-02-01')", "31|31")]
    [InlineData("SELECT DATE '2026-01-10' - INTERVAL 7 DAYS", "2026-01-03")]
    [InlineData("SELECT date_trunc('MONTH', DATE '2026-01-10')", "2026-01-01")]
    [InlineData("SELECT date_format(DATE '2026-01-10', 'yyyy-MM')", "2026-01")]
    [InlineData("SELECT dayofweek(DATE '2026-01-04'), weekday(DATE '2026-01-05')", "1|0")]
    [InlineData("SELECT try_divide(1, 0), try_divide(6, 3) = 2", "∅|true")]
    [InlineData("SELECT size(split('a,b', ','))", "2")]
    [InlineData("SELECT x.`n` FROM (SELECT 5 AS `n`) AS x WHERE x.n == 5 LIMIT ALL", "5")]
    [InlineData("SELECT * EXCEPT (b) FROM (SELECT 1 AS a, 2 AS b) t", "1")]
    [InlineData("WITH t AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT sum(a) FROM t", "3")]
    [InlineData("SELECT /* one /* two */ */ 1 -- end", "1")]
    [InlineData("SELECT 10L, 1.5D", "10|1.5")]
    [InlineData("SELECT isnull(NULL), isnotnull(1)", "true|true")]
    [InlineData("SELECT count(*) FROM releases WHERE released_on > current_date()", "0")]
    public async Task Query_InTheDialect_GivesWhatDatabricksWould(string sql, string? expected)
    {
        var text = await shared.Workspace.TextAsync(sql);

        Assert.Equal(expected ?? "its|a'b|a\\b", text);
    }

    [Theory]
    [InlineData("SELECT * FROM nothing", "[TABLE_OR_VIEW_NOT_FOUND]")]
    [InlineData("SELECT * FROM analytics.raw.customers", "[TABLE_OR_VIEW_NOT_FOUND]")]
    [InlineData("SELECT nothing FROM releases", "[UNRESOLVED_COLUMN")]
    [InlineData("SELEC 1", "[PARSE_SYNTAX_ERROR]")]
    [InlineData("SELECT (1", "[PARSE_SYNTAX_ERROR]")]
    [InlineData("SELECT 'open", "[PARSE_SYNTAX_ERROR]")]
    [InlineData("SELECT 1; SELECT 2", "[PARSE_SYNTAX_ERROR]")]
    [InlineData("", "[PARSE_SYNTAX_ERROR]")]
    [InlineData("SELECT :nobody", "[UNBOUND_SQL_PARAMETER]")]
    [InlineData("SELECT nothing_like_this(1)", "[UNRESOLVED_ROUTINE]")]
    [InlineData("DROP TABLE releases", "[INSUFFICIENT_PERMISSIONS]")]
    [InlineData("INSERT INTO releases SELECT * FROM releases", "[INSUFFICIENT_PERMISSIONS]")]
    public async Task Statement_ThatFails_HasDatabricksClass(string sql, string expected)
    {
        if (sql.Length == 0)
        {
            Assert.Equal(400, (int)(await shared.Workspace.SubmitAsync(sql)).Status);
            return;
        }

        Assert.StartsWith(expected, await shared.Workspace.TextAsync(sql));
    }

    [Fact]
    public async Task Nesting_TooDeep_IsAnErrorAndNothingElse()
    {
        Assert.StartsWith("[QUERY_EXECUTION_TOO_COMPLEX]", await shared.Workspace.TextAsync($"SELECT {new string('(', 5000)}1{new string(')', 5000)}"));
        Assert.Equal("1", await shared.Workspace.TextAsync("SELECT 1"));
    }

    [Fact]
    public async Task Parameters_OfEveryType_AreValues()
    {
        Assert.Equal("'; DROP|7|0.5|true|∅|2026-01-31", await shared.Workspace.TextAsync("SELECT :a, :b, :c, :d, :e, :f", """
            ,"parameters":[{"name":"a","value":"'; DROP"},{"name":"b","value":"7","type":"BIGINT"},{"name":"c","value":"0.5","type":"DOUBLE"},
             {"name":"d","value":"true","type":"BOOLEAN"},{"name":"e","value":null},{"name":"f","value":"2026-01-31","type":"DATE"}]
            """));
    }

    [Theory]
    [InlineData("SHOW CATALOGS", "analytics")]
    [InlineData("SHOW SCHEMAS IN analytics", "curated / information_schema")]
    [InlineData("SHOW TABLES IN analytics.curated LIKE 'daily*'", "curated|daily_active_users|false / curated|daily_totals|false")]
    [InlineData("SHOW TABLES IN analytics.raw", "")]
    public async Task Show_OfThings_HasWhatThePrincipalSees(string sql, string expected) => Assert.Equal(expected, await shared.Workspace.TextAsync(sql));

    [Fact]
    public async Task Describe_ATable_HasItsColumns() => Assert.Contains("day|date|Calendar day, UTC", await shared.Workspace.TextAsync("DESCRIBE TABLE EXTENDED analytics.curated.daily_active_users"));

    [Fact]
    public async Task ExplainCost_OfADay_IsLessThanOfAll()
    {
        var all = await shared.Workspace.TextAsync("EXPLAIN COST SELECT count(*) FROM transactions");
        var day = await shared.Workspace.TextAsync("EXPLAIN COST SELECT count(*) FROM transactions WHERE day = date_sub(current_date(), 1)");

        Assert.Contains("Relation analytics.curated.transactions", all);
        Assert.Contains("sizeInBytes=", day);
        Assert.NotEqual(all, day);
        Assert.DoesNotContain("sizeInBytes", await shared.Workspace.TextAsync("EXPLAIN SELECT 1"));
    }

    [Fact]
    public async Task Figures_OfTheCompany_AreThoseOfSnowflake()
    {
        await using var warehouse = new SharedWarehouse();
        foreach (var query in new[]
        {
            "SELECT country, SUM(dau) AS n FROM analytics.curated.daily_active_users GROUP BY country ORDER BY country",
            "SELECT COUNT(*), SUM(amount_usd) FROM analytics.curated.transactions",
            "SELECT account_name, arr_usd FROM analytics.curated.accounts ORDER BY arr_usd DESC, account_name LIMIT 10",
        })
        {
            Assert.Equal((await warehouse.Client.QueryAsync(query)).Text, await shared.Workspace.TextAsync(query));
        }
    }
}

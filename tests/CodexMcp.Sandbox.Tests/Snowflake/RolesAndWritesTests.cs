using System.Net;
using System.Text.Json;
using CodexMcp.Sandbox.Snowflake;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Snowflake;

/// <summary>What each role sees and may change, the catalog statements, and EXPLAIN.</summary>
public sealed class RolesAndWritesTests : IAsyncDisposable
{
    private readonly SnowflakeSimulator _simulator = new(new ManualTime());
    private readonly SqlClient _analyst;
    private readonly SqlClient _admin;

    public RolesAndWritesTests()
    {
        _analyst = SqlClient.InProcess(_simulator);
        _admin = SqlClient.InProcess(_simulator);
        _admin.Role = "SYSADMIN";
    }

    public async ValueTask DisposeAsync()
    {
        _analyst.Dispose();
        _admin.Dispose();
        await _simulator.DisposeAsync();
    }

    [Theory]
    [InlineData("INSERT INTO releases (platform) VALUES ('x')", "003001")]
    [InlineData("UPDATE releases SET platform = 'x'", "003001")]
    [InlineData("DELETE FROM releases", "003001")]
    [InlineData("TRUNCATE TABLE releases", "003001")]
    [InlineData("CREATE TABLE t (x INT)", "003001")]
    [InlineData("CREATE OR REPLACE TABLE releases AS SELECT 1 AS x", "003001")]
    [InlineData("CREATE VIEW v AS SELECT 1 AS x", "003001")]
    [InlineData("DROP TABLE releases", "003001")]
    [InlineData("GRANT ROLE SYSADMIN TO USER me", "003001")]
    [InlineData("ALTER SESSION SET QUERY_TAG = 'x'", "003001")]
    [InlineData("COPY INTO @stage FROM releases", "003001")]
    [InlineData("DELETE FROM analytics.raw.customers", "002003")]
    [InlineData("DROP TABLE analytics.raw.customers", "002003")]
    [InlineData("PUT file:///etc/passwd @~", "391911")]
    [InlineData("CALL some_procedure(1)", "002003")]
    [InlineData("SELECT * FROM releases INTO x", "001003")]
    public async Task Analyst_Writes_RefusedAndNothingChanges(string sql, string code)
    {
        var before = (await _admin.QueryAsync("SELECT COUNT(*), COUNT(DISTINCT platform) FROM analytics.curated.releases")).Text;

        var answer = await _analyst.QueryAsync(sql);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(code, answer.Code);
        Assert.Equal(before, (await _admin.QueryAsync("SELECT COUNT(*), COUNT(DISTINCT platform) FROM analytics.curated.releases")).Text);
    }

    [Fact]
    public async Task Admin_Writes_ReallyChangeData()
    {
        await _admin.QueryAsync("CREATE TABLE analytics.raw.t (id INT NOT NULL, name VARCHAR(10), at DATE)");
        var inserted = await _admin.QueryAsync("INSERT INTO analytics.raw.t (id, name, at) SELECT 1, 'a', '2024-01-01' UNION ALL SELECT '2', 'b', NULL");
        Assert.Equal(2, inserted.Json.GetProperty("stats").GetProperty("numRowsInserted").GetInt32());
        Assert.Equal("number of rows inserted", inserted.Columns[0]);
        var updated = await _admin.QueryAsync("UPDATE analytics.raw.t SET name = UPPER(name) || id WHERE at IS NULL");
        Assert.Equal("1", updated.Text);
        Assert.Equal("1|a|19723 / 2|B2|∅", (await _admin.QueryAsync("SELECT * FROM analytics.raw.t ORDER BY id")).Text);
        Assert.Equal("1", (await _admin.QueryAsync("DELETE FROM analytics.raw.t WHERE id = 1")).Text);
        Assert.Equal("100072", (await _admin.QueryAsync("INSERT INTO analytics.raw.t VALUES (NULL, 'x', NULL)")).Code);
        await _admin.QueryAsync("CREATE TABLE analytics.curated.copied AS SELECT id, name FROM analytics.raw.t");
        await _admin.QueryAsync("CREATE VIEW analytics.curated.copied_v AS SELECT COUNT(*) AS n FROM analytics.curated.copied");
        Assert.Equal("1", (await _analyst.QueryAsync("SELECT n FROM copied_v")).Text);
        Assert.Equal("COPIED successfully dropped.", (await _admin.QueryAsync("DROP TABLE analytics.curated.copied")).Text);
        Assert.Equal("002003", (await _analyst.QueryAsync("SELECT * FROM copied")).Code);
        Assert.Equal("002002", (await _admin.QueryAsync("CREATE TABLE analytics.raw.t (x INT)")).Code);
        Assert.Equal("1", (await _admin.QueryAsync("TRUNCATE TABLE analytics.raw.t")).Text);
    }

    [Fact]
    public async Task View_OverHiddenTable_RunsWithItsOwnersRights()
    {
        await _admin.QueryAsync("CREATE VIEW analytics.curated.customer_count AS SELECT COUNT(*) AS n FROM analytics.raw.customers");

        Assert.Equal("400", (await _analyst.QueryAsync("SELECT n FROM customer_count")).Text);
        Assert.Equal("002003", (await _analyst.QueryAsync("SELECT COUNT(*) FROM analytics.raw.customers")).Code);
    }

    [Theory]
    [InlineData("ACCOUNTADMIN", "", "390189", 403)]
    [InlineData("analyst", "", "390189", 403)]
    [InlineData("ANALYST", ",\"database\":\"analytics\"", "391918", 422)]
    [InlineData("ANALYST", ",\"database\":\"NOPE\"", "391918", 422)]
    [InlineData("ANALYST", ",\"schema\":\"RAW\"", "391919", 422)]
    [InlineData("ANALYST", ",\"warehouse\":\"LOAD_WH\"", "391920", 422)]
    [InlineData("PUBLIC", ",\"database\":\"ANALYTICS\"", "391918", 422)]
    public async Task Context_NotTheCallers_Refused(string role, string extra, string code, int status)
    {
        var answer = await _analyst.PostAsync(SqlClient.Body("SELECT 1", role, extra));

        Assert.Equal(code, answer.Code);
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(0, _simulator.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task Warehouse_None_000606ForDataOnly()
    {
        await using var simulator = new SnowflakeSimulator(new ManualTime(), new SnowflakeSimulatorOptions { DefaultWarehouse = null });
        using var client = SqlClient.InProcess(simulator);

        Assert.Equal("000606", (await client.QueryAsync("SELECT * FROM releases")).Code);
        Assert.Equal("090001", (await client.QueryAsync("SHOW TABLES")).Code);
        Assert.Equal("090001", (await client.QueryAsync("EXPLAIN SELECT * FROM releases")).Code);
        Assert.Equal("090001", (await client.QueryAsync("SELECT * FROM releases", ",\"warehouse\":\"ANALYST_WH\"")).Code);
    }

    [Theory]
    [InlineData("SHOW DATABASES", "name", "ANALYTICS")]
    [InlineData("SHOW SCHEMAS", "name", "CURATED,INFORMATION_SCHEMA")]
    [InlineData("SHOW TERSE SCHEMAS IN DATABASE analytics", "name", "CURATED,INFORMATION_SCHEMA")]
    [InlineData("SHOW TABLES IN SCHEMA analytics.curated", "name", "ACCOUNTS,ACCOUNT_USAGE_DAILY,DAILY_ACTIVE_USERS,MARKETING_FUNNEL,RELEASES,SUBSCRIPTIONS,TRANSACTIONS,USER_COHORTS")]
    [InlineData("SHOW TABLES IN ACCOUNT", "name", "ACCOUNTS,ACCOUNT_USAGE_DAILY,DAILY_ACTIVE_USERS,MARKETING_FUNNEL,RELEASES,SUBSCRIPTIONS,TRANSACTIONS,USER_COHORTS")]
    [InlineData("SHOW TABLES LIKE '%users' IN analytics.curated", "name", "DAILY_ACTIVE_USERS")]
    [InlineData("SHOW TABLES IN DATABASE analytics STARTS WITH 'T' LIMIT 5", "name", "TRANSACTIONS")]
    [InlineData("SHOW VIEWS IN ANALYTICS.CURATED", "name", "DAILY_TOTALS,MONTHLY_REVENUE")]
    [InlineData("SHOW COLUMNS IN TABLE daily_totals", "column_name", "DAY,DAU,NEW_USERS,SESSIONS")]
    [InlineData("DESCRIBE TABLE releases", "name", "RELEASED_ON,PLATFORM,APP_VERSION,COUNTRIES,FORCED_UPDATE,NOTES")]
    [InlineData("DESC VIEW analytics.curated.daily_totals", "type", "DATE,NUMBER(38,0),NUMBER(38,0),NUMBER(38,0)")]
    [InlineData("SHOW WAREHOUSES", "name", "ANALYST_WH")]
    public async Task Catalog_AsAnalyst_ShowsWhatTheRoleSees(string sql, string column, string values)
    {
        var answer = await _analyst.QueryAsync(sql);

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText());
        var at = answer.Columns.ToList().IndexOf(column);
        Assert.Equal(values, string.Join(',', answer.Rows.Select(r => r[at])));
    }

    [Theory]
    [InlineData("SHOW TABLES IN SCHEMA analytics.raw")]
    [InlineData("SHOW TABLES IN DATABASE nope")]
    [InlineData("DESCRIBE TABLE analytics.raw.customers")]
    [InlineData("SHOW COLUMNS IN TABLE analytics.raw.events")]
    [InlineData("EXPLAIN SELECT * FROM analytics.raw.events")]
    [InlineData("SELECT * FROM analytics.curated.releases r JOIN analytics.raw.events e ON TRUE")]
    [InlineData("SELECT (SELECT COUNT(*) FROM analytics.raw.events)")]
    [InlineData("WITH x AS (SELECT * FROM analytics.raw.customers) SELECT 1")]
    public async Task Hidden_AskedForInAnyWay_DoesNotExist(string sql)
    {
        Assert.Equal("002003", (await _analyst.QueryAsync(sql)).Code);
    }

    [Fact]
    public async Task InformationSchema_AsAnalyst_NamesNothingHidden()
    {
        foreach (var view in (string[])["TABLES", "COLUMNS", "SCHEMATA", "VIEWS"])
        {
            var answer = await _analyst.QueryAsync($"SELECT * FROM analytics.information_schema.{view}");
            Assert.Equal("090001", answer.Code);
            Assert.NotEmpty(answer.Rows);
            Assert.DoesNotContain("CUSTOMERS", answer.Text);
            Assert.DoesNotContain("|RAW|", answer.Text);
        }

        Assert.Contains("CUSTOMERS", (await _admin.QueryAsync("SELECT table_name FROM analytics.information_schema.tables")).Text);
    }

    [Fact]
    public async Task Explain_WithADateFilter_ReadsFewerPartitions()
    {
        async Task<(long Total, long Assigned, long Bytes)> Cost(string sql)
        {
            var answer = await _analyst.QueryAsync("EXPLAIN USING JSON " + sql);
            using var plan = JsonDocument.Parse(answer.Rows[0][0]!);
            var stats = plan.RootElement.GetProperty("GlobalStats");
            Assert.Equal("ANALYTICS.CURATED.DAILY_ACTIVE_USERS", plan.RootElement.GetProperty("Operations")[0][1].GetProperty("objects")[0].GetString());
            return (stats.GetProperty("partitionsTotal").GetInt64(), stats.GetProperty("partitionsAssigned").GetInt64(), stats.GetProperty("bytesAssigned").GetInt64());
        }

        var all = await Cost("SELECT * FROM daily_active_users");
        var month = await Cost("SELECT * FROM daily_active_users WHERE day >= DATEADD(day, -30, CURRENT_DATE)");
        var column = await Cost("SELECT SUM(dau) FROM daily_active_users");
        var view = await Cost("SELECT * FROM daily_totals WHERE day = '2026-03-17'");
        var none = await Cost("SELECT * FROM daily_active_users WHERE day > '2030-01-01'");

        Assert.Equal(all.Total, all.Assigned);
        Assert.InRange(month.Assigned, 2, 3);
        Assert.True(month.Bytes < all.Bytes / 10 && column.Bytes < all.Bytes / 4 && view.Bytes <= all.Bytes);
        Assert.Equal(0, none.Assigned);
        Assert.Equal("090001", (await _analyst.QueryAsync("EXPLAIN USING TEXT SELECT 1")).Code);
        Assert.Equal("GlobalStats", (await _analyst.QueryAsync("EXPLAIN SELECT 1")).Rows[0][3]);
    }
}

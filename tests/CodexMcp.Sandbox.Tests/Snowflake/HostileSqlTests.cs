using System.Net;
using System.Text;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Snowflake;

/// <summary>Nothing a client sends hangs, crashes, or brings out SQLite's own words.</summary>
[Collection("warehouse")]
public sealed class HostileSqlTests(SharedWarehouse warehouse)
{
    public static readonly TheoryData<string> Deep = new(
        new string('(', 10_000) + "1" + new string(')', 10_000),
        string.Concat(Enumerable.Repeat("(SELECT ", 10_000)) + "1",
        string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "TRUE",
        string.Concat(Enumerable.Repeat("- ", 10_000)) + "1",
        "1" + string.Concat(Enumerable.Repeat(" + 1", 10_000)),
        "1" + string.Concat(Enumerable.Repeat("::INT", 10_000)),
        "1" + string.Concat(Enumerable.Repeat(" = 1", 10_000)),
        string.Concat(Enumerable.Repeat("CASE WHEN TRUE THEN ", 5_000)) + "1" + string.Concat(Enumerable.Repeat(" END", 5_000)),
        string.Concat(Enumerable.Repeat("UPPER(", 5_000)) + "'x'" + new string(')', 5_000),
        string.Concat(Enumerable.Repeat("[", 5_000)),
        string.Concat(Enumerable.Repeat("{'a':", 5_000)),
        "1" + string.Concat(Enumerable.Repeat(" UNION SELECT 1", 5_000)),
        "* FROM " + string.Join(", ", Enumerable.Repeat("releases", 200)),
        "* FROM " + new string('(', 5_000) + "releases");

    [Theory]
    [MemberData(nameof(Deep))]
    public async Task Nesting_WithoutEnd_CleanError(string sql)
    {
        var answer = await warehouse.Client.QueryAsync("SELECT " + sql);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(answer.Code, (string[])["001003", "000603", "000002"]);
        Assert.True(answer.Message.Length < 600);
    }

    [Fact]
    public async Task Lists_LongButFlat_Run()
    {
        var many = string.Join(", ", Enumerable.Range(0, 5_000));
        var either = string.Join(" OR ", Enumerable.Range(0, 2_000).Select(i => $"x = {i}"));
        var wide = string.Join(", ", Enumerable.Range(0, 500).Select(i => $"{i} AS c{i}"));

        Assert.Equal("1", (await warehouse.Client.QueryAsync($"SELECT COUNT(*) FROM (VALUES (7)) t(x) WHERE x IN ({many})")).Text);
        Assert.Equal("1", (await warehouse.Client.QueryAsync($"SELECT COUNT(*) FROM (VALUES (7)) t(x) WHERE {either}")).Text);
        Assert.Equal(500, (await warehouse.Client.QueryAsync($"SELECT {wide}")).Columns.Count);
    }

    [Fact]
    public async Task Recursion_InNames_Ends()
    {
        Assert.Equal("000904", (await warehouse.Client.QueryAsync("SELECT a + 1 AS b, b + 1 AS a")).Code);
        Assert.Equal("000904", (await warehouse.Client.QueryAsync("SELECT x AS x")).Code);
        Assert.Equal("002003", (await warehouse.Client.QueryAsync("WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a")).Code);
    }

    [Theory]
    [InlineData("SELECT * FROM sqlite_master")]
    [InlineData("SELECT * FROM sqlite_schema")]
    [InlineData("SELECT * FROM b1")]
    [InlineData("SELECT c0 FROM releases")]
    [InlineData("SELECT rowid FROM releases")]
    [InlineData("SELECT sqlite_version()")]
    [InlineData("SELECT load_extension('x')")]
    [InlineData("SELECT sf_fail('a','b','c')")]
    [InlineData("SELECT randomblob(100000000)")]
    [InlineData("PRAGMA table_list")]
    [InlineData("ATTACH DATABASE '/etc/passwd' AS x")]
    [InlineData("VACUUM INTO '/etc/x'")]
    [InlineData("SELECT * FROM pragma_table_info('b1')")]
    [InlineData("SELECT \"c0\", \"t0\".\"c0\" FROM releases")]
    [InlineData("SELECT 1 AS \"a\"\"; DROP TABLE b1; --\" FROM releases WHERE \"x\"")]
    [InlineData("SELECT `a` FROM releases")]
    [InlineData("SELECT [a] FROM releases")]
    [InlineData("SELECT x'00'")]
    [InlineData("SELECT 1 \0 2")]
    [InlineData("SELECT 'a' GLOB '*'")]
    public async Task Sqlite_OwnDialect_IsNotThere(string sql)
    {
        var answer = await warehouse.Client.QueryAsync(sql);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("sqlite", answer.Message.Replace("sqlite_", "", StringComparison.OrdinalIgnoreCase), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Texts_WithEveryAwkwardCharacter_ComeBackAsTheyWere()
    {
        const string text = "a'b\"c;--/*$$\\ \u0000 \u202E \uFEFF 😀 é";
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);

        var answer = await warehouse.Client.QueryAsync($"SELECT '{escaped}' AS x, LENGTH('😀')");

        Assert.Equal(text, answer.Rows[0][0]);
    }

    [Fact]
    public async Task Garbage_FromASeed_NeverBreaksTheSimulator()
    {
        string[] words =
        [
            "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "(", ")", ",", "*", "1", "'x'", "releases", "daily_totals", "day", "dau", "platform", "AS", "JOIN", "ON", "USING", "=",
            "<", "AND", "OR", "NOT", "NULL", "CASE", "WHEN", "THEN", "END", "SUM(", "COUNT(*)", "OVER (", "PARTITION BY", "QUALIFY", "UNION ALL", "WITH x AS (", "LIMIT", "::INT", ":a", "[0]",
            "DATE '2024-01-01'", "INTERVAL '1 day'", "||", "-", "LIKE", "IN (", "BETWEEN", "EXISTS (", "VALUES (", ";", "EXPLAIN", "SHOW TABLES", "?", "$$", "\"", "DATEADD(", "day,",
        ];
        var random = new Random(20260318);
        for (var i = 0; i < 1_500; i++)
        {
            var sql = new StringBuilder("SELECT ");
            for (var n = random.Next(1, 14); n > 0; n--)
            {
                sql.Append(words[random.Next(words.Length)]).Append(' ');
            }

            var answer = await warehouse.Client.QueryAsync(sql.ToString());
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, sql.ToString());
            Assert.False(answer.Message.Contains("internal error: Processing", StringComparison.Ordinal), $"{sql}: {answer.Message}");
        }
    }
}

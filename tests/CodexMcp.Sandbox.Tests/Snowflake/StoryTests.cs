using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Sandbox.Snowflake;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Snowflake;

/// <summary>The data tells one story: users fall by 15%, and drilling down finds why.</summary>
[Collection("warehouse")]
public sealed class StoryTests(SharedWarehouse warehouse)
{
    private static double Number(string? cell) => double.Parse(cell!, CultureInfo.InvariantCulture);

    private const string Change = """
        SELECT {0},
               SUM(IFF(day >= CURRENT_DATE - 3, dau, 0)) / 3 AS now,
               SUM(IFF(day < CURRENT_DATE - 4, dau, 0)) / 24 AS before,
               ROUND(100 * (now / NULLIF(before, 0) - 1), 1) AS change_pct
        FROM analytics.curated.daily_active_users
        WHERE day >= CURRENT_DATE - 28 AND day < CURRENT_DATE
        GROUP BY ALL
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task DailyActiveUsers_OnAnyWeekday_FallBy15Percent(int days)
    {
        var time = new ManualTime(new DateTimeOffset(2027, 1, 3, 23, 0, 0, TimeSpan.Zero).AddDays(days));
        await using var simulator = new SnowflakeSimulator(time);
        using var client = SqlClient.InProcess(simulator);

        // Against the same weekdays of the four weeks before.
        var answer = await client.QueryAsync("""
            SELECT SUM(IFF(day >= CURRENT_DATE - 3, dau, 0)) / (SUM(IFF(day < CURRENT_DATE - 7, dau, 0)) / 4) - 1
            FROM daily_active_users
            WHERE day >= CURRENT_DATE - 31 AND DAYOFWEEK(day) IN (SELECT DAYOFWEEK(day) FROM daily_active_users WHERE day >= CURRENT_DATE - 3)
              AND (day >= CURRENT_DATE - 3 OR day < CURRENT_DATE - 7)
            """);

        Assert.InRange(Number(answer.Rows[0][0]), -.16, -.14);
    }

    [Fact]
    public async Task DrillingDown_ByEveryDimension_FindsOneCell()
    {
        async Task<Dictionary<string, double>> By(string dimension)
        {
            var answer = await warehouse.Client.QueryAsync(string.Format(CultureInfo.InvariantCulture, Change, dimension));
            return answer.Rows.ToDictionary(row => row[0]!, row => row[3] is null ? double.NaN : Number(row[3]));
        }

        var countries = await By("country");
        Assert.All(countries, c => Assert.True((c.Value < -15) == (c.Key is "DE" or "FR"), $"{c}"));
        var sources = await By("source");
        Assert.All(sources, s => Assert.True((s.Value < -15) == (s.Key == "paid_social"), $"{s}"));
        var platforms = await By("platform");
        Assert.All(platforms, p => Assert.True((p.Value < -15) == (p.Key == "android"), $"{p}"));

        // Outside of the cell nothing moves by more than 4%.
        var rest = await By("IFF(country IN ('DE', 'FR') AND source = 'paid_social' AND platform = 'android', 'hit', country || source || platform)");
        Assert.InRange(rest["hit"], -90, -60);
        Assert.All(rest.Where(r => r.Key != "hit"), r => Assert.InRange(r.Value, -4, 4));
    }

    [Fact]
    public async Task BrokenVersion_InTheHitCell_FewerSessionsPerUser()
    {
        var answer = await warehouse.Client.QueryAsync("""
            SELECT IFF(source = 'paid_social', 'broken', 'fine') AS kind, SUM(sessions) / SUM(dau), SUM(new_users) / SUM(dau)
            FROM daily_active_users
            WHERE day >= CURRENT_DATE - 3 AND app_version = '5.4.0'
            GROUP BY 1 ORDER BY 1
            """);

        Assert.Equal(["broken", "fine"], answer.Rows.Select(r => r[0]));
        Assert.True(Number(answer.Rows[0][1]) < 1.3 && Number(answer.Rows[1][1]) > 1.8, answer.Text);
        Assert.True(Number(answer.Rows[0][2]) < .01 && Number(answer.Rows[1][2]) > .025, answer.Text);
    }

    [Fact]
    public async Task Funnel_InTheHitCell_SignupsFallButClicksDoNot()
    {
        var answer = await warehouse.Client.QueryAsync("""
            WITH f AS (
              SELECT channel = 'paid_social' AND country IN ('DE', 'FR') AND platform = 'android' AS hit, day >= CURRENT_DATE - 3 AS recent,
                     SUM(clicks) / COUNT(DISTINCT day) AS clicks, SUM(signups) / SUM(clicks) AS rate
              FROM marketing_funnel WHERE day >= CURRENT_DATE - 31 GROUP BY 1, 2)
            SELECT a.hit, a.clicks / b.clicks, a.rate / b.rate FROM f a JOIN f b ON a.hit = b.hit AND a.recent AND NOT b.recent ORDER BY 1
            """);

        Assert.Equal(["false", "true"], answer.Rows.Select(r => r[0]));
        Assert.InRange(Number(answer.Rows[0][1]), .95, 1.05);
        Assert.InRange(Number(answer.Rows[0][2]), .95, 1.05);
        Assert.InRange(Number(answer.Rows[1][1]), .95, 1.05);
        Assert.InRange(Number(answer.Rows[1][2]), .03, .10);
    }

    [Fact]
    public async Task Release_BeforeTheDrop_IsThere()
    {
        var answer = await warehouse.Client.QueryAsync("SELECT app_version, countries FROM releases WHERE released_on BETWEEN CURRENT_DATE - 7 AND CURRENT_DATE");

        Assert.Equal("5.4.0|DE,FR", answer.Text);
    }

    [Fact]
    public async Task Growth_OverAYear_IsAboutAFifth()
    {
        var answer = await warehouse.Client.QueryAsync("""
            SELECT SUM(IFF(day BETWEEN CURRENT_DATE - 60 AND CURRENT_DATE - 10, dau, 0)) / SUM(IFF(day BETWEEN CURRENT_DATE - 425 AND CURRENT_DATE - 375, dau, 0))
            FROM daily_active_users
            """);

        Assert.InRange(Number(answer.Rows[0][0]), 1.15, 1.21);
    }

    [Fact]
    public async Task Build_Twice_SameHashes()
    {
        static async Task<string> HashAsync()
        {
            await using var simulator = new SnowflakeSimulator(new ManualTime());
            using var client = SqlClient.InProcess(simulator);
            client.Role = "SYSADMIN";
            var text = new StringBuilder();
            foreach (var table in (string[])["curated.daily_active_users", "curated.marketing_funnel", "curated.releases", "curated.transactions", "curated.subscriptions", "curated.user_cohorts", "raw.events", "raw.customers"])
            {
                var answer = await client.QueryAsync($"SELECT * FROM analytics.{table}");
                Assert.Equal("090001", answer.Code);
                Assert.True(answer.Json.GetProperty("resultSetMetaData").GetProperty("numRows").GetInt32() > 30, table);
                text.Append(answer.Json.GetProperty("data").GetRawText());
                for (var i = 1; i < answer.Json.GetProperty("resultSetMetaData").GetProperty("partitionInfo").GetArrayLength(); i++)
                {
                    text.Append((await client.GetAsync($"/api/v2/statements/{answer.Handle}?partition={i}")).Json.GetRawText());
                }
            }

            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }

        Assert.Equal(await HashAsync(), await HashAsync());
    }

    [Fact]
    public async Task PersonalData_IsRecognisablySynthetic()
    {
        using var client = SqlClient.InProcess(warehouse.Simulator);
        client.Role = "SYSADMIN";

        var answer = await client.QueryAsync("SELECT COUNT(*) FROM analytics.raw.customers WHERE email NOT LIKE '%@example.com' OR NVL(phone, '+1-202-555-0100') NOT LIKE '+1-202-555-01__'");

        Assert.Equal("0", answer.Text);
    }
}

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>DAILY_ACTIVE_USERS, MARKETING_FUNNEL and RELEASES: where the incident shows.</summary>
internal static class ActivityTables
{
    public static readonly CatalogColumn[] DailyActiveUsers =
    [
        new("DAY", SqlType.Date, true, "Calendar day, UTC"),
        new("SOURCE", new(SqlKind.Text, Length: 32), true, "Acquisition channel of the user: organic, paid_search, paid_social, referral"),
        new("COUNTRY", new(SqlKind.Text, Length: 2), true, "ISO country code"),
        new("PLATFORM", new(SqlKind.Text, Length: 16), true, "android, ios or web"),
        new("APP_VERSION", new(SqlKind.Text, Length: 16), true, "Version of the app, or web"),
        new("DAU", SqlType.Whole(18), true, "Active users; every user is in one row of a day, so sums are right"),
        new("NEW_USERS", SqlType.Whole(18), true, "Users who signed up on this day"),
        new("SESSIONS", SqlType.Whole(18), true, "Sessions started"),
    ];

    public static void FillDailyActiveUsers(ProductStory story, RowSink sink)
    {
        var row = new object?[8];
        var versions = new List<(string Version, double Share)>();
        for (var ago = ProductStory.Days; ago >= 1; ago--)
        {
            row[0] = story.Day(ago);
            var users = story.Users(ago);
            for (var c = 0; c < ProductStory.Countries.Length; c++)
            {
                var (country, share) = ProductStory.Countries[c];
                row[2] = country;
                for (var p = 0; p < ProductStory.Platforms.Length; p++)
                {
                    var platform = ProductStory.Platforms[p];
                    row[3] = platform;
                    ProductStory.Versions(ago, country, platform, versions);
                    for (var s = 0; s < ProductStory.Channels.Length; s++)
                    {
                        var channel = ProductStory.Channels[s];
                        row[1] = channel;
                        var cell = users * share * ProductStory.PlatformShare(country, platform) * ProductStory.ChannelShare(country, channel);
                        for (var v = 0; v < versions.Count; v++)
                        {
                            var place = (((c * 8) + p) * 8) + s;
                            var broken = ProductStory.IsBroken(ago, country, platform, channel, versions[v].Version);
                            var active = cell * versions[v].Share * Prng.Near(.03, 11, ago, place, v) * (broken ? story.Survivors : 1);
                            var dau = (long)Math.Round(active);
                            if (dau == 0)
                            {
                                continue;
                            }

                            row[4] = versions[v].Version;
                            row[5] = dau;
                            row[6] = (long)Math.Round(active * (broken ? .002 : .034) * Prng.Near(.15, 12, ago, place, v));
                            row[7] = Math.Max(dau, (long)Math.Round(active * (broken ? 1.12 : 1.95) * Prng.Near(.04, 13, ago, place, v)));
                            sink(row);
                        }
                    }
                }
            }
        }
    }

    public static readonly CatalogColumn[] MarketingFunnel =
    [
        new("DAY", SqlType.Date, true, "Calendar day, UTC"),
        new("CHANNEL", new(SqlKind.Text, Length: 32), true, "organic, paid_search, paid_social, referral"),
        new("COUNTRY", new(SqlKind.Text, Length: 2), true, "ISO country code"),
        new("PLATFORM", new(SqlKind.Text, Length: 16), true, "android, ios or web"),
        new("IMPRESSIONS", SqlType.Whole(18), true, "Times an ad or listing was shown"),
        new("CLICKS", SqlType.Whole(18), true, "Clicks on it"),
        new("SIGNUPS", SqlType.Whole(18), true, "Accounts created"),
        new("ACTIVATIONS", SqlType.Whole(18), true, "New accounts that finished their first task within a day"),
        new("TRIALS", SqlType.Whole(18), true, "Trials started"),
        new("PAID", SqlType.Whole(18), true, "Trials and signups that became paying"),
        new("SPEND_USD", SqlType.Fixed(12, 2), true, "Cost of the channel on that day"),
    ];

    public static void FillMarketingFunnel(ProductStory story, RowSink sink)
    {
        var row = new object?[11];
        for (var ago = ProductStory.Days; ago >= 1; ago--)
        {
            row[0] = story.Day(ago);
            var users = story.Users(ago);
            for (var c = 0; c < ProductStory.Countries.Length; c++)
            {
                var (country, share) = ProductStory.Countries[c];
                for (var p = 0; p < ProductStory.Platforms.Length; p++)
                {
                    var platform = ProductStory.Platforms[p];
                    for (var s = 0; s < ProductStory.Channels.Length; s++)
                    {
                        var channel = ProductStory.Channels[s];
                        var place = (((c * 8) + p) * 8) + s;
                        var audience = users * share * ProductStory.PlatformShare(country, platform) * ProductStory.ChannelShare(country, channel);
                        var clicks = audience * .42 * Prng.Near(.06, 21, ago, place);
                        var broken = ago < ProductStory.ReleasedDaysAgo && platform == "android" && channel == "paid_social" && ProductStory.IsHit(country);
                        var signups = clicks * .081 * Prng.Near(.05, 22, ago, place) * (broken ? .06 : 1);
                        var activations = signups * .61 * Prng.Near(.05, 23, ago, place);
                        var trials = activations * .34 * Prng.Near(.08, 24, ago, place);
                        row[1] = channel;
                        row[2] = country;
                        row[3] = platform;
                        row[4] = (long)Math.Round(clicks / .031 * Prng.Near(.05, 25, ago, place));
                        row[5] = (long)Math.Round(clicks);
                        row[6] = (long)Math.Round(signups);
                        row[7] = (long)Math.Round(activations);
                        row[8] = (long)Math.Round(trials);
                        row[9] = (long)Math.Round(trials * .38 * Prng.Near(.1, 26, ago, place));
                        row[10] = channel.StartsWith("paid", StringComparison.Ordinal) ? Math.Round(clicks * .74 * Prng.Near(.1, 27, ago, place), 2) : 0.0;
                        sink(row);
                    }
                }
            }
        }
    }

    public static readonly CatalogColumn[] Releases =
    [
        new("RELEASED_ON", SqlType.Date, true, "First day in the store"),
        new("PLATFORM", new(SqlKind.Text, Length: 16), true, "android or ios"),
        new("APP_VERSION", new(SqlKind.Text, Length: 16), true, "Version"),
        new("COUNTRIES", new(SqlKind.Text, Length: 200), true, "Where it was rolled out: country codes or ALL"),
        new("FORCED_UPDATE", SqlType.Boolean, true, "Whether the store pushed the update to everyone"),
        new("NOTES", new(SqlKind.Text, Length: 500), false, "Release notes"),
    ];

    private static readonly string[] Notes =
    [
        "Faster start, small fixes", "New onboarding screens", "Offline mode for lists", "Accessibility fixes", "Dark theme", "Better search", "Crash fixes",
    ];

    public static void FillReleases(ProductStory story, RowSink sink)
    {
        foreach (var (platform, version, ago) in ProductStory.Releases().OrderByDescending(r => r.Ago))
        {
            var latest = version == ProductStory.BrokenVersion;
            sink(
            [
                story.Day(ago), platform, version, latest ? "DE,FR" : "ALL", latest,
                latest ? "New sign-in library for social log-ins, staged rollout" : Notes[(int)(Prng.Hash(31, ago) % (ulong)Notes.Length)],
            ]);
        }
    }
}

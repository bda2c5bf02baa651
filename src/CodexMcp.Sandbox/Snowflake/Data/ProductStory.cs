namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What has happened in the synthetic company: its markets, its releases, and the incident that an analyst shall find.
/// Days are counted backwards: 1 is yesterday, the last day with data.</summary>
internal sealed class ProductStory
{
    /// <summary>Two years of days.</summary>
    public const int Days = 730;

    /// <summary>Android 5.4.0 came out four days ago in Germany and France. It breaks the sign-in of users who come from paid social.</summary>
    public const int ReleasedDaysAgo = 4;
    public const string BrokenVersion = "5.4.0";
    private const double Drop = 0.15;
    private const double DailyUsers = 52_000;

    public static readonly (string Value, double Share)[] Countries = [("US", .24), ("DE", .26), ("FR", .18), ("GB", .12), ("BR", .11), ("IN", .09)];
    public static readonly string[] Platforms = ["android", "ios", "web"];
    public static readonly string[] Channels = ["organic", "paid_search", "paid_social", "referral"];
    private readonly long _today;
    private readonly double _survivors;

    public ProductStory(long today)
    {
        _today = today;
        var (healthy, broken, baseline) = (0.0, 0.0, 0.0);
        for (var ago = 1; ago < ReleasedDaysAgo; ago++)
        {
            for (var week = 1; week <= 4; week++)
            {
                baseline += Users(ago + (7 * week)) / 4;
            }

            healthy += Users(ago);
            broken += Users(ago) * BrokenShare * Adopted(ago);
        }

        // So many sign-ins survive that the whole falls by exactly the drop against the same weekdays of four weeks.
        _survivors = 1 - ((healthy - ((1 - Drop) * baseline)) / broken);
    }

    public long Day(int ago) => _today - ago;

    /// <summary>Users of a day over everything: growth of a fifth in a year, a little quieter at the weekend.</summary>
    public double Users(int ago)
    {
        var weekday = SqlText.FromDays(Day(ago)).DayOfWeek switch
        {
            DayOfWeek.Saturday => .978,
            DayOfWeek.Sunday => .985,
            DayOfWeek.Monday => 1.012,
            DayOfWeek.Friday => .996,
            _ => 1.006,
        };
        return DailyUsers * Math.Pow(1.18, -ago / 365.0) * weekday;
    }

    public static bool IsHit(string country) => country is "DE" or "FR";

    public static double PlatformShare(string country, string platform) => (IsHit(country), platform) switch
    {
        (true, "android") => .72,
        (true, "ios") => .17,
        (true, _) => .11,
        (_, "android") => .46,
        (_, "ios") => .33,
        _ => .21,
    };

    public static double ChannelShare(string country, string channel) => (IsHit(country), channel) switch
    {
        (true, "paid_social") => .64,
        (true, "organic") => .20,
        (true, "paid_search") => .09,
        (true, _) => .07,
        (_, "paid_social") => .20,
        (_, "organic") => .45,
        (_, "paid_search") => .22,
        _ => .13,
    };

    private static double BrokenShare => Countries.Where(c => IsHit(c.Value)).Sum(c => c.Share) * PlatformShare("DE", "android") * ChannelShare("DE", "paid_social");

    /// <summary>The share of Android users in the hit countries who have the new version: the store pushes it.</summary>
    private static double Adopted(int ago) => ago < ReleasedDaysAgo ? .97 : ago == ReleasedDaysAgo ? .3 : 0;

    public static bool IsBroken(int ago, string country, string platform, string channel, string version) =>
        ago < ReleasedDaysAgo && version == BrokenVersion && platform == "android" && channel == "paid_social" && IsHit(country);

    /// <summary>What is left of a broken cell's users.</summary>
    public double Survivors => _survivors;

    /// <summary>Releases of the apps, newest first. The web has none.</summary>
    public static IEnumerable<(string Platform, string Version, int Ago)> Releases()
    {
        foreach (var platform in (string[])["android", "ios"])
        {
            if (platform == "android")
            {
                yield return (platform, BrokenVersion, ReleasedDaysAgo);
            }

            for (var number = 53; number >= 36; number--)
            {
                yield return (platform, $"{number / 10}.{number % 10}.0", 25 + ((53 - number) * 45) + (platform == "ios" ? 6 : 0));
            }
        }
    }

    private static readonly Dictionary<string, (string Version, int Ago)[]> History = Releases()
        .Where(r => r.Version != BrokenVersion)
        .GroupBy(r => r.Platform)
        .ToDictionary(g => g.Key, g => g.Select(r => (r.Version, r.Ago)).ToArray());

    /// <summary>The versions in use on a day, with their shares.</summary>
    public static void Versions(int ago, string country, string platform, List<(string Version, double Share)> result)
    {
        result.Clear();
        if (platform == "web")
        {
            result.Add(("web", 1));
            return;
        }

        var left = 1.0;
        if (platform == "android" && IsHit(country) && Adopted(ago) is > 0 and var adopted)
        {
            result.Add((BrokenVersion, adopted));
            left -= adopted;
        }

        var releases = History[platform];
        for (var i = 0; i < releases.Length && left > 0; i++)
        {
            var age = releases[i].Ago - ago;
            if (age <= 0)
            {
                continue;
            }

            var share = i == releases.Length - 1 || result.Count >= 2 ? left : left * (1 - Math.Exp(-age / 7.0));
            if (left - share < .03)
            {
                share = left;
            }

            result.Add((releases[i].Version, share));
            left -= share;
        }
    }
}

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>TRANSACTIONS, SUBSCRIPTIONS and USER_COHORTS.</summary>
internal static class CommerceTables
{
    private const int TransactionsPerDay = 36;
    private const int SubscriptionsPerDay = 11;

    private static readonly (string Value, double Share)[] Lines = [("subscription", .74), ("add_on", .18), ("services", .08)];
    private static readonly (string Value, double Share)[] Statuses = [("settled", .93), ("refunded", .04), ("failed", .03)];
    private static readonly (string Plan, double Price)[] Plans = [("basic", 9.99), ("plus", 19.90), ("pro", 49.00), ("team", 129.00)];
    private static readonly (int Value, double Share)[] PlanShares = [(0, .46), (1, .31), (2, .17), (3, .06)];

    public static readonly CatalogColumn[] Transactions =
    [
        new("TRANSACTION_ID", SqlType.Whole(), true, "Identifier; larger than a double can hold exactly"),
        new("DAY", SqlType.Date, true, "Day of the transaction, UTC"),
        new("OCCURRED_AT", SqlType.Ntz, true, "Moment of the transaction, UTC"),
        new("COUNTRY", new(SqlKind.Text, Length: 2), true, "ISO country code"),
        new("PLATFORM", new(SqlKind.Text, Length: 16), true, "android, ios or web"),
        new("PRODUCT_LINE", new(SqlKind.Text, Length: 32), true, "subscription, add_on or services"),
        new("PLAN", new(SqlKind.Text, Length: 16), true, "basic, plus, pro or team"),
        new("STATUS", new(SqlKind.Text, Length: 16), true, "settled, refunded or failed"),
        new("AMOUNT_USD", SqlType.Fixed(12, 2), true, "Amount; negative for a refund"),
        new("FEE_RATE", SqlType.Real, true, "Payment fee as a share of the amount"),
        new("COUPON", new(SqlKind.Text, Length: 16), false, "Coupon, if any"),
        new("LEDGER_REFERENCE", SqlType.Fixed(38, 0, true), true, "Reference of the ledger, up to 38 digits"),
    ];

    public static void FillTransactions(ProductStory story, RowSink sink)
    {
        var id = 9_007_199_254_740_993L;
        for (var ago = ProductStory.Days; ago >= 1; ago--)
        {
            var count = (int)Math.Round(TransactionsPerDay * story.Users(ago) / 52_000 * Prng.Near(.12, 41, ago));
            for (var i = 0; i < count; i++)
            {
                double Unit(int field) => Prng.Unit(42, ago, i, field);
                var plan = Plans[Prng.Pick(PlanShares, Unit(1))];
                var line = Prng.Pick(Lines, Unit(2));
                var status = Prng.Pick(Statuses, Unit(3));
                var amount = Math.Round(plan.Price * (line == "add_on" ? .4 : line == "services" ? 3.5 : 1) * (1 + Math.Floor(Unit(4) * 3)), 2);
                id += 1 + (long)(Unit(5) * 7);
                sink(
                [
                    id,
                    story.Day(ago),
                    (story.Day(ago) * SqlText.Day) + ((long)((i + Unit(6)) / count * 86_399_000) * 1000),
                    Prng.Pick(ProductStory.Countries, Unit(7)),
                    ProductStory.Platforms[(int)(Unit(8) * 3)],
                    line,
                    plan.Plan,
                    status,
                    status == "refunded" ? -amount : amount,
                    Math.Round(.014 + (Unit(9) * .015), 5),
                    Unit(10) < .12 ? "SAVE" + (10 + (int)(Unit(11) * 4) * 5) : null,
                    $"7{ago:D4}{i:D4}{Prng.Hash(43, ago, i) % 1_000_000_000_000_000_000:D18}{Prng.Hash(44, ago, i) % 10_000_000:D7}",
                ]);
            }
        }
    }

    public static readonly CatalogColumn[] Subscriptions =
    [
        new("SUBSCRIPTION_ID", SqlType.Whole(), true, "Identifier"),
        new("STARTED_ON", SqlType.Date, true, "First paid day"),
        new("ENDED_ON", SqlType.Date, false, "Last paid day; empty while it runs"),
        new("PLAN", new(SqlKind.Text, Length: 16), true, "basic, plus, pro or team"),
        new("BILLING_PERIOD", new(SqlKind.Text, Length: 16), true, "monthly or yearly"),
        new("COUNTRY", new(SqlKind.Text, Length: 2), true, "ISO country code"),
        new("CHANNEL", new(SqlKind.Text, Length: 32), true, "Channel that brought the customer"),
        new("SEATS", SqlType.Whole(9), true, "Paid seats"),
        new("MRR_USD", SqlType.Fixed(12, 2), true, "Monthly recurring revenue"),
        new("STATUS", new(SqlKind.Text, Length: 16), true, "active or churned"),
        new("CHURN_REASON", new(SqlKind.Text, Length: 64), false, "Reason given, if any"),
    ];

    private static readonly string[] Reasons = ["price", "missing feature", "moved to a competitor", "no longer needed"];

    public static void FillSubscriptions(ProductStory story, RowSink sink)
    {
        var id = 500_000L;
        for (var ago = ProductStory.Days; ago >= 1; ago--)
        {
            var count = (int)Math.Round(SubscriptionsPerDay * story.Users(ago) / 52_000 * Prng.Near(.2, 51, ago));
            for (var i = 0; i < count; i++)
            {
                double Unit(int field) => Prng.Unit(52, ago, i, field);
                var plan = Plans[Prng.Pick(PlanShares, Unit(1))];
                var yearly = Unit(2) < .28;
                var life = (int)(-Math.Log(1 - Unit(3)) * (yearly ? 900 : 420)) + 20;
                var ended = life < ago;
                var seats = plan.Plan == "team" ? 3 + (int)(Unit(4) * 12) : 1;
                var country = Prng.Pick(ProductStory.Countries, Unit(5));
                sink(
                [
                    id++,
                    story.Day(ago),
                    ended ? story.Day(ago - life) : null,
                    plan.Plan,
                    yearly ? "yearly" : "monthly",
                    country,
                    Prng.Pick(ProductStory.Channels.Select(c => (c, ProductStory.ChannelShare(country, c))).ToArray(), Unit(6)),
                    (long)seats,
                    Math.Round(plan.Price * seats * (yearly ? .83 : 1), 2),
                    ended ? "churned" : "active",
                    ended && Unit(7) < .7 ? Reasons[(int)(Unit(8) * 4)] : null,
                ]);
            }
        }
    }

    public static readonly CatalogColumn[] UserCohorts =
    [
        new("COHORT_WEEK", SqlType.Date, true, "Monday of the week of signup"),
        new("COUNTRY", new(SqlKind.Text, Length: 2), true, "ISO country code"),
        new("PLATFORM", new(SqlKind.Text, Length: 16), true, "android, ios or web"),
        new("CHANNEL", new(SqlKind.Text, Length: 32), true, "Channel of the signup"),
        new("USERS", SqlType.Whole(18), true, "Users who signed up"),
        new("ACTIVATED_USERS", SqlType.Whole(18), true, "Of these, activated within a day"),
        new("RETAINED_D7", SqlType.Whole(18), false, "Of these, active on day 7; empty while the week is too young"),
        new("RETAINED_D28", SqlType.Whole(18), false, "Of these, active on day 28; empty while the week is too young"),
        new("REVENUE_USD", SqlType.Fixed(14, 2), true, "Revenue so far"),
    ];

    public static void FillUserCohorts(ProductStory story, RowSink sink)
    {
        // Whole weeks only, from the oldest Monday with data to the last full week.
        var monday = story.Day(ProductStory.Days) + 7;
        monday -= ((monday + 3) % 7 + 7) % 7;
        for (; monday + 7 <= story.Day(1) + 1; monday += 7)
        {
            var ago = (int)(story.Day(0) - monday);
            for (var c = 0; c < ProductStory.Countries.Length; c++)
            {
                var (country, share) = ProductStory.Countries[c];
                for (var p = 0; p < ProductStory.Platforms.Length; p++)
                {
                    for (var s = 0; s < ProductStory.Channels.Length; s++)
                    {
                        var (platform, channel) = (ProductStory.Platforms[p], ProductStory.Channels[s]);
                        var place = (((c * 8) + p) * 8) + s;
                        var users = Math.Round(story.Users(ago - 3) * 7 * .034 * share * ProductStory.PlatformShare(country, platform)
                            * ProductStory.ChannelShare(country, channel) * Prng.Near(.08, 61, monday, place));
                        var quality = channel == "organic" ? 1.1 : channel == "paid_social" ? .88 : 1;
                        sink(
                        [
                            monday, country, platform, channel, (long)users,
                            (long)(users * .61 * quality * Prng.Near(.04, 62, monday, place)),
                            ago >= 14 ? (long)(users * .37 * quality * Prng.Near(.06, 63, monday, place)) : null,
                            ago >= 35 ? (long)(users * .22 * quality * Prng.Near(.07, 64, monday, place)) : null,
                            Math.Round(users * quality * Math.Min(ago, 400) * .021 * Prng.Near(.1, 65, monday, place), 2),
                        ]);
                    }
                }
            }
        }
    }
}

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The RAW schema: events and a table of synthetic persons that no analyst's role may see.</summary>
internal static class RawTables
{
    private const int EventDays = 30;
    private const int EventsPerDay = 500;

    private static readonly (string Value, double Share)[] Names = [("app_open", .4), ("view_item", .3), ("sign_in", .12), ("search", .12), ("purchase", .06)];

    public static readonly CatalogColumn[] Events =
    [
        new("EVENT_ID", SqlType.Whole(), true, "Identifier"),
        new("DAY", SqlType.Date, true, "Day of the event, UTC"),
        new("OCCURRED_AT", SqlType.Ntz, true, "Moment of the event, UTC"),
        new("USER_ID", SqlType.Whole(), true, "User; see CUSTOMERS"),
        new("EVENT_NAME", new(SqlKind.Text, Length: 32), true, "What happened"),
        new("PROPERTIES", SqlType.Variant, false, "Free-form properties"),
    ];

    public static void FillEvents(ProductStory story, RowSink sink)
    {
        var id = 1L;
        for (var ago = EventDays; ago >= 1; ago--)
        {
            for (var i = 0; i < EventsPerDay; i++)
            {
                double Unit(int field) => Prng.Unit(71, ago, i, field);
                var country = Prng.Pick(ProductStory.Countries, Unit(1));
                var platform = ProductStory.Platforms[(int)(Unit(2) * 3)];
                var name = Prng.Pick(Names, Unit(3));
                var result = name == "sign_in" ? $",\"ok\":{(Unit(4) < .97 ? "true" : "false")}" : "";
                sink(
                [
                    id++,
                    story.Day(ago),
                    (story.Day(ago) * SqlText.Day) + ((long)((i + Unit(5)) / EventsPerDay * 86_399_000) * 1000),
                    1 + (long)(Unit(6) * Customers),
                    name,
                    $"{{\"country\":\"{country}\",\"platform\":\"{platform}\",\"duration_ms\":{(int)(Unit(7) * 9000)}{result}}}",
                ]);
            }
        }
    }

    private const int Customers = 400;
    private static readonly string[] First = ["Alva", "Bo", "Cleo", "Dani", "Emre", "Finn", "Gita", "Hana", "Ilia", "Juno", "Kai", "Lior"];
    private static readonly string[] Last = ["Example", "Sample", "Testmann", "Placeholder", "Mockley", "Fixture", "Demoson", "Dummyton"];

    public static readonly CatalogColumn[] CustomersTable =
    [
        new("USER_ID", SqlType.Whole(), true, "Identifier"),
        new("FULL_NAME", new(SqlKind.Text, Length: 200), true, "Invented name"),
        new("EMAIL", new(SqlKind.Text, Length: 200), true, "Invented address in a reserved domain"),
        new("PHONE", new(SqlKind.Text, Length: 32), false, "Invented number in a reserved range"),
        new("BIRTHDATE", SqlType.Date, false, "Invented"),
        new("CREATED_AT", SqlType.Ntz, true, "When the account was made"),
    ];

    public static void FillCustomers(ProductStory story, RowSink sink)
    {
        for (var i = 1; i <= Customers; i++)
        {
            double Unit(int field) => Prng.Unit(81, i, field);
            var (first, last) = (First[(int)(Unit(1) * First.Length)], Last[(int)(Unit(2) * Last.Length)]);
            sink(
            [
                (long)i,
                $"{first} {last}",
                $"{first}.{last}.{i}@example.com".ToLowerInvariant(),
                Unit(3) < .8 ? $"+1-202-555-01{(int)(Unit(4) * 100):D2}" : null,
                Unit(5) < .9 ? -3650 - (long)(Unit(6) * 9000) + 7300 : null,
                (story.Day(1 + (int)(Unit(7) * (ProductStory.Days - 1))) * SqlText.Day) + ((long)(Unit(8) * 86_399) * 1_000_000),
            ]);
        }
    }
}

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>Where a function may stand.</summary>
[Flags]
internal enum SoqlPlaces
{
    None = 0,
    Select = 1,
    Where = 2,
    Group = 4,
    Having = 8,
    Order = 16,
    Argument = 32,
}

/// <summary>What a function takes.</summary>
internal enum SoqlArguments
{
    /// <summary>A field, or nothing for COUNT().</summary>
    FieldOrNone,

    /// <summary>A field.</summary>
    Field,

    /// <summary>A field, or convertTimezone of one.</summary>
    Date,

    /// <summary>A field, an aggregate, a date function or convertCurrency.</summary>
    Formatted,

    /// <summary>Two places and a unit.</summary>
    Distance,

    /// <summary>Latitude and longitude.</summary>
    Point,
}

/// <summary>A function that SOQL has. Another one is refused: what it reads is not known.</summary>
/// <param name="Name">As the vendor writes it.</param>
/// <param name="Takes">Its arguments.</param>
/// <param name="Places">Where it may stand.</param>
/// <param name="Aggregate">Whether it makes one value of many rows.</param>
internal sealed record SoqlFunction(string Name, SoqlArguments Takes, SoqlPlaces Places, bool Aggregate = false)
{
    private const SoqlPlaces Anywhere = SoqlPlaces.Select | SoqlPlaces.Where | SoqlPlaces.Group | SoqlPlaces.Having | SoqlPlaces.Order | SoqlPlaces.Argument;
    private const SoqlPlaces Grouped = SoqlPlaces.Select | SoqlPlaces.Having | SoqlPlaces.Order | SoqlPlaces.Argument;

    private static readonly Dictionary<string, SoqlFunction> All = Table();
    private static readonly Dictionary<string, SoqlFunction>.AlternateLookup<ReadOnlySpan<char>> BySpan = All.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static SoqlFunction? Find(ReadOnlySpan<char> name) => BySpan.TryGetValue(name, out var found) ? found : null;

    private static Dictionary<string, SoqlFunction> Table()
    {
        var table = new Dictionary<string, SoqlFunction>(StringComparer.OrdinalIgnoreCase);
        Add(new SoqlFunction("COUNT", SoqlArguments.FieldOrNone, Grouped, true));
        foreach (var name in new[] { "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX" })
        {
            Add(new SoqlFunction(name, SoqlArguments.Field, Grouped, true));
        }

        foreach (var name in new[]
        {
            "CALENDAR_MONTH", "CALENDAR_QUARTER", "CALENDAR_YEAR", "DAY_IN_MONTH", "DAY_IN_WEEK", "DAY_IN_YEAR", "DAY_ONLY",
            "FISCAL_MONTH", "FISCAL_QUARTER", "FISCAL_YEAR", "HOUR_IN_DAY", "WEEK_IN_MONTH", "WEEK_IN_YEAR",
        })
        {
            Add(new SoqlFunction(name, SoqlArguments.Date, Anywhere));
        }

        Add(new SoqlFunction("convertTimezone", SoqlArguments.Field, SoqlPlaces.Argument));
        Add(new SoqlFunction("toLabel", SoqlArguments.Field, SoqlPlaces.Select | SoqlPlaces.Where | SoqlPlaces.Group | SoqlPlaces.Order));
        Add(new SoqlFunction("FORMAT", SoqlArguments.Formatted, SoqlPlaces.Select));
        Add(new SoqlFunction("convertCurrency", SoqlArguments.Field, SoqlPlaces.Select | SoqlPlaces.Order | SoqlPlaces.Argument));
        Add(new SoqlFunction("GROUPING", SoqlArguments.Field, SoqlPlaces.Select | SoqlPlaces.Having | SoqlPlaces.Order));
        Add(new SoqlFunction("DISTANCE", SoqlArguments.Distance, SoqlPlaces.Select | SoqlPlaces.Where | SoqlPlaces.Order));
        Add(new SoqlFunction("GEOLOCATION", SoqlArguments.Point, SoqlPlaces.Argument));
        return table;

        void Add(SoqlFunction function) => table.Add(function.Name, function);
    }
}

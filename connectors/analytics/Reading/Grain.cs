namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>How long a period is.</summary>
internal enum Grain
{
    Day,
    Week,
    Month,
}

/// <summary>The calendar of a grain: weeks begin on Monday, months on their first.</summary>
internal static class Grains
{
    public static Grain Read(string? grain) => grain switch
    {
        "week" => Grain.Week,
        "month" => Grain.Month,
        _ => Grain.Day,
    };

    public static string Name(this Grain grain) => grain switch
    {
        Grain.Week => "week",
        Grain.Month => "month",
        _ => "day",
    };

    /// <summary>The first day of the period that holds the day.</summary>
    public static DateOnly Start(this Grain grain, DateOnly day) => grain switch
    {
        Grain.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        Grain.Month => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    /// <summary>The first day of the period that is so many later.</summary>
    public static DateOnly Add(this Grain grain, DateOnly start, int periods) => grain switch
    {
        Grain.Week => start.AddDays(7 * periods),
        Grain.Month => start.AddMonths(periods),
        _ => start.AddDays(periods),
    };

    /// <summary>How many periods lie between two starts.</summary>
    public static int Between(this Grain grain, DateOnly from, DateOnly to) => grain switch
    {
        Grain.Week => (to.DayNumber - from.DayNumber) / 7,
        Grain.Month => ((to.Year - from.Year) * 12) + to.Month - from.Month,
        _ => to.DayNumber - from.DayNumber,
    };

    /// <summary>The starts of the periods that begin in the window.</summary>
    public static List<DateOnly> In(this Grain grain, Window window)
    {
        var starts = new List<DateOnly>();
        var at = grain.Start(window.From);
        for (at = at < window.From ? grain.Add(at, 1) : at; at <= window.To; at = grain.Add(at, 1))
        {
            starts.Add(at);
        }

        return starts;
    }
}

/// <summary>Days from the first to the last, both counted.</summary>
internal readonly record struct Window(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;

    public bool Holds(DateOnly day) => day >= From && day <= To;

    public override string ToString() => $"{From:yyyy-MM-dd} to {To:yyyy-MM-dd}";
}

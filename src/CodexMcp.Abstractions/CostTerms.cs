namespace CodexMcp.Abstractions;

/// <summary>What a role says about the cost of one call of one connector.</summary>
public sealed record CostTerms
{
    /// <summary>What the connector's work costs; without any only bytes are counted.</summary>
    public CostRates Rates { get; init; } = new();

    /// <summary>Above this a person is asked; null never asks.</summary>
    public CostLimit? AskOver { get; init; }

    /// <summary>Above this a call is refused; null never refuses.</summary>
    public CostLimit? RefuseOver { get; init; }

    /// <summary>What becomes of a call whose cost nobody knows.</summary>
    public CostVerdict Unknown { get; init; } = CostVerdict.Refuse;

    /// <summary>Judges an estimate.</summary>
    public CostVerdict Judge(CostEstimate estimate)
    {
        var amount = Rates.Of(estimate.Bytes, estimate.Time, estimate.Dollars);
        return Worse(Over(RefuseOver, amount, CostVerdict.Refuse), Over(AskOver, amount, CostVerdict.Ask));
    }

    // A limit in a figure that is not known is a limit that nobody can say was kept.
    private CostVerdict Over(CostLimit? limit, CostAmount amount, CostVerdict verdict) => limit switch
    {
        null => CostVerdict.Run,
        _ when limit.Dollars < amount.Dollars || limit.Bytes < amount.Bytes => verdict,
        _ when (limit.Dollars is not null && amount.Dollars is null) || (limit.Bytes is not null && amount.Bytes is null) => Unknown,
        _ => CostVerdict.Run,
    };

    private static CostVerdict Worse(CostVerdict one, CostVerdict other) => one > other ? one : other;
}

/// <summary>What becomes of a call by its cost. Ordered by strictness.</summary>
public enum CostVerdict
{
    /// <summary>It may run.</summary>
    Run,

    /// <summary>A person is asked, and sees the estimate.</summary>
    Ask,

    /// <summary>It is refused.</summary>
    Refuse,
}

/// <summary>An amount that is the most: in dollars, in bytes, or in both, when the first that is passed counts.</summary>
/// <param name="Dollars">Dollars, or null.</param>
/// <param name="Bytes">Bytes that are read, or null.</param>
public sealed record CostLimit(decimal? Dollars, long? Bytes);

/// <summary>An amount; null is what nobody knows.</summary>
/// <param name="Dollars">Dollars.</param>
/// <param name="Bytes">Bytes that are read.</param>
public readonly record struct CostAmount(decimal? Dollars, long? Bytes);

/// <summary>What a vendor's work costs, by what it reads or by how long it takes.</summary>
public sealed record CostRates
{
    private const decimal Terabyte = 1_000_000_000_000m;

    /// <summary>Dollars for each terabyte (10^12 bytes) that is read, or null.</summary>
    public decimal? PerTerabyte { get; init; }

    /// <summary>Dollars for each hour that the warehouse works, or null.</summary>
    public decimal? PerHour { get; init; }

    /// <summary>How many bytes the warehouse reads in a second: what makes time of bytes where the rate is by time and only the bytes are known.</summary>
    public long BytesPerSecond { get; init; } = 1_000_000_000;

    /// <summary>Gives the amount in dollars and bytes, as far as it is known.</summary>
    /// <param name="bytes">What is read.</param>
    /// <param name="time">How long it takes.</param>
    /// <param name="dollars">What the vendor itself says, which goes before the rates.</param>
    public CostAmount Of(long? bytes, TimeSpan? time, decimal? dollars = null)
    {
        // No vendor pays for a call: a figure below zero is none.
        bytes = bytes < 0 ? null : bytes;
        time = time < TimeSpan.Zero ? null : time;
        dollars = dollars < 0 ? null : dollars;
        return new(dollars ?? ByRead(bytes) ?? ByTime(bytes, time), bytes);
    }

    private decimal? ByRead(long? bytes) => PerTerabyte is { } rate && bytes is { } read ? rate * read / Terabyte : null;

    private decimal? ByTime(long? bytes, TimeSpan? time)
    {
        var seconds = time is { } taken ? (decimal)taken.TotalSeconds : bytes is { } read ? (decimal)read / BytesPerSecond : (decimal?)null;
        return PerHour is { } rate ? rate * seconds / 3600m : null;
    }
}

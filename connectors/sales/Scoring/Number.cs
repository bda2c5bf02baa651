using System.Globalization;

namespace CodexMcp.Connectors.Sales;

/// <summary>Numbers as they are computed and shown: exact decimals, two places, halves away from zero.</summary>
internal static class Number
{
    public static decimal Round(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);

    /// <summary>0 to 100.</summary>
    public static decimal Score(decimal value) => Round(Math.Clamp(value, 0, 100));

    public static string Text(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Percent(decimal share) => (share > 0 ? "+" : "") + Round(share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    public static string Money(decimal amount) => amount.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Globalization;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Storage.Approvals;

/// <summary>How a review's terms stand in a row: one per line, <c>majority</c>, <c>escalates TICKS GROUP</c>, <c>emergency GROUP</c>. A line that this program does not know is a fault.</summary>
internal static class TermRows
{
    public static string Write(ReviewTerms terms)
    {
        var lines = new List<string>(3);
        if (terms.Majority)
        {
            lines.Add("majority");
        }

        if (terms is { EscalatesAt: { } at, EscalatesTo: { } to })
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"escalates {Columns.Time(at)} {to}"));
        }

        if (terms.Emergency is { } emergency)
        {
            lines.Add($"emergency {emergency}");
        }

        return Columns.Lines(lines);
    }

    public static ReviewTerms Read(IReadOnlyList<string> lines)
    {
        var terms = ReviewTerms.Plain;
        foreach (var line in lines)
        {
            terms = line.Split(' ', 3) switch
            {
                ["majority"] => terms with { Majority = true },
                ["escalates", var ticks, var to] => terms with { EscalatesAt = new(long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero), EscalatesTo = to },
                ["emergency", var group] => terms with { Emergency = group },
                _ => throw new FormatException($"the value '{line}' is not one that this program writes"),
            };
        }

        return terms;
    }
}

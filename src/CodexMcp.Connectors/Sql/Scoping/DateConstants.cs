using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Says which day a constant expression stands for: what analysts write for one, and nothing that it would have to guess.</summary>
internal sealed class DateConstants(SqlReading reading, SqlBinds binds, DateOnly? today)
{
    private const int MaxShift = 1_000_000;

    /// <summary>The day, or null when it can't be said.</summary>
    public DateOnly? Day(SqlNode node)
    {
        try
        {
            return Read(node);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // before the year 1 or after 9999
        }
    }

    private DateOnly? Read(SqlNode node) => node switch
    {
        Group { Items: [var only] } => Read(only),
        Leaf { Kind: LeafKind.String } => Text(Inner(node.Start, node.End)),
        Leaf { Kind: LeafKind.Tokens } => Literal(node),
        Leaf { Kind: LeafKind.Constant } => Now(Source(node)),
        Leaf { Kind: LeafKind.Placeholder } => binds.ValueAt(node.Start) is { ValueKind: JsonValueKind.String } value ? Text(value.GetString()) : null,
        Call { Name: [{ Quoted: false } name] } call => Called(Source(name), call),
        // A cast to a short text would leave another day of it, or none.
        Chain { Tails: [{ Kind: TailKind.Cast, Pieces: [{ Node: { } type }] }] } cast when DateParts.IsMoment(reading.Text, type) => Read(cast.First),
        Chain { Tails: [{ Kind: TailKind.Arithmetic, Word: "+" or "-" } tail] } sum when tail.Pieces[0].Node is { } right && Number(right) is { } days =>
            Read(sum.First)?.AddDays(tail.Word == "-" ? -days : days),
        _ => null,
    };

    private DateOnly? Called(ReadOnlySpan<char> name, Call call)
    {
        var arguments = call.Arguments;
        switch (arguments.Count)
        {
            case 0:
                return Now(name);
            case 1 when Is(name, "TO_DATE", "DATE", "TO_TIMESTAMP", "TO_TIMESTAMP_NTZ", "TIMESTAMP"):
                return Read(arguments[0]);
            case 1 when Is(name, "CAST", "TRY_CAST") && arguments[0] is Phrase { Pieces: [{ Node: { } value }, .., { Node: { } type }] } && DateParts.IsMoment(reading.Text, type):
                return Read(value);
            case 2 when Is(name, "DATE_TRUNC"):
                return Read(arguments[1]) is { } truncated ? Truncated(Unit(arguments[0]), truncated) : null;
            case 2 when Is(name, "DATE_ADD", "DATE_SUB", "ADD_MONTHS") && Number(arguments[1]) is { } count:
                return Is(name, "ADD_MONTHS") ? Read(arguments[0])?.AddMonths(count) : Read(arguments[0])?.AddDays(Is(name, "DATE_SUB") ? -count : count);
            case 3 when Is(name, "DATEADD", "DATE_ADD", "TIMEADD", "TIMESTAMPADD") && Number(arguments[1]) is { } steps:
                return Read(arguments[2]) is { } start ? Shifted(Unit(arguments[0]), steps, start) : null;
            default:
                return null;
        }
    }

    private DateOnly? Now(ReadOnlySpan<char> name) =>
        Is(name, "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "GETDATE", "SYSDATE", "SYSTIMESTAMP", "NOW", "CURDATE") ? today : null;

    /// <summary>DATE '2024-01-31' and the like: the text at the end counts.</summary>
    private DateOnly? Literal(SqlNode node)
    {
        var source = Source(node);
        var quote = source.IndexOf('\'');
        return quote > 0 && source[^1] == '\'' && char.IsAsciiLetter(source[0]) ? Text(source[(quote + 1)..^1]) : null;
    }

    private static DateOnly? Shifted(string? unit, int steps, DateOnly start) => unit switch
    {
        "DAY" => start.AddDays(steps),
        "WEEK" => start.AddDays(7 * steps),
        "MONTH" => start.AddMonths(steps),
        "QUARTER" => start.AddMonths(3 * steps),
        "YEAR" => start.AddYears(steps),
        // Less than a day moves by no more than a day and one for each 24 hours: the wider side is taken by the caller's slack.
        "HOUR" => start.AddDays((int)Math.Floor(steps / 24.0)),
        _ => null,
    };

    private static DateOnly? Truncated(string? unit, DateOnly day) => unit switch
    {
        "DAY" => day,
        "WEEK" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        "MONTH" => new DateOnly(day.Year, day.Month, 1),
        "QUARTER" => new DateOnly(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1),
        "YEAR" => new DateOnly(day.Year, 1, 1),
        _ => null,
    };

    /// <summary>A part of a date, as a bare word or as a text.</summary>
    private string? Unit(SqlNode node)
    {
        var word = node is Leaf { Kind: LeafKind.String } ? Inner(node.Start, node.End) : node is ColumnRef { Parts: [var only] } ? only.Value : "";
        return word.ToUpperInvariant() switch
        {
            "DAY" or "DAYS" or "D" or "DD" => "DAY",
            "WEEK" or "WEEKS" or "WK" or "W" => "WEEK",
            "MONTH" or "MONTHS" or "MON" or "MM" => "MONTH",
            "QUARTER" or "QUARTERS" or "QTR" or "Q" => "QUARTER",
            "YEAR" or "YEARS" or "YY" or "YYYY" or "Y" => "YEAR",
            "HOUR" or "HOURS" or "HH" or "H" => "HOUR",
            _ => null,
        };
    }

    private int? Number(SqlNode node)
    {
        var sign = 1;
        while (node is Phrase { Pieces: [{ Word: "-" or "+" } mark, { Node: { } inner }] })
        {
            (sign, node) = (mark.Word == "-" ? -sign : sign, inner);
        }

        var number = node switch
        {
            Leaf { Kind: LeafKind.Number } when int.TryParse(Source(node), NumberStyles.None, CultureInfo.InvariantCulture, out var written) => written,
            Leaf { Kind: LeafKind.Placeholder } when binds.ValueAt(node.Start) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var bound) => bound,
            _ => (int?)null,
        };
        return number is { } found && Math.Abs((long)found) <= MaxShift ? sign * found : null;
    }

    private static DateOnly? Text(ReadOnlySpan<char> text) =>
        text.Length >= 10 && (text.Length == 10 || text[10] is ' ' or 'T')
        && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool Is(ReadOnlySpan<char> name, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private string Inner(int start, int end) => end - start > 2 ? reading.Text[(start + 1)..(end - 1)] : "";

    private ReadOnlySpan<char> Source(SqlNode node) => reading.Text.AsSpan(node.Start, node.End - node.Start);
}

using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>
/// The values behind <c>:name</c>. A value is written with every escape that SOQL has and never becomes grammar: text, a number, true, false or
/// null; an array of those for IN; <c>{"date": "2026-05-10"}</c>, <c>{"datetime": "2026-05-10T08:00:00Z"}</c>; after LIKE also
/// <c>{"contains": "…"}</c>, <c>{"starts_with": "…"}</c>, <c>{"ends_with": "…"}</c>, where % and _ mean themselves.
/// </summary>
internal sealed class SoqlBinds
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Takes the values from the call's <c>params</c>: an object, or nothing.</summary>
    public SoqlBinds(JsonElement? parameters)
    {
        if (parameters is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
        {
            return;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            Fault = "`params` is no object.";
            return;
        }

        foreach (var member in given.EnumerateObject())
        {
            Fault ??= _values.TryAdd(member.Name, member.Value) ? null : $"`params` has '{SoqlProblem.Quote(member.Name)}' twice.";
        }
    }

    /// <summary>What is wrong with <c>params</c> as a whole, or null.</summary>
    public string? Fault { get; }

    /// <summary>The first value that the query did not ask for, or null.</summary>
    public string? Unused => _values.Keys.FirstOrDefault(name => !_used.Contains(name));

    /// <summary>The names that there are.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>Finds a value and notes that it was asked for.</summary>
    public bool TryUse(string name, out JsonElement value)
    {
        _used.Add(name);
        return _values.TryGetValue(name, out value);
    }

    /// <summary>Writes one value.</summary>
    /// <returns>Null, or why it can't stand there: the end of a sentence that begins with its name.</returns>
    public static string? Render(JsonElement value, bool like, out string text)
    {
        text = "";
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Quoted(value, out text);
            case JsonValueKind.Object:
                return RenderObject(value, like, out text);
            case var _ when like:
                return "must be text after LIKE";
            case JsonValueKind.True or JsonValueKind.False:
                text = value.ValueKind == JsonValueKind.True ? "TRUE" : "FALSE";
                return null;
            case JsonValueKind.Null:
                text = "NULL";
                return null;
            case JsonValueKind.Number when value.TryGetDecimal(out var number):
                text = number.ToString("0.############################", CultureInfo.InvariantCulture);
                return null;
            case JsonValueKind.Number:
                return "is a number with more digits than Salesforce can hold";
            default:
                return "is an array, and only IN, NOT IN, INCLUDES and EXCLUDES take one";
        }
    }

    private static string? RenderObject(JsonElement value, bool like, out string text)
    {
        const string Forms = "is an object other than {\"date\": \"2026-05-10\"} and {\"datetime\": \"2026-05-10T08:00:00Z\"}, or after LIKE {\"contains\": \"…\"}, {\"starts_with\": \"…\"} and {\"ends_with\": \"…\"}";
        text = "";
        using var members = value.EnumerateObject();
        if (!members.MoveNext() || members.Current is not { Value.ValueKind: JsonValueKind.String } member || members.MoveNext())
        {
            return Forms;
        }

        if (member.NameEquals("date") && !like)
        {
            return Text(member.Value) is { } date && SoqlDates.IsDate(text = date) ? null : "is no date that the calendar has, written as 2026-05-10";
        }

        if (member.NameEquals("datetime") && !like)
        {
            return Text(member.Value) is { } time && SoqlDates.IsTime(text = time.ToUpperInvariant()) ? null : "is no time with a zone, written as 2026-05-10T08:00:00Z";
        }

        var (before, after) = (member.NameEquals("ends_with") || member.NameEquals("contains"), member.NameEquals("starts_with") || member.NameEquals("contains"));
        if (!like || (!before && !after))
        {
            return Forms;
        }

        var inner = Text(member.Value) is { } part ? SoqlText.Quote(part, literalInLike: true) : null;
        text = inner is null ? "" : $"'{(before ? "%" : "")}{inner.AsSpan(1, inner.Length - 2)}{(after ? "%" : "")}'";
        return inner is null ? Unwritable : null;
    }

    private const string Unwritable = "holds a control character, or half of a character";

    private static string? Quoted(JsonElement value, out string text)
    {
        text = Text(value) is { } given ? SoqlText.Quote(given) ?? "" : "";
        return text.Length == 0 ? Unwritable : null;
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair.
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Decides whether a value meets a condition, by the property's type.</summary>
internal static partial class SearchMatch
{
    /// <summary>True when the value meets the condition. A record without a value meets only NOT_HAS_PROPERTY.</summary>
    public static bool Meets(PropertyDefinition property, SearchFilter filter, string? value)
    {
        if (filter.Operator is "HAS_PROPERTY" or "NOT_HAS_PROPERTY")
        {
            return value is not null == (filter.Operator == "HAS_PROPERTY");
        }

        if (value is null)
        {
            return false;
        }

        return filter.Operator switch
        {
            "EQ" => Equal(property, value, filter.Value!),
            "NEQ" => !Equal(property, value, filter.Value!),
            "IN" => filter.Values.Any(one => Listed(property, value, one)),
            "NOT_IN" => !filter.Values.Any(one => Listed(property, value, one)),
            "LT" => Compare(property, value, filter.Value!) < 0,
            "LTE" => Compare(property, value, filter.Value!) <= 0,
            "GT" => Compare(property, value, filter.Value!) > 0,
            "GTE" => Compare(property, value, filter.Value!) >= 0,
            "BETWEEN" => Compare(property, value, filter.Value!) >= 0 && Compare(property, value, filter.HighValue!) <= 0,
            "CONTAINS_TOKEN" => HasToken(value, filter.Value!),
            _ => !HasToken(value, filter.Value!),
        };
    }

    /// <summary>Refuses a value that the property's type can't be compared with.</summary>
    public static void Check(PropertyDefinition property, SearchFilter filter)
    {
        foreach (var value in ((string?[])[filter.Value, filter.HighValue, .. filter.Values]).OfType<string>())
        {
            var fits = property.Type switch
            {
                "number" => Number(value) is not null,
                "date" or "datetime" => HubSpotTime.TryParse(value, out _),
                _ => true,
            };
            if (!fits)
            {
                throw HubSpotError.Invalid($"Invalid value '{value}' for the {property.Type} property {property.Name}");
            }
        }
    }

    /// <summary>Orders two values by the property's type.</summary>
    public static int Compare(PropertyDefinition property, string left, string right) => property.Type switch
    {
        "number" => (Number(left) ?? 0).CompareTo(Number(right) ?? 0),
        "date" or "datetime" when HubSpotTime.TryParse(left, out var a) && HubSpotTime.TryParse(right, out var b) => a.CompareTo(b),
        _ => string.Compare(left, right, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>True when each word of the query begins a word of one of the values.</summary>
    public static bool HasWords(IEnumerable<string?> values, string query)
    {
        var words = values.OfType<string>().SelectMany(value => Words().Matches(value).Select(match => match.Value).Append(value)).ToList();
        return query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(wanted =>
            words.Exists(word => word.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool Equal(PropertyDefinition property, string value, string wanted) => property.Type switch
    {
        "number" or "date" or "datetime" => Compare(property, value, wanted) == 0,
        "enumeration" when property.FieldType == "checkbox" => value.Split(';').Contains(wanted) || value == wanted,
        _ => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>A list of texts is compared in lower case: one that is written with capitals is never found.</summary>
    private static bool Listed(PropertyDefinition property, string value, string wanted) => property.Type switch
    {
        "string" => value.ToLowerInvariant() == wanted,
        "enumeration" => value.Split(';').Contains(wanted),
        _ => Equal(property, value, wanted),
    };

    private static bool HasToken(string value, string wanted)
    {
        var words = Words().Matches(value).Select(match => match.Value).ToList();
        if (wanted.Contains('*'))
        {
            return Wild(value, wanted) || words.Exists(word => Wild(word, wanted));
        }

        var sought = Words().Matches(wanted).Select(match => match.Value).ToList();
        return sought.Count > 0 && Enumerable.Range(0, Math.Max(0, words.Count - sought.Count + 1)).Any(at =>
            sought.Index().All(one => string.Equals(words[at + one.Index], one.Item, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Compares with a pattern in which a star stands for anything, without going back more than to the last star.</summary>
    private static bool Wild(string text, string pattern)
    {
        var (t, p, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && char.ToLowerInvariant(pattern[p]) == char.ToLowerInvariant(text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"[\p{L}\p{N}_]+")]
    private static partial Regex Words();
}

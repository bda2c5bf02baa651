using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>A small list of records that requests read and change, for the life of the process.</summary>
internal sealed class SimulatedCollection
{
    private const int MostRows = 10_000;
    private readonly Lock gate = new();
    private readonly List<JsonElement> rows;

    public SimulatedCollection(JsonElement section) =>
        rows = SandboxJson.Member(section, "rows") is { } given ? [.. given.EnumerateArray()] : [];

    /// <summary>Gives the records that fit.</summary>
    public List<JsonElement> Find(JsonElement? where, Func<string, JsonElement?> find)
    {
        var rules = Rules(where, find);
        lock (gate)
        {
            return rows.FindAll(row => Fits(row, rules));
        }
    }

    /// <summary>Adds a record; false when there are too many.</summary>
    public bool Add(JsonElement row)
    {
        lock (gate)
        {
            if (rows.Count >= MostRows)
            {
                return false;
            }

            rows.Add(row);
            return true;
        }
    }

    /// <summary>Changes the first record that fits; null when none does.</summary>
    public JsonElement? Change(JsonElement? where, Func<string, JsonElement?> find, JsonElement change)
    {
        var rules = Rules(where, find);
        lock (gate)
        {
            var at = rows.FindIndex(row => Fits(row, rules));
            return at < 0 ? null : rows[at] = JsonOverlay.Merge(rows[at], change);
        }
    }

    /// <summary>Changes that very record, if it is still there, and gives what it is now.</summary>
    public JsonElement Change(JsonElement row, JsonElement change)
    {
        var changed = JsonOverlay.Merge(row, change);
        lock (gate)
        {
            var at = rows.FindIndex(other => JsonElement.DeepEquals(other, row));
            if (at >= 0)
            {
                rows[at] = changed;
            }
        }

        return changed;
    }

    /// <summary>Removes the first record that fits; null when none does.</summary>
    public JsonElement? Remove(JsonElement? where, Func<string, JsonElement?> find)
    {
        var rules = Rules(where, find);
        lock (gate)
        {
            var at = rows.FindIndex(row => Fits(row, rules));
            if (at < 0)
            {
                return null;
            }

            var row = rows[at];
            rows.RemoveAt(at);
            return row;
        }
    }

    private static readonly string[] Kinds = ["~", "in:", "within:"];

    /// <summary>What a member must be: equal, one of several between commas (<c>in:</c>), a text that has another in it (<c>~</c>), or one that is in another (<c>within:</c>).</summary>
    private readonly record struct Rule(string Path, string Value, string Kind)
    {
        public bool Holds(string found) => Kind switch
        {
            "~" => found.Contains(Value, StringComparison.OrdinalIgnoreCase),
            "within:" => found.Length > 0 && Value.Contains(found, StringComparison.Ordinal),
            "in:" => Value.Split(',').Contains(found, StringComparer.OrdinalIgnoreCase),
            _ => string.Equals(found, Value, StringComparison.OrdinalIgnoreCase),
        };
    }

    // A rule whose value is missing lets every record pass.
    private static List<Rule> Rules(JsonElement? where, Func<string, JsonElement?> find)
    {
        var rules = new List<Rule>();
        foreach (var rule in where is { } given ? given.EnumerateObject() : default)
        {
            var text = SandboxJson.Plain(rule.Value);
            var kind = Array.Find(Kinds, mark => text.StartsWith(mark, StringComparison.Ordinal)) ?? "";
            if (AnswerTemplate.Words(text[kind.Length..], find) is { } value)
            {
                rules.Add(new(rule.Name, value, kind));
            }
        }

        return rules;
    }

    private static bool Fits(JsonElement row, List<Rule> rules)
    {
        foreach (var rule in rules)
        {
            JsonElement? found = row;
            if (rule.Path != "*")
            {
                foreach (var step in rule.Path.Split('.'))
                {
                    found = SandboxJson.Member(found, step);
                }
            }

            if (found is not { } there || !rule.Holds(SandboxJson.Plain(there)))
            {
                return false;
            }
        }

        return true;
    }
}

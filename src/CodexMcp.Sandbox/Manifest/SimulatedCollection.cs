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

    // A rule whose value is missing lets every record pass.
    private static List<(string Path, string Value, bool Contains)> Rules(JsonElement? where, Func<string, JsonElement?> find)
    {
        var rules = new List<(string, string, bool)>();
        foreach (var rule in where is { } given ? given.EnumerateObject() : default)
        {
            var text = SandboxJson.Plain(rule.Value);
            var contains = text.StartsWith('~');
            if (AnswerTemplate.Words(contains ? text[1..] : text, find) is { } value)
            {
                rules.Add((rule.Name, value, contains));
            }
        }

        return rules;
    }

    private static bool Fits(JsonElement row, List<(string Path, string Value, bool Contains)> rules)
    {
        foreach (var (path, value, contains) in rules)
        {
            JsonElement? found = row;
            if (path != "*")
            {
                foreach (var step in path.Split('.'))
                {
                    found = SandboxJson.Member(found, step);
                }
            }

            if (found is not { } there || !(contains
                ? SandboxJson.Plain(there).Contains(value, StringComparison.OrdinalIgnoreCase)
                : string.Equals(SandboxJson.Plain(there), value, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }
}

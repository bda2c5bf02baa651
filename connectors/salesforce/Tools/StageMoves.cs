using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>The role's rule of which stage an opportunity may go to from which. A stage that it does not name may not be left; a new opportunity may begin anywhere.</summary>
internal sealed class StageMoves
{
    private readonly Dictionary<string, HashSet<string>> moves = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the scope's <c>stage_moves</c>; null when it has none. What has another form than it should allows nothing.</summary>
    public static StageMoves? Read(JsonElement? scope)
    {
        if (scope is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("stage_moves", out var rule))
        {
            return null;
        }

        var read = new StageMoves();
        if (rule.ValueKind == JsonValueKind.Object)
        {
            foreach (var from in rule.EnumerateObject())
            {
                read.moves[from.Name] = new(
                    from.Value.ValueKind == JsonValueKind.Array
                        ? from.Value.EnumerateArray().Where(static to => to.ValueKind == JsonValueKind.String).Select(static to => to.GetString()!)
                        : [],
                    StringComparer.OrdinalIgnoreCase);
            }
        }

        return read;
    }

    public bool Allows(string from, string to) =>
        string.Equals(from, to, StringComparison.OrdinalIgnoreCase) || (moves.TryGetValue(from, out var targets) && targets.Contains(to));

    /// <summary>Where an opportunity may go from here, in words.</summary>
    public string From(string stage) =>
        moves.TryGetValue(stage, out var targets) && targets.Count > 0 ? string.Join(", ", targets.Order(StringComparer.OrdinalIgnoreCase)) : "nowhere";
}

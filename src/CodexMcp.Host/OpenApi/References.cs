using System.Globalization;
using System.Text.Json.Nodes;

namespace CodexMcp.Host.OpenApi;

/// <summary>
/// Takes the traps out of a document's references before anything follows them: one that leads to another file or address, to nothing, or only in a circle of
/// references, becomes a mark. What meets a mark can't be imported. A schema that holds itself further down is no trap.
/// </summary>
internal static class References
{
    /// <summary>Stands in place of what a reference would have led to.</summary>
    public const string Mark = "x-codexmcp-unresolved";

    /// <summary>More than any document needs; each of a long row of references would be followed to its end.</summary>
    private const int MostSteps = 50;

    /// <summary>Marks every such reference.</summary>
    public static void MakeSafe(JsonObject root)
    {
        var waiting = new Stack<JsonNode>();
        waiting.Push(root);
        while (waiting.TryPop(out var node))
        {
            switch (node)
            {
                case JsonObject members when members.TryGetPropertyValue("$ref", out var value) && value is JsonValue text && text.TryGetValue<string>(out var reference):
                    if (Problem(root, members, reference) is { } problem)
                    {
                        members.Clear();
                        members[Mark] = problem;
                    }

                    break;
                case JsonObject members:
                    foreach (var (_, member) in members)
                    {
                        Push(member);
                    }

                    break;
                case JsonArray items:
                    foreach (var item in items)
                    {
                        Push(item);
                    }

                    break;
            }
        }

        void Push(JsonNode? node)
        {
            if (node is JsonObject or JsonArray)
            {
                waiting.Push(node);
            }
        }
    }

    private static string? Problem(JsonObject root, JsonObject from, string reference)
    {
        var seen = new HashSet<JsonNode> { from };
        while (true)
        {
            if (!reference.StartsWith('#'))
            {
                return "it is defined in another document, which is not fetched";
            }

            if (Find(root, reference) is not { } target)
            {
                return "its reference leads to nothing";
            }

            if (seen.Count > MostSteps)
            {
                return $"its reference leads through more than {MostSteps} others";
            }

            if (!seen.Add(target))
            {
                return "its reference leads in a circle";
            }

            if (target is not JsonObject members)
            {
                return "its reference leads to no object";
            }

            if (members.TryGetPropertyValue(Mark, out var mark))
            {
                return mark?.GetValue<string>();
            }

            if (!members.TryGetPropertyValue("$ref", out var next) || next is not JsonValue text || !text.TryGetValue(out reference!))
            {
                return null;
            }
        }
    }

    private static JsonNode? Find(JsonObject root, string reference)
    {
        // A name without a slash is an anchor: those are for the reader.
        if (reference is "#" || !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonNode? node = root;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node is JsonObject members ? (members.TryGetPropertyValue(name, out var member) ? member : null)
                : node is JsonArray items && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count ? items[index] : null;
        }

        return node;
    }
}

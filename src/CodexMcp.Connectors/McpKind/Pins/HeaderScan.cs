using System.Text.Json;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>
/// Looks at the arguments that a tool wants repeated in headers (<c>x-mcp-header</c>). A name that no header has would split a request in two, and two
/// arguments in one header would hide one of them.
/// </summary>
internal static class HeaderScan
{
    private const string Mark = "x-mcp-header";
    private const string Tokens = "!#$%&'*+-.^_`|~";
    private const int MostDepth = 64;

    /// <summary>Says what is wrong with the marks of a tool; null when they can be used.</summary>
    public static string? Problem(JsonElement tool) => Json.Member(tool, "inputSchema") is { } schema ? Find(schema, new(StringComparer.OrdinalIgnoreCase), 0) : null;

    private static string? Find(JsonElement value, HashSet<string> names, int depth)
    {
        if (depth > MostDepth)
        {
            return null; // The schema itself is refused for that.
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().Select(item => Find(item, names, depth + 1)).FirstOrDefault(static problem => problem is not null);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in value.EnumerateObject())
        {
            var problem = member.Name == "properties" && member.Value.ValueKind == JsonValueKind.Object ? Properties(member.Value, names, depth + 1)
                : member.Name is "const" or "default" or "enum" or "examples" ? null // data, whatever its members are called
                : Find(member.Value, names, depth + 1);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? Properties(JsonElement properties, HashSet<string> names, int depth)
    {
        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty(Mark, out var mark) && Judge(property, mark, names) is { } wrong)
            {
                return $"The argument {ShownText.Escape(property.Name)} can't be sent in a header ({Mark}): {wrong}.";
            }

            if (Find(property.Value, names, depth) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? Judge(JsonProperty property, JsonElement mark, HashSet<string> names) =>
        mark.ValueKind != JsonValueKind.String || mark.GetString() is not { Length: > 0 and <= 100 } name ? "it names none"
        : !name.All(static c => char.IsAsciiLetterOrDigit(c) || Tokens.Contains(c, StringComparison.Ordinal)) ? "the name has characters that no header's name has"
        : Json.String(property.Value, "type") is not ("string" or "integer" or "boolean") ? "only a text, a whole number, or true and false can"
        : names.Add(name) ? null : "another argument has the same";
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>What the fields of a request must be: as its tool's input schema says of the arguments that stand in them.</summary>
internal sealed partial class WireField(JsonElement? input)
{
    private readonly JsonElement? properties = SandboxJson.Member(input, "properties");
    private readonly HashSet<string> required = SandboxJson.Member(input, "required") is { } list ? [.. list.EnumerateArray().Select(static item => item.GetString()!)] : [];

    /// <summary>Says what is wrong with a value; null when nothing is. Only a field that is one plain argument says what it must be.</summary>
    public string? Problem(string field, JsonElement template, JsonElement? value, bool isText)
    {
        if (template.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        if (Plain().Match(template.GetString()!) is not { Success: true } match)
        {
            // A text around arguments: it is there when the arguments that it needs are.
            return value is null && Hole().Matches(template.GetString()!).Any(hole => required.Contains(hole.Groups[1].Value)) ? $"missing required field: {field}" : null;
        }

        var argument = match.Groups[1].Value;
        var (steps, schema) = (match.Groups[2].Value, SandboxJson.Member(properties, argument));
        if (value is not { } given)
        {
            return required.Contains(argument) && !steps.Contains("default:", StringComparison.Ordinal) ? $"missing required field: {field}" : null;
        }

        if (steps.Length > 0 || schema is not { } type)
        {
            return null;
        }

        // A query or a form has texts only: a number is one that reads as a number.
        if (isText && SandboxJson.String(type, "type") is "integer" or "number" or "boolean")
        {
            try
            {
                using var document = JsonDocument.Parse(given.GetString()!);
                given = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                return $"field {field} is of a wrong type";
            }
        }

        return isText && SandboxJson.String(type, "type") is "array" || JsonSchema.JsonSchema.Compile(type).IsValid(given) ? null : $"invalid value for field: {field}";
    }

    /// <summary>A placeholder in a text.</summary>
    [GeneratedRegex(@"\{\s*([A-Za-z0-9_.-]+)\s*(?:\|[^}]*)?\}", RegexOptions.CultureInvariant)]
    public static partial Regex Hole();

    [GeneratedRegex(@"^\{\s*([A-Za-z0-9_-]+)\s*((?:\|[^}]*)?)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}

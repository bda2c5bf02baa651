using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>Fills the answers of a manifest's sandbox: <c>{query.limit}</c>, <c>{row.name}</c>, <c>{rows}</c> and the like. A member without a value is left out.</summary>
internal static partial class AnswerTemplate
{
    /// <summary>Gives the filled value; null when the whole of it has no value.</summary>
    public static JsonElement? Fill(JsonElement template, Func<string, JsonElement?> find) => template.ValueKind switch
    {
        JsonValueKind.String => Text(template, find),
        JsonValueKind.Object => SandboxJson.Build((template, find), static (writer, state) =>
        {
            writer.WriteStartObject();
            foreach (var member in state.template.EnumerateObject())
            {
                if (Fill(member.Value, state.find) is { } value)
                {
                    writer.WritePropertyName(member.Name);
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }),
        JsonValueKind.Array => SandboxJson.Build((template, find), static (writer, state) =>
        {
            writer.WriteStartArray();
            foreach (var item in state.template.EnumerateArray())
            {
                Fill(item, state.find)?.WriteTo(writer);
            }

            writer.WriteEndArray();
        }),
        _ => template,
    };

    /// <summary>Gives a text with its placeholders filled; null when one has no value.</summary>
    public static string? Words(string text, Func<string, JsonElement?> find)
    {
        var missing = false;
        var words = Hole().Replace(text, hole =>
        {
            var value = find(hole.Groups[1].Value);
            missing |= value is null;
            return value is { } there ? SandboxJson.Plain(there) : "";
        });
        return missing ? null : words;
    }

    private static JsonElement? Text(JsonElement template, Func<string, JsonElement?> find)
    {
        var text = template.GetString()!;
        if (Hole().Match(text) is { Success: true } only && only.Length == text.Length)
        {
            return find(only.Groups[1].Value);
        }

        return text.Contains('{', StringComparison.Ordinal) ? Words(text, find) is { } words ? SandboxJson.Text(words) : null : template;
    }

    [GeneratedRegex(@"\{([a-z_]+(?:\.[A-Za-z0-9_\-.\[\]]+)?)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CodexMcp.Host.OpenApi;

/// <summary>Writes JSON as YAML for people: one member a line, small parts on one. What could be read as anything else stands in quotes.</summary>
internal static partial class YamlWriter
{
    private const int LongestLine = 160;

    /// <summary>Writes a whole document.</summary>
    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in root)
        {
            Member(text, 0, "", name, value);
        }

        return text.ToString();
    }

    private static void Member(StringBuilder text, int depth, string lead, string name, JsonNode? value)
    {
        text.Append(' ', depth * 2).Append(lead).Append(Key(name)).Append(':');
        Value(text, depth + (lead.Length > 0 ? 1 : 0), value);
    }

    private static void Value(StringBuilder text, int depth, JsonNode? value)
    {
        var flow = Flow(value);
        if (value is not JsonObject and not JsonArray || (flow.Length + (depth * 2) < LongestLine && depth > 1) || flow is "{}" or "[]")
        {
            text.Append(' ').Append(flow).Append('\n');
            return;
        }

        text.Append('\n');
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members)
            {
                Member(text, depth + 1, "", name, member);
            }

            return;
        }

        foreach (var item in (JsonArray)value)
        {
            text.Append(' ', (depth + 1) * 2).Append("- ").Append(Flow(item)).Append('\n');
        }
    }

    private static string Flow(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject members => members.Count == 0 ? "{}" : $"{{ {string.Join(", ", members.Select(static member => $"{Key(member.Key)}: {Flow(member.Value)}"))} }}",
        JsonArray items => items.Count == 0 ? "[]" : $"[{string.Join(", ", items.Select(Flow))}]",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Text(text.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Key(string name) => Plain().IsMatch(name) && !IsOther(name) ? name : Quoted(name);

    private static string Text(string text) => Words().IsMatch(text) && !IsOther(text) ? text : Quoted(text);

    private static bool IsOther(string text) => text is "true" or "false" or "null";

    /// <summary>In quotes, with no more escapes than needed: YAML has no halves of characters.</summary>
    private static string Quoted(string text)
    {
        var clean = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => clean.Append('\\').Append((char)rune.Value),
                '\n' => clean.Append("\\n"),
                '\t' => clean.Append("\\t"),
                0x2028 or 0x2029 or 0xFEFF => clean.Append(' '),
                _ => Rune.IsControl(rune) ? clean.Append(' ') : clean.Append(rune.ToString()),
            };
        }

        return clean.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}

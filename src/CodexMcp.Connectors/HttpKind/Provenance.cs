using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>Says of a result where its data comes from: source, licence, address, and when it was read.</summary>
internal sealed class Provenance
{
    private readonly (string Name, Template Value)[] members;

    private Provenance((string, Template)[] members) => this.members = members;

    /// <summary>Reads a tool's section over the connector's; null when the tool has none.</summary>
    public static Provenance? Read(JsonElement manifest, JsonElement tool)
    {
        if (Json.Member(tool, "provenance") is not { } own)
        {
            return null;
        }

        var common = Requests.RequestPlan.Named(manifest, "provenance");
        return new([.. common.Concat(own.EnumerateObject().Select(static entry => (entry.Name, Template.Parse(Json.Plain(entry.Value)))))
            .GroupBy(static entry => entry.Item1).Select(static same => same.Last())]);
    }

    /// <summary>Writes the member <c>provenance</c>.</summary>
    public void Write(Utf8JsonWriter writer, in TemplateScope scope, DateTimeOffset now)
    {
        writer.WriteStartObject("provenance"u8);
        foreach (var (name, template) in members)
        {
            if (template.Value(scope) is { } value && !Json.IsEmpty(value))
            {
                writer.WritePropertyName(name);
                Json.Copy(writer, value);
            }
        }

        writer.WriteString("retrieved_at"u8, now.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}

using System.Text.Json;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Writes records flat: the id, and each property that was asked for and is set. What the role may not see is left out, whatever HubSpot sends.</summary>
/// <param name="view">What the role sees of the type.</param>
/// <param name="properties">The properties that were asked for.</param>
/// <param name="longest">The most characters of one value.</param>
internal sealed class RecordWriter(RecordView view, IReadOnlyCollection<string> properties, int longest)
{
    /// <summary>For lists: long texts are cut, so that a page holds many records.</summary>
    public const int InList = 1_000;

    /// <summary>For a single record.</summary>
    public const int Alone = 20_000;

    /// <summary>What all texts of one record may have together, so that it fits into an answer.</summary>
    private const int RecordTotal = 24_000;

    /// <summary>Whether a text was cut.</summary>
    public bool Cut { get; private set; }

    public void Write(Utf8JsonWriter writer, JsonElement record)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id(record));
        if (Json.IsTrue(record, "archived"))
        {
            writer.WriteBoolean("archived", true);
        }

        WriteProperties(writer, Json.Member(record, "properties"));
        WriteAssociations(writer, Json.Member(record, "associations"));
        writer.WriteEndObject();
    }

    /// <summary>The record's id, which goes into addresses and sentences.</summary>
    public static string Id(JsonElement record) => Json.Text(record, "id") is { } id && Json.IsId(id) ? id : throw HubSpotErrors.BadAnswer("a record has no id");

    private void WriteProperties(Utf8JsonWriter writer, JsonElement values)
    {
        var left = RecordTotal;
        foreach (var name in properties)
        {
            if (name is "id" or "archived" or "associations" or "new" || !view.Has(name) || Json.Text(values, name) is not { Length: > 0 } value)
            {
                continue;
            }

            var text = HtmlText.IsHtml(name) ? HtmlText.Of(value) : value;
            var most = Math.Min(longest, left);
            if (text.Length > most)
            {
                Cut = true;
                text = most == 0 ? "…" : VendorText.Shorten(text, most);
            }

            left = Math.Max(0, left - text.Length);
            writer.WriteString(name, VendorText.Plain(text));
        }
    }

    private void WriteAssociations(Utf8JsonWriter writer, JsonElement associations)
    {
        if (associations.ValueKind != JsonValueKind.Object || !associations.EnumerateObject().Any())
        {
            return;
        }

        writer.WriteStartObject("associations");
        foreach (var (name, ids) in associations.EnumerateObject().Where(entry => view.HasType(entry.Name)).Select(static entry => (entry.Name,
            Json.Items(Json.Member(entry.Value, "results")).Select(static link => Json.Text(link, "id")).OfType<string>().Where(Json.IsId).Distinct(StringComparer.Ordinal))))
        {
            writer.WriteStartArray(VendorText.Clean(name, 80));
            foreach (var id in ids.Take(500))
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}

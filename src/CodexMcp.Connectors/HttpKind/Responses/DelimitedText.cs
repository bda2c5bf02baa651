using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Reads CSV and NDJSON into lists of objects.</summary>
internal static class DelimitedText
{
    /// <summary>CSV (RFC 4180) with a first line of names; null when it ends inside quotes: the rest of it did not arrive.</summary>
    public static JsonElement? Csv(string text) => Records(text) is not { } records ? null : Json.Build(records, static (writer, all) =>
    {
        writer.WriteStartArray();
        for (var i = 1; i < all.Count; i++)
        {
            writer.WriteStartObject();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var column = 0; column < all[0].Count && column < all[i].Count; column++)
            {
                if (seen.Add(all[0][column]))
                {
                    writer.WriteString(all[0][column], all[i][column]);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>One JSON value for each line; null when one is none, is too deep, or names something twice.</summary>
    public static JsonElement? Lines(string text)
    {
        var values = new List<JsonElement>();
        try
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                using var document = JsonDocument.Parse(line, AnswerReader.Strict);
                values.Add(document.RootElement.Clone());
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return Json.Build(values, static (writer, all) =>
        {
            writer.WriteStartArray();
            all.ForEach(value => value.WriteTo(writer));
            writer.WriteEndArray();
        });
    }

    private static List<List<string>>? Records(string text)
    {
        var records = new List<List<string>>();
        var record = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                    continue;
                }

                field.Append(c);
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                record.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    Add(records, record);
                    record = [];
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || record.Count > 0)
        {
            record.Add(field.ToString());
            Add(records, record);
        }

        return quoted ? null : records;
    }

    // An empty line is no row.
    private static void Add(List<List<string>> records, List<string> record)
    {
        if (record is not [""])
        {
            records.Add(record);
        }
    }
}

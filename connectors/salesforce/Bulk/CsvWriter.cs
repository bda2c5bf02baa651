using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Records;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>Writes the rows of a bulk job. Every value stands in quotes; a null is <c>#N/A</c>, so a text that says so is refused.</summary>
internal sealed class CsvWriter
{
    private const string Null = "#N/A";
    private const int MaxBytes = 100_000_000;
    private readonly List<string> columns = [];
    private readonly List<Dictionary<string, string>> rows = [];

    public void Add(string? id, IReadOnlyList<FieldValue> values)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        if (id is not null)
        {
            Set("Id", id);
        }

        foreach (var value in values)
        {
            Set(value.Name, value.Text ?? (value.Value.ValueKind == JsonValueKind.Null ? null : value.Value.GetRawText()));
        }

        rows.Add(row);

        void Set(string name, string? text)
        {
            if (text == Null)
            {
                throw SalesforceErrors.Refused($"The value of {name} is {Null}, which means no value in a bulk job.", "Write null to clear the field, or another text.");
            }

            if (!columns.Contains(name))
            {
                columns.Add(name);
            }

            row[name] = text ?? Null;
        }
    }

    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', columns).Append('\n');
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                // An empty cell leaves the field as it is.
                text.Append(i == 0 ? "" : ",").Append(row.TryGetValue(columns[i], out var value) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : "");
            }

            text.Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return bytes.Length <= MaxBytes ? bytes : throw SalesforceErrors.Refused("The records are larger than a bulk job takes.", "Send fewer.");
    }
}

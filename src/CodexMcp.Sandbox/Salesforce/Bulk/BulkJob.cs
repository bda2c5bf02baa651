using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A bulk job and where it stands.</summary>
internal sealed class BulkJob
{
    public required string Id { get; init; }

    public required bool IsQuery { get; init; }

    public required ObjectDef Object { get; init; }

    public required string Operation { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string? Query { get; init; }

    public FieldDef? Key { get; init; }

    public string DelimiterName { get; init; } = "COMMA";

    public string LineEnding { get; init; } = "LF";

    public char Delimiter => Csv.Delimiter(DelimiterName);

    public string LineEnd => LineEnding == "CRLF" ? "\r\n" : "\n";

    public string State { get; set; } = "Open";

    public string? ErrorMessage { get; set; }

    /// <summary>When the work will be done.</summary>
    public DateTimeOffset Due { get; set; }

    public string? Upload { get; set; }

    public IReadOnlyList<string> Header { get; set; } = [];

    /// <summary>The rows of a query's result.</summary>
    public List<string?[]> Rows { get; } = [];

    public List<(string Id, bool Created, string[] Row)> Succeeded { get; } = [];

    public List<(string? Id, string Error, string[] Row)> Failed { get; } = [];

    public List<string[]> Unprocessed { get; } = [];

    public void Write(Utf8JsonWriter writer, bool whole)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        writer.WriteString("operation"u8, Operation);
        writer.WriteString("object"u8, Object.Name);
        writer.WriteString("createdById"u8, OrgSeed.IntegrationUser);
        writer.WriteString("createdDate"u8, SoqlDates.Text(Created));
        writer.WriteString("systemModstamp"u8, SoqlDates.Text(Due > Created ? Due : Created));
        writer.WriteString("state"u8, State);
        if (Key is not null)
        {
            writer.WriteString("externalIdFieldName"u8, Key.Name);
        }

        writer.WriteString("concurrencyMode"u8, "Parallel"u8);
        writer.WriteString("contentType"u8, "CSV"u8);
        writer.WritePropertyName("apiVersion"u8);
        writer.WriteRawValue(Version[1..], true);
        if (!IsQuery)
        {
            writer.WriteString("contentUrl"u8, $"services/data/{Version}/jobs/ingest/{Id}/batches");
        }

        writer.WriteString("lineEnding"u8, LineEnding);
        writer.WriteString("columnDelimiter"u8, DelimiterName);
        if (whole)
        {
            writer.WriteString("jobType"u8, IsQuery ? "V2Query" : "V2Ingest");
            writer.WriteNumber("numberRecordsProcessed"u8, IsQuery ? Rows.Count : Succeeded.Count + Failed.Count);
            if (!IsQuery)
            {
                writer.WriteNumber("numberRecordsFailed"u8, Failed.Count);
                writer.WriteNumber("apiActiveProcessingTime"u8, 0);
                writer.WriteNumber("apexProcessingTime"u8, 0);
            }

            writer.WriteNumber("retries"u8, 0);
            writer.WriteNumber("totalProcessingTime"u8, State == "JobComplete" ? Math.Max(0, (long)(Due - Created).TotalMilliseconds) : 0);
            if (ErrorMessage is not null)
            {
                writer.WriteString("errorMessage"u8, ErrorMessage);
            }
        }

        writer.WriteEndObject();
    }
}

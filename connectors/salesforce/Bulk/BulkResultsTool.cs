using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>bulk_results: the rows of a job, page by page, and of a write only what the role may see.</summary>
internal sealed class BulkResultsTool(SalesforceApi api, BulkRunner runner) : ISalesforceTool
{
    private const int DefaultRows = 500;
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxPageBytes = 4 * 1024 * 1024;
    private const string Prefix = "sb1";

    public ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        BulkJob.Read(view.Call);
        return ValueTask.FromResult(GuardVerdict.Pass);
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var call = view.Call;
        var job = BulkJob.Read(call);
        var target = await view.ObjectAsync(job.Object, cancellationToken).ConfigureAwait(false);
        using var now = await runner.StateAsync(job, cancellationToken).ConfigureAwait(false);
        var state = BulkRunner.State(now);
        if (!BulkRunner.IsOver(state))
        {
            throw SalesforceErrors.Refused($"The job is not done yet: {state}.", "Ask salesforce_bulk_status with this job, and then again.");
        }

        var fingerprint = CallHash.OfCall(call, "continuation", "max_rows");
        var (locator, skip) = Place(call, fingerprint);
        var most = Math.Min(Arguments.Number(call, "max_rows", DefaultRows), call.MaxRows);
        var part = Arguments.Text(call, "part") ?? "failed";
        var path = job.IsQuery
            ? $"{job.Path}/results?maxRecords={Math.Clamp(most + skip, 1, 10_000)}{(locator.Length > 0 ? $"&locator={Uri.EscapeDataString(locator)}" : "")}"
            : $"{job.Path}/{(part == "successful" ? "successfulResults" : part == "failed" ? "failedResults" : "unprocessedrecords")}/";
        var bytes = await api.BytesAsync(ApiCall.Get(path) with { Accept = "text/csv" }, MaxBytes, cancellationToken).ConfigureAwait(false);
        if (bytes.MediaType is not (null or "text/csv" or "application/octet-stream"))
        {
            throw SalesforceErrors.BadAnswer("the rows of a bulk job are no CSV");
        }

        return Write(view, target, job, state, bytes, new(fingerprint, locator, skip), most);
    }

    private sealed record From(string Fingerprint, string Locator, int Skip)
    {
        public string Seal(ToolInvocation call, string locator, int skip) =>
            call.Handles.Seal(call, string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Fingerprint}|{skip}|{locator}"));
    }

    private static (string Locator, int Skip) Place(ToolInvocation call, string fingerprint) =>
        Arguments.Text(call, "continuation") is not { } token ? ("", 0)
        : call.Handles.TryUnseal(call, token, out var value) && value.Split('|') is [Prefix, var of, var skip, var locator] && of == fingerprint
            && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? (locator, number)
        : throw SalesforceErrors.UnknownHandle("continuation");

    private static ToolResult Write(RoleView view, RoleObject target, BulkJob job, string state, ApiBytes bytes, From from, int most)
    {
        var csv = new CsvReader(bytes.Bytes);
        var header = csv.Next() ?? [];
        var shown = Enumerable.Range(0, header.Count).Where(i => IsVisible(target, job, header[i])).ToList();
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("state", state);
        writer.WriteStartArray("columns");
        shown.ForEach(i => writer.WriteStringValue(VendorText.Clean(header[i], 200)));
        writer.WriteEndArray();
        writer.WriteStartArray("rows");
        var at = 0;
        var written = 0;
        var more = false;
        while (csv.Next() is { } row)
        {
            if (at++ < from.Skip)
            {
                continue;
            }

            if (written == most || writer.BytesCommitted + writer.BytesPending > MaxPageBytes)
            {
                more = true;
                break;
            }

            if (row.Count != header.Count)
            {
                throw SalesforceErrors.BadAnswer("a row of a bulk job has another number of cells than there are columns");
            }

            written++;
            writer.WriteStartArray();
            foreach (var i in shown)
            {
                WriteCell(writer, view, header[i], row[i]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        var next = bytes.Header("Sforce-Locator") is { Length: > 0 and <= 200 } locator && locator != "null" && locator.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '=' or '+' or '/' or '.') ? locator : null;
        writer.WriteBoolean("truncated", more || next is not null);
        if (more || next is not null)
        {
            writer.WriteString("continuation", more ? from.Seal(view.Call, from.Locator, from.Skip + written) : from.Seal(view.Call, next!, 0));
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer), ContinueAfter = rows => from.Seal(view.Call, from.Locator, from.Skip + rows) };
    }

    private static void WriteCell(Utf8JsonWriter writer, RoleView view, string column, string cell)
    {
        if (cell.Length == 0)
        {
            writer.WriteNullValue();
        }
        else if (column == "sf__Error")
        {
            writer.WriteStringValue(view.MayShow(cell) ? VendorText.Clean(cell, 500) : "Refused by a rule of the org about something that this role may not see.");
        }
        else
        {
            writer.WriteStringValue(cell);
        }
    }

    /// <summary>A query's columns are those that were judged; of a write, the vendor's own and what the role may see.</summary>
    private static bool IsVisible(RoleObject target, BulkJob job, string column) =>
        job.IsQuery || column is "sf__Id" or "sf__Created" or "sf__Error" || target.Scoped.MayRead(column);
}

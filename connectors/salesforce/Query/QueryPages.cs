using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>Runs a judged query page by page: a page is read, written and let go before the next, so memory holds one page and what is answered.</summary>
internal sealed class QueryPages(SalesforceApi api)
{
    /// <summary>A whole query by SOQL must fit into an address.</summary>
    private const int MaxAddress = 15_000;

    /// <summary>The request for the page after this one, or null at the end.</summary>
    public static string? Next(JsonElement page) =>
        ApiJson.Flag(page, "done") || ApiJson.Text(page, "nextRecordsUrl") is not { } url ? null
        : QueryHandle.LocatorOf(url) ?? throw SalesforceErrors.BadAnswer("its next page is at an address that no page has");

    /// <summary>The request of a query's first page.</summary>
    public static ApiCall First(string soql, bool deleted = false, int batchSize = 0)
    {
        var call = ApiCall.Query(soql, deleted, batchSize);
        return call.Path.Length <= MaxAddress ? call : throw SalesforceErrors.Refused(
            $"The query is too long for Salesforce: {call.Path.Length:N0} bytes in an address of at most {MaxAddress:N0}.",
            "Name fewer fields or values, or use salesforce_bulk_query.");
    }

    /// <summary>Gives one answer's worth of a query's records.</summary>
    public async Task<ToolResult> RunAsync(RoleView view, string soql, bool deleted, int maxRows, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        var invocation = view.Call;
        var begin = QueryHandle.Read(invocation, CallHash.Of($"{soql}\n{deleted}\n{CallHash.OfScope(invocation)}", 24));
        var most = (int)Math.Min(maxRows, Math.Max(0, invocation.MaxRows - begin.Given));
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("records");
        var records = new RecordJson(view, api, writer);
        var starts = new List<(int Row, QueryHandle Handle)>();
        var written = 0;
        QueryHandle? rest = null;
        long? total = null;
        var next = begin.Locator;
        var skip = begin.Skip;
        do
        {
            using var page = await api.SendAsync(next.Length == 0 ? First(soql, deleted, maxRows) : ApiCall.Get(next) with { BatchSize = maxRows }, cancellationToken).ConfigureAwait(false);
            if (ApiJson.Member(page.Root, "records") is not { ValueKind: JsonValueKind.Array } rows)
            {
                throw SalesforceErrors.BadAnswer("a page has no records");
            }

            total ??= ApiJson.Long(page.Root, "totalSize");
            starts.Add((written, begin with { Given = begin.Given + written, Skip = skip, Locator = next }));
            var at = skip;
            foreach (var row in rows.EnumerateArray().Skip(skip))
            {
                if (written == most || records.IsFull)
                {
                    rest = begin with { Given = begin.Given + written, Skip = at, Locator = next };
                    break;
                }

                await records.WriteAsync(row, cancellationToken).ConfigureAwait(false);
                written++;
                at++;
            }

            view.Call.Progress?.Report(new ToolProgress(begin.Given + written, total, "records read"));
            next = Next(page.Root) ?? "";
            skip = 0;
            if (rest is null && written == most && next.Length > 0)
            {
                rest = begin with { Given = begin.Given + written, Skip = 0, Locator = next };
            }
        }
        while (rest is null && next.Length > 0);

        writer.WriteEndArray();
        return Result(view, writer, buffer, total, begin.Given + written, rest, records.ChildrenCut, notes, starts);
    }

    private static ToolResult Result(
        RoleView view, Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer, long? total, long given, QueryHandle? rest, bool childrenCut,
        IReadOnlyList<string> notes, List<(int Row, QueryHandle Handle)> starts)
    {
        var invocation = view.Call;
        if (total is { } size)
        {
            writer.WriteNumber("total_size", size);
        }

        var capped = rest is not null && given >= invocation.MaxRows;
        writer.WriteBoolean("truncated", rest is not null || childrenCut);
        if (rest is { } left && !capped)
        {
            writer.WriteString("continuation", left.Seal(invocation));
        }

        List<string> words = [.. notes];
        if (capped)
        {
            words.Add($"There are more records than {invocation.MaxRows}, the most that this role may read. Aggregate or filter.");
        }

        if (childrenCut)
        {
            words.Add("Some child records are left out: query them directly.");
        }

        if (words.Count > 0)
        {
            writer.WriteString("notice", string.Join(" ", words));
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer), ContinueAfter = rows => After(starts, rows).Seal(invocation) };
    }

    /// <summary>The place after the first rows of an answer that the host had to cut.</summary>
    private static QueryHandle After(List<(int Row, QueryHandle Handle)> starts, int rows)
    {
        var (row, handle) = starts.FindLast(start => start.Row <= rows);
        return handle with { Skip = handle.Skip + rows - row, Given = handle.Given + rows - row };
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Jobs;
using CodexMcp.Connectors.HttpKind.Paging;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>One call: sends the request, follows the pages as far as rows, bytes and pages allow, and makes the result.</summary>
internal sealed class HttpKindCall(string system, HttpKindTool tool, HttpCaller caller, ToolInvocation invocation, JsonElement settings, TimeProvider time)
{
    /// <summary>More than clients keep of a result; the host cuts at the role's own cap.</summary>
    private const int MostBytes = 256 * 1024;

    private readonly HttpKindTool tool = tool;
    private readonly TemplateScope scope = new(invocation.Arguments, settings, CallId: invocation.CallId, RoleScope: invocation.Scope);
    private bool sent;

    /// <summary>Runs the call.</summary>
    public async ValueTask<ToolResult> RunAsync(CancellationToken cancellationToken)
    {
        if (tool.Job is { } job)
        {
            var (told, end, handle) = await new JobTool(system, job, tool.Errors, caller, invocation, time)
                .RunAsync(scope, token => SendAsync(PageEdit.None, token), cancellationToken).ConfigureAwait(false);
            return told ?? (tool.ItemsMember is null
                ? await ResultAsync(end.Answer!, end.Scope, cancellationToken).ConfigureAwait(false)
                : Rows(end.Scope with { Answer = tool.Response.Value(end.Answer!) }, handle));
        }

        return tool.ItemsMember is null
            ? await ResultAsync(await SendAsync(PageEdit.None, cancellationToken).ConfigureAwait(false), scope, cancellationToken).ConfigureAwait(false)
            : await ListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A part of the rows of a job's result. The rest is asked for with a handle that says how many were given: the system keeps the result.</summary>
    private ToolResult Rows(TemplateScope filled, JobHandle handle)
    {
        var rows = new List<JsonElement>();
        var bytes = 0;
        var found = tool.Response.Rows(filled) ?? [];
        for (var at = handle.Skip; at < found.Count && rows.Count < invocation.MaxRows && bytes < MostBytes; at++)
        {
            rows.Add(found[at]);
            bytes += JsonMarshal.GetRawUtf8Value(found[at]).Length;
        }

        string After(int kept) => (handle with { Skip = handle.Skip + kept }).Seal(invocation);
        var token = handle.Skip + rows.Count < found.Count ? After(rows.Count) : null;
        return new()
        {
            Structured = Json.Build((Call: this, filled, rows, token), static (writer, state) => state.Call.Write(writer, state.filled, state.rows, state.token)),
            ContinueAfter = After,
        };
    }

    private async ValueTask<ToolResult> ResultAsync(HttpAnswer answer, TemplateScope answered, CancellationToken cancellationToken)
    {
        if (tool.Response.IsDownload)
        {
            answer = await caller.DownloadAsync(tool.Response.Download(answer, answered), cancellationToken).ConfigureAwait(false);
            answer = answer.IsGood ? answer : throw tool.Errors.Find(answer)!;
        }

        if (tool.Response.IsBinary)
        {
            return Binary(answer);
        }

        var filled = answered with { Answer = tool.Response.Value(answer) };
        foreach (var rule in tool.Rules)
        {
            if (rule.IsAboutAnswer && !rule.AllowsAnswer(invocation, filled))
            {
                throw new ConnectorException(ConnectorFailure.Refused, rule.Rejection.Message, rule.Rejection.Next);
            }
        }

        var structured = Json.Build((Call: this, filled), static (writer, state) => state.Call.Write(writer, state.filled, null, null));
        var content = tool.Response.Content(filled);
        return new() { Structured = structured, Text = content.Count == 0 ? null : structured.GetRawText(), Content = content };
    }

    private async Task<HttpAnswer> SendAsync(PageEdit page, CancellationToken cancellationToken)
    {
        var answer = await caller.SendAsync(tool.Request, scope, page, tool.IdempotencyHeader, cancellationToken, begins: !sent).ConfigureAwait(false);
        sent = true;
        return tool.Errors.Find(answer) is { } failure ? throw failure : answer;
    }

    private async ValueTask<ToolResult> ListAsync(CancellationToken cancellationToken)
    {
        var fingerprint = PageToken.Fingerprint(invocation, invocation.Tool.ContinuationArgument);
        var start = PageToken.Read(invocation, fingerprint);
        var root = Address.Base(tool.Request, scope);
        var wanted = Math.Max(1, Math.Min(invocation.MaxRows, tool.RowsArgument is { } argument && Json.Int(invocation.Arguments, argument) is { } asked ? asked : tool.DefaultRows));
        var rows = new List<JsonElement>();
        var places = new List<PageToken>(); // of each row, so that the host may cut anywhere
        var (page, skip, bytes) = (start.Page, start.Skip, 0);
        TemplateScope? first = null;
        PageToken? next = null;
        for (var pages = 1; ; pages++)
        {
            var answer = await SendAsync(tool.Pages?.Edit(page) ?? PageEdit.None, cancellationToken).ConfigureAwait(false);
            var filled = scope with { Answer = tool.Response.Value(answer) };
            first ??= filled;
            var found = tool.Response.Rows(filled) ?? [];
            var at = skip;
            for (; at < found.Count && rows.Count < wanted && bytes < MostBytes; at++)
            {
                rows.Add(found[at]);
                places.Add(new(page, at));
                bytes += JsonMarshal.GetRawUtf8Value(found[at]).Length;
            }

            if (at < found.Count)
            {
                next = new(page, at);
                break;
            }

            var after = tool.Pages?.After(page, answer, filled.Answer!.Value, root, system);
            if (after is null)
            {
                break;
            }

            (page, skip) = (after, 0);
            if (rows.Count >= wanted || bytes >= MostBytes || pages >= tool.Pages!.MaxPages)
            {
                next = new(page, 0);
                break;
            }

            invocation.Progress?.Report(new(rows.Count, null, $"{rows.Count} rows so far."));
        }

        var token = next?.Seal(invocation, fingerprint);
        return new()
        {
            Structured = Json.Build((Call: this, first!.Value, rows, token), static (writer, state) => state.Call.Write(writer, state.Value, state.rows, state.token)),
            ContinueAfter = kept => (kept < places.Count ? places[kept] : next ?? places[^1]).Seal(invocation, fingerprint),
        };
    }

    private void Write(Utf8JsonWriter writer, in TemplateScope filled, List<JsonElement>? rows, string? continuation)
    {
        writer.WriteStartObject();
        WriteDone(writer);
        if (rows is not null && tool.Job is { } job && (continuation is not null || job.AskWith != invocation.Tool.Name))
        {
            writer.WriteString("detail"u8, $"Where rows are missing, call {job.AskWith} with the continuation as {job.Handle}.");
        }

        tool.Response.WriteRest(writer, filled);
        if (rows is not null)
        {
            writer.WriteStartArray(tool.ItemsMember!);
            foreach (var row in rows)
            {
                row.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("truncated"u8, continuation is not null);
            if (continuation is not null)
            {
                writer.WriteString("continuation"u8, continuation);
            }
        }

        tool.Provenance?.Write(writer, filled, time.GetUtcNow());
        writer.WriteEndObject();
    }

    private void WriteDone(Utf8JsonWriter writer)
    {
        if (tool.Job is not null)
        {
            writer.WriteString("status"u8, "done"u8);
        }
    }

    private ToolResult Binary(HttpAnswer answer)
    {
        var (block, mediaType) = ResponsePlan.Binary(answer);
        var size = answer.Bytes.Length;
        return new()
        {
            Structured = Json.Build((mediaType, size, Call: this, now: time.GetUtcNow()), static (writer, state) =>
            {
                writer.WriteStartObject();
                state.Call.WriteDone(writer);
                writer.WriteString("media_type"u8, state.mediaType);
                writer.WriteNumber("bytes"u8, state.size);
                state.Call.tool.Provenance?.Write(writer, state.Call.scope, state.now);
                writer.WriteEndObject();
            }),
            Text = $"{mediaType}, {size} bytes.",
            Content = [block],
        };
    }
}

using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;
using LabelList = System.Collections.Generic.List<(CodexMcp.Connectors.HubSpot.Tools.AssociationType Type, string? Label)>;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Up to a hundred records in one request. Some may fail while others succeed: each is reported by itself.</summary>
internal sealed class BatchTools(HubSpotApi api, PropertyCatalog catalog, WriteTools writes, HubSpotLimits limits)
{
    private const int MostErrors = 100;

    public async Task<ToolResult> ReadAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var properties = Arguments.Texts(invocation, "properties") ?? view.Usual();
        var key = Arguments.Text(invocation, "id_property");
        var ids = Ids(invocation, key is null);
        var body = WriteBody.Make(writer =>
        {
            writer.WriteStartArray("properties");
            foreach (var property in properties)
            {
                writer.WriteStringValue(property);
            }

            writer.WriteEndArray();
            WriteIds(writer, ids);
            if (key is not null)
            {
                writer.WriteString("idProperty", key);
            }
        });
        using var answer = await api.SendAsync(HubSpotRequest.Post(Path(type, "read"), body) with { View = view.Errors }, cancellationToken).ConfigureAwait(false);
        var records = answer.Results.EnumerateArray().Take(ids.Count).ToList();
        var record = new RecordWriter(view, properties, RecordWriter.InList);
        return Page.Write(PageToken.Read(invocation), "records", records, null, (json, item) => record.Write(json, item), json =>
        {
            Errors(json, answer.Root, view, []);
            return records.Count < ids.Count ? $"{ids.Count - records.Count} of {ids.Count} records were not found, or are not to be read." : null;
        });
    }

    /// <summary>batch_create, batch_update and batch_upsert.</summary>
    public async Task<ToolResult> WriteAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var verb = invocation.Tool.Action["batch_".Length..];
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var inputs = Bounded(Json.Items(Arguments.Any(invocation, "inputs")).ToList());
        var key = Arguments.Text(invocation, "id_property");
        var links = new IReadOnlyList<Link>[inputs.Count];
        var known = new Dictionary<(string From, string To), LabelList>();
        for (var i = 0; i < inputs.Count; i++)
        {
            links[i] = await writes.LinksAsync(type, Json.Member(inputs[i], "associations"), known, cancellationToken).ConfigureAwait(false);
        }

        var body = WriteBody.Make(writer =>
        {
            writer.WriteStartArray("inputs");
            for (var i = 0; i < inputs.Count; i++)
            {
                writer.WriteStartObject();
                if (verb != "create")
                {
                    writer.WriteString("id", key is null ? Arguments.Id(Json.Member(inputs[i], "id"), "id") : Arguments.Text(Json.Member(inputs[i], "id"), "id"));
                    if (key is not null)
                    {
                        writer.WriteString("idProperty", key);
                    }
                }

                WriteBody.Properties(writer, Activity.Properties(Json.Member(inputs[i], "properties")));
                WriteBody.Links(writer, links[i]);
                writer.WriteString("objectWriteTraceId", Trace(i));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
        var request = HubSpotRequest.Post(Path(type, verb), body) with { MustNotRepeat = verb == "create", View = view.Errors };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Report(answer, view, inputs.Count, verb);
    }

    public async Task<ToolResult> ArchiveAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var ids = Ids(invocation, plain: true);
        var view = new ErrorView(RoleScope.Read(invocation.Scope), type);
        using var answer = await api.SendAsync(HubSpotRequest.Post(Path(type, "archive"), WriteBody.Make(writer => WriteIds(writer, ids))) with { View = view }, cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer =>
        {
            writer.WriteString("status", "archived");
            writer.WriteNumber("count", ids.Count);
        });
    }

    private static ToolResult Report(HubSpotAnswer answer, RecordView view, int sent, string verb) => JsonResult.Of(writer =>
    {
        var done = new HashSet<int>();
        var records = Json.Items(Json.Member(answer.Root, "results")).Take(sent).ToList();
        writer.WriteStartArray("records");
        foreach (var record in records)
        {
            writer.WriteStartObject();
            if (Index(Json.Text(record, "objectWriteTraceId"), sent) is { } index)
            {
                done.Add(index);
                writer.WriteNumber("index", index);
            }

            writer.WriteString("id", Json.Text(record, "id") is { } id && Json.IsId(id) ? id : "unknown");
            if (verb == "upsert")
            {
                writer.WriteBoolean("created", Json.IsTrue(record, "new"));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        var failed = Errors(writer, answer.Root, view, done);
        writer.WriteString("status", answer.Status == 207 || failed > 0 || records.Count < sent ? "partial" : "complete");
        if (records.Count + failed < sent)
        {
            writer.WriteString("notice", $"HubSpot says nothing of {sent - records.Count - failed} of the {sent} records. Read them back before anything is sent again.");
        }
    });

    /// <summary>Writes what failed, record by record, and gives how many did.</summary>
    private static int Errors(Utf8JsonWriter writer, JsonElement root, RecordView view, HashSet<int> done)
    {
        var errors = Json.Items(Json.Member(root, "errors")).Take(MostErrors).ToList();
        if (errors.Count == 0)
        {
            return 0;
        }

        var failed = 0;
        writer.WriteStartArray("errors");
        foreach (var error in errors)
        {
            var context = Json.Member(error, "context");
            var indexes = Json.Items(Json.Member(context, "objectWriteTraceId")).Select(item => Index(Json.Text(item), int.MaxValue)).OfType<int>().Where(index => !done.Contains(index)).ToList();
            var ids = Json.Items(Json.Member(context, "ids")).Concat(Json.Items(Json.Member(context, "id"))).Select(Json.Text).Where(Json.IsId).Take(MostErrors).ToList();
            failed += Math.Max(1, Math.Max(indexes.Count, ids.Count));
            writer.WriteStartObject();
            Numbers(writer, indexes);
            if (ids.Count > 0)
            {
                writer.WriteStartArray("ids");
                ids.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
            }

            writer.WriteString("code", HubSpotErrors.Code(Json.Text(error, "category")) ?? "ERROR");
            writer.WriteString("message", HubSpotErrors.Problem("HubSpot refused it", error, view.Errors));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return failed;
    }

    private static void Numbers(Utf8JsonWriter writer, List<int> indexes)
    {
        if (indexes.Count > 0)
        {
            writer.WriteStartArray("indexes");
            indexes.ForEach(writer.WriteNumberValue);
            writer.WriteEndArray();
        }
    }

    private List<string> Ids(ToolInvocation invocation, bool plain) => Bounded([.. Arguments.Texts(invocation, "ids") ?? []]) is var ids && plain && !ids.TrueForAll(Json.IsId)
        ? throw HubSpotErrors.Refused("One of the ids is none.", "Send the ids as another HubSpot tool gave them.")
        : ids;

    private List<T> Bounded<T>(List<T> inputs) => inputs.Count <= limits.Batch && inputs.Count > 0
        ? inputs
        : throw HubSpotErrors.Refused($"A batch has 1 to {limits.Batch} records, not {inputs.Count}.", "Send several batches.");

    private static void WriteIds(Utf8JsonWriter writer, List<string> ids)
    {
        writer.WriteStartArray("inputs");
        foreach (var id in ids)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Path(string type, string verb) => $"crm/v3/objects/{Uri.EscapeDataString(type)}/batch/{verb}";

    private static string Trace(int index) => string.Create(CultureInfo.InvariantCulture, $"input-{index}");

    private static int? Index(string? trace, int count) => trace is not null && trace.StartsWith("input-", StringComparison.Ordinal)
        && int.TryParse(trace.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count ? index : null;
}

using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Creates, changes and removes records of any type, one at a time.</summary>
internal sealed class WriteTools(HubSpotApi api, PropertyCatalog catalog, AssociationTypes types, HubSpotSettings settings, TimeProvider time)
{
    public async Task<ToolResult> CreateAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var values = Activity.Properties(invocation);
        var asked = values.Select(static value => value.Property).ToList();
        if (RecordType.Find(type)?.Searched is [var first, ..] && first.StartsWith("hs_", StringComparison.Ordinal) && !asked.Contains("hs_timestamp"))
        {
            // Every activity has to say when it was.
            values.Add(("hs_timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
        }

        var marker = CreateMarker.Of(invocation, invocation.CallId);
        var marks = CreateMarker.IsThere(view, settings.KeyProperty) && !asked.Contains(settings.KeyProperty);
        var links = await LinksAsync(type, Arguments.Any(invocation, "associations"), cancellationToken).ConfigureAwait(false);

        // By its own unique marker HubSpot gives a repeat the record that is there. It takes no links that way, so with links the unique property refuses the repeat.
        var upsert = marks && links.Count == 0 && Arguments.Text(invocation, "idempotency_key") is not null;
        if (marks)
        {
            values.Add((settings.KeyProperty, marker));
        }

        var path = $"crm/v3/objects/{Uri.EscapeDataString(type)}{(upsert ? "/batch/upsert" : "")}";
        var body = WriteBody.Make(writer =>
        {
            if (!upsert)
            {
                WriteBody.Properties(writer, values);
                WriteBody.Links(writer, links);
                return;
            }

            writer.WriteStartArray("inputs");
            writer.WriteStartObject();
            writer.WriteString("idProperty", settings.KeyProperty);
            writer.WriteString("id", marker);
            WriteBody.Properties(writer, values);
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
        using var answer = await api.SendAsync(HubSpotRequest.Post(path, body) with { MustNotRepeat = true, View = view.Errors }, cancellationToken).ConfigureAwait(false);
        return Made(view, asked, upsert ? One(answer, view) : answer.Root, invocation);
    }

    public async Task<ToolResult> UpdateAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var values = Activity.Properties(invocation);
        var request = new HubSpotRequest(HttpMethod.Patch, Address(invocation, type)) { Body = WriteBody.Make(writer => WriteBody.Properties(writer, values)), View = view.Errors };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Result(view, [.. values.Select(static value => value.Property)], answer.Root, "updated");
    }

    public async Task<ToolResult> ArchiveAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var id = Arguments.Id(invocation, "id");
        var request = new HubSpotRequest(HttpMethod.Delete, $"crm/v3/objects/{Uri.EscapeDataString(type)}/{id}") { View = new ErrorView(RoleScope.Read(invocation.Scope), type) };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer =>
        {
            writer.WriteString("status", "archived");
            writer.WriteString("id", id);
        });
    }

    /// <summary>The links that the call asks for, each with HubSpot's number for its kind.</summary>
    internal async Task<IReadOnlyList<Link>> LinksAsync(string type, JsonElement associations, CancellationToken cancellationToken)
    {
        var links = new List<Link>();
        foreach (var link in Json.Items(associations))
        {
            var to = Json.Text(link, "to_object") ?? "";
            links.Add(new Link(Arguments.Id(Json.Member(link, "to_id"), "to_id"), await types.FindAsync(type, to, Json.Text(link, "label"), cancellationToken).ConfigureAwait(false)));
        }

        return links;
    }

    /// <summary>What a create answers.</summary>
    internal static ToolResult Made(RecordView view, IReadOnlyList<string> asked, JsonElement record, ToolInvocation invocation)
    {
        try
        {
            return Result(view, asked, record, Json.Member(record, "new").ValueKind == JsonValueKind.False ? "existed" : "created");
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.BadAnswer && invocation.Tool.Verb != ToolVerb.Read)
        {
            throw HubSpotErrors.Ambiguous("named no record in its answer", exception);
        }
    }

    /// <summary>The address of a record, by its id or by a property that identifies it.</summary>
    internal static string Address(ToolInvocation invocation, string type)
    {
        var key = Arguments.Text(invocation, "id_property");
        var id = key is null ? Arguments.Id(invocation, "id") : RecordTools.Segment(Arguments.Required(invocation, "id"));
        return $"crm/v3/objects/{Uri.EscapeDataString(type)}/{id}{(key is null ? "" : $"?idProperty={Uri.EscapeDataString(key)}")}";
    }

    private static ToolResult Result(RecordView view, IReadOnlyList<string> asked, JsonElement record, string status) => JsonResult.Of(writer =>
    {
        writer.WriteString("status", status);
        writer.WritePropertyName("record");
        new RecordWriter(view, asked, RecordWriter.InList).Write(writer, record);
    });

    private static JsonElement One(HubSpotAnswer answer, RecordView view) =>
        Json.Items(Json.Member(answer.Root, "results")).FirstOrDefault() is { ValueKind: JsonValueKind.Object } record
            ? record
            : Json.Items(Json.Member(answer.Root, "errors")).FirstOrDefault() is { ValueKind: JsonValueKind.Object } error
                ? throw HubSpotErrors.Refused(HubSpotErrors.Problem("HubSpot refused the record", error, view.Errors), "Correct it and try again.", HubSpotErrors.Code(Json.Text(error, "category")))
                : throw HubSpotErrors.Ambiguous("named no record in its answer", null);
}

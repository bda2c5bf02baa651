using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;
using LabelList = System.Collections.Generic.List<(CodexMcp.Connectors.HubSpot.Tools.AssociationType Type, string? Label)>;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Creates, changes and removes records of any type, one at a time.</summary>
internal sealed class WriteTools(HubSpotApi api, PropertyCatalog catalog, AssociationTypes types, HubSpotSettings settings, TimeProvider time)
{
    public async Task<ToolResult> CreateAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var values = Activity.Properties(invocation);
        var asked = values.Select(static value => value.Property).ToList();
        if (RecordType.Find(type)?.IsActivity == true && !asked.Contains("hs_timestamp"))
        {
            // Every activity has to say when it was.
            values.Add(("hs_timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
        }

        var marker = CreateMarker.IsThere(view, settings.KeyProperty) ? CreateMarker.Of(invocation, invocation.CallId) : null;
        var links = await LinksAsync(type, Arguments.Any(invocation, "associations"), [], cancellationToken).ConfigureAwait(false);
        if (marker is not null)
        {
            values.Add((settings.KeyProperty, marker));
        }

        var body = WriteBody.Make(writer =>
        {
            WriteBody.Properties(writer, values);
            WriteBody.Links(writer, links);
        });
        try
        {
            using var answer = await api.SendAsync(HubSpotRequest.Post($"crm/v3/objects/{Uri.EscapeDataString(type)}", body) with { MustNotRepeat = true, View = view.Errors }, cancellationToken)
                .ConfigureAwait(false);
            return Made(view, asked, answer.Root, invocation, existed: false);
        }
        catch (ConnectorException refusal) when (refusal.Failure == ConnectorFailure.Refused && marker is not null && Arguments.Text(invocation, "idempotency_key") is not null)
        {
            // The marker is unique, so a repeat is refused: the record that bears it is the first call's, as it was written or as somebody has changed it since.
            if (await TryReadAsync(view, type, settings.KeyProperty, marker, asked, cancellationToken).ConfigureAwait(false) is not { } there)
            {
                throw;
            }

            return Made(view, asked, there, invocation, existed: true);
        }
    }

    public async Task<ToolResult> UpdateAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var values = Activity.Properties(invocation);
        var request = new HubSpotRequest(HttpMethod.Patch, RecordAddress.Of(invocation, type)) { Body = WriteBody.Make(writer => WriteBody.Properties(writer, values)), View = view.Errors };
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

    /// <summary>Reads a record by its id or by a property that identifies it; null when there is none.</summary>
    internal async Task<JsonElement?> TryReadAsync(RecordView view, string type, string? key, string value, IReadOnlyList<string> properties, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await api.SendAsync(HubSpotRequest.Get(RecordAddress.Of(type, key, value, properties)) with { View = view.Errors }, cancellationToken).ConfigureAwait(false);
            return answer.Root.ValueKind == JsonValueKind.Object ? answer.Root.Clone() : null;
        }
        catch (ConnectorException exception) when (HubSpotErrors.IsMissing(exception))
        {
            return null;
        }
    }

    /// <summary>The links that the call asks for, each with HubSpot's number for its kind.</summary>
    /// <param name="type">The type of the record that is made.</param>
    /// <param name="associations">The links as the call has them.</param>
    /// <param name="known">The account's kinds of links that were read for this call.</param>
    /// <param name="cancellationToken">The usual.</param>
    internal async Task<IReadOnlyList<Link>> LinksAsync(string type, JsonElement associations, Dictionary<(string From, string To), LabelList> known, CancellationToken cancellationToken)
    {
        var links = new List<Link>();
        foreach (var link in Json.Items(associations))
        {
            var to = Json.Text(link, "to_object") ?? "";
            links.Add(new Link(Arguments.Id(Json.Member(link, "to_id"), "to_id"), await types.FindAsync(type, to, Json.Text(link, "label"), known, cancellationToken).ConfigureAwait(false)));
        }

        return links;
    }

    /// <summary>What a create answers.</summary>
    internal static ToolResult Made(RecordView view, IReadOnlyList<string> asked, JsonElement record, ToolInvocation invocation, bool existed = false)
    {
        try
        {
            return Result(view, asked, record, existed ? "existed" : "created");
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.BadAnswer && invocation.Tool.Verb != ToolVerb.Read)
        {
            throw HubSpotErrors.Ambiguous("named no record in its answer", exception);
        }
    }

    private static ToolResult Result(RecordView view, IReadOnlyList<string> asked, JsonElement record, string status) => JsonResult.Of(writer =>
    {
        writer.WriteString("status", status);
        writer.WritePropertyName("record");
        new RecordWriter(view, asked, RecordWriter.InList).Write(writer, record);
    });
}

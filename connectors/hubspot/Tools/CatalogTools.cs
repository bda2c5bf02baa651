using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>What the account is made of: properties, pipelines, owners, its own object types, and how much of its allowance is used.</summary>
internal sealed class CatalogTools(HubSpotApi api, PropertyCatalog catalog)
{
    private const int MostOptions = 40;

    public async Task<ToolResult> PropertiesAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var like = Arguments.Text(invocation, "contains") ?? "";
        var token = PageToken.Read(invocation);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("properties");
        foreach (var property in view.Visible
            .Where(property => property.Name.Contains(like, StringComparison.OrdinalIgnoreCase) || property.Label.Contains(like, StringComparison.OrdinalIgnoreCase)).Skip(token.Skip))
        {
            Write(writer, property);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("truncated", false);
        return new ToolResult { Structured = JsonResult.End(writer, buffer), ContinueAfter = token.Further };
    }

    public async Task<ToolResult> PipelinesAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get($"crm/v3/pipelines/{Uri.EscapeDataString(type)}"), cancellationToken).ConfigureAwait(false);
        return Page.Whole(invocation, "pipelines", [.. answer.Results.EnumerateArray()], static (writer, pipeline) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, pipeline, "id", "id");
            CopiedText.Write(writer, pipeline, "label", "label");
            writer.WriteStartArray("stages");
            foreach (var stage in Json.Items(Json.Member(pipeline, "stages")).Take(100))
            {
                writer.WriteStartObject();
                CopiedText.Write(writer, stage, "id", "id");
                CopiedText.Write(writer, stage, "label", "label");
                CopiedText.Write(writer, Json.Member(stage, "metadata"), "isClosed", "closed");
                CopiedText.Write(writer, Json.Member(stage, "metadata"), "probability", "probability");
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    public async Task<ToolResult> OwnersAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var token = PageToken.Read(invocation);
        var path = $"crm/v3/owners?limit={Math.Clamp(Arguments.Number(invocation, "limit", 100), 1, 500)}"
            + (Arguments.Text(invocation, "email") is { } email ? $"&email={Uri.EscapeDataString(email)}" : "")
            + (token.After.Length > 0 ? $"&after={Uri.EscapeDataString(token.After)}" : "");
        using var answer = await api.SendAsync(HubSpotRequest.Get(path), cancellationToken).ConfigureAwait(false);
        return Page.Write(token, "owners", [.. answer.Results.EnumerateArray()], answer.After, static (writer, owner) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, owner, "id", "id");
            CopiedText.Write(writer, owner, "userId", "user_id");
            CopiedText.Write(writer, owner, "email", "email");
            CopiedText.Write(writer, owner, "firstName", "first_name");
            CopiedText.Write(writer, owner, "lastName", "last_name");
            writer.WriteEndObject();
        });
    }

    public async Task<ToolResult> SchemasAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = RoleScope.Read(invocation.Scope);
        using var answer = await api.SendAsync(HubSpotRequest.Get("crm/v3/schemas"), cancellationToken).ConfigureAwait(false);
        var visible = answer.Results.EnumerateArray().Where(schema => Json.Text(schema, "fullyQualifiedName") is { } name && scope.Has(name)).ToList();
        return Page.Whole(invocation, "objects", visible, static (writer, schema) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, schema, "fullyQualifiedName", "object");
            CopiedText.Write(writer, schema, "objectTypeId", "type_id");
            CopiedText.Write(writer, Json.Member(schema, "labels"), "plural", "label");
            writer.WriteEndObject();
        });
    }

    public async Task<ToolResult> UsageAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get("account-info/v3/api-usage/daily/private-apps"), cancellationToken).ConfigureAwait(false);
        return Page.Whole(invocation, "usage", [.. answer.Results.EnumerateArray()], static (writer, usage) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, usage, "name", "name");
            CopiedText.Write(writer, usage, "currentUsage", "used");
            CopiedText.Write(writer, usage, "usageLimit", "limit");
            CopiedText.Write(writer, usage, "resetsAt", "resets_at");
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, Property property)
    {
        writer.WriteStartObject();
        writer.WriteString("name", property.Name);
        writer.WriteString("label", VendorText.Clean(property.Label, 100));
        writer.WriteString("type", VendorText.Clean(property.Type, 40));
        if (property.Unique)
        {
            writer.WriteBoolean("unique", true);
        }

        if (property.ReadOnly)
        {
            writer.WriteBoolean("read_only", true);
        }

        if (property.Options.Count > 0)
        {
            writer.WriteStartArray("options");
            foreach (var option in property.Options.Take(MostOptions))
            {
                writer.WriteStringValue(VendorText.Clean(option, 80));
            }

            writer.WriteEndArray();
            if (property.Options.Count > MostOptions)
            {
                writer.WriteNumber("options_in_all", property.Options.Count);
            }
        }

        writer.WriteEndObject();
    }
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Describe;

/// <summary>describe_object: what the role may see of one object, and in which order its page shows it.</summary>
internal sealed class DescribeTool(SalesforceApi api) : ISalesforceTool
{
    private const int FewValues = 15;

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (target, fields, few) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var page = ListPage.Read(view.Call);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("object", target.Name);
        writer.WriteString("label", target.Details.Label);
        if (target.Scoped.KeyPrefix is { } prefix)
        {
            writer.WriteString("key_prefix", prefix);
        }

        writer.WriteBoolean("create", target.Details.Createable);
        writer.WriteBoolean("update", target.Details.Updateable);
        writer.WriteBoolean("delete", target.Details.Deletable);
        var shown = Arguments.Text(view.Call, "view") switch
        {
            "basic" => [],
            "layout" => await LayoutAsync(view, target, cancellationToken).ConfigureAwait(false),
            _ => fields,
        };
        writer.WriteStartArray("fields");
        foreach (var field in shown.Skip(page.Offset))
        {
            Write(writer, view, target, field, few);
        }

        writer.WriteEndArray();
        if (Arguments.Text(view.Call, "view") is not "layout" && page.Offset == 0 && few)
        {
            writer.WriteStartArray("children");
            foreach (var name in target.Scoped.Description.Children.Select(static child => child.RelationshipName))
            {
                if (await view.ChildAsync(target, name, cancellationToken).ConfigureAwait(false) is ({ } child, _))
                {
                    writer.WriteStringValue($"{child.RelationshipName}: {child.ChildObject}.{child.Field}");
                }
            }

            writer.WriteEndArray();
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    private static async ValueTask<(RoleObject Target, IReadOnlyList<FieldDescription> Fields, bool Few)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        var named = ApiJson.Items(view.Call.Arguments, "fields").Select(field => target.Field(field.GetString() ?? "")).Distinct().ToList();
        return (target, named.Count > 0 ? named : target.Scoped.Fields, named.Count == 0);
    }

    private static void Write(Utf8JsonWriter writer, RoleView view, RoleObject target, FieldDescription field, bool few)
    {
        var details = target.Details.Fields[field.Name];
        writer.WriteStartObject();
        writer.WriteString("name", field.Name);
        if (!string.Equals(details.Label.Replace(" ", "", StringComparison.Ordinal), field.Name, StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteString("label", details.Label);
        }

        writer.WriteString("type", details.Length > 0 && field.Type is "string" or "textarea" ? $"{field.Type}({details.Length})" : field.Type);
        var create = field.Createable && target.Details.Createable;
        var update = field.Updateable && target.Details.Updateable;
        writer.WriteString("write", create && update ? "create, update" : create ? "create" : update ? "update" : "never");
        if (create && !details.Nillable && !details.DefaultedOnCreate)
        {
            writer.WriteBoolean("required", true);
        }

        if (details.IsExternalId)
        {
            writer.WriteBoolean("external_id", true);
        }

        if (details.Calculated)
        {
            writer.WriteBoolean("calculated", true);
        }

        if (!field.Filterable)
        {
            writer.WriteBoolean("filterable", false);
        }

        // What the role has no access to is no place to go.
        if (field.ReferenceTo.Where(view.HasObject).ToList() is { Count: > 0 } references)
        {
            writer.WriteString("references", string.Join(", ", references));
            writer.WriteString("path", field.RelationshipName);
        }

        if (details.Picklist.Count > 0)
        {
            writer.WriteStartArray("values");
            foreach (var value in details.Picklist.Take(few ? FewValues : int.MaxValue))
            {
                writer.WriteStringValue(VendorText.Clean(value, 255));
            }

            writer.WriteEndArray();
            if (few && details.Picklist.Count > FewValues)
            {
                writer.WriteNumber("more_values", details.Picklist.Count - FewValues);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The fields of a page layout, in order, that the role may see.</summary>
    private async Task<IReadOnlyList<FieldDescription>> LayoutAsync(RoleView view, RoleObject target, CancellationToken cancellationToken)
    {
        var type = Arguments.Text(view.Call, "record_type_id") is not { } text ? ""
            : SalesforceId.TryNormalise(text, out var id) && id.StartsWith("012", StringComparison.Ordinal) ? $"/{id}"
            : throw SalesforceErrors.Refused("record_type_id is no id of a record type: those begin with 012.", "Leave it out for the object's first layout.");
        using var answer = await api.SendAsync(ApiCall.Get($"sobjects/{target.Name}/describe/layouts{type}"), cancellationToken).ConfigureAwait(false);
        // Without a record type all layouts come; the first is the master's.
        var layout = ApiJson.Items(answer.Root, "layouts").FirstOrDefault(answer.Root);
        return
        [
            .. ApiJson.Items(layout, "detailLayoutSections")
                .SelectMany(static section => ApiJson.Items(section, "layoutRows"))
                .SelectMany(static row => ApiJson.Items(row, "layoutItems"))
                .SelectMany(static item => ApiJson.Items(item, "layoutComponents"))
                .Select(static component => ApiJson.Text(component, "value"))
                .OfType<string>()
                .Select(target.Scoped.Field)
                .OfType<FieldDescription>()
                .Distinct(),
        ];
    }
}

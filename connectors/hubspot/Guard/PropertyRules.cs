using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Guard;

/// <summary>Holds the properties that a call reads, writes or identifies a record by to what the role has.</summary>
internal static class PropertyRules
{
    private const int MostOptions = 20;

    public static void Check(ToolInvocation invocation, string operation, RecordView view, string ownKey)
    {
        if (operation is "get_subscriptions" or "unsubscribe" or "unsubscribe_all")
        {
            view.Require("email");
            return;
        }

        Identifies(Arguments.Any(invocation, "id_property"), view);
        if (operation == "batch_upsert" && Arguments.Text(invocation, "id_property") == ownKey)
        {
            throw HubSpotErrors.Refused($"The property '{ownKey}' is the host's own.", "Upsert by another property that identifies one record.");
        }

        Named(Arguments.Any(invocation, "properties"), view);
        foreach (var (name, value) in operation is "create" or "update" ? Activity.Properties(invocation) : [])
        {
            Written(name, value, view, ownKey);
        }

        foreach (var input in Json.Items(Arguments.Any(invocation, "inputs")))
        {
            Identifies(Json.Member(input, "id_property"), view);
            foreach (var (name, value) in Activity.Properties(Json.Member(input, "properties")))
            {
                Written(name, value, view, ownKey);
            }
        }
    }

    private static void Identifies(JsonElement name, RecordView view)
    {
        if (Arguments.Text(name, "id_property") is { } text)
        {
            view.RequireUnique(text);
        }
    }

    private static void Named(JsonElement properties, RecordView view)
    {
        foreach (var name in Json.Items(properties))
        {
            view.Require(Arguments.Text(name, "properties") ?? "");
        }
    }

    private static void Written(string name, string value, RecordView view, string ownKey)
    {
        // A marker that somebody else wrote would be taken for a create of the host's.
        if (name == ownKey)
        {
            throw HubSpotErrors.Refused($"The property '{name}' is the host's own.", "Leave it out; idempotency_key sets it.");
        }

        var property = view.Require(name);
        if (property.ReadOnly)
        {
            throw HubSpotErrors.Refused($"The property '{name}' of {view.Type} is set by HubSpot alone.", "Leave it out.");
        }

        if (!property.Takes(value))
        {
            throw HubSpotErrors.Refused(
                $"The property '{name}' of {view.Type} does not take '{VendorText.Clean(value, 80)}'.",
                $"It takes: {string.Join(", ", property.Options.Take(MostOptions).Select(static option => VendorText.Clean(option, 80)))}{(property.Options.Count > MostOptions ? " …" : "")}.");
        }
    }
}

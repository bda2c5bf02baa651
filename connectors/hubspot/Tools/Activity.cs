using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Notes and tasks have arguments with plain names; these are the properties that they set.</summary>
internal static class Activity
{
    private static readonly (string Argument, string Property)[] Note = [("body", "hs_note_body"), ("timestamp", "hs_timestamp"), ("owner_id", "hubspot_owner_id")];

    private static readonly (string Argument, string Property)[] Task =
    [
        ("subject", "hs_task_subject"), ("body", "hs_task_body"), ("due", "hs_timestamp"), ("priority", "hs_task_priority"),
        ("type", "hs_task_type"), ("status", "hs_task_status"), ("owner_id", "hubspot_owner_id"),
    ];

    /// <summary>The properties that the call sets, with their values as HubSpot takes them; a null clears a property.</summary>
    public static List<(string Property, string Value)> Properties(ToolInvocation invocation)
    {
        var map = invocation.Tool.Action switch { "create_note" => Note, "create_task" => Task, _ => null };
        if (map is null)
        {
            return Properties(Arguments.Any(invocation, "properties"));
        }

        var set = new List<(string, string)>();
        foreach (var (argument, property) in map)
        {
            if (Arguments.Text(invocation, argument) is { } value)
            {
                set.Add((property, value));
            }
        }

        return set;
    }

    public static List<(string Property, string Value)> Properties(JsonElement properties)
    {
        var set = new List<(string, string)>();
        if (properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                set.Add((property.Name, Arguments.Text(property.Value, property.Name) ?? ""));
            }
        }

        return set;
    }
}

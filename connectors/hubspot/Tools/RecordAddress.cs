using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>The address of one record, by its id or by a property that identifies it; every part escaped.</summary>
internal static class RecordAddress
{
    /// <summary>The record that a call names.</summary>
    public static string Of(ToolInvocation invocation, string type, IReadOnlyList<string>? properties = null, IReadOnlyList<string>? associations = null)
    {
        var key = Arguments.Text(invocation, "id_property");
        return Of(type, key, key is null ? Arguments.Id(invocation, "id") : Arguments.Required(invocation, "id"), properties, associations);
    }

    /// <summary>A record.</summary>
    /// <param name="type">Its object type.</param>
    /// <param name="key">The property that identifies it, or null for its id.</param>
    /// <param name="value">Its id, or the property's value.</param>
    /// <param name="properties">What is read of it, or null.</param>
    /// <param name="associations">The object types of the links that are read, or null.</param>
    public static string Of(string type, string? key, string value, IReadOnlyList<string>? properties = null, IReadOnlyList<string>? associations = null)
    {
        var query = new List<string>();
        if (properties is not null)
        {
            query.Add($"properties={Uri.EscapeDataString(string.Join(',', properties))}");
        }

        if (key is not null)
        {
            query.Add($"idProperty={Uri.EscapeDataString(key)}");
        }

        if (associations is { Count: > 0 })
        {
            query.Add($"associations={Uri.EscapeDataString(string.Join(',', associations))}");
        }

        return $"crm/v3/objects/{Uri.EscapeDataString(type)}/{Segment(value)}{(query.Count > 0 ? "?" : "")}{string.Join('&', query)}";
    }

    /// <summary>A value as one part of an address; dots alone would lead elsewhere.</summary>
    public static string Segment(string value) => value.Length is 0 or > 300 || value.All(static c => c == '.')
        ? throw HubSpotErrors.Refused("The id is none.", "Send the id or the value that identifies the record.")
        : Uri.EscapeDataString(value);
}

using System.Text.Json;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Scope;

/// <summary>A property as the account defines it.</summary>
/// <param name="Name">Its internal name.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Type">string, number, date, datetime, enumeration, bool …</param>
/// <param name="FieldType">How HubSpot shows it; <c>checkbox</c> takes several options.</param>
/// <param name="Unique">Whether no two records have the same value.</param>
/// <param name="ReadOnly">Whether HubSpot alone sets it.</param>
/// <param name="Options">The values of an enumeration; none when anything goes.</param>
internal sealed record Property(string Name, string Label, string Type, string FieldType, bool Unique, bool ReadOnly, IReadOnlyList<string> Options)
{
    public static Property? Read(JsonElement json) => Json.Text(json, "name") is { Length: > 0 and <= 200 } name
        ? new(
            name,
            Json.Text(json, "label") ?? name,
            Json.Text(json, "type") ?? "",
            Json.Text(json, "fieldType") ?? "",
            Json.IsTrue(json, "hasUniqueValue"),
            Json.IsTrue(json, "calculated") || Json.IsTrue(Json.Member(json, "modificationMetadata"), "readOnlyValue"),
            // Options that come from elsewhere (users, teams) are not listed in full.
            Json.IsTrue(json, "externalOptions") ? [] : [.. Json.Items(Json.Member(json, "options")).Select(static option => Json.Text(option, "value")).OfType<string>()])
        : null;

    /// <summary>Whether the value fits the options; several stand between semicolons.</summary>
    public bool Takes(string value) =>
        value.Length == 0 || Type != "enumeration" || Options.Count == 0
        || (FieldType == "checkbox" ? value.Split(';', StringSplitOptions.RemoveEmptyEntries).All(part => Options.Contains(part)) : Options.Contains(value));
}

using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A choice of an enumeration.</summary>
internal sealed record PropertyOption(string Value, string Label);

/// <summary>A property of a kind of record.</summary>
/// <param name="Name">As in requests: lower case.</param>
/// <param name="Label">As people read it.</param>
/// <param name="Type">string, number, date, datetime, enumeration or bool.</param>
/// <param name="FieldType">text, textarea, number, date, select, radio, checkbox, booleancheckbox, phonenumber, html, calculation_equation.</param>
/// <param name="Group">The group it is shown in.</param>
internal sealed record PropertyDefinition(string Name, string Label, string Type, string FieldType, string Group)
{
    public string Description { get; init; } = "";

    public IReadOnlyList<PropertyOption> Options { get; init; } = [];

    /// <summary>True when the choices are kept elsewhere: owners, pipelines, stages.</summary>
    public bool ExternalOptions { get; init; }

    public bool HasUniqueValue { get; init; }

    public bool ReadOnly { get; init; }

    public bool HubSpotDefined { get; init; } = true;

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Writes it as the properties API shows it.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (CreatedAt is { } created)
        {
            writer.WriteString("updatedAt"u8, HubSpotTime.Text(created));
            writer.WriteString("createdAt"u8, HubSpotTime.Text(created));
        }

        writer.WriteString("name"u8, Name);
        writer.WriteString("label"u8, Label);
        writer.WriteString("type"u8, Type);
        writer.WriteString("fieldType"u8, FieldType);
        writer.WriteString("description"u8, Description);
        writer.WriteString("groupName"u8, Group);
        writer.WriteStartArray("options"u8);
        for (var i = 0; i < Options.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, Options[i].Label);
            writer.WriteString("value"u8, Options[i].Value);
            writer.WriteNumber("displayOrder"u8, i);
            writer.WriteBoolean("hidden"u8, false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (Name == "hubspot_owner_id")
        {
            writer.WriteString("referencedObjectType"u8, "OWNER"u8);
        }

        writer.WriteNumber("displayOrder"u8, -1);
        writer.WriteBoolean("calculated"u8, FieldType == "calculation_equation");
        writer.WriteBoolean("externalOptions"u8, ExternalOptions);
        writer.WriteBoolean("archived"u8, false);
        writer.WriteBoolean("hasUniqueValue"u8, HasUniqueValue);
        writer.WriteBoolean("hidden"u8, false);
        writer.WriteBoolean("hubspotDefined"u8, HubSpotDefined);
        writer.WriteStartObject("modificationMetadata"u8);
        writer.WriteBoolean("archivable"u8, !HubSpotDefined);
        writer.WriteBoolean("readOnlyDefinition"u8, HubSpotDefined);
        writer.WriteBoolean("readOnlyValue"u8, ReadOnly);
        writer.WriteEndObject();
        writer.WriteBoolean("formField"u8, !ReadOnly);
        writer.WriteString("dataSensitivity"u8, "non_sensitive"u8);
        writer.WriteEndObject();
    }
}

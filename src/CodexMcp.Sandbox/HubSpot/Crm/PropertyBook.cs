namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The properties of every kind of record; more can be added. Used under the store's lock.</summary>
internal sealed class PropertyBook
{
    private readonly Dictionary<ObjectType, Dictionary<string, PropertyDefinition>> _byType =
        ObjectType.All.ToDictionary(type => type, type => Standard(type).ToDictionary(property => property.Name, StringComparer.Ordinal));

    /// <summary>The properties of a kind of record.</summary>
    public IReadOnlyCollection<PropertyDefinition> Of(ObjectType type) => _byType[type].Values;

    /// <summary>A property, or null. Names are lower-case.</summary>
    public PropertyDefinition? Find(ObjectType type, string name) => _byType[type].GetValueOrDefault(name);

    /// <summary>Adds or replaces a property.</summary>
    public void Set(ObjectType type, PropertyDefinition property) => _byType[type][property.Name] = property;

    /// <summary>Takes a property away.</summary>
    public void Remove(ObjectType type, string name) => _byType[type].Remove(name);

    private static IEnumerable<PropertyDefinition> Standard(ObjectType type)
    {
        var (group, lines) = PropertyLists.Of(type);
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Parse(line.Split('|'), group);
        }

        yield return new("hubspot_owner_id", "Owner", "enumeration", "select", group) { ExternalOptions = true };
        yield return new("hubspot_owner_assigneddate", "Owner assigned date", "datetime", "date", group) { ReadOnly = true };
        yield return new("codexmcp_key", "Key of the caller", "string", "text", group)
        {
            Description = "A key that the one who makes a record chooses, so that a repeat finds it",
            HasUniqueValue = true,
            HubSpotDefined = false,
        };
        yield return new("hs_object_id", "Record ID", "number", "number", group) { ReadOnly = true, HasUniqueValue = true };
        yield return new(type.Created, "Create Date", "datetime", "date", group) { ReadOnly = true };
        yield return new(type.Modified, "Last Modified Date", "datetime", "date", group) { ReadOnly = true };
        yield return new("hs_merged_object_ids", "Merged record IDs", "enumeration", "checkbox", group) { ReadOnly = true, ExternalOptions = true };
    }

    private static PropertyDefinition Parse(string[] line, string group)
    {
        var kind = line[2].TrimStart('!', '=');
        var (type, field) = kind switch
        {
            "text" => ("string", "text"),
            "textarea" or "html" => ("string", kind),
            "phone" => ("string", "phonenumber"),
            "number" => ("number", "number"),
            "date" or "datetime" => (kind, "date"),
            "bool" => ("bool", "booleancheckbox"),
            "external" => ("enumeration", "select"),
            _ => ("enumeration", kind),
        };
        return new PropertyDefinition(line[0], line[1], type, field, group)
        {
            ReadOnly = line[2][0] == '!',
            HasUniqueValue = line[2][0] == '=',
            ExternalOptions = kind == "external",
            Options = line.Length < 4 ? [] : [.. line[3].Split(';').Select(choice =>
            {
                var at = choice.IndexOf(' ', StringComparison.Ordinal);
                return new PropertyOption(choice[..at], choice[(at + 1)..]);
            })],
        };
    }
}

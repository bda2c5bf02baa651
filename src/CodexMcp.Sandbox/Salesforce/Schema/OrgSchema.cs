namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Reads the org's objects from their text form, adds the system fields, and finds objects and children.</summary>
internal sealed class OrgSchema
{
    private static readonly Lazy<OrgSchema> Shared = new(() => new OrgSchema(OrgObjects.Text));
    private readonly Dictionary<string, ObjectDef> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ObjectDef> _byPrefix = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(ObjectDef Child, FieldDef Field)>> _children = new(StringComparer.OrdinalIgnoreCase);

    private OrgSchema(string text)
    {
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var definition = Parse(block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            _objects[definition.Name] = definition;
            _byPrefix[definition.Prefix] = definition;
        }

        foreach (var child in _objects.Values)
        {
            foreach (var field in child.Fields)
            {
                foreach (var parent in field.ReferenceTo)
                {
                    if (!_children.TryGetValue(parent, out var list))
                    {
                        _children[parent] = list = [];
                    }

                    list.Add((child, field));
                }
            }
        }
    }

    public static OrgSchema Instance => Shared.Value;

    public IEnumerable<ObjectDef> Objects => _objects.Values;

    public ObjectDef? Find(string name) => _objects.GetValueOrDefault(name);

    public ObjectDef this[string name] => _objects[name];

    /// <summary>The object that an id belongs to.</summary>
    public ObjectDef? OfId(string? id) => id is { Length: >= 3 } ? _byPrefix.GetValueOrDefault(id[..3]) : null;

    public IReadOnlyList<(ObjectDef Child, FieldDef Field)> Children(ObjectDef parent) => _children.GetValueOrDefault(parent.Name) ?? [];

    private static ObjectDef Parse(string[] lines)
    {
        // Name prefix flags | label | plural
        var head = lines[0].Split('|', StringSplitOptions.TrimEntries);
        var words = head[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var system = words.Contains("system");
        var fields = new List<FieldDef> { new("Id", $"{head[1]} ID", FieldType.Id) { Createable = false, Updateable = false, Length = 18 } };
        fields.AddRange(lines.Skip(1).Select(Field));
        if (words.Contains("owned"))
        {
            fields.Add(User("OwnerId", "Owner ID", "Owner") with { Createable = true, Updateable = true });
        }

        fields.Add(new("IsDeleted", "Deleted", FieldType.Boolean) { Createable = false, Updateable = false });
        fields.Add(new("CreatedDate", "Created Date", FieldType.DateTime) { Createable = false, Updateable = false, Required = true });
        fields.Add(User("CreatedById", "Created By ID", "CreatedBy"));
        fields.Add(new("LastModifiedDate", "Last Modified Date", FieldType.DateTime) { Createable = false, Updateable = false, Required = true });
        fields.Add(User("LastModifiedById", "Last Modified By ID", "LastModifiedBy"));
        fields.Add(new("SystemModstamp", "System Modstamp", FieldType.DateTime) { Createable = false, Updateable = false, Required = true });
        return new ObjectDef
        {
            Name = words[0],
            Prefix = words[1],
            Label = head[1],
            LabelPlural = head.Length > 2 ? head[2] : head[1] + "s",
            Writable = !system,
            Searchable = !system,
            Fields = fields,
        };
    }

    private static FieldDef User(string name, string label, string relationship) =>
        new(name, label, FieldType.Reference) { ReferenceTo = ["User"], Relationship = relationship, Createable = false, Updateable = false, Length = 18 };

    private static FieldDef Field(string line)
    {
        // name type[:length] flags | label = values
        var values = Cut(ref line, '=');
        var label = Cut(ref line, '|');
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var type = words[1].Split(':');
        var kind = Enum.Parse<FieldType>(type[0].TrimEnd('!'), true);
        string? Flag(string name) => words.FirstOrDefault(w => w.StartsWith(name + "=", StringComparison.Ordinal)) is { } word ? word[(name.Length + 1)..] : null;
        var readOnly = words.Contains("readonly");
        return new FieldDef(words[0], label ?? Label(words[0]), kind)
        {
            Length = type.Length > 1 ? int.Parse(type[1]) : kind switch { FieldType.Reference => 18, FieldType.Phone => 40, FieldType.Email => 80, FieldType.Picklist or FieldType.Url => 255, FieldType.MultiPicklist => 4_099, _ => 0 },
            ReferenceTo = Flag("to")?.Split(',') ?? [],
            Relationship = Flag("rel"),
            ChildRelationship = Flag("children"),
            Cascades = words.Contains("cascades"),
            Values = values?.Split(';', StringSplitOptions.TrimEntries) ?? [],
            Restricted = type[0].EndsWith('!'),
            Required = words.Contains("required"),
            Unique = words.Contains("unique"),
            ExternalId = words.Contains("external"),
            Createable = !readOnly,
            Updateable = !readOnly && !words.Contains("createonly"),
            IsName = words.Contains("name"),
            Default = Flag("default")?.Replace('_', ' '),
        };
    }

    private static string? Cut(ref string line, char mark)
    {
        // A flag's own equals sign has no space before it.
        var at = line.IndexOf($" {mark} ", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = line[(at + 3)..].Trim();
        line = line[..at];
        return rest;
    }

    private static string Label(string name)
    {
        var plain = name.EndsWith("__c", StringComparison.Ordinal) ? name[..^3].Replace('_', ' ') : name;
        return string.Concat(plain.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(plain[i - 1]) ? $" {c}" : $"{c}"));
    }
}

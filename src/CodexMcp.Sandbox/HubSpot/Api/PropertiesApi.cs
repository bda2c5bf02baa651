using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The properties of each kind of record: <c>/crm/v3/properties/{type}</c>.</summary>
internal sealed partial class PropertiesApi(CrmStore store) : IHubSpotApi
{
    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["string"] = ["text", "textarea", "phonenumber", "html", "file"],
        ["number"] = ["number"],
        ["date"] = ["date"],
        ["datetime"] = ["date"],
        ["enumeration"] = ["select", "radio", "checkbox"],
        ["bool"] = ["booleancheckbox"],
    };

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["crm", "v3", "properties", var typeName, .. var rest] || rest.Length > 1)
        {
            return null;
        }

        var type = ObjectType.Parse(typeName);
        if (call.Method == "GET")
        {
            call.Require([.. type.ReadScopes, $"crm.schemas.{type.Name}.read"]);
        }
        else
        {
            call.Require([$"crm.schemas.{type.Name}.write", .. type.Name is "contacts" or "companies" or "deals" ? [] : type.WriteScopes]);
        }

        return (call.Method, rest) switch
        {
            ("GET", []) => HubSpotReply.Page(store.Properties.Of(type), static (writer, property) => property.Write(writer)),
            ("POST", []) => Create(call, type),
            ("GET", [var name]) => Show(200, Get(type, name)),
            ("PATCH", [var name]) => Update(call, type, Own(type, name)),
            ("DELETE", [var name]) => Remove(type, Own(type, name)),
            _ => null,
        };
    }

    private static SimulatorResponse Show(int status, PropertyDefinition property) => HubSpotReply.Whole(status, property.Write);

    private PropertyDefinition Get(ObjectType type, string name) =>
        store.Properties.Find(type, name) ?? throw HubSpotError.NotFound($"Property {name} does not exist");

    private PropertyDefinition Own(ObjectType type, string name) => Get(type, name) is { HubSpotDefined: false } property
        ? property
        : throw HubSpotError.Invalid($"Property {name} is defined by HubSpot and can't be changed");

    private SimulatorResponse Create(HubSpotCall call, ObjectType type)
    {
        var property = Read(call.Object, new("", "", "", "", "") { HubSpotDefined = false, CreatedAt = call.Now });
        if (!Name().IsMatch(property.Name))
        {
            throw HubSpotError.Invalid($"'{property.Name}' is not a property's name: lower-case letters, digits and underscores, a letter first");
        }

        if (store.Properties.Find(type, property.Name) is not null)
        {
            throw new HubSpotError(409, "OBJECT_ALREADY_EXISTS", $"A property named '{property.Name}' already exists.") { SubCategory = "Properties.PROPERTY_EXISTS" };
        }

        store.Properties.Set(type, property);
        return Show(201, property);
    }

    private SimulatorResponse Update(HubSpotCall call, ObjectType type, PropertyDefinition property)
    {
        var changed = Read(call.Object, property);
        if (changed.Name != property.Name || changed.HasUniqueValue != property.HasUniqueValue)
        {
            throw HubSpotError.Invalid("The name of a property, and whether its values are unique, can't be changed");
        }

        store.Properties.Set(type, changed);
        return Show(200, changed);
    }

    private SimulatorResponse Remove(ObjectType type, PropertyDefinition property)
    {
        store.Properties.Remove(type, property.Name);
        return HubSpotReply.Empty(204);
    }

    /// <summary>Reads a definition; what isn't sent stays as it was.</summary>
    private static PropertyDefinition Read(JsonElement body, PropertyDefinition before)
    {
        string Text(string name, string fallback) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : fallback;
        var property = before with
        {
            Name = Text("name", before.Name),
            Label = Text("label", before.Label),
            Type = Text("type", before.Type),
            FieldType = Text("fieldType", before.FieldType),
            Group = Text("groupName", before.Group),
            Description = Text("description", before.Description),
            HasUniqueValue = body.TryGetProperty("hasUniqueValue", out var unique) ? unique.ValueKind == JsonValueKind.True : before.HasUniqueValue,
            Options = body.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Array ? [.. options.EnumerateArray().Select(Option)] : before.Options,
        };
        var missing = ((string Name, string Value)[])[("name", property.Name), ("label", property.Label), ("type", property.Type), ("fieldType", property.FieldType), ("groupName", property.Group)];
        if (missing.Where(field => field.Value.Length == 0).Select(field => field.Name).ToList() is { Count: > 0 } names)
        {
            throw HubSpotError.Invalid($"Some required fields were not set: [{string.Join(", ", names)}]");
        }

        if (!Fields.TryGetValue(property.Type, out var fields) || !fields.Contains(property.FieldType))
        {
            throw HubSpotError.Invalid($"A property of type {property.Type} can't have the fieldType {property.FieldType}");
        }

        return property.Type != "enumeration" || property.Options.Count > 0 ? property : throw HubSpotError.Invalid("An enumeration needs options");
    }

    private static PropertyOption Option(JsonElement option) =>
        option.ValueKind == JsonValueKind.Object
        && option.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
        && option.TryGetProperty("label", out var label) && label.ValueKind == JsonValueKind.String
            ? new PropertyOption(value.GetString()!, label.GetString()!)
            : throw HubSpotError.Invalid("An option needs a label and a value");

    [GeneratedRegex("^[a-z][a-z0-9_]{0,99}$")]
    private static partial Regex Name();
}

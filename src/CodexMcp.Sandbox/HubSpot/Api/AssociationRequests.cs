using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Reads what shall be associated, and checks all of it before anything is done.</summary>
internal static class AssociationRequests
{
    /// <summary>The <c>associations</c> of a create; none when the member is missing.</summary>
    public static List<(AssociationType Type, long To)> Read(CrmStore store, ObjectType from, JsonElement body)
    {
        var links = new List<(AssociationType, long)>();
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("associations", out var sent) || sent.ValueKind == JsonValueKind.Null)
        {
            return links;
        }

        foreach (var link in Array(sent, "associations"))
        {
            foreach (var (category, id) in Types(link))
            {
                // The type's number tells what kind of record the other one is.
                var type = ObjectType.All.SelectMany(to => store.Associations.Book.Between(from, to)).FirstOrDefault(one => one.Category == category && one.Id == id)
                    ?? throw HubSpotError.Invalid($"Association type {category} {id} is not valid from {from.Singular}");
                links.Add((type, Record(store, type.To, Id(link, "to")).Id));
            }
        }

        return links;
    }

    /// <summary>The <c>types</c> of one link: category and number.</summary>
    public static IEnumerable<(string Category, int Id)> Types(JsonElement link)
    {
        if (link.ValueKind != JsonValueKind.Object || !link.TryGetProperty("types", out var types))
        {
            throw HubSpotError.Invalid("Some required fields were not set: [types]");
        }

        return [.. Array(types, "types").Select(Spec)];
    }

    /// <summary>One association spec.</summary>
    public static (string Category, int Id) Spec(JsonElement spec) =>
        spec.ValueKind == JsonValueKind.Object
        && spec.TryGetProperty("associationCategory", out var category) && category.ValueKind == JsonValueKind.String
        && spec.TryGetProperty("associationTypeId", out var id) && TryNumber(id, out var number)
            ? (category.GetString()!, number)
            : throw HubSpotError.Invalid("Some required fields were not set: [associationCategory, associationTypeId]");

    /// <summary>The id in a member like <c>"to":{"id":"512"}</c>; a number is taken too.</summary>
    public static string Id(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var holder) ? Id(holder) : throw HubSpotError.Invalid($"Some required fields were not set: [{name}]");

    /// <summary>The id of an object like <c>{"id":"512"}</c>.</summary>
    public static string Id(JsonElement holder) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? id.ToString()
            : throw HubSpotError.Invalid("Some required fields were not set: [id]");

    /// <summary>The items of a member that must be an array.</summary>
    public static IEnumerable<JsonElement> Array(JsonElement value, string name) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray()
        : throw HubSpotError.Invalid($"Invalid input JSON on line 1, column 1: '{name}' must be an array");

    /// <summary>A record at the other end of an association.</summary>
    public static CrmRecord Record(CrmStore store, ObjectType type, string id) => store.Find(type, id) is { ArchivedAt: null } record
        ? record
        : throw new HubSpotError(404, "OBJECT_NOT_FOUND", $"No {type.Singular} with ID {id} exists")
        {
            Context = new Dictionary<string, IReadOnlyList<string>> { ["ids"] = [id], ["objectType"] = [type.Singular] },
        };

    private static bool TryNumber(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out number) : value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), out number);
    }
}

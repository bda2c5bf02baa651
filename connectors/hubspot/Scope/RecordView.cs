using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Scope;

/// <summary>One object type as a role sees it: the account's properties that its scope allows. The others do not exist.</summary>
internal sealed class RecordView(RoleScope scope, string type, IReadOnlyDictionary<string, Property> properties)
{
    /// <summary>The most properties that are read when the call does not say which.</summary>
    private const int MostUsual = 60;

    /// <summary>The object type.</summary>
    public string Type => type;

    /// <summary>What an error may say of it.</summary>
    public ErrorView Errors { get; } = new(scope, type);

    /// <summary>The properties of the account, whatever the role may see: for the host's own marker only.</summary>
    public IReadOnlyDictionary<string, Property> Account => properties;

    /// <summary>What the role sees, by name.</summary>
    public IEnumerable<Property> Visible => properties.Values.Where(property => scope.Allows(type, property.Name)).OrderBy(static property => property.Name, StringComparer.Ordinal);

    /// <summary>Whether the role has that object type.</summary>
    public bool HasType(string name) => scope.Has(name);

    /// <summary>Whether the role sees the property.</summary>
    public bool Has(string name) => properties.ContainsKey(name) && scope.Allows(type, name);

    /// <summary>Gives the property; one that the role may not see is refused in the words for one that does not exist.</summary>
    public Property Require(string name) => Has(name) ? properties[name] : throw HubSpotErrors.Refused(
        $"{type} has no property '{VendorText.Clean(name, 80)}'.", $"Look the names up with hubspot_list_properties for {type}.");

    /// <summary>Gives a property that identifies one record.</summary>
    public Property RequireUnique(string name)
    {
        var property = Require(name);
        return property.Unique || (type == "contacts" && name == "email")
            ? property
            : throw HubSpotErrors.Refused($"The property '{name}' of {type} does not identify one record.", "Use an id, or a property that hubspot_list_properties shows as unique.");
    }

    /// <summary>What is read when the call does not say: the role's own list, else the usual ones of the type.</summary>
    public IReadOnlyList<string> Usual() => [.. (scope.Listed(type) ?? RecordType.Find(type)?.Usual ?? Visible.Where(static property => !property.Name.StartsWith("hs_", StringComparison.Ordinal)).Select(static property => property.Name))
        .Where(Has).Distinct(StringComparer.Ordinal).Take(MostUsual)];

    /// <summary>Where HubSpot's search by words would look, and whether the role sees all of it.</summary>
    public (IReadOnlyList<string> Visible, bool All) Searched()
    {
        var searched = (RecordType.Find(type)?.Searched ?? []).Where(properties.ContainsKey).ToList();
        return ([.. searched.Where(Has)], searched.Count > 0 && searched.TrueForAll(Has));
    }

    /// <summary>Makes the view.</summary>
    /// <exception cref="ConnectorException">The role denies a property that the account does not have.</exception>
    public static RecordView Of(RoleScope scope, string type, IReadOnlyDictionary<string, Property> properties)
    {
        scope.RequireKnown(type, properties);
        return new RecordView(scope, type, properties);
    }

    /// <summary>Reads the view of the type that the call is about.</summary>
    public static async ValueTask<RecordView> ReadAsync(ToolInvocation invocation, string type, PropertyCatalog catalog, CancellationToken cancellationToken)
    {
        var scope = RoleScope.Read(invocation.Scope);
        scope.Require(type);
        return Of(scope, type, await catalog.GetAsync(type, cancellationToken).ConfigureAwait(false));
    }
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Scope;

/// <summary>What a role may see and touch: object types, and of each the properties. What it does not hold does not exist for the role; denying wins.</summary>
internal sealed class RoleScope
{
    private readonly HashSet<string> objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> narrowed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> denied = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the scope of the role file; its shape has been checked against the manifest's schema. A role without one has no object.</summary>
    /// <exception cref="ConnectorException">It narrows or denies properties of a type that it does not list: a slip of the pen would leave the one that was meant open.</exception>
    public static RoleScope Read(JsonElement? written)
    {
        var scope = new RoleScope();
        if (written is not { ValueKind: JsonValueKind.Object } section)
        {
            return scope;
        }

        scope.objects.UnionWith(Json.Items(Json.Member(section, "objects")).Select(Json.Text).OfType<string>());
        scope.denied.UnionWith(Json.Items(Json.Member(section, "deny_properties")).Select(Json.Text).OfType<string>());
        if (Json.Member(section, "properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var entry in properties.EnumerateObject())
            {
                scope.narrowed[entry.Name] = [.. Json.Items(entry.Value).Select(Json.Text).OfType<string>()];
            }
        }

        var slips = scope.narrowed.Keys.Select(static type => (Type: type, Where: "properties"))
            .Concat(scope.denied.Select(static name => (Type: name.Split('.')[0], Where: "deny_properties"))).Where(slip => !scope.Has(slip.Type)).Distinct().ToList();
        return slips.Count == 0 ? scope : throw new ConnectorException(
            ConnectorFailure.Configuration,
            $"The role's scope for HubSpot can't be used: {string.Join(", ", slips.Select(static slip => $"{slip.Where} names '{VendorText.Clean(slip.Type, 80)}'"))}, which is not in objects. {NearName.Hint(slips[0].Type, scope.objects, "There are", "There is none.")}",
            "An operator has to correct `scope` in the role file and start the host again.");
    }

    /// <summary>Whether the role has that object type.</summary>
    public bool Has(string type) => objects.Contains(type);

    /// <summary>Whether the role may use the property, should the account have it.</summary>
    public bool Allows(string type, string property) =>
        Has(type) && !denied.Contains($"{type}.{property}")
        && (!narrowed.TryGetValue(type, out var only) || only.Contains(property, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether anything of the type is hidden from the role.</summary>
    public bool HidesAny(string type) =>
        !Has(type) || narrowed.ContainsKey(type) || denied.Any(name => name.StartsWith(type + ".", StringComparison.OrdinalIgnoreCase));

    /// <summary>The properties that the role lists for the type, or null when it lists none.</summary>
    public IReadOnlyList<string>? Listed(string type) => narrowed.GetValueOrDefault(type);

    /// <summary>Closes the type when the role denies a property that the account does not have: a slip of the pen would leave the one that was meant open.</summary>
    /// <exception cref="ConnectorException">There is such a slip.</exception>
    public void RequireKnown(string type, IReadOnlyDictionary<string, Property> properties)
    {
        var slips = denied.Where(name => name.StartsWith(type + ".", StringComparison.OrdinalIgnoreCase) && !properties.Keys.Contains(name[(type.Length + 1)..], StringComparer.OrdinalIgnoreCase)).ToList();
        if (slips.Count > 0)
        {
            throw new ConnectorException(
                ConnectorFailure.Configuration,
                $"The role denies {string.Join(", ", slips.Select(static name => VendorText.Clean(name, 80)))}, which the account does not have, so nothing of {type} can be read or written.",
                "An operator has to correct `scope.deny_properties` in the role file.");
        }
    }

    /// <summary>Refuses an object type that the role has not, in the words for one that does not exist.</summary>
    public void Require(string type)
    {
        if (!Has(type))
        {
            throw HubSpotErrors.Refused(
                $"There is no object type '{VendorText.Clean(type, 80)}'.",
                objects.Count == 0 ? "Ask an operator to give the role a scope for HubSpot." : $"This role has: {string.Join(", ", objects.Order(StringComparer.Ordinal))}.");
        }
    }
}

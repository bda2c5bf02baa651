using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>
/// What a role may see and touch in Salesforce, read from the role file's <c>scope</c>. It is the one type behind queries, record reads,
/// searches, describes and writes: an object that is not listed does not exist; <c>fields</c> narrows an object (Id always stays);
/// <c>deny_fields</c> wins. Immutable: parse it once for a scope.
/// </summary>
internal sealed class SalesforceScope
{
    private readonly Dictionary<string, ObjectRules> _rules;
    private readonly ConditionalWeakTable<ObjectDescription, ScopedObject> _views = [];

    internal SalesforceScope(Dictionary<string, ObjectRules> rules)
    {
        _rules = rules;
        Objects = [.. rules.Values.Select(static rule => rule.Name)];
    }

    /// <summary>The objects of the role, as its file spells them.</summary>
    public IReadOnlyList<string> Objects { get; }

    /// <summary>Reads a scope.</summary>
    /// <exception cref="ConnectorException">It can't be understood: the message names every fault with its JSON path.</exception>
    public static SalesforceScope Parse(JsonElement? scope) => TryParse(scope, out var parsed, out var faults)
        ? parsed
        : throw new ConnectorException(
            ConnectorFailure.Configuration,
            $"The role's scope for Salesforce can't be used. {string.Join(" ", faults)}",
            "An operator has to correct `scope` in the role file and start the host again.");

    /// <summary>Reads a scope; false with every fault, one sentence each, when it can't be understood.</summary>
    public static bool TryParse(JsonElement? scope, [NotNullWhen(true)] out SalesforceScope? parsed, out IReadOnlyList<string> faults)
    {
        var reader = new ScopeReader();
        parsed = reader.Read(scope);
        faults = reader.Faults;
        return parsed is not null;
    }

    /// <summary>Whether the role has the object at all.</summary>
    public bool Allows(string objectName) => _rules.ContainsKey(objectName);

    /// <summary>Whether the role sees only some of the object's records. Then a read by id must go through a query, and a write needs such a read first.</summary>
    public bool HasRowFilter(string objectName) => FilterOf(objectName) is not null;

    /// <summary>The object as the role sees it, or null when the role has no such object.</summary>
    /// <exception cref="ConnectorException">The role denies a field that the object does not have: a slip of the pen would leave the field that was meant open.</exception>
    public ScopedObject? View(ObjectDescription description) => _rules.TryGetValue(description.Name, out var rules)
        ? _views.GetValue(description, found => Checked(found, rules))
        : null;

    /// <summary>The same without the complaint: null also when such a slip has closed the object.</summary>
    public ScopedObject? Peek(ObjectDescription description) =>
        _rules.TryGetValue(description.Name, out var rules) && Slips(description, rules).Count == 0 ? View(description) : null;

    /// <summary>Finds an object of the role in the catalog; null when the role has none of this name or the org has none. The catalog is not asked for another.</summary>
    public async ValueTask<ScopedObject?> FindAsync(IObjectCatalog catalog, string objectName, CancellationToken cancellationToken) =>
        Allows(objectName) && await catalog.FindAsync(objectName, cancellationToken) is { } description ? View(description) : null;

    /// <summary>The answer for an object that is not there for the role, whether the org has it or not.</summary>
    public ScopeProblem NoObject(string name) => new(
        $"There is no object '{SoqlProblem.Quote(name)}' for this role.",
        NearName.Hint(name, Objects, "The role's objects are", "The role has no objects."));

    internal Condition? FilterOf(string objectName) => _rules.GetValueOrDefault(objectName)?.Filter;

    private static List<string> Slips(ObjectDescription description, ObjectRules rules) =>
        [.. rules.Denied.Where(name => description.Field(name) is null && description.Relationship(name) is null)];

    private static ScopedObject Checked(ObjectDescription description, ObjectRules rules)
    {
        var slips = Slips(description, rules);
        return slips.Count == 0
            ? new ScopedObject(description, rules)
            : throw new ConnectorException(
                ConnectorFailure.Configuration,
                $"The role denies {string.Join(", ", slips.Select(name => $"{description.Name}.{SoqlProblem.Quote(name)}"))}, which the org does not have, so nothing of {description.Name} can be read or written.",
                "An operator has to correct `scope.deny_fields` in the role file.");
    }
}

/// <summary>Why a record may not be read or written.</summary>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Next">What to do about it, one sentence.</param>
internal sealed record ScopeProblem(string Message, string Next)
{
    /// <summary>The problem as a connector's refusal.</summary>
    public ConnectorException ToException() => new(ConnectorFailure.Refused, Message, Next);
}

/// <summary>What the scope says of one object.</summary>
/// <param name="Name">The object, as the role file spells it.</param>
/// <param name="Listed">The fields it is narrowed to, or null.</param>
/// <param name="Denied">The fields that don't exist for the role.</param>
/// <param name="Filter">Which records exist for the role, or null for all.</param>
internal sealed record ObjectRules(string Name, HashSet<string>? Listed, HashSet<string> Denied, Condition? Filter);

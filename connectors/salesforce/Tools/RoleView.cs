using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Describe;
using CodexMcp.Connectors.Salesforce.Query;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>An object as the role sees it, with the details that tools need.</summary>
internal sealed record RoleObject(ScopedObject Scoped, ObjectDetails Details)
{
    public string Name => Scoped.Name;

    /// <summary>The field that people know a record by, where the role may see it.</summary>
    public string? NameField => Scoped.Fields.FirstOrDefault(static one => one.IsNameField)?.Name;

    /// <summary>Gives a field that the role may see.</summary>
    /// <exception cref="ConnectorException">There is none, for the role or at all: one answer for both.</exception>
    public FieldDescription Field(string name) => Scoped.Field(name) ?? throw NoField(name);

    public ConnectorException NoField(string name) => new(
        ConnectorFailure.Refused,
        $"There is no field '{Soql.SoqlProblem.Quote(name)}' on {Name} for this role.",
        "Check the names with salesforce_describe_object.");

    /// <summary>Gives an id of this object in its long form.</summary>
    /// <exception cref="ConnectorException">It is none.</exception>
    public string Id(string? text) => SalesforceId.Check(Scoped, text, out var id) is { } problem ? throw problem.ToException() : id;
}

/// <summary>A role's scope as it was read from the role file.</summary>
internal sealed record RoleScope(byte[] Written, SalesforceScope Scope, StageMoves? Moves, string Fingerprint);

/// <summary>One call with all that its role may see of the org. Every tool looks through it and through nothing else.</summary>
internal sealed class RoleView(ToolInvocation call, RoleScope role, ObjectCatalog catalog, JudgedQueries judged)
{
    private HiddenWords? hidden;

    public ToolInvocation Call => call;

    public SalesforceScope Scope => role.Scope;

    public string ScopeFingerprint => role.Fingerprint;

    public ObjectCatalog Catalog => catalog;

    /// <summary>The role's rule of stage moves, or null when it has none.</summary>
    public StageMoves? Moves => role.Moves;

    public bool HasObject(string name) => Scope.Allows(name);

    /// <summary>The object as the role sees it; null when there is none for the role.</summary>
    public ValueTask<ScopedObject?> FindAsync(string name, CancellationToken cancellationToken) => Scope.FindAsync(catalog, name, cancellationToken);

    /// <summary>The child relationship when the role sees its records and by which field they point back; else null.</summary>
    public async ValueTask<(ChildRelationship Relationship, ScopedObject Object)?> ChildAsync(RoleObject parent, string name, CancellationToken cancellationToken) =>
        parent.Scoped.Description.Child(name) is { } child && Scope.Allows(child.ChildObject)
        && await catalog.FindAsync(child.ChildObject, cancellationToken).ConfigureAwait(false) is { } description
        && Scope.Peek(description) is { } scoped && scoped.MayRead(child.Field) ? (child, scoped) : null;

    /// <summary>The object as the role sees it.</summary>
    /// <exception cref="ConnectorException">There is none, for the role or at all: one answer for both.</exception>
    public async ValueTask<RoleObject> ObjectAsync(string name, CancellationToken cancellationToken) =>
        Scope.Allows(name) && await catalog.DetailsAsync(name, cancellationToken).ConfigureAwait(false) is { } details && Scope.View(details.Description) is { } scoped
            ? new RoleObject(scoped, details)
            : throw Scope.NoObject(name).ToException();

    /// <summary>The object that an argument names.</summary>
    public ValueTask<RoleObject> ArgumentAsync(CancellationToken cancellationToken, string argument = "object") => ObjectAsync(Arguments.Required(call, argument), cancellationToken);

    /// <summary>Whether a vendor's text names nothing that the role may not see.</summary>
    public bool MayShow(string text) => (hidden ??= HiddenWords.Of(Scope, catalog)).AreNotIn(text);

    /// <summary>Judges a query and gives it as it may be sent.</summary>
    /// <exception cref="ConnectorException">It may not run.</exception>
    public ValueTask<CheckedSoql> CheckSoqlAsync(string soql, System.Text.Json.JsonElement parameters, int maxRows, CancellationToken cancellationToken) =>
        CheckedSoql.OfAsync(this, judged, soql, parameters, maxRows, cancellationToken);
}

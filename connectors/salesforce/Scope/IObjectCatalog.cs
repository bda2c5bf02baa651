namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>Gives the descriptions of the org's objects. An answer that is there already should come completed: then a check runs without a wait.</summary>
internal interface IObjectCatalog
{
    /// <summary>Finds an object by its API name without regard to case; null when the org, or the login, has no such object. It is asked only for names that the role or its row filters may use.</summary>
    ValueTask<ObjectDescription?> FindAsync(string objectName, CancellationToken cancellationToken);
}

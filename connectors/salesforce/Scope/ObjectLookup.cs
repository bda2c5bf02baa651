namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>The descriptions for one check: what is there comes at once; what is not is fetched between two attempts.</summary>
internal sealed class ObjectLookup(IObjectCatalog catalog, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, ObjectDescription?> _found = new(StringComparer.OrdinalIgnoreCase);
    private (string Name, Task<ObjectDescription?> Task)? _pending;

    /// <summary>The description, or null when there is no such object.</summary>
    /// <exception cref="ObjectPendingException">It has to be fetched first.</exception>
    public ObjectDescription? Get(string name)
    {
        if (_found.TryGetValue(name, out var known))
        {
            return known;
        }

        var answer = catalog.FindAsync(name, cancellationToken);
        if (answer.IsCompletedSuccessfully)
        {
            return Keep(name, answer.Result);
        }

        _pending = (name, answer.AsTask());
        throw new ObjectPendingException();
    }

    /// <summary>Waits for what was missing.</summary>
    public async Task LoadAsync()
    {
        if (_pending is var (name, task))
        {
            _pending = null;
            Keep(name, await task);
        }
    }

    // A description of another object than was asked for would be judged by another object's rules.
    private ObjectDescription? Keep(string name, ObjectDescription? description) =>
        _found[name] = description is not null && description.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? description : null;
}

/// <summary>Ends an attempt that needs a description which is not there yet.</summary>
internal sealed class ObjectPendingException : Exception;

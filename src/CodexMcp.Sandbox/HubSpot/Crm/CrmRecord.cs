namespace CodexMcp.Sandbox.HubSpot;

/// <summary>One value that a property has had.</summary>
internal readonly record struct PropertyValue(string? Value, DateTimeOffset At, string Source);

/// <summary>A CRM record with the history of each of its properties. Used under the store's lock.</summary>
internal sealed class CrmRecord(ObjectType type, long id, DateTimeOffset created)
{
    private const int KeptVersions = 20;
    private readonly Dictionary<string, List<PropertyValue>> _properties = new(StringComparer.Ordinal);

    public ObjectType Type => type;

    public long Id => id;

    public DateTimeOffset CreatedAt { get; } = created;

    public DateTimeOffset UpdatedAt { get; set; } = created;

    /// <summary>When it was archived; null while it isn't.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    public string? this[string name] => _properties.TryGetValue(name, out var versions) ? versions[^1].Value : null;

    /// <summary>The names of the properties that have a value or had one.</summary>
    public IEnumerable<string> Names => _properties.Keys;

    /// <summary>A property's values, newest first.</summary>
    public IEnumerable<PropertyValue> History(string name) =>
        _properties.TryGetValue(name, out var versions) ? Enumerable.Reverse(versions) : [];

    /// <summary>What a property's value was at a moment, as an index that lags behind knows it.</summary>
    public string? At(string name, DateTimeOffset moment)
    {
        if (!_properties.TryGetValue(name, out var versions))
        {
            return null;
        }

        for (var i = versions.Count - 1; i >= 0; i--)
        {
            if (versions[i].At <= moment)
            {
                return versions[i].Value;
            }
        }

        return null;
    }

    /// <summary>Sets a property; null or an empty text clears it. A value that it has already is no new version.</summary>
    public void Set(string name, string? value, DateTimeOffset at, string source = "INTEGRATION")
    {
        value = string.IsNullOrEmpty(value) ? null : value;
        if (this[name] == value)
        {
            return;
        }

        if (!_properties.TryGetValue(name, out var versions))
        {
            _properties[name] = versions = [];
        }

        versions.Add(new(value, at, source));
        if (versions.Count > KeptVersions)
        {
            versions.RemoveAt(0);
        }
    }
}

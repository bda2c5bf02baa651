using System.Collections.Concurrent;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Scope;

/// <summary>The account's properties by object type, read once in a while. HubSpot ignores unknown names in silence, so the host has to know them.</summary>
internal sealed class PropertyCatalog(HubSpotApi api, TimeProvider time) : IDisposable
{
    private const int MostTypes = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1, 1);

    private sealed record Entry(IReadOnlyDictionary<string, Property> Properties, long ReadAt);

    /// <summary>The properties of an object type by name.</summary>
    /// <exception cref="ConnectorException">They can't be read, or HubSpot has no such type.</exception>
    public ValueTask<IReadOnlyDictionary<string, Property>> GetAsync(string type, CancellationToken cancellationToken) =>
        Fresh(type) is { } known ? ValueTask.FromResult(known) : new(ReadAsync(type, cancellationToken));

    public void Dispose() => gate.Dispose();

    private IReadOnlyDictionary<string, Property>? Fresh(string type) =>
        entries.TryGetValue(type, out var entry) && time.GetElapsedTime(entry.ReadAt) < Lifetime ? entry.Properties : null;

    private async Task<IReadOnlyDictionary<string, Property>> ReadAsync(string type, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Fresh(type) is { } known)
            {
                return known;
            }

            using var answer = await api.SendAsync(HubSpotRequest.Get($"crm/v3/properties/{Uri.EscapeDataString(type)}"), cancellationToken).ConfigureAwait(false);
            var properties = new Dictionary<string, Property>(StringComparer.Ordinal);
            foreach (var property in Json.Items(answer.Results).Select(Property.Read).OfType<Property>())
            {
                properties.TryAdd(property.Name, property);
            }

            if (entries.Count >= MostTypes)
            {
                entries.Clear();
            }

            entries[type] = new Entry(properties, time.GetTimestamp());
            return properties;
        }
        finally
        {
            gate.Release();
        }
    }
}

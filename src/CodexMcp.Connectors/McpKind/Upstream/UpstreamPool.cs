using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>The connections to servers. A reload of the files that changes nothing about a server leaves its connection, and what runs on it, alone.</summary>
public sealed class UpstreamPool : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Connector, string Environment), (string Fingerprint, UpstreamSource Source)> open = [];
    private readonly List<UpstreamSource> all = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in all)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Nobody wants to hear of a resource any more.</summary>
    public void Unwatch(string uri)
    {
        lock (gate)
        {
            foreach (var (_, source) in open.Values)
            {
                source.Watches.Remove(uri);
            }
        }
    }

    internal UpstreamSource Get(ConnectorManifest manifest, ConnectorContext context, Func<UpstreamSource> make)
    {
        var key = (manifest.Name, context.Environment);
        var fingerprint = Fingerprint(manifest, context);
        lock (gate)
        {
            if (open.TryGetValue(key, out var there) && there.Fingerprint == fingerprint)
            {
                return there.Source;
            }

            var made = make();
            there.Source?.Retire(made);
            open[key] = (fingerprint, made);
            all.Add(made);
            return made;
        }
    }

    private static string Fingerprint(ConnectorManifest manifest, ConnectorContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonMarshal.GetRawUtf8Value(manifest.Definition));
        hash.AppendData(JsonMarshal.GetRawUtf8Value(context.Settings));
        hash.AppendData(manifest.Upstream!.Pins.Write());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

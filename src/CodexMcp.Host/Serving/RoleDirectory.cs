using System.Collections.Frozen;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Http.Transport;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Serving;

/// <summary>All roles of the process. They follow their files; a bad edit keeps the good ones running and says why.</summary>
internal sealed class RoleDirectory : IRoleDirectory, IAsyncDisposable
{
    private readonly HostServices services;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly RoleStore store;
    private readonly ProfileWatcher watcher;
    private readonly List<RoleHost> ended = [];
    private volatile FrozenDictionary<string, RoleHost> roles;
    private volatile IReadOnlyList<ConfigurationError> errors = [];

    /// <summary>Reads all roles and begins to follow their files.</summary>
    /// <exception cref="ConfigurationException">A file is wrong; every error of every file is in it.</exception>
    public RoleDirectory(HostServices services, HostSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        this.services = services;
        this.time = time;
        this.loggers = loggers;
        logger = loggers.CreateLogger("roles");
        var loaded = services.Load();
        store = new(loaded, () => services.Load());
        roles = loaded.Profiles.Values.ToFrozenDictionary(profile => profile.Role, profile => New(loaded, profile));
        watcher = new(store, services.Watched, time);
        watcher.Reloaded += Reloaded;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<IServedRole> All => roles.Values;

    /// <inheritdoc/>
    public Groups Groups => store.Current.Groups;

    /// <summary>All that was read from the files, as it runs.</summary>
    public LoadedConfiguration Loaded => (LoadedConfiguration)store.Current;

    /// <summary>What is wrong with the files since the last reload; the roles that ran before go on.</summary>
    public IReadOnlyList<ConfigurationError> Errors => errors;

    /// <inheritdoc/>
    public IServedRole? Find(string name) => roles.GetValueOrDefault(name);

    /// <inheritdoc/>
    public ValueTask RecordRefusalAsync(string principal, string? role, string reason) =>
        Record(role, new() { Event = AuditEvents.RequestRefused, Principal = principal, Outcome = "refused", Reason = reason });

    /// <inheritdoc/>
    public ValueTask RecordSessionAsync(string principal, string role, string? client) =>
        Record(role, new() { Event = AuditEvents.SessionStarted, Principal = principal, Client = client });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        watcher.Dispose();
        foreach (var role in roles.Values.Concat(ended))
        {
            await role.DisposeAsync().ConfigureAwait(false);
        }
    }

    // What belongs to no role goes to the process's own chain.
    private ValueTask Record(string? role, AuditEntry entry) =>
        role is not null && roles.TryGetValue(role, out var host) ? host.RecordAsync(entry) : services.Audit.AppendAsync(entry with { Role = role }, durable: false);

    private RoleHost New(LoadedConfiguration loaded, RoleProfile profile) => new(services, loaded, profile, time, loggers);

    private void Reloaded(IReadOnlyList<ConfigurationError> found)
    {
        errors = found;
        if (found.Count > 0)
        {
            logger.ReloadRefused("all", string.Join(" | ", found));
            return;
        }

        var loaded = (LoadedConfiguration)store.Current;
        var before = roles;
        var next = new Dictionary<string, RoleHost>(StringComparer.Ordinal);
        foreach (var profile in loaded.Profiles.Values)
        {
            next[profile.Role] = before.GetValueOrDefault(profile.Role) ?? New(loaded, profile);
        }

        roles = next.ToFrozenDictionary();
        foreach (var (name, role) in before)
        {
            if (loaded.Profiles.GetValueOrDefault(name) is { } profile)
            {
                _ = role.ChangeAsync(loaded, profile);
                _ = ReviewRounds.VoidAsync(services, profile, loaded.Groups, logger);
            }
            else
            {
                // Calls under way end; nobody finds the role any more.
                role.Changes.Close();
                ended.Add(role);
            }
        }
    }
}

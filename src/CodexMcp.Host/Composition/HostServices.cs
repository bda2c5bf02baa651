using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;
using CodexMcp.Storage;
using Microsoft.Extensions.Logging;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Host.Composition;

/// <summary>The parts of the host, each made when something first needs it: a list of tools needs no key, no database and no audit file.</summary>
internal sealed class HostServices(HostSettings settings, TimeProvider time, ILoggerFactory loggers, HostExtensions? extensions = null) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private SandboxParts? sandbox;
    private AuditLog? audit;
    private FileKeySource? handleKey;
    private RoleParts? parts;
    private LiveRole? live;
    private HostState? state;
    private volatile Groups groups = Groups.None;

    /// <summary>What this host adds to what ships.</summary>
    public HostExtensions Extensions { get; } = extensions ?? HostExtensions.None;

    /// <summary>Who calls over STDIO and from the command line: the user that the operating system knows.</summary>
    public string Principal { get; } = LocalPrincipal.Current();

    /// <summary>Called when another MCP server behind the role of a STDIO session says that its lists have changed.</summary>
    public Action? ListsChanged { get; set; }

    /// <summary>Called when another MCP server says that a resource has changed which the client of a STDIO session watches.</summary>
    public Func<string, Task>? ResourceUpdated { get; set; }

    /// <summary>The folder of the audit trail.</summary>
    public string AuditFolder => Path.Combine(settings.RequireState(), "audit");

    /// <summary>The simulated systems.</summary>
    public SandboxParts Sandbox
    {
        get
        {
            lock (gate)
            {
                return sandbox ??= new(time);
            }
        }
    }

    /// <summary>The audit trail; its first entry makes its folder.</summary>
    public AuditLog Audit
    {
        get
        {
            lock (gate)
            {
                return audit ??= NewAudit();
            }
        }
    }

    /// <summary>The state that outlives the process.</summary>
    public HostState State
    {
        get
        {
            lock (gate)
            {
                return state ??= new(settings, StateFolder, () => groups, time);
            }
        }
    }

    /// <summary>The state that all processes of this folder share; opened when something is first asked of it.</summary>
    public StateStore Store => State.Store;

    /// <summary>Where people decide.</summary>
    public Desks Desks => new(this, () => groups, time);

    /// <summary>Seals open questions: with a key of the process, or with one that the replicas share when they share the state.</summary>
    public IKeySource ApprovalKey => settings.Store is null ? new ProcessKeySource() : new FileKeySource(Path.Combine(StateFolder(), "approvals.key"));

    /// <summary>Seals the handles that agents carry from call to call.</summary>
    public FileKeySource HandleKey
    {
        get
        {
            var path = Path.Combine(settings.RequireState(), "handles.key");
            lock (gate)
            {
                return handleKey ??= new(path);
            }
        }
    }

    /// <summary>The folders whose files make the roles: what was found changed at other MCP servers takes tools off their lists too.</summary>
    public IReadOnlyList<string> Watched => [settings.Roles, settings.Connectors, Quarantines.Folder];

    /// <summary>What was found changed at other MCP servers.</summary>
    public QuarantineFiles Quarantines { get; } = new(settings.RequireState, loggers);

    /// <summary>People's logins to systems, in encrypted files of the state folder; nothing is read before a call needs one.</summary>
    public ILoginStore Logins { get; } = new FileLoginStore(() => Path.Combine(settings.RequireState(), "logins"), () => new FileKeySource(Path.Combine(settings.RequireState(), "logins.key")), time);

    // What the role of a STDIO session or of a command runs through.
    private RoleParts Parts
    {
        get
        {
            if (Volatile.Read(ref parts) is { } made)
            {
                return made;
            }

            lock (gate)
            {
                return parts ??= new(this, () => Audit, new(() => ListsChanged?.Invoke(), uri => ResourceUpdated?.Invoke(uri) ?? Task.CompletedTask), loggers.CreateLogger("pipeline"), time);
            }
        }
    }

    /// <summary>The state folder, made with access for its owner only when it is not there.</summary>
    public string StateFolder() => PrivateFolder.Ensure(settings.RequireState());

    /// <summary>Makes a chain of its own in the audit folder.</summary>
    public AuditLog NewAudit()
    {
        try
        {
            StateFolder();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The trail meets the same fault at its first entry, and tells it where it can be answered.
        }

        return new(new() { Folder = AuditFolder, ProductVersion = McpAdapter.Identity.Version }, time);
    }

    /// <summary>Reads the files of one role, or all for null; what is wrong is in the result.</summary>
    public LoadedConfiguration Load(string? role = null, Func<string, string?>? variable = null, bool quick = false) =>
        ConfigurationLoader.Load(settings.Roles, settings.Connectors, role, variable, settings.State is null ? null : Quarantines.Load, quick);

    /// <summary>Gives a role whose files are all right.</summary>
    public RoleProfile Require(string role) => Load(role).Require(role);

    /// <summary>Gives a role that this user may use, with its connectors ready to be made.</summary>
    public RoleProfile RequireAccess(string role)
    {
        var loaded = Load(role);
        var profile = loaded.Require(role);
        CheckAccess(loaded, profile);
        Use(loaded);
        return profile;
    }

    /// <summary>Opens a role for serving: its profile follows its files from here on.</summary>
    public LiveRole Open(string role)
    {
        settings.RequireState();
        var stamp = ProfileWatcher.Stamp(Watched);
        var loaded = Load(role, quick: true);
        CheckAccess(loaded, loaded.Require(role));
        Use(loaded);
        var store = new RoleStore(loaded, () =>
        {
            var next = Load(role);
            if (next.Errors.Count == 0)
            {
                Use(next);
            }

            return next;
        });
        return live = new(this, store, role, stamp, loggers.CreateLogger("roles"), time);
    }

    /// <summary>Names the environment variables that the settings of a role's connectors refer to.</summary>
    public IReadOnlyList<string> VariablesOf(RoleProfile profile)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Load(profile.Role, name =>
        {
            names.Add(name);
            return Environment.GetEnvironmentVariable(name);
        });
        return [.. names];
    }

    /// <summary>Takes one call through the pipeline.</summary>
    public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken) =>
        Parts.CallAsync(request, cancellationToken);

    /// <summary>Calls go to these connectors from now on.</summary>
    public void Use(LoadedConfiguration loaded) => Parts.Use(loaded);

    /// <summary>Gives a connector that runs as a role's calls would have it.</summary>
    /// <exception cref="Abstractions.ConnectorException">It can't be made.</exception>
    public Abstractions.IConnector Connector(string name, string environment) => Parts.Connector(name, environment);

    /// <summary>Nobody wants to hear of a resource any more.</summary>
    public void Unwatch(string uri) => Volatile.Read(ref parts)?.Unwatch(uri);

    /// <summary>Where a connector ends in the sandbox, or null for one that has no simulator.</summary>
    public SandboxEndpoint? SandboxEndpoint(ConnectorManifest manifest) => Extensions.Sandbox(manifest.Name) ?? Sandbox.Endpoint(manifest);

    /// <summary>Votes are judged by these groups from now on.</summary>
    public void UseGroups(LoadedConfiguration loaded) => groups = loaded.Groups;

    /// <summary>Refuses a role to a principal that is in none of its access groups.</summary>
    private void CheckAccess(LoadedRoles loaded, RoleProfile profile)
    {
        if (!loaded.Groups.MayUse(profile, Principal))
        {
            var groups = string.Join(", ", profile.Governance.AccessGroups);
            throw new HostException(
                ExitCodes.Configuration,
                $"The principal {Principal} may not use the role {profile.Role}: it is in none of its access groups ({groups}).",
                $"Ask {profile.Owner} to add it to one of them in {Path.Combine(settings.Roles, "groups.yaml")}.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        live?.Dispose();
        if (parts is not null)
        {
            await parts.DisposeAsync().ConfigureAwait(false);
        }

        if (state is not null)
        {
            await state.DisposeAsync().ConfigureAwait(false);
        }

        if (audit is not null)
        {
            try
            {
                await audit.DisposeAsync().ConfigureAwait(false);
            }
            catch (AuditUnavailableException exception)
            {
                loggers.CreateLogger("audit").Notice(exception.Message);
            }
        }

        if (sandbox is not null)
        {
            await sandbox.DisposeAsync().ConfigureAwait(false);
        }
    }
}

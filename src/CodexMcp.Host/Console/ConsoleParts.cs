using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Console.Connectors;
using CodexMcp.Host.Console.SignIn;
using CodexMcp.Host.Console.SignIn.OpenId;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Serving;
using CodexMcp.Storage;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Console;

/// <summary>What the console's pages are made of; nothing is opened before a page needs it.</summary>
internal sealed class ConsoleParts : IDisposable
{
    private readonly Lazy<ConnectorMeters> meters;

    /// <summary>Puts it together.</summary>
    public ConsoleParts(ConsoleOptions options, HostServices services, RoleDirectory roles, HostGate gate, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        (Services, Roles, Gate, Time, Logger, Stopping) = (services, roles, gate, time, logger, stopping);
        meters = new(() => new(time.GetUtcNow()));
        Keys = new(options.Key);
        OpenId = options.OpenId is { } provider ? new(provider, Keys, () => roles.Groups, time, logger) : null;
        Sessions = new(Keys, options, services.Store.ApiKeys, OpenId ?? (ISignInGroups)new NoSignIns(), time);
        SignIn = new(Keys, Sessions, () => new ApiKeys(services.Store.ApiKeys, time), services.Audit, OpenId?.Name);
    }

    /// <summary>The host's parts.</summary>
    public HostServices Services { get; }

    /// <summary>The state that all replicas share.</summary>
    public StateStore Store => Services.Store;

    /// <summary>Where votes are taken.</summary>
    public ReviewDesk Desk => Services.Desks.Reviews;

    /// <summary>Where people say what became of lost writes.</summary>
    public SettlementDesk Settlements => Services.Desks.Settlements;

    /// <summary>What connectors do: listened to from the first sign-in on.</summary>
    public ConnectorMeters Meters => meters.Value;

    /// <summary>What this person could do with reviews now.</summary>
    public async ValueTask<Func<Approval, DeskView>> ViewsAsync(ConsoleVisit visit)
    {
        var delegations = await Store.Delegations.ListAsync(visit.Cancelled).ConfigureAwait(false);
        return approval => DeskView.Of(visit.Approver, approval, Roles.Groups, delegations, visit.Now);
    }

    /// <summary>The audit trail of what happens here.</summary>
    public IAuditLog Audit => Services.Audit;

    /// <summary>The roles that are served.</summary>
    public RoleDirectory Roles { get; }

    /// <summary>Which names the host answers to.</summary>
    public HostGate Gate { get; }

    /// <summary>Seals and signs.</summary>
    public ConsoleKeys Keys { get; }

    /// <summary>The sign-ins.</summary>
    public ConsoleSessions Sessions { get; }

    /// <summary>The way in.</summary>
    public SignInPage SignIn { get; }

    /// <summary>The way in by a provider, or null.</summary>
    public OpenIdSignIn? OpenId { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where troubles go.</summary>
    public ILogger Logger { get; }

    /// <summary>The host stops: streams end.</summary>
    public CancellationToken Stopping { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        OpenId?.Dispose();
        if (meters.IsValueCreated)
        {
            meters.Value.Dispose();
        }
    }

    private sealed class NoSignIns : ISignInGroups
    {
        public bool MaySignIn(Approver approver) => false;
    }
}

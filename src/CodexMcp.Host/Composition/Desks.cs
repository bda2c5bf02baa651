using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Switches;

namespace CodexMcp.Host.Composition;

/// <summary>Where people decide: each desk over the state that all processes share, and on record.</summary>
internal sealed class Desks(HostServices services, Func<Groups> groups, TimeProvider time)
{
    /// <summary>Where reviewers vote.</summary>
    public ReviewDesk Reviews => new(services.Store.Approvals, groups, services.Audit, time, services.Store.Delegations);

    /// <summary>Where reviewers let others decide for them.</summary>
    public DelegationDesk Delegations => new(services.Store.Delegations, services.Audit, time);

    /// <summary>Looks after open reviews.</summary>
    public ReviewUpkeep Upkeep => new(services.Store.Approvals, services.Audit, time);

    /// <summary>Where approvers throw kill switches.</summary>
    public SwitchDesk Switches => new(services.Store.Switches, services.State.Switches, services.Audit, time);

    /// <summary>Where people say what became of lost writes.</summary>
    public SettlementDesk Settlements => new(services.Store.Writes, services.Audit, time);
}

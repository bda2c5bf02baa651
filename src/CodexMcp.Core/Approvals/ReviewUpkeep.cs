using CodexMcp.Core.Audit;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>What happens to open reviews without a call: those that are late are escalated, those whose role changed or whose principal lost it are void.</summary>
public sealed class ReviewUpkeep(IApprovalStore approvals, IAuditLog audit, TimeProvider time)
{
    private const int Most = 1_000;

    /// <summary>Escalates what is late; gives those that this caller escalated.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached.</exception>
    public async ValueTask<IReadOnlyList<Approval>> EscalateAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var escalated = new List<Approval>();
        foreach (var open in await approvals.ListAsync(now, all: false, Most, cancellationToken).ConfigureAwait(false))
        {
            if (open is { State: ApprovalState.Waiting, Escalated: null, Terms: { EscalatesAt: { } late, EscalatesTo: { } to } } && now >= late
                && await approvals.EscalateAsync(open.Id, now, cancellationToken).ConfigureAwait(false))
            {
                await RecordAsync(open, AuditEvents.ApprovalEscalated, $"Review {open.Id} is late: {to} may decide it too.").ConfigureAwait(false);
                escalated.Add(open with { Escalated = now });
            }
        }

        return escalated;
    }

    /// <summary>Ends the open reviews of a role that was just changed, for every earlier revision, and for whoever lost the role.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached. What stays open is bound to the old revision and lets nothing run.</exception>
    public async ValueTask VoidAsync(RoleProfile now, Groups groups, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(groups);
        var at = time.GetUtcNow();
        foreach (var open in await approvals.ListAsync(at, all: false, Most, cancellationToken).ConfigureAwait(false))
        {
            if (open.Role != now.Role)
            {
                continue;
            }

            // A token may vouch for groups that the file does not hold: such a principal is looked at when it calls.
            var reason = open.Revision != now.Revision ? "its role changed"
                : (open.Principal.StartsWith("local:", StringComparison.Ordinal) || open.Principal.StartsWith("key:", StringComparison.Ordinal)) && !groups.MayUse(now, open.Principal) ? "who asked lost the role"
                : null;
            if (reason is not null && await approvals.CloseAsync(open.Id, ApprovalState.Void, at, cancellationToken).ConfigureAwait(false))
            {
                await RecordAsync(open, AuditEvents.ApprovalVoided, $"Review {open.Id}: {reason}.").ConfigureAwait(false);
            }
        }
    }

    private ValueTask RecordAsync(Approval open, string name, string reason) => audit.AppendAsync(
        new AuditEntry
        {
            Event = name,
            CallId = open.Id,
            Role = open.Role,
            Revision = open.Revision,
            Principal = open.Principal,
            Environment = open.Environment,
            Tool = open.Tool,
            Reason = reason,
        },
        durable: false);
}

using CodexMcp.Core.Audit;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Core.Approvals;

/// <summary>Where a reviewer lets another person decide for a while, and ends it. It is on record before it counts.</summary>
public sealed class DelegationDesk(IDelegationStore delegations, IAuditLog audit, TimeProvider time)
{
    private const int MostName = 256;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Lets another person decide; gives null, or why not.</summary>
    /// <param name="approver">Who is stood in for; the credential was just checked.</param>
    /// <param name="to">Who stands in, as groups.yaml would name them.</param>
    /// <param name="lasts">For how long: 30 days at most.</param>
    /// <param name="cancellationToken">The usual.</param>
    public async ValueTask<string?> SetAsync(Approver approver, string to, TimeSpan lasts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        ArgumentNullException.ThrowIfNull(to);
        if (to.Length is 0 or > MostName || VisibleText.Ascii(to) != to || to.Contains(' ', StringComparison.Ordinal))
        {
            return $"A name has 1 to {MostName} printable ASCII characters and no space.";
        }

        if (Person.MayBeSame(approver.Principal, to))
        {
            return "Nobody stands in for themselves.";
        }

        if (lasts <= TimeSpan.Zero || lasts > Longest)
        {
            return $"A delegation lasts {Longest.TotalDays:0} days at most.";
        }

        var now = time.GetUtcNow();
        await RecordAsync(approver, "set", $"{to} decides in their place until {now + lasts:yyyy-MM-dd HH:mm} UTC.").ConfigureAwait(false);
        await delegations.SetAsync(new() { From = approver.Principal, To = to, Until = now + lasts, Made = now }, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Ends the approver's delegation; false when there is none. Yeses that were given by it count no more.</summary>
    public async ValueTask<bool> EndAsync(Approver approver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        await RecordAsync(approver, "ended", null).ConfigureAwait(false);
        return await delegations.RemoveAsync(approver.Principal, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask RecordAsync(Approver approver, string outcome, string? reason) => audit.AppendAsync(
        new AuditEntry { Event = AuditEvents.ApprovalDelegated, Principal = approver.Principal, Outcome = outcome, Reason = reason, Notes = [$"credential {approver.Credential}"] },
        durable: true);
}

namespace CodexMcp.Core.Approvals;

/// <summary>Who may decide reviews, at this moment: a person who lost a group or whose credential was revoked decides nothing, nor does their earlier yes.</summary>
public interface IReviewers
{
    /// <summary>Gives those of the groups that the voter belongs to now; none when the credential of the vote is no longer good.</summary>
    /// <exception cref="Stores.StoreUnavailableException">It can't be found out: then nobody may.</exception>
    ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken);
}

using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A user who can own records. <c>hubspot_owner_id</c> holds the <c>Id</c>; the <c>UserId</c> is another number for the same person.</summary>
internal sealed record Owner(long Id, long UserId, string Email, string FirstName, string LastName, string Team, long TeamId, bool Archived);

/// <summary>The owners of the account.</summary>
internal sealed class OwnerBook
{
    private const long FirstId = 41_000;
    private const long FirstUserId = 42_000;

    /// <summary>Everyone, those who have left too.</summary>
    public IReadOnlyList<Owner> All { get; } =
    [
        .. SyntheticCompany.Colleagues.Select(one => new Owner(
            FirstId + one.Number, FirstUserId + one.Number, one.Email, one.FirstName, one.LastName, one.Team, TeamOf(one.Team), !one.IsActive)),
    ];

    /// <summary>The owner's id of a colleague.</summary>
    public static string IdOf(int colleague) => $"{FirstId + colleague}";

    /// <summary>As an error lists who could be an owner.</summary>
    public string Choices => $"[{string.Join(", ", All.Select(owner => owner.Id))}]";

    /// <summary>An owner by id, or null.</summary>
    public Owner? Find(string id) => All.FirstOrDefault(owner => $"{owner.Id}" == id);

    private static long TeamOf(string team) => 43_001 + SyntheticCompany.Colleagues.Select(one => one.Team).Distinct().ToList().IndexOf(team);
}

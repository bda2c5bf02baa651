using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// Counts votes: so many people of each group, each person once, whatever groups they are in or stand in for; the requester has no vote. One no ends it,
/// or a majority of them where the role says so. After its time the group of the escalation may take any seat.
/// </summary>
public static class ReviewCount
{
    /// <summary>What the votes come to.</summary>
    public static ApprovalState Decide(Approval approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        if (approval.Terms.Emergency is { } emergency && approval.Votes.Any(vote => vote.Overrides && vote.Approves && vote.Groups.Contains(emergency, StringComparer.Ordinal) && !Person.MayBeSame(vote.Approver, approval.Principal)))
        {
            return ApprovalState.Approved;
        }

        var declines = approval.Votes.Where(vote => !vote.Approves).DistinctBy(vote => Person.Key(vote.Approver), StringComparer.Ordinal).Count();
        if (approval.Terms.Majority ? declines * 2 > approval.Needs.Sum(need => need.Count) : declines > 0)
        {
            return ApprovalState.Declined;
        }

        return Missing(approval).Count == 0 ? ApprovalState.Approved : ApprovalState.Waiting;
    }

    /// <summary>Whose yes is still missing, when each person stands for the group where they help most. A review that names nobody is never enough.</summary>
    public static IReadOnlyList<Reviewers> Missing(Approval approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        if (approval.Needs.Count == 0)
        {
            return [new Reviewers("nobody", 1)];
        }

        var seats = approval.Needs.SelectMany(need => Enumerable.Repeat(need.Group, need.Count)).ToArray();
        var taken = new int[seats.Length];
        Array.Fill(taken, -1);
        var people = People(approval);
        for (var person = 0; person < people.Length; person++)
        {
            Seat(person, people, approval.Terms, seats, taken, new bool[seats.Length]);
        }

        return [.. seats.Where((_, seat) => taken[seat] < 0).GroupBy(group => group, StringComparer.Ordinal).Select(group => new Reviewers(group.Key, group.Count()))];
    }

    /// <summary>Whose yes is still missing, in words.</summary>
    public static string Words(Approval approval) => string.Join(" and ", Missing(approval).Select(need => $"{need.Count} of {need.Group}"));

    /// <summary>Writes whose yes is still missing as a member <c>waiting_for</c>.</summary>
    internal static void Write(Utf8JsonWriter writer, Approval approval)
    {
        writer.WriteStartArray("waiting_for"u8);
        foreach (var need in Missing(approval))
        {
            writer.WriteStartObject();
            writer.WriteString("group"u8, need.Group);
            writer.WriteNumber("count"u8, need.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>All groups that the review may hear: those it needs, the one it escalates to, the one that may override it.</summary>
    public static IReadOnlyList<string> Asked(Approval approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return [.. new[] { approval.Terms.EscalatesTo, approval.Terms.Emergency }.OfType<string>().Concat(approval.Needs.Select(need => need.Group)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whose yes counts, each person once: a vote that would use up somebody a second time, be it by standing in, does not.</summary>
    private static Vote[] People(Approval approval)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var people = new List<Vote>();
        foreach (var vote in approval.Votes)
        {
            var self = Person.Key(vote.Approver);
            var other = vote.OnBehalfOf is { } name ? Person.Key(name) : self;
            if (!Person.MayBeSame(vote.Approver, approval.Principal) && !used.Contains(self) && !used.Contains(other))
            {
                used.Add(self);
                used.Add(other);
                if (vote.Approves)
                {
                    people.Add(vote);
                }
            }
        }

        return [.. people];
    }

    private static bool MaySit(Vote vote, string seat, ReviewTerms terms) =>
        vote.Groups.Contains(seat, StringComparer.Ordinal)
        || (terms is { EscalatesTo: { } group, EscalatesAt: { } from } && vote.At >= from && vote.Groups.Contains(group, StringComparer.Ordinal));

    /// <summary>Finds a seat for a person, moving others who can sit elsewhere (an augmenting path).</summary>
    private static bool Seat(int person, Vote[] people, ReviewTerms terms, string[] seats, int[] taken, bool[] tried)
    {
        for (var seat = 0; seat < seats.Length; seat++)
        {
            if (tried[seat] || !MaySit(people[person], seats[seat], terms))
            {
                continue;
            }

            tried[seat] = true;
            if (taken[seat] < 0 || Seat(taken[seat], people, terms, seats, taken, tried))
            {
                taken[seat] = person;
                return true;
            }
        }

        return false;
    }
}

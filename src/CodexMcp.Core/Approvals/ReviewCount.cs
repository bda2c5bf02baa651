using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>Counts votes: so many people of each group, each person once, whatever groups they are in; one no ends it; the requester has no vote.</summary>
public static class ReviewCount
{
    /// <summary>What the votes come to.</summary>
    public static ApprovalState Decide(Approval approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        if (approval.Votes.Any(vote => !vote.Approves))
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
        var people = approval.Votes
            .Where(vote => vote.Approves && !Person.MayBeSame(vote.Approver, approval.Principal))
            .DistinctBy(vote => Person.Key(vote.Approver), StringComparer.Ordinal)
            .ToArray();
        for (var person = 0; person < people.Length; person++)
        {
            Seat(person, people, seats, taken, new bool[seats.Length]);
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

    /// <summary>Finds a seat for a person, moving others who can sit elsewhere (an augmenting path).</summary>
    private static bool Seat(int person, Vote[] people, string[] seats, int[] taken, bool[] tried)
    {
        for (var seat = 0; seat < seats.Length; seat++)
        {
            if (tried[seat] || !people[person].Groups.Contains(seats[seat], StringComparer.Ordinal))
            {
                continue;
            }

            tried[seat] = true;
            if (taken[seat] < 0 || Seat(taken[seat], people, seats, taken, tried))
            {
                taken[seat] = person;
                return true;
            }
        }

        return false;
    }
}

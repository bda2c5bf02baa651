using System.Data.Common;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Storage.Approvals;

/// <summary>Finds approvals by a filter: one statement for the page and one for its votes, however many there are.</summary>
internal sealed class ApprovalSearch
{
    private readonly List<string> conditions = [];
    private readonly List<object?> values = [];
    private readonly int most;

    private ApprovalSearch(ApprovalFilter filter)
    {
        most = Math.Clamp(filter.Most, 1, 1_000);
        if (filter.Way is { } way)
        {
            conditions.Add($"way = {Value(ApprovalRows.Way(way))}");
        }

        if (filter.State is { } state)
        {
            conditions.Add(State(state, filter.Now));
        }

        if (filter.Pattern is { } pattern)
        {
            var like = $" LIKE {Value(pattern)} ESCAPE '\\'";
            conditions.Add($"({string.Join(" OR ", new[] { "id", "tool", "role", "principal", "message" }.Select(column => $"LOWER({column}){like}"))})");
        }

        if (filter.From is { } from)
        {
            conditions.Add($"asked_at >= {Value(Columns.Time(from))}");
        }

        if (filter.Until is { } until)
        {
            conditions.Add($"asked_at < {Value(Columns.Time(until))}");
        }

        if (filter.After is { } after)
        {
            var asked = Value(Columns.Time(after.Asked));
            conditions.Add($"(asked_at < {asked} OR (asked_at = {asked} AND id < {Value(after.Id)}))");
        }
    }

    public static async ValueTask<ApprovalPage> RunAsync(Session session, ApprovalFilter filter)
    {
        var search = new ApprovalSearch(filter);
        var where = search.conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", search.conditions);
        var limit = search.Value((long)search.most + 1);
        var page = $"FROM approvals{where} ORDER BY asked_at DESC, id DESC LIMIT {limit}";
        object?[] values = [.. search.values];
        var found = await session.AllAsync($"SELECT {ApprovalRows.Columns} {page}", ApprovalRows.Approval, values).ConfigureAwait(false);
        var votes = (await session.AllAsync(
            $"SELECT {ApprovalRows.VoteColumns}, approval FROM votes WHERE approval IN (SELECT id {page}) ORDER BY voted_at, approver", Vote, values).ConfigureAwait(false))
            .ToLookup(vote => vote.Approval, vote => vote.Vote, StringComparer.Ordinal);
        var items = found.Take(search.most).Select(approval => approval with { Votes = [.. votes[approval.Id]] }).ToList();
        return new(items, found.Count > items.Count ? new ApprovalPlace(items[^1].Asked, items[^1].Id) : null);
    }

    private static (string Approval, Vote Vote) Vote(DbDataReader row) => (row.GetString(row.FieldCount - 1), ApprovalRows.Vote(row));

    /// <summary>The state as the clock has it: an open one is over when its time has run out, and when a clock behind ours touched it.</summary>
    private string State(ApprovalState state, DateTimeOffset now)
    {
        if (state is not (ApprovalState.Waiting or ApprovalState.Approved or ApprovalState.Expired))
        {
            return $"state = '{ApprovalRows.State(state)}'";
        }

        var at = Value(Columns.Time(now));
        var skewed = Value(Columns.Time(now + Approval.ClockSkew));
        return state == ApprovalState.Expired
            ? $"(state = 'expired' OR (state IN ('waiting', 'approved') AND (expires_at <= {at} OR touched_at > {skewed})))"
            : $"(state = '{ApprovalRows.State(state)}' AND expires_at > {at} AND touched_at <= {skewed})";
    }

    private string Value(object? value)
    {
        values.Add(value);
        return $"${values.Count}";
    }
}

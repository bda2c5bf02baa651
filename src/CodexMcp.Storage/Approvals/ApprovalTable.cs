using CodexMcp.Core.Approvals;
using CodexMcp.Core.Stores;
using CodexMcp.Storage.Execution;

namespace CodexMcp.Storage.Approvals;

/// <summary>Approvals in a database. What must happen once is one statement whose condition holds for one caller only.</summary>
internal sealed class ApprovalTable(Database database) : IApprovalStore
{
    /// <summary>How long one that is over is kept to be looked at; the audit trail keeps what happened.</summary>
    private static readonly TimeSpan History = TimeSpan.FromDays(30);

    // Open at $2: neither out of time nor touched by a clock that is ahead of this one ($3 is the time and the skew).
    private const string OpenReview = "way = 'review' AND state IN ('waiting', 'approved') AND expires_at > $2 AND touched_at <= $3";

    /// <inheritdoc/>
    public ValueTask<Approval> AskAsync(Approval asked, CancellationToken cancellationToken) =>
        database.WriteAsync(asked, static async (session, asked) =>
        {
            var now = Columns.Time(asked.Asked);
            await session.ExecuteAsync("DELETE FROM approvals WHERE asked_at < $1 AND expires_at < $1", Columns.Time(asked.Asked - History)).ConfigureAwait(false);
            if (asked.Way == ApprovalWay.Review)
            {
                // What ran out makes room for this one; and what a clock ahead of ours left behind.
                await session.ExecuteAsync(
                    "UPDATE approvals SET state = 'expired' WHERE binding = $1 AND way = 'review' AND state IN ('waiting', 'approved') AND (expires_at <= $2 OR touched_at > $3)",
                    asked.Binding, now, now + Approval.ClockSkew.Ticks).ConfigureAwait(false);
            }

            var added = await session.ExecuteAsync(
                $"INSERT INTO approvals ({ApprovalRows.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', NULL, $14, NULL) ON CONFLICT DO NOTHING",
                asked.Id,
                ApprovalRows.Way(asked.Way),
                asked.Binding,
                asked.Role,
                asked.Revision,
                asked.Principal,
                asked.Environment,
                asked.Tool,
                asked.Message,
                ApprovalRows.Needs(asked.Needs),
                now,
                Columns.Time(asked.Expires),
                Columns.Time(asked.Touched),
                TermRows.Write(asked.Terms)).ConfigureAwait(false);
            return added == 1
                ? asked
                : await OpenAsync(session, asked.Binding, asked.Asked).ConfigureAwait(false)
                    ?? throw new StoreUnavailableException("The store has an approval of that id already. Call again.");
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StandingApprovals> StandingAsync(string binding, DateTimeOffset now, TimeSpan memory, CancellationToken cancellationToken) =>
        database.ReadAsync((binding, now, memory), static async (session, args) =>
        {
            var open = await OpenAsync(session, args.binding, args.now).ConfigureAwait(false);
            var declined = await session.OneAsync(
                $"SELECT {ApprovalRows.Columns} FROM approvals WHERE binding = $1 AND state = 'declined' AND touched_at > $2 ORDER BY touched_at DESC LIMIT 1",
                ApprovalRows.Approval, args.binding, Columns.Time(args.now - args.memory)).ConfigureAwait(false);
            return new StandingApprovals(open, declined is null ? null : await WithVotesAsync(session, declined).ConfigureAwait(false));
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(id, static async (session, id) => await FindAsync(session, id).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Approval>> ListAsync(DateTimeOffset now, bool all, int most, CancellationToken cancellationToken) =>
        database.ReadAsync((now, all, most), static (session, args) => args.all
            ? session.AllAsync($"SELECT {ApprovalRows.Columns} FROM approvals ORDER BY asked_at DESC, id DESC LIMIT $1", ApprovalRows.Approval, (long)args.most)
            : session.AllAsync(
                $"SELECT {ApprovalRows.Columns} FROM approvals WHERE {OpenReview} ORDER BY asked_at, id LIMIT $1",
                ApprovalRows.Approval, (long)args.most, Columns.Time(args.now), Columns.Time(args.now + Approval.ClockSkew)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApprovalPage> SearchAsync(ApprovalFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(filter, static (session, filter) => ApprovalSearch.RunAsync(session, filter), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> CountAskedAsync(string role, string principal, DateTimeOffset since, CancellationToken cancellationToken) =>
        Convert.ToInt32(await database.ReadAsync((role, principal, since), static (session, args) => session.ScalarAsync(
            "SELECT COUNT(*) FROM approvals WHERE principal = $1 AND role = $2 AND asked_at > $3",
            args.principal, args.role, Columns.Time(args.since)), cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask<bool> EscalateAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        await database.WriteAsync((id, at), static (session, args) => session.ExecuteAsync(
            "UPDATE approvals SET escalated_at = $2 WHERE id = $1 AND state = 'waiting' AND escalated_at IS NULL", args.id, Columns.Time(args.at)), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask<VoteResult> VoteAsync(string id, Vote vote, Func<Approval, ApprovalState> decide, CancellationToken cancellationToken) =>
        database.WriteAsync((id, vote, decide), static async (session, args) =>
        {
            var (id, vote, decide) = args;
            var now = Columns.Time(vote.At);

            // Takes the row first: of two votes at once, the second one counts the first.
            var open = await session.ExecuteAsync(
                "UPDATE approvals SET touched_at = CASE WHEN touched_at > $2 THEN touched_at ELSE $2 END WHERE id = $1 AND way = 'review' AND state = 'waiting' AND expires_at > $2 AND touched_at <= $3",
                id, now, now + Approval.ClockSkew.Ticks).ConfigureAwait(false);
            if (open == 0)
            {
                return await FindAsync(session, id).ConfigureAwait(false) is { Way: ApprovalWay.Review } closed
                    ? new VoteResult(VoteOutcome.Closed, closed)
                    : new VoteResult(VoteOutcome.Unknown, null);
            }

            var added = await session.ExecuteAsync(
                "INSERT INTO votes (approval, approver, credential, approves, groups, comment, voted_at, on_behalf_of, overrides) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
                id, vote.Approver, vote.Credential, vote.Approves ? 1L : 0L, Columns.Lines(vote.Groups), vote.Comment, now, vote.OnBehalfOf, vote.Overrides ? 1L : 0L).ConfigureAwait(false);
            var voted = (await FindAsync(session, id).ConfigureAwait(false))!;
            if (added == 0)
            {
                return new VoteResult(VoteOutcome.Repeated, voted);
            }

            var state = decide(voted);
            await session.ExecuteAsync("UPDATE approvals SET state = $2 WHERE id = $1", id, ApprovalRows.State(state)).ConfigureAwait(false);
            return new VoteResult(VoteOutcome.Taken, voted with { State = state });
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> CloseAsync(string id, ApprovalState state, DateTimeOffset at, CancellationToken cancellationToken) =>
        await database.WriteAsync((id, state, at), static (session, args) => session.ExecuteAsync(
            "UPDATE approvals SET state = $2, touched_at = CASE WHEN touched_at > $3 THEN touched_at ELSE $3 END WHERE id = $1 AND state IN ('waiting', 'approved')",
            args.id, ApprovalRows.State(args.state), Columns.Time(args.at)), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask<bool> ConsumeAsync(Consumption consumption, CancellationToken cancellationToken) =>
        database.WriteAsync(consumption, static async (session, spent) =>
        {
            var now = Columns.Time(spent.At);
            var won = await session.ExecuteAsync(
                "UPDATE approvals SET state = 'consumed', consumed_by = $5, touched_at = $6 WHERE id = $1 AND binding = $2 AND way = $3 AND state = $4 AND expires_at > $6 AND touched_at <= $7",
                spent.Id,
                spent.Binding,
                ApprovalRows.Way(spent.Way),
                spent.Way == ApprovalWay.Review ? "approved" : "waiting",
                spent.CallId,
                now,
                now + Approval.ClockSkew.Ticks).ConfigureAwait(false);
            if (won == 1 && spent.Write is { } write)
            {
                await WriteTable.AddAsync(session, write).ConfigureAwait(false);
            }

            return won == 1;
        }, cancellationToken);

    private static async ValueTask<Approval?> OpenAsync(Session session, string binding, DateTimeOffset now) =>
        await session.OneAsync(
            $"SELECT {ApprovalRows.Columns} FROM approvals WHERE binding = $1 AND {OpenReview}",
            ApprovalRows.Approval, binding, Columns.Time(now), Columns.Time(now + Approval.ClockSkew)).ConfigureAwait(false) is { } open
            ? await WithVotesAsync(session, open).ConfigureAwait(false)
            : null;

    private static async ValueTask<Approval?> FindAsync(Session session, string id) =>
        await session.OneAsync($"SELECT {ApprovalRows.Columns} FROM approvals WHERE id = $1", ApprovalRows.Approval, id).ConfigureAwait(false) is { } found
            ? await WithVotesAsync(session, found).ConfigureAwait(false)
            : null;

    private static async ValueTask<Approval> WithVotesAsync(Session session, Approval approval) =>
        approval.Way == ApprovalWay.Question
            ? approval
            : approval with { Votes = await session.AllAsync(ApprovalRows.Votes, ApprovalRows.Vote, approval.Id).ConfigureAwait(false) };
}

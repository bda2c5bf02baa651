using System.Data.Common;
using System.Globalization;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Roles;

namespace CodexMcp.Storage.Approvals;

/// <summary>How approvals and votes stand in rows. A value that this program does not know is a fault, never a guess.</summary>
internal static class ApprovalRows
{
    public const string Columns = "id, way, binding, role, revision, principal, environment, tool, message, needs, asked_at, expires_at, touched_at, state, consumed_by, terms, escalated_at";

    public const string VoteColumns = "approver, credential, approves, groups, comment, voted_at, on_behalf_of, overrides";

    public const string Votes = $"SELECT {VoteColumns} FROM votes WHERE approval = $1 ORDER BY voted_at, approver";

    public static Approval Approval(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Way = row.GetString(1) switch { "question" => ApprovalWay.Question, "review" => ApprovalWay.Review, var way => throw Unknown(way) },
        Binding = row.GetString(2),
        Role = row.GetString(3),
        Revision = row.GetString(4),
        Principal = row.GetString(5),
        Environment = row.GetString(6),
        Tool = row.GetString(7),
        Message = row.GetString(8),
        Needs = [.. row.Lines(9).Select(Need)],
        Asked = row.Time(10),
        Expires = row.Time(11),
        Touched = row.Time(12),
        State = State(row.GetString(13)),
        ConsumedBy = row.TextOrNull(14),
        Terms = TermRows.Read(row.Lines(15)),
        Escalated = row.TimeOrNull(16),
    };

    public static Vote Vote(DbDataReader row) => new()
    {
        Approver = row.GetString(0),
        Credential = row.GetString(1),
        Approves = row.GetInt64(2) == 1,
        Groups = row.Lines(3),
        Comment = row.TextOrNull(4),
        At = row.Time(5),
        OnBehalfOf = row.TextOrNull(6),
        Overrides = row.GetInt64(7) == 1,
    };

    public static string Way(ApprovalWay way) => way == ApprovalWay.Question ? "question" : "review";

    public static string State(ApprovalState state) => state switch
    {
        ApprovalState.Waiting => "waiting",
        ApprovalState.Approved => "approved",
        ApprovalState.Declined => "declined",
        ApprovalState.Consumed => "consumed",
        ApprovalState.Expired => "expired",
        _ => "void",
    };

    /// <summary>One need per line: the number, a space, the group.</summary>
    public static string Needs(IEnumerable<Reviewers> needs) =>
        Storage.Columns.Lines(needs.Select(need => string.Create(CultureInfo.InvariantCulture, $"{need.Count} {need.Group}")));

    private static ApprovalState State(string state) => state switch
    {
        "waiting" => ApprovalState.Waiting,
        "approved" => ApprovalState.Approved,
        "declined" => ApprovalState.Declined,
        "consumed" => ApprovalState.Consumed,
        "expired" => ApprovalState.Expired,
        "void" => ApprovalState.Void,
        _ => throw Unknown(state),
    };

    private static Reviewers Need(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return new Reviewers(line[(space + 1)..], int.Parse(line.AsSpan(0, Math.Max(space, 0)), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static FormatException Unknown(string value) => new($"the value '{value}' is not one that this program writes");
}

using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;

namespace CodexMcp.Storage.Tests.Support;

/// <summary>Approvals, votes and writes as the pipeline would make them.</summary>
internal static class Calls
{
    public static string Binding(string call) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(call)));

    public static Approval Approval(DateTimeOffset now, ApprovalWay way = ApprovalWay.Review, string call = "update 001", params IReadOnlyList<Reviewers> needs) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Way = way,
        Binding = Binding(call),
        Role = "sales",
        Revision = new string('b', 64),
        Principal = "alice",
        Environment = "production",
        Tool = "salesforce_update_opportunity",
        Message = $"The role sales asks to run {call}: \"żółw\", 'quotes', \\ and 100%.",
        Needs = needs.Count > 0 ? needs : way == ApprovalWay.Question ? [] : [new Reviewers("revops", 1)],
        Asked = now,
        Expires = now + TimeSpan.FromMinutes(10),
        Touched = now,
    };

    public static Vote Vote(DateTimeOffset at, string approver = "carol", bool approves = true, params IReadOnlyList<string> groups) => new()
    {
        Approver = approver,
        Credential = "key-of-" + approver,
        Approves = approves,
        Groups = groups.Count > 0 ? groups : ["revops"],
        Comment = approves ? null : "Not this quarter.",
        At = at,
    };

    public static SentWrite Write(DateTimeOffset at, string callId = "call-1", string key = "same") => new()
    {
        CallId = callId,
        Key = Binding(key),
        Role = "sales",
        Principal = "alice",
        Environment = "production",
        Tool = "salesforce_update_opportunity",
        At = at,
    };
}

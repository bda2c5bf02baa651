using CodexMcp.Host.Console.Approvals;
using CodexMcp.Host.Console.Forms;
using CodexMcp.Host.Console.Inbox;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console;

/// <summary>Which page answers which path. Whoever comes here is signed in, and a form is one that we made for this sign-in.</summary>
internal sealed class ConsolePages(ConsoleParts parts)
{
    /// <summary>There is no such page.</summary>
    public static readonly ConsoleProblem NotFound = new(StatusCodes.Status404NotFound, "There is no such page.", "The address may be mistyped, or what it showed is gone.");

    private readonly InboxPage inbox = new(parts);
    private readonly InboxEvents events = new(parts);
    private readonly ApprovalPage approval = new(parts);
    private readonly VoteForm vote = new(parts);

    /// <summary>Answers.</summary>
    public Task AnswerAsync(ConsoleVisit visit, string[]? path, FormFields? form) => (form, path) switch
    {
        (null, []) => inbox.ShowAsync(visit),
        (null, ["events"]) => events.StreamAsync(visit),
        (null, ["approvals", var id]) when ConsolePath.IsId(id) => approval.ShowAsync(visit, id, whole: false),
        (null, ["approvals", var id, "whole"]) when ConsolePath.IsId(id) => approval.ShowAsync(visit, id, whole: true),
        ({ } sent, ["approvals", var id, "vote"]) when ConsolePath.IsId(id) => vote.SubmitAsync(visit, id, sent),
        ({ }, ["sign-out"]) => parts.SignIn.LeaveAsync(visit),
        _ => visit.ProblemAsync(NotFound),
    };
}

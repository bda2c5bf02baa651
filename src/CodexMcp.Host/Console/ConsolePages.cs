using CodexMcp.Host.Console.Approvals;
using CodexMcp.Host.Console.Calls;
using CodexMcp.Host.Console.Connectors;
using CodexMcp.Host.Console.Forms;
using CodexMcp.Host.Console.History;
using CodexMcp.Host.Console.Inbox;
using CodexMcp.Host.Console.Metrics;
using CodexMcp.Host.Console.Roles;
using CodexMcp.Host.Console.Trail;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console;

/// <summary>Which page answers which path. Whoever comes here is signed in, and a form is one that we made for this sign-in.</summary>
internal sealed class ConsolePages
{
    /// <summary>There is no such page.</summary>
    public static readonly ConsoleProblem NotFound = new(StatusCodes.Status404NotFound, "There is no such page.", "The address may be mistyped, or what it showed is gone.");

    private readonly InboxPage inbox;
    private readonly InboxEvents events;
    private readonly ApprovalPage approval;
    private readonly VoteForm vote;
    private readonly HistoryPage history;
    private readonly TrailPage trail;
    private readonly ChainPage chains;
    private readonly RolesPage roles;
    private readonly ConnectorsPage connectors;
    private readonly SwitchForm switches;
    private readonly MetricsPage metrics;
    private readonly CallsPage calls;
    private readonly SignIn.SignInPage signIn;

    /// <summary>Makes the pages; none does anything before somebody asks for it.</summary>
    public ConsolePages(ConsoleParts parts)
    {
        var reader = new TrailReader(() => parts.Services.AuditFolder, parts.Time);
        (inbox, events, approval, vote, history) = (new(parts), new(parts), new(parts), new(parts), new(parts));
        (trail, chains, roles, connectors, calls) = (new(reader), new(parts), new(parts), new(parts), new(parts));
        (switches, metrics, signIn) = (new(parts, connectors), new(parts, reader), parts.SignIn);
    }

    /// <summary>Answers.</summary>
    public Task AnswerAsync(ConsoleVisit visit, string[]? path, FormFields? form) => (form, path) switch
    {
        (null, []) => inbox.ShowAsync(visit),
        (null, ["events"]) => events.StreamAsync(visit),
        (null, ["approvals", var id]) when ConsolePath.IsId(id) => approval.ShowAsync(visit, id, whole: false),
        (null, ["approvals", var id, "whole"]) when ConsolePath.IsId(id) => approval.ShowAsync(visit, id, whole: true),
        (null, ["history"]) => history.ShowAsync(visit),
        (null, ["audit"]) => trail.ShowAsync(visit),
        (null, ["audit", "chains"]) => chains.ShowAsync(visit),
        (null, ["roles"]) => roles.ListAsync(visit),
        (null, ["roles", var role]) => roles.ShowAsync(visit, role),
        (null, ["connectors"]) => connectors.ShowAsync(visit),
        (null, ["metrics"]) => metrics.ShowAsync(visit),
        (null, ["calls"]) => calls.ShowAsync(visit),
        ({ } sent, ["approvals", var id, "vote"]) when ConsolePath.IsId(id) => vote.SubmitAsync(visit, id, sent),
        ({ } sent, ["calls", var id, "settle"]) when ConsolePath.IsId(id) => calls.SettleAsync(visit, id, sent),
        ({ } sent, ["connectors", "switches"]) => switches.SubmitAsync(visit, sent),
        ({ }, ["audit", "chains"]) => chains.CheckAsync(visit),
        ({ }, ["sign-out"]) => signIn.LeaveAsync(visit),
        _ => visit.ProblemAsync(NotFound),
    };
}

using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Approvals;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.Inbox;

/// <summary>The calls that wait for people, the oldest first: few questions to the store, whatever their number.</summary>
internal sealed class InboxPage(ConsoleParts parts)
{
    /// <summary>The most calls on one page.</summary>
    public const int Most = 1_000;

    /// <summary>Shows it.</summary>
    public async Task ShowAsync(ConsoleVisit visit)
    {
        var waiting = await parts.Store.Approvals.ListAsync(visit.Now, all: false, Most, visit.Cancelled).ConfigureAwait(false);
        var voted = await VotedAsync(visit, waiting).ConfigureAwait(false);
        var views = await parts.ViewsAsync(visit).ConfigureAwait(false);
        await visit.PageAsync("Inbox", ConsoleEndpoint.Root, html => Write(html, visit, waiting, approval => !voted.Contains(approval.Id) && views(approval).WhyNot is null)).ConfigureAwait(false);
    }

    /// <summary>Those that wait for others though this person has voted: only where one vote does not decide.</summary>
    private async ValueTask<IReadOnlySet<string>> VotedAsync(ConsoleVisit visit, IReadOnlyList<Approval> waiting)
    {
        if (waiting.All(approval => approval.Needs.Sum(need => need.Count) <= 1))
        {
            return new HashSet<string>();
        }

        var filter = new ApprovalFilter { Now = visit.Now, Way = ApprovalWay.Review, State = ApprovalState.Waiting, Most = Most };
        var found = await parts.Store.Approvals.SearchAsync(filter, visit.Cancelled).ConfigureAwait(false);
        return found.Items.Where(approval => approval.Votes.Any(vote => string.Equals(vote.Approver, visit.Approver.Principal, StringComparison.Ordinal))).Select(approval => approval.Id).ToHashSet(StringComparer.Ordinal);
    }

    private static void Write(HtmlWriter html, ConsoleVisit visit, IReadOnlyList<Approval> waiting, Func<Approval, bool> mayVote)
    {
        html.Write($"""<h1>Inbox</h1><p id="status" role="status"></p><div id="live-inbox" data-live data-count="{waiting.Count}">""");
        if (waiting.Count == 0)
        {
            html.Write($"""<div class="empty"><p>No call waits.</p><p class="hint">When an agent asks for something that people decide, it appears here by itself.</p></div></div>""");
            return;
        }

        html.Write($"""<p class="hint">{Count(waiting.Count)}</p><ul class="cards">""");
        foreach (var approval in waiting)
        {
            Row(html, visit, approval, mayVote(approval));
        }

        html.Write($"""</ul></div>""");
    }

    private static void Row(HtmlWriter html, ConsoleVisit visit, Approval approval, bool mayVote)
    {
        html.Write($"""
            <li><a class="card" data-row href="/console/approvals/{approval.Id}"><span class="line"><strong>{approval.Tool}</strong> <span class="tag {approval.Environment}">{approval.Environment}</span>
            """);
        if (approval.State == ApprovalState.Approved)
        {
            html.Write($""" <span class="tag good">approved, not yet run</span>""");
        }
        else if (mayVote)
        {
            html.Write($""" <span class="tag yours">yours to decide</span>""");
        }

        html.Write($"""</span><span class="line">{approval.Role} · asked by {approval.Principal} · needs {Needs.Of(approval.Needs)}</span><span class="line hint">{Ago.Since(approval.Asked, visit.Now)}, open for {Ago.Until(approval.Expires, visit.Now)}</span></a></li>""");
    }

    private static string Count(int count) => count switch
    {
        1 => "One call waits.",
        Most => $"The {Most} oldest calls that wait.",
        _ => $"{count} calls wait.",
    };
}

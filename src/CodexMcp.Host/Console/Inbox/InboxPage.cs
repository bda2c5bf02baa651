using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Approvals;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.Inbox;

/// <summary>The calls that wait for people, the oldest first: one question to the store, whatever their number.</summary>
internal sealed class InboxPage(ConsoleParts parts)
{
    /// <summary>The most calls on one page.</summary>
    public const int Most = 1_000;

    /// <summary>Shows it.</summary>
    public async Task ShowAsync(ConsoleVisit visit)
    {
        var waiting = await parts.Store.Approvals.ListAsync(visit.Now, all: false, Most, visit.Cancelled).ConfigureAwait(false);
        await visit.PageAsync("Inbox", ConsoleEndpoint.Root, html => Write(html, visit, waiting)).ConfigureAwait(false);
    }

    private void Write(HtmlWriter html, ConsoleVisit visit, IReadOnlyList<Approval> waiting)
    {
        var people = new ReviewerView(parts.Roles.Groups, visit.Approver);
        html.Write($"""<h1>Inbox</h1><p id="status" role="status"></p><div id="live-inbox" data-live data-count="{waiting.Count}">""");
        if (waiting.Count == 0)
        {
            html.Write($"""<div class="empty"><p>No call waits.</p><p class="hint">When an agent asks for something that people decide, it appears here by itself.</p></div></div>""");
            return;
        }

        html.Write($"""<p class="hint">{Count(waiting.Count)}</p><ul class="cards">""");
        foreach (var approval in waiting)
        {
            Row(html, visit, approval, people.MayVote(approval));
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

using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Html;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Approvals;

/// <summary>One call: everything that would run, who has voted, what happens on yes, and the vote.</summary>
internal sealed class ApprovalPage(ConsoleParts parts)
{
    private readonly VotePanel panel = new(parts);

    /// <summary>Shows it, or says that there is none.</summary>
    public async Task ShowAsync(ConsoleVisit visit, string id, bool whole, ConsoleProblem? problem = null)
    {
        if (await parts.Store.Approvals.FindAsync(id, visit.Cancelled).ConfigureAwait(false) is not { } approval)
        {
            await visit.ProblemAsync(ConsolePages.NotFound).ConfigureAwait(false);
            return;
        }

        var view = (await parts.ViewsAsync(visit).ConfigureAwait(false))(approval);
        await visit.PageAsync($"{approval.Tool} in {approval.Role}", "", html => Write(html, visit, approval, view, whole, problem), problem?.Status ?? StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private void Write(HtmlWriter html, ConsoleVisit visit, Approval approval, DeskView view, bool whole, ConsoleProblem? problem)
    {
        if (problem is not null)
        {
            html.Write($"""<p class="alert" role="alert">{problem.What} {problem.Next}</p>""");
        }

        html.Write($"""<h1>{approval.Tool} <span class="tag {approval.Environment}">{approval.Environment}</span></h1><p class="lead">{approval.Principal} asks in the role <strong>{approval.Role}</strong>, {Ago.Since(approval.Asked, visit.Now)}.</p>""");
        html.Write($"""<section aria-labelledby="what"><h2 id="what">What would run</h2>""");
        if (Rendering.IsLong(approval) && !whole)
        {
            html.Write($"""
                <pre class="call" tabindex="0" aria-label="The beginning of the call">{Rendering.Beginning(approval)}</pre><p class="alert">This is not all: {approval.Message.Length - Rendering.Beginning(approval).Length} characters more. Read the whole call before you say yes.</p>
                <p><a class="button" href="/console/approvals/{approval.Id}/whole">Show the whole call</a></p>
                """);
        }
        else
        {
            html.Write($"""<pre class="call whole" tabindex="0" aria-label="The whole call">{approval.Message}</pre>""");
        }

        html.Write($"""<p class="hint">Characters that could deceive are shown by number. What you see is on record as <code>{approval.MessageHash}</code>.</p></section>""");
        Standing(html, visit, approval);
        panel.Write(html, visit, approval, view, seen: whole || !Rendering.IsLong(approval));
    }

    private static void Standing(HtmlWriter html, ConsoleVisit visit, Approval approval)
    {
        var state = approval.StateAt(visit.Now);
        html.Write($"""
            <section aria-labelledby="standing" id="live-standing" data-live><h2 id="standing">Where it stands</h2><dl>
            <dt>State</dt><dd><span class="tag {ReviewDesk.Word(state)}">{ReviewDesk.Word(state)}</span></dd><dt>Asked</dt><dd>{approval.Asked}</dd><dt>Open until</dt><dd>{approval.Expires}</dd>
            """);
        if (approval.Way == ApprovalWay.Review)
        {
            html.Write($"""<dt>Needs</dt><dd>{Needs.Of(approval.Needs)}</dd>""");
            if (state == ApprovalState.Waiting)
            {
                html.Write($"""<dt>Still missing</dt><dd>{Needs.Of(ReviewCount.Missing(approval))}</dd>""");
            }
        }

        if (approval.Terms is { EscalatesAt: { } late, EscalatesTo: { } to })
        {
            html.Write($"""<dt>If late</dt><dd>from {late} on {to} may decide too</dd>""");
        }

        if (approval.ConsumedBy is { } call)
        {
            html.Write($"""<dt>Run by call</dt><dd><code>{call}</code></dd>""");
        }

        html.Write($"""</dl><p><a class="hint" href="/console/audit?q={approval.Id}">On record in the audit trail</a></p>""");
        Votes(html, approval);
        html.Write($"""</section>""");
    }

    private static void Votes(HtmlWriter html, Approval approval)
    {
        if (approval.Votes.Count == 0)
        {
            html.Write($"""<p class="hint">Nobody has voted.</p>""");
            return;
        }

        html.Write($"""<ul class="votes" aria-label="Votes">""");
        foreach (var vote in approval.Votes)
        {
            html.Write($"""<li><span class="tag {(vote.Overrides ? "yours" : vote.Approves ? "good" : "bad")}">{(vote.Overrides ? "override in an emergency" : vote.Approves ? "yes" : "no")}</span> <strong>{vote.Approver}</strong>{(vote.OnBehalfOf is { } other ? $" for {other}" : "")} <span class="hint">{string.Join(", ", vote.Groups)} · {vote.At}</span>""");
            if (vote.Comment is { } comment)
            {
                html.Write($"""<blockquote>{comment}</blockquote>""");
            }

            html.Write($"""</li>""");
        }

        html.Write($"""</ul>""");
    }
}

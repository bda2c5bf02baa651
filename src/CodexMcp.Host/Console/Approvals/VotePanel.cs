using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.Approvals;

/// <summary>The vote on a call's page. The yes is offered below the whole call only, and brings back a proof that it was shown.</summary>
internal sealed class VotePanel(ConsoleParts parts)
{
    /// <summary>Writes it.</summary>
    /// <param name="html">The page.</param>
    /// <param name="visit">Who looks.</param>
    /// <param name="approval">At what.</param>
    /// <param name="view">What they could do.</param>
    /// <param name="seen">Whether the page shows the whole call.</param>
    public void Write(HtmlWriter html, ConsoleVisit visit, Approval approval, DeskView view, bool seen)
    {
        html.Write($"""<section aria-labelledby="vote" class="vote"><h2 id="vote">Your decision</h2>""");
        if (approval.Way == ApprovalWay.Question)
        {
            html.Write($"""<p>The person at the agent’s client was asked, so there is nothing to decide here.</p>""");
        }
        else if (approval.StateAt(visit.Now) != ApprovalState.Waiting)
        {
            html.Write($"""<p>{Over(approval.StateAt(visit.Now))}</p>""");
        }
        else
        {
            if (view.WhyNot is { } why)
            {
                html.Write($"""<p>{why}</p>""");
            }
            else
            {
                Form(html, visit, approval, view, seen);
            }

            if (view.MayOverride && seen)
            {
                Override(html, visit, approval);
            }
        }

        html.Write($"""</section>""");
    }

    /// <summary>What a form brings back to show that this call was shown whole in this session.</summary>
    public static string Proof(ConsoleParts parts, ConsoleVisit visit, Approval approval) =>
        parts.Keys.Sign("seen", visit.Session!.Id.ToString("N"), approval.Id, approval.MessageHash);

    private void Form(HtmlWriter html, ConsoleVisit visit, Approval approval, DeskView view, bool seen)
    {
        html.Write($"""<p>{OnYes(approval, view.Yes)} {OnNo(approval)} The agent is told your comment with a no.</p><form method="post" action="/console/approvals/{approval.Id}/vote">""");
        visit.Protect(html);
        if (seen)
        {
            html.Write($"""<input type="hidden" name="seen" value="{Proof(parts, visit, approval)}">""");
        }

        html.Write($"""<label for="comment">Comment <span class="hint">(optional, at most 500 characters, kept on record)</span></label><textarea id="comment" name="comment" maxlength="500" rows="2"></textarea><div class="buttons">""");
        if (seen)
        {
            html.Write($"""<button name="decision" value="approve" class="yes">Approve</button>""");
        }
        else
        {
            html.Write($"""<a class="button" href="/console/approvals/{approval.Id}/whole">Show the whole call to approve it</a>""");
        }

        html.Write($"""<button name="decision" value="decline" class="no">Decline</button></div></form>""");
    }

    /// <summary>The emergency's way: one person alone, with a reason, recorded as what it is.</summary>
    private void Override(HtmlWriter html, ConsoleVisit visit, Approval approval)
    {
        html.Write($"""<details class="panel"><summary>It can’t wait: override the review</summary><form method="post" action="/console/approvals/{approval.Id}/vote"><p>You are in {approval.Terms.Emergency}, so your yes alone decides. It is recorded and reported as an override.</p>""");
        visit.Protect(html);
        html.Write($"""<input type="hidden" name="seen" value="{Proof(parts, visit, approval)}"><label for="reason">Why it can’t wait</label><input id="reason" name="comment" required maxlength="500" autocomplete="off"><button name="decision" value="override" class="no">Override and approve</button></form></details>""");
    }

    /// <summary>What a yes of this person would do: the votes are counted as if it were there.</summary>
    private static string OnYes(Approval approval, Vote yes)
    {
        var voted = approval with { Votes = [.. approval.Votes, yes] };
        var place = yes.OnBehalfOf is { } other ? $" You decide in the place of {other}." : "";
        return ReviewCount.Decide(voted) == ApprovalState.Approved
            ? $"On yes, exactly this call may run once, when the agent makes it again before {approval.Expires:yyyy-MM-dd HH:mm} UTC.{place}"
            : $"On yes, your vote counts, and the call still waits for {Needs.Of(ReviewCount.Missing(voted))}.{place}";
    }

    private static string OnNo(Approval approval) => approval.Terms.Majority ? "On no, your vote counts; a majority of noes ends it." : "On no, the call ends.";

    private static string Over(ApprovalState state) => state switch
    {
        ApprovalState.Approved => "The call is approved: it runs once, when the agent makes it again.",
        ApprovalState.Declined => "The call was declined; it does not run.",
        ApprovalState.Consumed => "The call has run. This approval is spent.",
        ApprovalState.Expired => "Nobody decided in time, so the call does not run. The agent may ask again.",
        _ => "This approval counts no more: the role changed, or who asked or decided has lost the right to.",
    };
}

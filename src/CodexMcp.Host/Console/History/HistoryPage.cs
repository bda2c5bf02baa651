using System.Globalization;
using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Approvals;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.History;

/// <summary>Every call that people were asked about, newest first: searched, and a page at a time.</summary>
internal sealed class HistoryPage(ConsoleParts parts)
{
    private const string Path = "/console/history";
    private const int Most = 50;

    private static readonly (string Value, string Name, ApprovalState State)[] States =
    [
        ("waiting", "Waiting", ApprovalState.Waiting), ("approved", "Approved, not run", ApprovalState.Approved), ("run", "Run", ApprovalState.Consumed),
        ("declined", "Declined", ApprovalState.Declined), ("expired", "Expired", ApprovalState.Expired), ("void", "Void", ApprovalState.Void),
    ];

    /// <summary>Shows it.</summary>
    public async Task ShowAsync(ConsoleVisit visit)
    {
        var text = visit.Query("q");
        var state = visit.Query("state");
        var filter = new ApprovalFilter
        {
            Now = visit.Now,
            Text = text,
            State = Array.Find(States, known => known.Value == state) is { Value: not null } chosen ? chosen.State : null,
            After = Place(visit.Query("after")),
            Most = Most,
        };
        var found = await parts.Store.Approvals.SearchAsync(filter, visit.Cancelled).ConfigureAwait(false);
        await visit.PageAsync("History", Path, html =>
        {
            html.Write($"""<h1>History</h1>""");
            Form(html, text, state);
            if (found.Items.Count == 0)
            {
                html.Write($"""<div class="empty"><p>Nothing is like that.</p></div>""");
                return;
            }

            html.Write($"""<ul class="cards">""");
            foreach (var approval in found.Items)
            {
                Row(html, visit, approval);
            }

            html.Write($"""</ul>""");
            if (found.Next is { } next)
            {
                var more = $"{Path}?after={Text(next)}{(text is null ? "" : $"&q={Uri.EscapeDataString(text)}")}{(state is null ? "" : $"&state={Uri.EscapeDataString(state)}")}";
                html.Write($"""<p class="pages"><a href="{more}" rel="next">Older</a></p>""");
            }
        }).ConfigureAwait(false);
    }

    private static void Form(HtmlWriter html, string? text, string? state)
    {
        html.Write($"""
            <form class="panel filters" role="search" action="{Path}"><div><label for="q">Search</label><input id="q" type="search" name="q" value="{text}" maxlength="200" placeholder="id, tool, role, person, or words of the call"></div>
            <div><label for="state">State</label><select id="state" name="state"><option value="">All</option>
            """);
        foreach (var (value, name, _) in States)
        {
            html.Write($"""<option value="{value}"{HtmlAttribute.When(value == state, "selected")}>{name}</option>""");
        }

        html.Write($"""</select></div><button>Search</button></form>""");
    }

    private static void Row(HtmlWriter html, ConsoleVisit visit, Approval approval)
    {
        var word = ReviewDesk.Word(approval.StateAt(visit.Now));
        html.Write($"""
            <li><a class="card" data-row href="/console/approvals/{approval.Id}"><span class="line"><strong>{approval.Tool}</strong> <span class="tag {word}">{word}</span> <span class="tag {approval.Environment}">{approval.Environment}</span></span>
            <span class="line">{approval.Role} · asked by {approval.Principal}{(approval.Way == ApprovalWay.Question ? " · the person at the client was asked" : "")}</span><span class="line hint">{approval.Asked}
            """);
        foreach (var vote in approval.Votes)
        {
            html.Write($""" · {vote.Approver} said {(vote.Approves ? "yes" : "no")}""");
        }

        html.Write($"""</span></a></li>""");
    }

    private static string Text(ApprovalPlace place) => $"{place.Asked.UtcTicks.ToString(CultureInfo.InvariantCulture)}-{place.Id}";

    private static ApprovalPlace? Place(string? text)
    {
        var at = text?.IndexOf('-') ?? -1;
        return at > 0
            && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && ConsolePath.IsId(text![(at + 1)..])
            ? new(new(ticks, TimeSpan.Zero), text[(at + 1)..])
            : null;
    }
}

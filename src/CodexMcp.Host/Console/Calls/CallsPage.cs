using CodexMcp.Core.Execution;
using CodexMcp.Host.Console.Forms;
using CodexMcp.Host.Console.Html;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Calls;

/// <summary>Writes that were sent and whose end nobody knows: a person looks at the system and says what became of each.</summary>
internal sealed class CallsPage(ConsoleParts parts)
{
    private const string Path = "/console/calls";

    /// <summary>Shows them.</summary>
    public async Task ShowAsync(ConsoleVisit visit, ConsoleProblem? problem = null)
    {
        var lost = await parts.Store.Writes.UnsettledAsync(visit.Cancelled).ConfigureAwait(false);
        await visit.PageAsync(
            "Lost writes",
            Path,
            html =>
            {
                html.Write($"""<h1>Lost writes</h1><p class="lead">These were sent, and nobody knows whether they took effect. The identical call is refused until each is settled.</p>""");
                if (problem is not null)
                {
                    html.Write($"""<p class="alert" role="alert">{problem.What} {problem.Next}</p>""");
                }

                if (lost.Count == 0)
                {
                    html.Write($"""<div class="empty"><p>Every write that was sent has a known end.</p></div>""");
                }

                foreach (var write in lost)
                {
                    Write(html, visit, write);
                }
            },
            problem?.Status ?? StatusCodes.Status200OK).ConfigureAwait(false);
    }

    /// <summary>Takes a person's word.</summary>
    public async Task SettleAsync(ConsoleVisit visit, string id, FormFields form)
    {
        bool? happened = form["became"] switch { "happened" => true, "did-not" => false, _ => null };
        if (happened is null)
        {
            await ShowAsync(visit, new(StatusCodes.Status400BadRequest, "The form did not say what became of the write.", "Nothing was settled. Use one of the buttons.")).ConfigureAwait(false);
            return;
        }

        var answer = await parts.Settlements.SettleAsync(visit.Approver, id, happened.Value, visit.Cancelled).ConfigureAwait(false);
        await (answer.Done ? visit.GoAsync(Path) : ShowAsync(visit, new(StatusCodes.Status409Conflict, answer.Message, "Nothing was settled by you."))).ConfigureAwait(false);
    }

    private static void Write(HtmlWriter html, ConsoleVisit visit, SentWrite write)
    {
        var state = write.State == WriteState.Sent ? "sent" : "ambiguous";
        html.Write($"""
            <section aria-labelledby="call-{write.CallId}"><h2 id="call-{write.CallId}">{write.Tool} <span class="tag {state}">{state}</span> <span class="tag {write.Environment}">{write.Environment}</span></h2>
            <dl><dt>Call</dt><dd><a href="/console/audit?q={Uri.EscapeDataString(write.CallId)}"><code>{write.CallId}</code></a></dd><dt>Role</dt><dd>{write.Role}</dd><dt>Sent by</dt><dd>{write.Principal}</dd><dt>Sent</dt><dd>{write.At}, {Ago.Since(write.At, visit.Now)}</dd></dl>
            <form method="post" action="{Path}/{write.CallId}/settle"><p>Look at the system first: did it take effect?</p>
            """);
        visit.Protect(html);
        html.Write($"""<div class="buttons"><button name="became" value="happened" class="quiet">It happened</button><button name="became" value="did-not" class="quiet">It did not happen</button></div></form></section>""");
    }
}

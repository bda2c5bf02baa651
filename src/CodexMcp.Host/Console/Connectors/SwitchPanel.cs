using CodexMcp.Core.Switches;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.Connectors;

/// <summary>The kill switches: what is off and why, the way back, and the way to stop something at once.</summary>
internal sealed class SwitchPanel
{
    /// <summary>The kinds, in the order of the page.</summary>
    public static readonly SwitchKind[] Kinds = [SwitchKind.Role, SwitchKind.Connector, SwitchKind.Tool, SwitchKind.Principal];

    /// <summary>Writes it.</summary>
    public void Write(HtmlWriter html, ConsoleVisit visit, IReadOnlyList<Switch> off)
    {
        html.Write($"""<section aria-labelledby="switches"><h2 id="switches">Kill switches</h2><p>What is off is refused in every process that shares this store, within a second.</p>""");
        if (off.Count == 0)
        {
            html.Write($"""<p class="hint">Nothing is off.</p>""");
        }

        for (var index = 0; index < off.Count; index++)
        {
            On(html, visit, off[index], index);
        }

        html.Write($"""<details><summary>Switch something off</summary><form method="post" action="{ConnectorsPage.Path}/switches">""");
        visit.Protect(html);
        html.Write($"""<input type="hidden" name="to" value="off"><div class="filters"><div><label for="kind">What</label><select id="kind" name="kind">""");
        foreach (var kind in Kinds)
        {
            html.Write($"""<option value="{Switch.Word(kind)}">{Switch.Word(kind)}</option>""");
        }

        html.Write($"""
            </select></div><div><label for="name">Name</label><input id="name" name="name" required maxlength="256" autocomplete="off"></div></div>
            <label for="why">Why <span class="hint">(kept on record; agents are told it)</span></label><input id="why" name="reason" required maxlength="500" autocomplete="off"><button class="no">Switch it off now</button></form></details></section>
            """);
    }

    private static void On(HtmlWriter html, ConsoleVisit visit, Switch off, int index)
    {
        html.Write($"""<div class="panel"><p><span class="tag off">off</span> {Switch.Word(off.Kind)} <strong>{off.Name}</strong></p><p>{off.Reason}</p><p class="hint">by {off.By}, {off.At}</p><form method="post" action="{ConnectorsPage.Path}/switches">""");
        visit.Protect(html);
        html.Write($"""<input type="hidden" name="to" value="on"><input type="hidden" name="kind" value="{Switch.Word(off.Kind)}"><input type="hidden" name="name" value="{off.Name}"><label for="on-{index}">Why it may go on</label><input id="on-{index}" name="reason" required maxlength="500" autocomplete="off"><button>Switch it on again</button></form></div>""");
    }
}

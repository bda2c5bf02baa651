using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.Trail;

/// <summary>The audit trail of this host: filtered, newest first, each record whole when it is opened.</summary>
internal sealed class TrailPage(TrailReader reader)
{
    private const string Path = "/console/audit";
    private const int Most = 200;
    private const int LongestRecord = 16_000;

    private static readonly string[] Events =
    [
        AuditEvents.Finished, AuditEvents.Boundary, AuditEvents.ApprovalAsked, AuditEvents.ApprovalAnswered, AuditEvents.ApprovalVoted, AuditEvents.ApprovalOverridden, AuditEvents.ApprovalEscalated, AuditEvents.ApprovalDelegated, AuditEvents.ApprovalVoided,
        AuditEvents.Intent, AuditEvents.Ambiguous, AuditEvents.Settled, AuditEvents.SwitchedOff, AuditEvents.SwitchedOn, AuditEvents.SignedIn, AuditEvents.SignedOut,
        AuditEvents.SessionStarted, AuditEvents.RequestRefused, AuditEvents.ProfileReloaded, AuditEvents.Opened, AuditEvents.Continued, AuditEvents.Closed, AuditEvents.Recovered, AuditEvents.Pruned,
    ];

    /// <summary>Shows it.</summary>
    public async Task ShowAsync(ConsoleVisit visit)
    {
        var filter = TrailFilter.Of(visit);
        var all = await reader.ReadAsync(visit.Cancelled).ConfigureAwait(false);
        var found = all.Where(filter.Matches).Take(Most + 1).ToList();
        await visit.PageAsync("Audit trail", Path, html =>
        {
            html.Write($"""<h1>Audit trail</h1><p class="lead">What this host has on record. <a href="{Path}/chains">Is it sound?</a></p>""");
            Form(html, filter);
            html.Write($"""<p class="hint" role="status">{Found(found.Count, all.Count)}</p>""");
            if (found.Count > 0)
            {
                html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="Records"><table><thead><tr><th scope="col">Time</th><th scope="col">Event</th><th scope="col">Who</th><th scope="col">Tool</th><th scope="col">Outcome</th></tr></thead><tbody>""");
                foreach (var record in found.Take(Most))
                {
                    Row(html, record);
                }

                html.Write($"""</tbody></table></div>""");
            }
        }).ConfigureAwait(false);
    }

    private static void Form(HtmlWriter html, TrailFilter filter)
    {
        html.Write($"""<form class="panel filters" role="search" action="{Path}"><div><label for="q">Search</label><input id="q" type="search" name="q" value="{filter.Text}" maxlength="200" placeholder="a call’s id, a hash, any word"></div><div><label for="event">Event</label><select id="event" name="event"><option value="">All</option>""");
        foreach (var name in Events)
        {
            html.Write($"""<option{HtmlAttribute.When(name == filter.Event, "selected")}>{name}</option>""");
        }

        html.Write($"""</select></div>""");
        foreach (var (name, label, value) in new[] { ("principal", "Who", filter.Principal), ("role", "Role", filter.Role), ("tool", "Tool", filter.Tool), ("outcome", "Outcome", filter.Outcome) })
        {
            html.Write($"""<div><label for="{name}">{label}</label><input id="{name}" name="{name}" value="{value}" maxlength="200"></div>""");
        }

        html.Write($"""<button>Filter</button></form>""");
    }

    private static void Row(HtmlWriter html, AuditRecord record)
    {
        if (record.Json.ValueKind != JsonValueKind.Object)
        {
            html.Write($"""<tr><td colspan="5">{record.File}: a line that is no record. <a href="{Path}/chains">Check the trail</a></td></tr>""");
            return;
        }

        var json = record.Json.GetRawText();
        html.Write($"""
            <tr><td class="time">{Time(record.Time)}</td><td><details><summary>{record.Text("event")}</summary><pre class="call">{(json.Length > LongestRecord ? json[..LongestRecord] + "…" : json)}</pre></details></td>
            <td>{record.Text("principal")}</td><td>{record.Text("tool")}<span class="hint"> {record.Text("role")}</span></td><td>{record.Text("outcome")}
            """);
        if (record.Text("reason") is { } reason)
        {
            html.Write($"""{(record.Text("outcome") is null ? "" : ": ")}<span class="hint">{reason}</span>""");
        }

        if (record.Text("call_id") is { } call && ConsolePath.IsId(call))
        {
            html.Write($"""<br><a class="hint" href="{Path}?q={call}">this call</a>""");
        }

        html.Write($"""</td></tr>""");
    }

    private static string Time(string text) => text.Length > 19 ? text[..19].Replace('T', ' ') : text;

    private static string Found(int found, int all) => (found, all) switch
    {
        (0, _) => $"None of the newest {all} records is like that.",
        ( > Most, _) => $"The newest {Most} of those that are like that.",
        (_, TrailReader.Depth) => $"{found} of the newest {all} records; older ones: codex-mcp audit tail.",
        _ => $"{found} of {all} records.",
    };
}

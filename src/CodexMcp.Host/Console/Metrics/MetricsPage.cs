using System.Globalization;
using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Connectors;
using CodexMcp.Host.Console.Html;
using CodexMcp.Host.Console.Trail;

namespace CodexMcp.Host.Console.Metrics;

/// <summary>How well asking people works, where calls end, and how connectors are: from the store of approvals, the trail and the meters.</summary>
internal sealed class MetricsPage(ConsoleParts parts, TrailReader trail)
{
    private const string Path = "/console/metrics";
    private const int MostPages = 5;

    /// <summary>Shows it.</summary>
    public async Task ShowAsync(ConsoleVisit visit)
    {
        var days = visit.Number("days", 1, 30, 7);
        var since = visit.Now.AddDays(-days);
        var approvals = await ApprovalsAsync(visit, since).ConfigureAwait(false);
        var reviews = ReviewFigures.Of(approvals, visit.Now);
        var records = await trail.ReadAsync(visit.Cancelled).ConfigureAwait(false);
        var calls = CallFigures.Of(records, since, reachesBack: records.Count < TrailReader.Depth);
        await visit.PageAsync("Metrics", Path, html =>
        {
            html.Write($"""<h1>Metrics</h1><p class="lead">The last {days} days. """);
            foreach (var other in new[] { 1, 7, 30 })
            {
                html.Write($"""<a href="{Path}?days={other}"{HtmlAttribute.When(other == days, "aria-current", "true")}>{other} {(other == 1 ? "day" : "days")}</a> """);
            }

            html.Write($"""</p>""");
            Reviews(html, reviews, approvals.Count == MostPages * 1_000);
            Calls(html, calls);
            Connectors(html);
        }).ConfigureAwait(false);
    }

    private async Task<List<Approval>> ApprovalsAsync(ConsoleVisit visit, DateTimeOffset since)
    {
        var all = new List<Approval>();
        var filter = new ApprovalFilter { Now = visit.Now, From = since, Most = 1_000 };
        for (var page = 0; page < MostPages; page++)
        {
            var found = await parts.Store.Approvals.SearchAsync(filter, visit.Cancelled).ConfigureAwait(false);
            all.AddRange(found.Items);
            if (found.Next is not { } next)
            {
                break;
            }

            filter = filter with { After = next };
        }

        return all;
    }

    private static void Reviews(HtmlWriter html, ReviewFigures figures, bool cut)
    {
        html.Write($"""
            <h2>Asking people</h2><div class="figures">
            <div class="figure"><b>{Share(figures.Precision)}</b>approval precision: of the calls that people decided, so many they approved ({figures.Approved} of {figures.Approved + figures.Declined})</div>
            <div class="figure"><b>{Long(figures.P50)}</b>until reviewers had decided, p50</div><div class="figure"><b>{Long(figures.P95)}</b>until reviewers had decided, p95</div>
            <div class="figure"><b>{figures.Asked}</b>asked; {figures.Waiting} waiting, {figures.Undecided} out of time{(cut ? " (the newest only)" : "")}</div></div>
            """);
    }

    private static void Calls(HtmlWriter html, CallFigures figures)
    {
        html.Write($"""
            <h2>Calls</h2><div class="figures"><div class="figure"><b>{figures.Ended}</b>ended on this host since {figures.Since}</div><div class="figure"><b>{figures.Ended - figures.Succeeded}</b>refused or failed</div>
            <div class="figure"><b>{figures.Boundary}</b><a href="/console/audit?event=call.boundary_violation">boundary violations</a>: calls of tools outside the role</div></div>
            """);
        if (figures.Refused.Count == 0)
        {
            html.Write($"""<p class="hint">No call was refused.</p>""");
            return;
        }

        html.Write($"""<section aria-labelledby="refused"><h2 id="refused">Where calls ended</h2><div class="scroll" tabindex="0" role="region" aria-label="Refusals by stage"><table><thead><tr><th scope="col">Stage</th><th scope="col">Outcome</th><th scope="col" class="number">Calls</th></tr></thead><tbody>""");
        foreach (var (stage, outcome, count) in figures.Refused)
        {
            html.Write($"""<tr><td>{stage}</td><td><a href="/console/audit?outcome={Uri.EscapeDataString(outcome)}">{outcome}</a></td><td class="number">{count}</td></tr>""");
        }

        html.Write($"""</tbody></table></div></section>""");
    }

    private void Connectors(HtmlWriter html)
    {
        html.Write($"""<section aria-labelledby="latency"><h2 id="latency">Connectors</h2><p class="hint">Attempts of this process since {parts.Meters.Since}.</p>""");
        if (parts.Meters.Read() is { Count: > 0 } lines)
        {
            html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="Latency and errors by connector"><table><thead><tr><th scope="col">Connector</th><th scope="col">Role</th><th scope="col" class="number">Attempts</th><th scope="col" class="number">Failed</th><th scope="col" class="number">p50</th><th scope="col" class="number">p95</th></tr></thead><tbody>""");
            foreach (var line in lines)
            {
                html.Write($"""<tr><td>{line.Key.Connector} ({line.Key.Environment})</td><td>{line.Key.Role}</td><td class="number">{line.Latency.Attempts}</td><td class="number">{line.Latency.Failures}</td><td class="number">{ConnectorsPage.Time(line.Latency.P50)}</td><td class="number">{ConnectorsPage.Time(line.Latency.P95)}</td></tr>""");
            }

            html.Write($"""</tbody></table></div>""");
        }
        else
        {
            html.Write($"""<p>No connector has been used.</p>""");
        }

        html.Write($"""</section>""");
    }

    private static string Share(double? share) => share is { } value ? $"{(value * 100).ToString("0", CultureInfo.InvariantCulture)} %" : "–";

    private static string Long(double? seconds) => seconds is { } value ? Ago.Span(TimeSpan.FromSeconds(value)) : "–";
}

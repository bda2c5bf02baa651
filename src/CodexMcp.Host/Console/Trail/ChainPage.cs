using CodexMcp.Core.Audit;
using CodexMcp.Host.Console.Html;

namespace CodexMcp.Host.Console.Trail;

/// <summary>Whether the trail is sound: every record of every chain is checked when somebody asks, one check at a time.</summary>
internal sealed class ChainPage(ConsoleParts parts)
{
    private const string Path = "/console/audit/chains";
    private readonly Lock gate = new();
    private Task<Checked>? last;

    /// <summary>Shows what the last check found.</summary>
    public Task ShowAsync(ConsoleVisit visit)
    {
        Task<Checked>? check;
        lock (gate)
        {
            check = last;
        }

        return visit.PageAsync("Is the trail sound?", "/console/audit", html =>
        {
            html.Write($"""<h1>Is the trail sound?</h1><p class="lead">A check reads every record, and finds any edit, cut, reorder or insertion.</p><form method="post" action="{Path}">""");
            visit.Protect(html);
            html.Write($"""<p><button>Check now</button></p></form>""");
            if (check is { IsCompletedSuccessfully: true })
            {
                Report(html, check.Result);
            }
            else
            {
                html.Write($"""<p class="hint">{(check is { IsFaulted: true } ? "The last check broke off: a file could not be read. The host’s log says more." : "This host has not checked it since it started.")}</p>""");
            }
        });
    }

    /// <summary>Checks, and leads to what was found.</summary>
    public async Task CheckAsync(ConsoleVisit visit)
    {
        Task<Checked> check;
        lock (gate)
        {
            check = last is { IsCompleted: false } running ? running : last = Task.Run(() => new Checked(parts.Time.GetUtcNow(), AuditVerifier.Verify(parts.Services.AuditFolder)));
        }

        try
        {
            await check.WaitAsync(visit.Cancelled).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            parts.Logger.Notice($"The audit trail could not be checked: {exception.Message}");
        }

        await visit.GoAsync(Path).ConfigureAwait(false);
    }

    private static void Report(HtmlWriter html, Checked check)
    {
        var found = check.Found;
        html.Write($"""<p class="lead" role="status"><span class="tag {(found.Ok ? "good" : "bad")}">{(found.Ok ? "sound" : "not sound")}</span> {found.Records} records in {found.Chains.Count} chains, checked at {check.At}.</p>""");
        foreach (var problem in found.Problems)
        {
            html.Write($"""<p class="alert" role="alert">{problem.ToString()}</p>""");
        }

        html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="Chains"><table><thead><tr><th scope="col">Chain</th><th scope="col">State</th><th scope="col" class="number">Files</th><th scope="col" class="number">Records</th><th scope="col">Last hash</th></tr></thead><tbody>""");
        foreach (var chain in found.Chains)
        {
            var state = chain.State.ToString().ToLowerInvariant();
            html.Write($"""<tr><td><code>{chain.Chain}</code></td><td><span class="tag {state}">{state}</span></td><td class="number">{chain.Files}</td><td class="number">{chain.Records}</td><td><code>{chain.LastHash}</code></td></tr>""");
        }

        html.Write($"""</tbody></table></div>""");
        foreach (var remark in found.Remarks)
        {
            html.Write($"""<p class="hint">{remark}</p>""");
        }
    }

    private sealed record Checked(DateTimeOffset At, AuditVerification Found);
}

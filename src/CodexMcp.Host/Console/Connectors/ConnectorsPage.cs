using System.Globalization;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Switches;
using CodexMcp.Host.Console.Html;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Connectors;

/// <summary>The connectors with how they are, and the kill switches.</summary>
internal sealed class ConnectorsPage(ConsoleParts parts)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/console/connectors";

    private readonly SwitchPanel switches = new();

    /// <summary>Shows it.</summary>
    public async Task ShowAsync(ConsoleVisit visit, ConsoleProblem? problem = null)
    {
        var off = await parts.Services.Desks.Switches.ListAsync(visit.Cancelled).ConfigureAwait(false);
        var lines = parts.Meters.Read();
        await visit.PageAsync(
            "Connectors",
            Path,
            html =>
            {
                html.Write($"""<h1>Connectors</h1>""");
                if (problem is not null)
                {
                    html.Write($"""<p class="alert" role="alert">{problem.What} {problem.Next}</p>""");
                }

                switches.Write(html, visit, off);
                foreach (var manifest in parts.Roles.Loaded.Manifests.Values.OrderBy(manifest => manifest.Name, StringComparer.Ordinal))
                {
                    Write(html, manifest, [.. lines.Where(line => line.Key.Connector == manifest.Name)], off);
                }

                html.Write($"""<p class="hint">Figures are of this process since {parts.Meters.Since}.</p>""");
            },
            problem?.Status ?? StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private static void Write(HtmlWriter html, ConnectorManifest manifest, List<ConnectorLine> lines, IReadOnlyList<Switch> off)
    {
        var isOff = off.Any(one => one.Kind == SwitchKind.Connector && string.Equals(one.Name, manifest.Name, StringComparison.OrdinalIgnoreCase));
        html.Write($"""
            <section aria-labelledby="connector-{manifest.Name}"><h2 id="connector-{manifest.Name}">{manifest.Catalog.Title} <span class="tag {(isOff ? "off" : Health(lines).Class)}">{(isOff ? "switched off" : Health(lines).Word)}</span></h2>
            <p>{manifest.Description}</p><p class="hint">{manifest.Name} · {manifest.Kind} · version {manifest.Version} · {manifest.Catalog.Tools.Count} tools · {string.Join(", ", manifest.Environments)}</p>
            """);
        if (lines.Count == 0)
        {
            html.Write($"""<p class="hint">No call has needed it yet.</p></section>""");
            return;
        }

        html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="Figures of {manifest.Name}"><table><thead><tr><th scope="col">Role</th><th scope="col">Environment</th><th scope="col">Circuit</th><th scope="col" class="number">Attempts</th><th scope="col" class="number">Failed</th><th scope="col" class="number">p50</th><th scope="col" class="number">p95</th></tr></thead><tbody>""");
        foreach (var line in lines)
        {
            var (name, kind) = line.Circuit switch { 0 => ("closed", "closed"), 1 => ("half open", "waiting"), 2 => ("open", "open"), _ => ("not made", "") };
            html.Write($"""<tr><td>{line.Key.Role}</td><td>{line.Key.Environment}</td><td><span class="tag {kind}">{name}</span></td><td class="number">{line.Latency.Attempts}</td><td class="number">{line.Latency.Failures}</td><td class="number">{Time(line.Latency.P50)}</td><td class="number">{Time(line.Latency.P95)}</td></tr>""");
        }

        html.Write($"""</tbody></table></div></section>""");
    }

    /// <summary>A duration in the unit that fits it.</summary>
    public static string Time(double? seconds) => seconds switch
    {
        null => "–",
        < 1 => $"{(seconds.Value * 1000).ToString("0.0", CultureInfo.InvariantCulture)} ms",
        _ => $"{seconds.Value.ToString("0.00", CultureInfo.InvariantCulture)} s",
    };

    private static (string Word, string Class) Health(List<ConnectorLine> lines)
    {
        if (lines.Any(line => line.Circuit > 0))
        {
            return ("in trouble", "bad");
        }

        var attempts = lines.Sum(line => line.Latency.Attempts);
        var failures = lines.Sum(line => line.Latency.Failures);
        return attempts == 0 ? ("not used yet", "") : failures * 2 > attempts ? ("mostly failing", "bad") : failures * 10 > attempts ? ("some failures", "yours") : ("healthy", "good");
    }
}

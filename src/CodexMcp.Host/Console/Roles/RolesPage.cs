using CodexMcp.Core.Roles;
using CodexMcp.Host.Console.Approvals;
using CodexMcp.Host.Console.Html;
using static CodexMcp.Host.Commands.Words;

namespace CodexMcp.Host.Console.Roles;

/// <summary>Roles and their tools as the host sees them: what each tool does, who says yes, and which line of which file says so.</summary>
internal sealed class RolesPage(ConsoleParts parts)
{
    private const string Path = "/console/roles";

    /// <summary>Shows all roles.</summary>
    public Task ListAsync(ConsoleVisit visit)
    {
        var loaded = parts.Roles.Loaded;
        return visit.PageAsync("Roles", Path, html =>
        {
            html.Write($"""<h1>Roles</h1>""");
            foreach (var error in parts.Roles.Errors)
            {
                html.Write($"""<p class="alert" role="alert">{error.ToString()} The roles that ran before go on.</p>""");
            }

            html.Write($"""<ul class="cards">""");
            foreach (var profile in loaded.Profiles.Values.OrderBy(profile => profile.Role, StringComparer.Ordinal))
            {
                html.Write($"""
                    <li><a class="card" data-row href="{Path}/{profile.Role}"><span class="line"><strong>{profile.Role}</strong> <span class="tag {profile.Execution.Environment}">{profile.Execution.Environment}</span></span>
                    <span class="line">{profile.Description}</span><span class="line hint">version {profile.Version} · {profile.Tools.Count} tools · owned by {profile.Owner}</span></a></li>
                    """);
            }

            html.Write($"""</ul>""");
        });
    }

    /// <summary>Shows one.</summary>
    public Task ShowAsync(ConsoleVisit visit, string role)
    {
        var loaded = parts.Roles.Loaded;
        if (!loaded.Profiles.TryGetValue(role, out var profile))
        {
            return visit.ProblemAsync(ConsolePages.NotFound);
        }

        return visit.PageAsync(profile.Role, Path, html =>
        {
            html.Write($"""
                <h1>{profile.Role} <span class="tag {profile.Execution.Environment}">{profile.Execution.Environment}</span></h1><p class="lead">{profile.Description}</p>
                <dl class="panel"><dt>Version</dt><dd>{profile.Version}</dd><dt>Revision</dt><dd><code>{profile.Revision}</code></dd><dt>Owner</dt><dd>{profile.Owner}</dd><dt>Who may use it</dt><dd>{string.Join(", ", profile.Governance.AccessGroups)}</dd></dl>
                <div class="scroll" tabindex="0" role="region" aria-label="Tools"><table><caption>Every tool of the role’s connectors</caption><thead><tr><th scope="col">Tool</th><th scope="col">Does</th><th scope="col">Listed</th><th scope="col">Mode</th></tr></thead><tbody>
                """);
            foreach (var tool in loaded.Explanations.GetValueOrDefault(role) ?? [])
            {
                Row(html, profile, tool);
            }

            html.Write($"""</tbody></table></div>""");
        });
    }

    private static void Row(HtmlWriter html, RoleProfile profile, ToolExplanation tool)
    {
        html.Write($"""<tr><th scope="row">{tool.Tool}</th><td>{Of(tool.Verb)}</td><td>{(tool.Listed ? "yes" : "no")}<br><span class="hint">{tool.Why} <code>{tool.At.ToString()}</code></span></td><td>""");
        if (tool.Listed)
        {
            html.Write($"""<strong>{Of(tool.Mode)}</strong><br><span class="hint">{tool.ModeWhy} <code>{tool.ModeAt.ToString()}</code></span>""");
            if (profile.Find(tool.Tool) is { Reviewers: { Count: > 0 } reviewers })
            {
                html.Write($"""<br>decided by {Needs.Of(reviewers)}""");
            }

            foreach (var rule in tool.Rules)
            {
                html.Write($"""<br>raised to <strong>{Of(rule.Mode)}</strong> by its {rule.When.Argument}: {rule.Because} <span class="hint"><code>{rule.At.ToString()}</code></span>""");
            }
        }

        html.Write($"""</td></tr>""");
    }
}

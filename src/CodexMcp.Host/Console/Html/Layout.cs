using CodexMcp.Host.Console.Assets;

namespace CodexMcp.Host.Console.Html;

/// <summary>What stands around every page: the head, the way to the other pages, who is signed in.</summary>
internal static class Layout
{
    private static readonly (string Path, string Name)[] Places =
    [
        ("/console", "Inbox"), ("/console/history", "History"), ("/console/audit", "Audit trail"), ("/console/roles", "Roles"), ("/console/connectors", "Connectors"),
        ("/console/calls", "Lost writes"), ("/console/metrics", "Metrics"),
    ];

    /// <summary>Begins a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="visit">Who looks at it.</param>
    /// <param name="title">Its title.</param>
    /// <param name="place">The path of the place that it belongs to.</param>
    public static void Begin(HtmlWriter html, ConsoleVisit visit, string title, string place)
    {
        html.Write($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · CodexMcp</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
            <link rel="icon" href="{AssetFiles.Url("icon.svg")}" type="image/svg+xml"><link rel="stylesheet" href="{AssetFiles.Url("console.css")}"><script src="{AssetFiles.Url("console.js")}" defer></script></head>
            <body><a class="skip" href="#main">Skip to the content</a><header><a class="brand" href="/console">CodexMcp</a>
            """);
        if (visit.Session is not null)
        {
            html.Write($"""<nav aria-label="Pages"><ul>""");
            foreach (var (path, name) in Places)
            {
                html.Write($"""<li><a href="{path}"{HtmlAttribute.When(path == place, "aria-current", "page")}>{name}</a></li>""");
            }

            html.Write($"""</ul></nav><form class="who" method="post" action="/console/sign-out"><span>{visit.Approver.Principal}</span>""");
            visit.Protect(html);
            html.Write($"""<button class="quiet">Sign out</button></form>""");
        }

        html.Write($"""</header><main id="main" tabindex="-1">""");
    }

    /// <summary>Ends it.</summary>
    public static void End(HtmlWriter html) => html.Write($"""</main><footer><p>Keys: <kbd>j</kbd> and <kbd>k</kbd> move, <kbd>Enter</kbd> opens, <kbd>/</kbd> searches, <kbd>g</kbd> <kbd>i</kbd> goes to the inbox.</p></footer></body></html>""");
}

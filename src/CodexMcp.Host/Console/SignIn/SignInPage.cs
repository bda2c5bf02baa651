using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Host.Console.Forms;
using CodexMcp.Host.Console.Html;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.SignIn;

/// <summary>The sign-in by an approver's key. The form is tied to the browser that asked for it, so that nobody is signed in as somebody else by another site.</summary>
internal sealed class SignInPage(ConsoleKeys keys, ConsoleSessions sessions, Func<ApiKeys> apiKeys, IAuditLog audit, string? provider)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/console/sign-in";

    /// <summary>Shows the form.</summary>
    public Task ShowAsync(ConsoleVisit visit, string? next, ConsoleProblem? problem = null)
    {
        var browser = ConsoleCookies.Read(visit.Context, ConsoleCookies.Form);
        if (browser is null)
        {
            browser = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
            ConsoleCookies.Set(visit.Context, ConsoleCookies.Form, browser);
        }

        var back = ReturnPath.Safe(next);
        return visit.PageAsync(
            "Sign in",
            "",
            html =>
            {
                html.Write($"""<div class="narrow"><h1>Sign in</h1><p>Here people decide what agents may do.</p>""");
                if (problem is not null)
                {
                    html.Write($"""<p class="alert" role="alert" id="problem">{problem.What} {problem.Next}</p>""");
                }

                if (provider is not null)
                {
                    html.Write($"""<p><a class="button" href="{Path}/openid?next={Uri.EscapeDataString(back)}">Sign in with {provider}</a></p><p class="hint">or</p>""");
                }

                html.Write($"""
                    <form method="post" action="{Path}" autocomplete="off"><input type="hidden" name="token" value="{keys.Sign("sign-in", browser)}"><input type="hidden" name="next" value="{back}">
                    <label for="key">Approver’s key</label><input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" maxlength="200" required autofocus{HtmlAttribute.When(problem is not null, "aria-describedby", "problem")}>
                    <p class="hint">An operator makes one with <code>codex-mcp keys create --kind approver</code>.</p><button>Sign in</button></form></div>
                    """);
            },
            problem?.Status ?? StatusCodes.Status200OK);
    }

    /// <summary>Takes the form.</summary>
    public async Task SubmitAsync(ConsoleVisit visit, FormFields form)
    {
        if (ConsoleCookies.Read(visit.Context, ConsoleCookies.Form) is not { } browser || !keys.IsSigned(form["token"], "sign-in", browser))
        {
            await ShowAsync(visit, form["next"], new(StatusCodes.Status403Forbidden, "That form was not made for this browser, or is too old.", "Cookies must be on. Try again.")).ConfigureAwait(false);
            return;
        }

        if (await apiKeys().VerifyAsync((form["key"] ?? "").Trim(), ApiKeyKind.Approver, visit.Cancelled).ConfigureAwait(false) is not { } key)
        {
            await ShowAsync(
                visit,
                form["next"],
                new(StatusCodes.Status403Forbidden, "That is not an approver’s key that is good now: it is mistyped, expired, revoked or of another kind.", "Ask an operator for one.")).ConfigureAwait(false);
            return;
        }

        await EnterAsync(visit, Approver.Of(key), $"key {key.Prefix}").ConfigureAwait(false);
        await visit.GoAsync(ReturnPath.Safe(form["next"])).ConfigureAwait(false);
    }

    /// <summary>Lets somebody in: on record first, and with a session that nothing brought along could have named.</summary>
    public async Task EnterAsync(ConsoleVisit visit, Approver approver, string note)
    {
        await audit.AppendAsync(new() { Event = AuditEvents.SignedIn, Principal = approver.Principal, Outcome = "signed_in", Notes = [note] }, durable: false).ConfigureAwait(false);
        ConsoleCookies.Set(visit.Context, ConsoleCookies.Session, sessions.Seal(sessions.Begin(approver)));
        ConsoleCookies.Remove(visit.Context, ConsoleCookies.Form);
    }

    /// <summary>Ends the session, for whoever has its cookie.</summary>
    public async Task LeaveAsync(ConsoleVisit visit)
    {
        sessions.End(visit.Session!);
        ConsoleCookies.Remove(visit.Context, ConsoleCookies.Session);
        await audit.AppendAsync(new() { Event = AuditEvents.SignedOut, Principal = visit.Approver.Principal, Outcome = "signed_out" }, durable: false).ConfigureAwait(false);
        await visit.GoAsync(Path).ConfigureAwait(false);
    }
}

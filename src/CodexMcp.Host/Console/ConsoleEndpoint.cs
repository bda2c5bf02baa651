using CodexMcp.Core.Audit;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Console.Assets;
using CodexMcp.Host.Console.Forms;
using CodexMcp.Host.Console.SignIn;
using CodexMcp.Host.Http.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Console;

/// <summary>
/// The operator console, mapped on <c>/console</c> and all below: every request goes through <see cref="HandleAsync"/> from top to bottom,
/// and no page is made before what stands above has let it pass.
/// </summary>
internal sealed class ConsoleEndpoint(ConsoleParts parts)
{
    /// <summary>The path that all pages begin with.</summary>
    public const string Root = "/console";

    private readonly ConsolePages pages = new(parts);
    private readonly FormReader forms = new(parts.Time);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        SecurityHeaders.Set(context);
        var visit = new ConsoleVisit(context, null, "", parts.Time.GetUtcNow());
        try
        {
            await VisitAsync(visit).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // The browser has gone, or has got a part of its answer: there is nobody to tell.
            context.Abort();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or AuditUnavailableException)
        {
            parts.Logger.Notice(exception.Message);
            var what = exception is StoreUnavailableException ? "The state store can't be reached now." : "The audit trail can't be kept now.";
            await visit.ProblemAsync(new(StatusCodes.Status503ServiceUnavailable, what, "So nothing was decided. Try again shortly; the host's log says more.")).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            parts.Logger.Broke("A page of the console", exception);
            await visit.ProblemAsync(new(StatusCodes.Status500InternalServerError, "Something failed in the host.", "Its log says what. Tell an operator if it stays so.")).ConfigureAwait(false);
        }
    }

    private async Task VisitAsync(ConsoleVisit visit)
    {
        var context = visit.Context;
        var request = context.Request;
        if (!parts.Gate.Answers(request.Host))
        {
            // Nothing of ours goes to a page that took our address for its own name.
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        var posts = HttpMethods.IsPost(request.Method);
        if (!posts && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD, POST";
            await visit.ProblemAsync(new(StatusCodes.Status405MethodNotAllowed, "The console knows GET and POST only.", "Use its pages.")).ConfigureAwait(false);
            return;
        }

        var path = ConsolePath.Parse(request.Path.Value);
        if (path is ["assets", var hash, var name])
        {
            if (posts || !AssetFiles.TrySend(context, hash, name))
            {
                await visit.ProblemAsync(ConsolePages.NotFound).ConfigureAwait(false);
            }

            return;
        }

        var (form, problem) = posts ? await forms.ReadAsync(context).ConfigureAwait(false) : (null, null);
        if (problem is not null)
        {
            await visit.ProblemAsync(problem).ConfigureAwait(false);
            return;
        }

        if (SignInAsync(visit, path, form) is { } signIn)
        {
            await signIn.ConfigureAwait(false);
            return;
        }

        var session = await parts.Sessions.FindAsync(ConsoleCookies.Read(context, ConsoleCookies.Session), visit.Cancelled).ConfigureAwait(false);
        if (session is null)
        {
            await UnknownAsync(visit, posts, path).ConfigureAwait(false);
            return;
        }

        visit = visit with { Session = session, Token = parts.Keys.Sign("form", session.Id.ToString("N")) };
        if (form is not null && !parts.Keys.IsSigned(form["token"], "form", session.Id.ToString("N")))
        {
            await visit.ProblemAsync(new(StatusCodes.Status403Forbidden, "That form was not made for this sign-in.", "Nothing was done. Open the page anew, and try again.")).ConfigureAwait(false);
            return;
        }

        if (parts.Sessions.ShouldRefresh(session, out var refreshed))
        {
            ConsoleCookies.Set(context, ConsoleCookies.Session, parts.Sessions.Seal(refreshed));
        }

        _ = parts.Meters;
        await pages.AnswerAsync(visit, path, form).ConfigureAwait(false);
    }

    /// <summary>The ways in, open to everybody; null for every other path.</summary>
    private Task? SignInAsync(ConsoleVisit visit, string[]? path, FormFields? form) => (form, path) switch
    {
        (null, ["sign-in"]) => parts.SignIn.ShowAsync(visit, visit.Query("next")),
        ({ } sent, ["sign-in"]) => parts.SignIn.SubmitAsync(visit, sent),
        (null, ["sign-in", "openid"]) when parts.OpenId is { } provider => provider.BeginAsync(visit),
        (null, ["sign-in", "callback"]) when parts.OpenId is { } provider => provider.EndAsync(visit, parts.SignIn),
        _ => null,
    };

    /// <summary>Nobody is signed in, or not any more.</summary>
    private static Task UnknownAsync(ConsoleVisit visit, bool posts, string[]? path)
    {
        if (posts || path is ["events"])
        {
            return visit.ProblemAsync(new(StatusCodes.Status401Unauthorized, "You are not signed in any more.", "Nothing was done. Sign in, and look at the call again."));
        }

        var asked = ReturnPath.Safe(visit.Context.Request.Path.Value);
        if (OriginCheck.IsFromElsewhere(visit.Context.Request))
        {
            // A link on another site leads here without our cookie; from this page on the browser brings it.
            visit.Context.Response.Headers["Refresh"] = $"0; url={asked}";
            return visit.PageAsync("One moment", "", html => html.Write($"""<h1>One moment</h1><p><a href="{asked}">Go on to the console</a></p>"""));
        }

        return visit.GoAsync(asked == Root ? SignInPage.Path : $"{SignInPage.Path}?next={Uri.EscapeDataString(asked)}");
    }
}

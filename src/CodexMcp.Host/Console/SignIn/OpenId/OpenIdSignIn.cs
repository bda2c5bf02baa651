using CodexMcp.Core.Approvals;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Console.Html;
using CodexMcp.Host.Http.Authentication.Issuers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Console.SignIn.OpenId;

/// <summary>The sign-in by an OpenID provider: authorization code with PKCE. Whom the provider knows comes in only as a member of a group that may.</summary>
internal sealed class OpenIdSignIn(OpenIdOptions options, ConsoleKeys keys, Func<Groups> groups, TimeProvider time, ILogger logger) : ISignInGroups, IDisposable
{
    private readonly OpenIdProvider provider = new(options, time, logger);

    /// <summary>The provider's host, for the link.</summary>
    public string Name => new Uri(options.Issuer.Issuer).Host;

    private string Credential => Approver.SignIn + options.Issuer.Alias;

    /// <inheritdoc/>
    public bool MaySignIn(Approver approver) =>
        string.Equals(approver.Credential, Credential, StringComparison.Ordinal)
        && approver.Principal.StartsWith(Credential + ":", StringComparison.Ordinal)
        && options.Groups.Any(group => groups().IsMember(group, approver.Principal));

    /// <summary>Sends the browser to the provider.</summary>
    public async Task BeginAsync(ConsoleVisit visit)
    {
        Uri authorization;
        try
        {
            authorization = await provider.AuthorizationAsync().ConfigureAwait(false);
        }
        catch (IssuerException exception)
        {
            await UnavailableAsync(visit, exception).ConfigureAwait(false);
            return;
        }

        var request = OpenIdRequest.Begin(ReturnPath.Safe(visit.Query("next")), visit.Now);
        ConsoleCookies.Set(visit.Context, ConsoleCookies.Provider, request.Seal(keys), fromElsewhere: true);
        await visit.GoAsync(request.Address(authorization, options)).ConfigureAwait(false);
    }

    /// <summary>Takes the provider's answer; the cookie that it belongs to is used up by it.</summary>
    public async Task EndAsync(ConsoleVisit visit, SignInPage page)
    {
        var query = visit.Context.Request.Query;
        var request = OpenIdRequest.Open(keys, ConsoleCookies.Read(visit.Context, ConsoleCookies.Provider), visit.Query("state"), visit.Now);
        ConsoleCookies.Remove(visit.Context, ConsoleCookies.Provider, fromElsewhere: true);
        if (request is null)
        {
            await RefuseAsync(visit, page, "This answer of the provider belongs to no sign-in that this browser began, or came too late.").ConfigureAwait(false);
            return;
        }

        // RFC 9207: another provider's answer must not be taken for this one's.
        if (query.ContainsKey("iss") && query["iss"] != options.Issuer.Issuer)
        {
            await RefuseAsync(visit, page, "The answer is another provider’s.").ConfigureAwait(false);
            return;
        }

        if (query["code"] is not [{ Length: > 0 and <= 4096 } code])
        {
            await RefuseAsync(visit, page, "The provider did not sign you in.").ConfigureAwait(false);
            return;
        }

        try
        {
            var (subject, refusal) = await provider.RedeemAsync(code, request, visit.Cancelled).ConfigureAwait(false);
            await EnterAsync(visit, page, request, subject, refusal).ConfigureAwait(false);
        }
        catch (IssuerException exception)
        {
            await UnavailableAsync(visit, exception).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => provider.Dispose();

    private async Task EnterAsync(ConsoleVisit visit, SignInPage page, OpenIdRequest request, string? subject, string? refusal)
    {
        if (subject is null)
        {
            logger.Notice($"A sign-in to the console by '{options.Issuer.Alias}' was refused: {refusal}.");
            await RefuseAsync(visit, page, $"You were not signed in: {refusal}.").ConfigureAwait(false);
            return;
        }

        var approver = new Approver($"{Credential}:{subject}", Credential);
        if (!MaySignIn(approver))
        {
            await RefuseAsync(visit, page, $"{approver.Principal} is in none of the groups that may use the console.").ConfigureAwait(false);
            return;
        }

        await page.EnterAsync(visit, approver, $"signed in by {Credential}").ConfigureAwait(false);

        // From a page of our own, so that the browser brings the new cookie along: it would not with what another site led to.
        visit.Context.Response.Headers["Refresh"] = $"0; url={request.Next}";
        await visit.PageAsync("Signed in", "", html => html.Write($"""<h1>Signed in</h1><p>{approver.Principal}</p><p><a href="{request.Next}">Go on to the console</a></p>""")).ConfigureAwait(false);
    }

    private static Task RefuseAsync(ConsoleVisit visit, SignInPage page, string what) =>
        page.ShowAsync(visit, null, new(StatusCodes.Status403Forbidden, what, "Try again, or ask an operator."));

    private Task UnavailableAsync(ConsoleVisit visit, IssuerException exception)
    {
        logger.Notice($"The OpenID provider of the console can't be used: {exception.Message}. Check its address in Console:OpenId, and our client there.");
        return visit.ProblemAsync(new(StatusCodes.Status503ServiceUnavailable, "The sign-in can't be done now: the provider did not answer as it should.", "Try again shortly; the host’s log says more."));
    }
}

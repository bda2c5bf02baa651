using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Manifests;

#pragma warning disable RS0030 // The suite reads standard error, and a browser is no connector: nothing guards where it goes.

namespace CodexMcp.Conformance.Client;

/// <summary>The operator who logs in: <c>codex-mcp connectors login</c>, with a browser that agrees to everything.</summary>
internal static class Person
{
    /// <summary>Logs in and keeps the tokens.</summary>
    public static async Task LogInAsync(ConnectorManifest manifest, LoginKey key, ILoginStore logins, CancellationToken cancellationToken)
    {
        using var redirect = new LoopbackRedirect(ConnectorLogin.RedirectPort(manifest), TimeProvider.System);
        var before = await logins.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        using var open = await ConnectorLogin.OpenAsync(manifest, key.Environment, redirect.Address, before, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        var request = new AuthorizationRequest(open.Login, redirect.Address);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = redirect.WaitAsync(request.Problem, problem => Console.Error.WriteLine($"An answer was turned away: {problem}."), ends.Token);
        using (var browser = new HttpClient())
        using (var page = await browser.GetAsync(request.Address, cancellationToken).ConfigureAwait(false))
        {
            if (!page.IsSuccessStatusCode)
            {
                // A person would see the refusal in the browser, and end the command.
                await ends.CancelAsync().ConfigureAwait(false);
            }
        }

        var answer = await waiting.ConfigureAwait(false);
        var tokens = await new OAuthClient(open.Login, key, open.Http, TimeProvider.System).RedeemAsync(request, answer, cancellationToken).ConfigureAwait(false);
        await logins.KeepAsync(key, tokens, cancellationToken).ConfigureAwait(false);
    }
}

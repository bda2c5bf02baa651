using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Commands;

/// <summary><c>connectors login</c>: a person lets this host act for them in a system.</summary>
internal static class ConnectorsLogin
{
    private const int UsualSeconds = 300;

    /// <summary>Makes the command that logs in.</summary>
    public static Command Create(CommandLine line)
    {
        var name = Name();
        var environment = Environment();
        var seconds = new Option<int>("--timeout") { Description = "Seconds to wait for the browser, 10 to 3600.", HelpName = "SECONDS", DefaultValueFactory = _ => UsualSeconds };
        var quiet = new Option<bool>("--no-browser") { Description = "Only print the address, and open no browser." };
        var command = new Command("login", "Logs in to a connector's system in a browser (OAuth 2.0, authorization code with PKCE), and keeps the tokens in an encrypted file of the state folder.") { name, environment, seconds, quiet };
        line.Run(command, (context, result, cancellationToken) =>
            LoginAsync(context, result.GetValue(name)!, result.GetValue(environment)!, result.GetValue(seconds), !result.GetValue(quiet), cancellationToken));
        return command;
    }

    internal static Argument<string> Name() => new("name") { Description = "The connector." };

    internal static Option<string> Environment()
    {
        var option = new Option<string>("--environment") { Description = "The environment whose settings are used.", DefaultValueFactory = _ => "production" };
        option.AcceptOnlyFromAmong("production", "sandbox");
        return option;
    }

    private static async Task<int> LoginAsync(CommandContext context, string name, string environment, int seconds, bool browser, CancellationToken cancellationToken)
    {
        if (seconds is < 10 or > 3600)
        {
            throw new HostException(ExitCodes.Usage, "--timeout takes 10 to 3600 seconds.", "Give another number.");
        }

        var manifest = Find(context, name);
        var key = new LoginKey(name, environment);
        try
        {
            using var redirect = Listen(ConnectorLogin.RedirectPort(manifest), context.Time);
            var before = await KeptAsync(context, key, cancellationToken).ConfigureAwait(false);
            using var open = await ConnectorLogin.OpenAsync(manifest, environment, redirect.Address, before, context.Time, cancellationToken).ConfigureAwait(false);
            var request = new AuthorizationRequest(open.Login, redirect.Address);
            Invite(context, open.Login, request, browser);
            var answer = await WaitAsync(context, redirect, request, seconds, cancellationToken).ConfigureAwait(false);
            var tokens = await new OAuthClient(open.Login, key, open.Http, context.Time).RedeemAsync(request, answer, cancellationToken).ConfigureAwait(false);
            await context.Services.Logins.KeepAsync(key, tokens, cancellationToken).ConfigureAwait(false);
            Report(context, open.Login, key, tokens);
            return ExitCodes.Done;
        }
        catch (ConnectorException exception)
        {
            throw new HostException(exception.Failure == ConnectorFailure.Configuration ? ExitCodes.Configuration : ExitCodes.Failed, exception.Message, exception.Next);
        }
        catch (IOException exception)
        {
            throw new HostException(ExitCodes.Failed, ShownText.Escape(exception.Message), "Check the state folder (--state).");
        }
    }

    /// <summary>The login that there is, or null.</summary>
    internal static async Task<LoginTokens?> KeptAsync(CommandContext context, LoginKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Services.Logins.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null; // One that can't be read any more can still be replaced or removed.
        }
    }

    private static ConnectorManifest Find(CommandContext context, string name)
    {
        var loaded = context.Services.Load();
        if (!loaded.Manifests.TryGetValue(name, out var manifest))
        {
            // One that is there and wrong is told with its errors.
            throw loaded.Errors.Count > 0 ? new ConfigurationException(loaded.Errors)
                : new HostException(ExitCodes.Failed, $"There is no connector '{ShownText.Escape(name)}'.", $"There are: {string.Join(", ", loaded.Manifests.Keys.Order(StringComparer.Ordinal))}.");
        }

        return ConnectorLogin.IsNeeded(manifest) ? manifest : throw new HostException(
            ExitCodes.Failed,
            $"The connector {name} needs no login: its manifest has no auth of kind authorization_code.",
            "Its credentials stand under environments, as its README says.");
    }

    private static LoopbackRedirect Listen(int port, TimeProvider time)
    {
        try
        {
            return new LoopbackRedirect(port, time);
        }
        catch (SocketException)
        {
            throw new HostException(ExitCodes.Failed, $"Port {port} on this machine is taken.", "End what listens there, or change auth.redirect_port in the manifest and at the system.");
        }
    }

    private static void Invite(CommandContext context, OAuthLogin login, AuthorizationRequest request, bool browser)
    {
        context.Terminal.Hint($"Log in to {login.System} here:");
        context.Terminal.Hint(request.Address.AbsoluteUri);
        if (browser && context.Terminal.CanAsk)
        {
            try
            {
                using var _ = Process.Start(new ProcessStartInfo(request.Address.AbsoluteUri) { UseShellExecute = true });
            }
            catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException or FileNotFoundException)
            {
                // A machine without a browser: the address is there to be copied.
            }
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> WaitAsync(CommandContext context, LoopbackRedirect redirect, AuthorizationRequest request, int seconds, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await redirect.WaitAsync(request.Problem, problem => context.Terminal.Hint($"An answer was turned away: {problem}. Still waiting."), both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostException(ExitCodes.Failed, $"Nobody logged in within {seconds} seconds.", "Run the command again; --timeout gives more time.");
        }
    }

    private static void Report(CommandContext context, OAuthLogin login, LoginKey key, LoginTokens tokens)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("connector"u8, key.Connector);
                writer.WriteString("environment"u8, key.Environment);
                writer.WriteBoolean("refreshable"u8, tokens.RefreshToken is not null);
                if (tokens.ExpiresAt is { } at)
                {
                    writer.WriteString("expires_at"u8, at);
                }

                writer.WriteEndObject();
            });
            return;
        }

        context.Terminal.Line($"Logged in to {login.System} ({key.Environment}).");
        if (tokens.RefreshToken is null)
        {
            context.Terminal.Line(tokens.ExpiresAt is { } end ? $"The system gave no refresh token: the login ends at {end:u}." : "The system gave no refresh token.");
        }
    }
}

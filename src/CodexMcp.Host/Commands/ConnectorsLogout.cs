using System.CommandLine;
using CodexMcp.Connectors.Login;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Commands;

/// <summary><c>connectors logout</c>: forgets a login, and asks the system to take it back.</summary>
internal static class ConnectorsLogout
{
    private const string Unreadable = "the login could not be read here";

    /// <summary>Makes the command that logs out.</summary>
    public static Command Create(CommandLine line)
    {
        var name = ConnectorsLogin.Name();
        var environment = ConnectorsLogin.Environment();
        var command = new Command("logout", "Removes the tokens of a login from this host, and asks the system to take them back where it offers that (RFC 7009). It says what came of it.") { name, environment };
        line.Run(command, (context, result, cancellationToken) => RunAsync(context, result.GetValue(name)!, result.GetValue(environment)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string name, string environment, CancellationToken cancellationToken)
    {
        // The manifest may be gone by now: what it left behind can still be removed.
        if (!ConfigurationName.IsIdentifier(name))
        {
            throw new HostException(ExitCodes.Usage, $"'{ShownText.Escape(name)}' is not a connector name.", "Name it as `codex-mcp connectors list` does.");
        }

        var key = new LoginKey(name, environment);
        string? why;
        bool was;
        try
        {
            why = await ConnectorsLogin.KeptAsync(context, key, cancellationToken).ConfigureAwait(false) is { } tokens ? await RevokeAsync(context, key, tokens, cancellationToken).ConfigureAwait(false) : Unreadable;
            // Whatever the system said: this host forgets the tokens.
            was = await context.Services.Logins.KeepAsync(key, null, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new HostException(ExitCodes.Failed, ShownText.Escape(exception.Message), "Check the state folder (--state).");
        }

        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("connector"u8, name);
                writer.WriteString("environment"u8, environment);
                writer.WriteBoolean("was_logged_in"u8, was);
                writer.WriteBoolean("revoked"u8, was && why is null);
                writer.WriteString("not_revoked_because"u8, was ? why : null);
                writer.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        context.Terminal.Line(was ? $"Logged out of {name} ({environment}): this host has forgotten the tokens." : $"There was no login to {name} ({environment}).");
        if (was)
        {
            context.Terminal.Line(why is null ? "The system has taken them back." : $"The system has not taken them back: {ShownText.Escape(why)}. Take the permission back there too.");
        }

        return ExitCodes.Done;
    }

    private static async Task<string?> RevokeAsync(CommandContext context, LoginKey key, LoginTokens tokens, CancellationToken cancellationToken) =>
        context.Services.Load().Manifests.TryGetValue(key.Connector, out var manifest) && ConnectorLogin.IsNeeded(manifest)
            ? await ConnectorLogin.RevokeAsync(manifest, key, tokens, context.Time, cancellationToken).ConfigureAwait(false)
            : "its connector.yaml is gone, or asks for no login any more";
}

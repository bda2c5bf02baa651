using System.CommandLine;
using System.Runtime.InteropServices;
using CodexMcp.Host.Console;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Settings;
using CodexMcp.Host.Serving;

namespace CodexMcp.Host.Commands;

/// <summary><c>serve</c>: serve all roles to remote agents over Streamable HTTP.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Where to listen, with commas. Port 0 takes a free one. Default http://127.0.0.1:5100.",
            HelpName = "URLS",
        };
        var config = new Option<string?>("--config")
        {
            Description = $"The file of settings. Default: {SettingsSources.DefaultFile} in the working folder, if it is there.",
            HelpName = "FILE",
        };
        var hosts = new Option<string?>("--allowed-hosts")
        {
            Description = "The names by which clients reach the host, with commas; needed beyond loopback.",
            HelpName = "NAMES",
        };
        var proxy = new Option<bool>("--behind-proxy") { Description = "A proxy in front of the host ends TLS: it may listen beyond loopback without." };
        var trusted = new Option<string?>("--trusted-proxies") { Description = "The addresses or networks of that proxy, with commas.", HelpName = "NETWORKS" };
        var drain = new Option<string?>("--drain-timeout") { Description = "How long calls under way may take to end when the host stops. Default 25s.", HelpName = "TIME" };
        var command = new Command("serve", "Serves all roles over Streamable HTTP until it is told to stop. Every request needs a credential.") { urls, config, hosts, proxy, trusted, drain };
        line.Run(command, (context, result, cancellationToken) =>
        {
            var sources = SettingsSources.Read(
                result.GetValue(config),
                [
                    new($"{HttpSettingsReader.Section}:Listen", "--urls", result.GetValue(urls)),
                    new($"{HttpSettingsReader.Section}:AllowedHosts", "--allowed-hosts", result.GetValue(hosts)),
                    new($"{HttpSettingsReader.Section}:BehindProxy", "--behind-proxy", result.GetValue(proxy) ? "true" : null),
                    new($"{HttpSettingsReader.Section}:TrustedProxies", "--trusted-proxies", result.GetValue(trusted)),
                    new($"{HttpSettingsReader.Section}:DrainTimeout", "--drain-timeout", result.GetValue(drain)),
                ]);
            return RunAsync(context, HttpSettingsReader.Read(sources), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, HttpSettings settings, CancellationToken cancellationToken)
    {
        var host = new ServeHost(context.Settings, settings, context.Services, context.Time, context.Loggers);
        await using (host.ConfigureAwait(false))
        {
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            Announce(context, host, settings, await host.ValidKeysAsync(context.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false));
            await stop.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await host.StopAsync().ConfigureAwait(false);

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.TrySetResult();
            }
        }

        return ExitCodes.Done;
    }

    private static void Announce(CommandContext context, ServeHost host, HttpSettings settings, int keys)
    {
        var roles = host.Roles.All.Select(role => role.Profile.Role).Order(StringComparer.Ordinal).ToList();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ready"u8, true);
                Output.JsonWriting.WriteStrings(writer, "addresses", host.Addresses);
                Output.JsonWriting.WriteStrings(writer, "roles", roles);
                writer.WriteNumber("api_keys"u8, keys);
                writer.WriteEndObject();
            });
            return;
        }

        context.Terminal.Line($"Listening: {string.Join(", ", host.Addresses.Select(address => $"{address}/mcp/{{role}}"))}");
        if (settings.Console.Enabled)
        {
            context.Terminal.Line($"Console:   {string.Join(", ", host.Addresses.Select(address => address + ConsoleEndpoint.Root))}");
        }

        context.Terminal.Line($"Roles:     {string.Join(", ", roles)}");
        context.Terminal.Line($"Access:    {string.Join("; ", Access(settings.Authentication, keys))}");
        context.Terminal.Line($"State:     {context.Settings.RequireState()}{(settings.BehindProxy ? ", behind a proxy that ends TLS" : "")}");
        context.Terminal.Line("Stop:      Ctrl+C; calls under way end first");
    }

    private static IEnumerable<string> Access(AuthenticationOptions options, int keys)
    {
        if (options.ApiKeys)
        {
            yield return keys > 0
                ? $"API keys, {keys} valid"
                : "API keys, none yet: make one with 'codex-mcp keys create --principal NAME --roles ROLE'";
        }

        foreach (var issuer in options.Issuers)
        {
            yield return $"access tokens of {issuer.Issuer}";
        }

        if (options.MutualTls is { } tls)
        {
            yield return $"client certificates, {tls.Mappings.Count} mapped";
        }
    }
}

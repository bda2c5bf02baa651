using System.CommandLine;
using CodexMcp.Host.Composition;
using CodexMcp.Sandbox;

namespace CodexMcp.Host.Commands;

/// <summary><c>sandbox</c>: serve the simulators alone, for a vendor's own SDK or for curl.</summary>
internal static class SandboxCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, plain HTTP on loopback. Port 0 takes a free one. Default http://127.0.0.1:8910.",
            DefaultValueFactory = _ => "http://127.0.0.1:8910",
            HelpName = "URL",
        };
        var command = new Command("sandbox", "Serves the simulated systems over HTTP on loopback until interrupted.") { urls };
        line.Run(command, (context, result, cancellationToken) => RunAsync(context, result.GetValue(urls)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string urls, CancellationToken cancellationToken)
    {
        var sandbox = context.Services.Sandbox;
        SandboxServerHandle server;
        try
        {
            server = await SandboxServer.StartAsync([sandbox.Simulator], urls, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new HostException(ExitCodes.Usage, exception.Message, "Give an address such as http://127.0.0.1:8910.");
        }

        await using (server.ConfigureAwait(false))
        {
            var file = SandboxFile.Write(context.Services.StateFolder(), sandbox.Credentials);
            var address = server.Endpoints[0].Address;
            if (context.Settings.Json)
            {
                context.Terminal.Json(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteBoolean("ready"u8, true);
                    writer.WriteString("system"u8, server.Endpoints[0].System);
                    writer.WriteString("address"u8, address.ToString());
                    writer.WriteString("account"u8, sandbox.Credentials.AccountIdentifier);
                    writer.WriteString("user"u8, sandbox.Credentials.User);
                    writer.WriteString("private_key_file"u8, file);
                    writer.WriteEndObject();
                });
            }
            else
            {
                context.Terminal.Line($"Ready: {server.Endpoints[0].System} on {address}");
                context.Terminal.Line($"  account {sandbox.Credentials.AccountIdentifier}, user {sandbox.Credentials.User}, key pair in {file}");
                context.Terminal.Line("  The key is synthetic and valid for this process only. POST /api/v2/statements with a key-pair JWT, as for Snowflake.");
                context.Terminal.Line("  Press Ctrl+C to stop.");
            }

            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The usual end.
            }
            finally
            {
                File.Delete(file);
            }
        }

        return ExitCodes.Done;
    }
}

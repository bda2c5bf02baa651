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
        var loaded = context.Services.Load();
        foreach (var error in loaded.Errors)
        {
            context.Terminal.Hint(error.ToString()); // what is wrong is not served, and whoever waits for it should know why
        }

        var described = loaded.Manifests.Values.Where(static manifest => manifest.Kind == "http").OrderBy(static manifest => manifest.Name, StringComparer.Ordinal);
        var simulators = sandbox.Systems.Select(sandbox.Simulator).Concat(described.Select(sandbox.Simulator)).ToArray();
        SandboxServerHandle server;
        try
        {
            server = await SandboxServer.StartAsync(simulators, urls, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new HostException(ExitCodes.Usage, exception.Message, "Give an address such as http://127.0.0.1:8910.");
        }

        await using (server.ConfigureAwait(false))
        {
            var files = new List<string>(simulators.Length);
            try
            {
                var folder = context.Services.StateFolder();
                foreach (var simulator in simulators)
                {
                    files.Add(SandboxFile.Write(folder, simulator));
                }

                Say(context, server, files);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The usual end.
            }
            finally
            {
                files.ForEach(File.Delete);
            }
        }

        return ExitCodes.Done;
    }

    private static void Say(CommandContext context, SandboxServerHandle server, IReadOnlyList<string> files)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ready"u8, true);
                writer.WriteStartArray("systems"u8);
                foreach (var (endpoint, file) in server.Endpoints.Zip(files))
                {
                    writer.WriteStartObject();
                    writer.WriteString("system"u8, endpoint.System);
                    writer.WriteString("address"u8, endpoint.Address.ToString());
                    writer.WriteString("credentials_file"u8, file);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        foreach (var (endpoint, file) in server.Endpoints.Zip(files))
        {
            context.Terminal.Line($"Ready: {endpoint.System} on {endpoint.Address}");
            context.Terminal.Line($"  log in with what {file} holds");
        }

        context.Terminal.Line("The credentials are synthetic, valid for this process only, and gone when it ends. Speak each system's own protocol to it.");
        context.Terminal.Line("Press Ctrl+C to stop.");
    }
}

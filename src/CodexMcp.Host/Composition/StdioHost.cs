using System.Runtime.InteropServices;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Logging;
using CodexMcp.Host.Mcp;
using CodexMcp.Host.Output;
using CodexMcp.Host.Telemetry;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>
/// Serves one role over standard input and output. A client waits for this start at the beginning of every session, so the role is
/// read while the protocol gets ready, and everything that a list does not need comes after the first list.
/// </summary>
internal static class StdioHost
{
    /// <summary>Runs until the client ends the session, or a signal does.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(HostSettings settings, string role)
    {
        var time = TimeProvider.System;
        var error = Terminal.StandardError();
        var (input, output) = Terminal.TakeStreams(error);
        var loggers = new StderrLoggerFactory(error, settings.LogLevel, settings.LogJson, time);
        var logger = loggers.CreateLogger("stdio");
        var services = new HostServices(settings, time, loggers);
        await using var telemetry = HostTelemetry.StartFromEnvironment();
        await using (services.ConfigureAwait(false))
        {
            var opening = Task.Run(() => services.Open(role));
            var transport = new StdioTransport(input, output, logger, PeerWatch.OutputHasReader);
            transport.WarmUp();
            LiveRole? live = null;
            using var stop = new CancellationTokenSource();
            var changes = new ListChanges();
            services.ListsChanged = () => _ = live!.AnnounceAsync(changes, stop.Token);
            services.ResourceUpdated = uri => changes.UpdatedAsync(live!.Profile, uri, stop.Token);
            changes.Watchers.Unwatch = services.Unwatch;
            var adapter = new McpAdapter(_ => new(live!.Profile, services.Principal) { WorkUnit = CallRequest.ProcessUnit }, services.CallAsync, changes, time)
            {
                FirstUse = () => _ = live!.SettleAsync(changes, stop.Token),
            };
            var server = StdioSession.Prepare(adapter, changes, transport, loggers);
            try
            {
                live = await opening.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                return Failures.Report(Terminal.For(TextWriter.Null, error, TextReader.Null), json: false, exception);
            }

            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            logger.Serving(role, live.Profile.Tools.Count);
            await StdioSession.RunAsync(server, adapter, live.Profile.Instructions, changes, transport, loggers, time, stop.Token).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            logger.SessionEnded();
            return ExitCodes.Done;

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                try
                {
                    stop.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // The signal came while the session was ending by itself: there is nothing left to stop.
                }
            }
        }
    }
}

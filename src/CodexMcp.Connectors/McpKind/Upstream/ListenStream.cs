using System.Text.Json.Nodes;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// A 2026-07-28 server tells of changes on a stream that names all of them. One that ends is opened again for as long as the session stands; to hear of
/// more or less, the next one is opened before the last is closed.
/// </summary>
internal sealed class ListenStream(UpstreamSession session, TimeProvider time) : IWatching
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Denied = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private volatile Round? current;

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> SetAsync(IReadOnlySet<string> uris, CancellationToken cancellationToken)
    {
        var (before, round) = (current, new Round(uris));
        current = round;
        _ = RunAsync(round);
        try
        {
            return await round.Granted.Task.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Round.Nothing; // It serves the stream without a word: then nobody can count on it.
        }
        finally
        {
            before?.Stop();
        }
    }

    /// <inheritdoc/>
    public void Granted(JsonNode? parameters) => current?.Take(parameters);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        current?.Stop();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(Round round)
    {
        try
        {
            for (var first = true; session.Ended is null; first = false)
            {
                var pause = Again;
                try
                {
                    if (!first)
                    {
                        session.Missed();
                    }

                    await session.RequestAsync("subscriptions/listen", new() { ["notifications"] = round.Wanted() }, ClientAbilities.None, null, null, round.Stopped).ConfigureAwait(false);
                }
                catch (UpstreamErrorException)
                {
                    return; // It does not offer that.
                }
                catch (Exception exception) when (exception is UpstreamBrokenException or UpstreamAwayException or ConnectorException)
                {
                    // Proxies end long answers, servers are started anew: it begins again. Who has no credential does not ask for one all the time.
                    pause = exception is ConnectorException ? Denied : Again;
                }

                await Task.Delay(pause, time, round.Stopped).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Another one has taken over, or the session is over.
        }
        finally
        {
            round.Granted.TrySetResult(Round.Nothing);
        }
    }

    /// <summary>One set of wishes.</summary>
    private sealed class Round(IReadOnlySet<string> uris)
    {
        private readonly CancellationTokenSource stop = new();

        public static IReadOnlySet<string> Nothing { get; } = new HashSet<string>();

        public TaskCompletionSource<IReadOnlySet<string>> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Stopped => stop.Token;

        public void Stop() => stop.Cancel();

        public JsonObject Wanted()
        {
            var wanted = new JsonObject { ["toolsListChanged"] = true, ["promptsListChanged"] = true, ["resourcesListChanged"] = true };
            if (uris.Count > 0)
            {
                wanted["resourceSubscriptions"] = new JsonArray([.. uris.Select(static uri => (JsonNode)JsonValue.Create(uri))]);
            }

            return wanted;
        }

        /// <summary>Takes what the server grants; what nobody asked for does not count.</summary>
        public void Take(JsonNode? parameters)
        {
            var granted = new HashSet<string>(StringComparer.Ordinal);
            if (parameters is JsonObject said && said["notifications"] is JsonObject filter && filter["resourceSubscriptions"] is JsonArray listed)
            {
                foreach (var entry in listed)
                {
                    if (entry is JsonValue value && value.TryGetValue<string>(out var uri) && uris.Contains(uri))
                    {
                        granted.Add(uri);
                    }
                }
            }

            Granted.TrySetResult(granted);
        }
    }
}

using System.Collections.Concurrent;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Upstream;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>
/// Calls of older servers that ask in the middle. Such a server waits for its answer on the connection, while our client's answer comes with another
/// call: the first one is parked meanwhile, on a connection of its own, and its questions carry where.
/// </summary>
internal sealed class ParkedCalls(string system, UpstreamSource source, TimeProvider time) : IAsyncDisposable
{
    private const string Prefix = "parked:";
    private const int Most = 64;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, ParkedCall> parked = new(StringComparer.Ordinal);

    /// <summary>Whether a call brings the answers to one that is parked.</summary>
    public static bool IsAnswer(ToolInvocation invocation) => invocation.Answers?.State?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Begins a call, or goes on with a parked one, until it has a result or asks.</summary>
    /// <exception cref="ConnectorException">The call that asked is over, or too many wait.</exception>
    public async Task<ToolResult> RunAsync(ToolInvocation invocation, UpstreamRequest request, CancellationToken cancellationToken)
    {
        var (id, call) = IsAnswer(invocation) ? Find(invocation) : await BeginAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        var done = false;
        try
        {
            call.Attach(invocation);
            if (await call.GoOnAsync(invocation.Answers?.Given, cancellationToken).ConfigureAwait(false) is { } questions)
            {
                call.Detach();
                done = true;
                parked[id] = call;
                return new() { Structured = Questions.Nothing, Questions = questions, State = Prefix + id };
            }

            return ResultReader.Read(system, request.Kind, await call.Answer.ConfigureAwait(false));
        }
        finally
        {
            if (!done)
            {
                parked.TryRemove(id, out _);
                _ = call.DisposeAsync().AsTask();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, call) in parked)
        {
            await call.DisposeAsync().ConfigureAwait(false);
        }
    }

    private (string Id, ParkedCall Call) Find(ToolInvocation invocation)
    {
        var id = invocation.Answers!.State![Prefix.Length..];

        // Taken out: two answers to the same questions can't both go on.
        return parked.TryRemove(id, out var call)
            ? (id, call)
            : throw new ConnectorException(ConnectorFailure.Refused, $"The call that {system} asked for is over: it waited too long, or the host was started anew.", "Send the call again from the beginning.");
    }

    private async Task<(string Id, ParkedCall Call)> BeginAsync(ToolInvocation invocation, UpstreamRequest request, CancellationToken cancellationToken)
    {
        foreach (var (old, call) in parked)
        {
            if (call.IsOver && parked.TryRemove(old, out var over))
            {
                _ = over.DisposeAsync().AsTask();
            }
        }

        if (parked.Count >= Most)
        {
            throw new ConnectorException(ConnectorFailure.RateLimited, $"Too many calls of {system} wait for answers ({Most}).", "Answer the open questions, or call again later.", retryAfter: TimeSpan.FromSeconds(30));
        }

        var session = await source.OpenOwnAsync(invocation.CanAsk, cancellationToken).ConfigureAwait(false);
        return (Guid.NewGuid().ToString("N"), new ParkedCall(session, invocation.CanAsk, request, Lifetime, time));
    }
}

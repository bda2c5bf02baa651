using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Connectors.McpKind.Relay;
using CodexMcp.Connectors.McpKind.Upstream;

namespace CodexMcp.Connectors.McpKind;

/// <summary>Another MCP server behind our pipeline: what an operator has accepted of it, and nothing else, with our verbs.</summary>
internal sealed class McpKindConnector : IConnector, IUpstreamReview
{
    private readonly UpstreamManifest manifest;
    private readonly UpstreamSource source;
    private readonly string system;

    public McpKindConnector(string name, string system, UpstreamManifest manifest, UpstreamSource source)
    {
        Name = name;
        this.system = system;
        this.manifest = manifest;
        this.source = source;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IToolGuard? Guard => null;

    /// <inheritdoc/>
    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Tool.Withheld is { } withheld)
        {
            throw Failures.Quarantined(withheld); // The host does not list it either.
        }

        var request = UpstreamRequest.Of(invocation, manifest.Rules);
        CheckedSession open;
        try
        {
            open = await source.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (UpstreamAwayException exception)
        {
            throw Failures.NotSent(invocation, exception);
        }

        if (open.Quarantine.Find(request.Kind, request.Key) is { } reason)
        {
            throw Failures.Quarantined(reason);
        }

        if (invocation.Tool.Kind == ToolKind.Completion)
        {
            return await CompleteAsync(open.Session, request, cancellationToken).ConfigureAwait(false);
        }

        if (invocation.Tool.Kind == ToolKind.Subscription)
        {
            return await WatchAsync(open.Session, invocation, cancellationToken).ConfigureAwait(false);
        }

        if (!open.Session.IsModern && (invocation.CanAsk != ClientAbilities.None || ParkedCalls.IsAnswer(invocation)))
        {
            return await ParkAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        }

        Questions.Resume(invocation, request.Parameters);
        var sink = new CallSink(invocation.Progress, invocation.Notices);
        try
        {
            var result = await open.Session.RequestAsync(request.Method, request.Parameters, invocation.CanAsk, sink, Definition(invocation, request), cancellationToken).ConfigureAwait(false);
            return Questions.Of(system, result) ?? ResultReader.Read(system, request.Kind, result);
        }
        catch (UpstreamAwayException exception)
        {
            throw Failures.NotSent(invocation, exception);
        }
        catch (UpstreamErrorException exception)
        {
            return Questions.Missing(exception, invocation.CanAsk) ?? (Failures.Error(system, request.Kind, exception) is { } failure ? throw failure : ResultReader.Missing);
        }
        catch (UpstreamBrokenException exception)
        {
            throw Failures.Broken(system, exception);
        }
    }

    private async Task<ToolResult> CompleteAsync(UpstreamSession session, UpstreamRequest request, CancellationToken cancellationToken)
    {
        if (Json.Member(session.Capabilities, "completions") is null)
        {
            return Completions.None;
        }

        try
        {
            return Completions.Read(await session.RequestAsync(request.Method, request.Parameters, ClientAbilities.None, null, null, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is UpstreamErrorException or UpstreamAwayException)
        {
            return Completions.None; // It proposes nothing; that is no outage of it.
        }
        catch (UpstreamBrokenException exception)
        {
            throw Failures.Broken(system, exception);
        }
    }

    private async Task<ToolResult> WatchAsync(UpstreamSession session, ToolInvocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return Subscriptions.Result(await source.Watches.AddAsync(session, Json.String(invocation.Arguments, "uri")!, cancellationToken).ConfigureAwait(false));
        }
        catch (UpstreamAwayException exception)
        {
            throw Failures.NotSent(invocation, exception);
        }
        catch (UpstreamBrokenException exception)
        {
            throw Failures.Broken(system, exception);
        }
    }

    /// <summary>An older server may ask in the middle of the call: it gets a connection of its own, where its questions can only be this call's.</summary>
    private async Task<ToolResult> ParkAsync(ToolInvocation invocation, UpstreamRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await source.Parked.RunAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        }
        catch (UpstreamAwayException exception)
        {
            throw Failures.NotSent(invocation, exception);
        }
        catch (UpstreamErrorException exception)
        {
            return Failures.Error(system, request.Kind, exception) is { } failure ? throw failure : ResultReader.Missing;
        }
        catch (UpstreamBrokenException exception)
        {
            throw Failures.Broken(system, exception);
        }
    }

    private static Func<ModelContextProtocol.Protocol.Tool>? Definition(ToolInvocation invocation, UpstreamRequest request) => request.Kind == DefinitionKind.Tool
        ? () => new() { Name = request.Key, InputSchema = invocation.Tool.InputSchema }
        : null;

    /// <inheritdoc/>
    public async Task<PinReview> ReviewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new(Name, manifest, await source.ListAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is UpstreamBrokenException or UpstreamErrorException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConnectorException(
                ConnectorFailure.Unavailable, $"{system} can't be reached, or does not answer as an MCP server does: {Native.VendorText.Clean(exception.Message, 300)}", "Check upstream in the connector's connector.yaml, and start the server by hand once.", inner: exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // The pool ends the connection.
}

/// <summary>A connector whose server's definitions can be looked at and accepted.</summary>
public interface IUpstreamReview
{
    /// <summary>Asks the server for its definitions and compares them with the pins.</summary>
    /// <exception cref="ConnectorException">The server can't be reached.</exception>
    Task<PinReview> ReviewAsync(CancellationToken cancellationToken);
}

/// <summary>Makes the connector of a manifest of kind <c>mcp</c>.</summary>
/// <param name="manifest">The manifest; it has been checked.</param>
/// <param name="pool">Keeps connections over a reload of the files.</param>
/// <param name="report">Takes what was found changed at the server.</param>
/// <param name="news">Takes what the server says and clients may want to hear of.</param>
/// <param name="logins">Where people's logins are kept, or null when there are none.</param>
public sealed class McpKindConnectorFactory(Manifests.ConnectorManifest manifest, UpstreamPool pool, Action<Quarantine> report, UpstreamNews news, ILoginStore? logins = null) : IConnectorFactory
{
    private const int DefaultMessageBytes = 8_000_000;

    /// <inheritdoc/>
    public string Name => manifest.Name;

    /// <inheritdoc/>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new McpKindConnector(manifest.Name, manifest.Catalog.Title, manifest.Upstream!, pool.Get(manifest, context, () => Source(context)));
    }

    private UpstreamSource Source(ConnectorContext context)
    {
        var upstream = Json.Member(manifest.Definition, "upstream") ?? default;
        var (system, own) = (manifest.Catalog.Title, manifest.Upstream!);
        var most = Json.Int(upstream, "max_message_bytes") ?? DefaultMessageBytes;
        IUpstreamDoor door = Json.Member(upstream, "url") is null
            ? new StdioDoor(system, own.Folder, upstream, context.Settings, most, context.Time)
            : new HttpDoor(
                system, upstream, most, context.Settings, context.Http, HttpAuth.Create(system, manifest.Definition, context.Settings, context.Http, context.Time, new LoginKey(manifest.Name, context.Environment), logins));
        var options = new UpstreamOptions
        {
            System = system,
            Manifest = own,
            Protocol = Json.String(upstream, "protocol") ?? "auto",
            StartTimeout = Duration(upstream, "start_timeout") ?? TimeSpan.FromSeconds(20),
            Idle = Duration(upstream, "idle") ?? TimeSpan.FromMinutes(10),
            Report = report,
            News = news,
        };
        return new(options, door, context.Time);
    }

    private static TimeSpan? Duration(JsonElement section, string key) => Core.Configuration.Duration.TryParse(Json.String(section, key), out var duration) ? duration : null;
}

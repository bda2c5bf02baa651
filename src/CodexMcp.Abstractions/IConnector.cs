using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>A system that tools reach. One instance serves all calls of one environment and is safe for concurrent use.</summary>
public interface IConnector : IAsyncDisposable
{
    /// <summary>The connector's name.</summary>
    string Name { get; }

    /// <summary>The connector's own rules about calls, or null when it has none beyond its schemas.</summary>
    IToolGuard? Guard { get; }

    /// <summary>Runs one call.</summary>
    /// <exception cref="ConnectorException">The call failed; every other exception is treated as a defect of the connector.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the vendor's work was cancelled too where it can be.</exception>
    ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>Makes a native connector; the host lists its factories in code, nothing is scanned.</summary>
public interface IConnectorFactory
{
    /// <summary>The connector's name: that of its folder.</summary>
    string Name { get; }

    /// <summary>Makes the connector. Called at the first call that needs it, so it may load what it likes.</summary>
    IConnector Create(ConnectorContext context);
}

/// <summary>What the host gives a native connector.</summary>
public sealed record ConnectorContext
{
    /// <summary><c>sandbox</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The manifest's <c>settings</c> of this environment, every <c>${env:…}</c> and <c>${file:…}</c> resolved: a JSON object.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>A pooled client that reaches the manifest's hosts and nothing else; in the sandbox it ends at the simulator.</summary>
    public required HttpClient Http { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>
    /// Gives the files of the connector's semantic catalogue as JSON, checked; none when it has no such folder. Throws a <see cref="ConnectorException"/>
    /// when a file is wrong.
    /// </summary>
    public Func<IReadOnlyList<JsonElement>> Semantic { get; init; } = static () => [];
}

using System.Collections.Concurrent;
using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>Keeps what it is given.</summary>
public sealed class CollectingAudit(Trace? trace = null) : IAuditLog
{
    private readonly ConcurrentQueue<(AuditEntry Entry, bool Durable)> all = new();

    public IReadOnlyList<AuditEntry> Entries => [.. all.Select(item => item.Entry)];

    public IReadOnlyList<string> Durable => [.. all.Where(item => item.Durable).Select(item => item.Entry.Event)];

    public AuditEntry Last => Entries[^1];

    public ValueTask AppendAsync(AuditEntry entry, bool durable)
    {
        trace?.Add(entry.Event);
        all.Enqueue((entry, durable));
        return default;
    }
}

/// <summary>Fails for the named events, as a full disk does.</summary>
public sealed class ThrowingAudit(params string[] events) : IAuditLog
{
    public CollectingAudit Kept { get; } = new();

    public ValueTask AppendAsync(AuditEntry entry, bool durable) =>
        events.Contains(entry.Event) ? throw new AuditUnavailableException("No space left on device.") : Kept.AppendAsync(entry, durable);
}

/// <summary>What ran, in order.</summary>
public sealed class Trace
{
    private readonly ConcurrentQueue<string> steps = new();

    public string Steps => string.Join(" ", steps);

    public void Add(string step) => steps.Enqueue(step);
}

/// <summary>A connector that does what the test says.</summary>
public sealed class FakeConnector(string name = "fake", Trace? trace = null) : IConnector, IToolGuard
{
    private readonly ConcurrentQueue<ToolInvocation> calls = new();

    public string Name => name;

    public IToolGuard? Guard => this;

    public Func<ToolInvocation, CancellationToken, ValueTask<ToolResult>> OnExecute { get; set; } =
        (invocation, _) => ValueTask.FromResult(new ToolResult { Structured = Some.Json($$"""{"marker":"{{invocation.Principal}}"}""") });

    public Func<ToolInvocation, GuardVerdict> OnGuard { get; set; } = _ => GuardVerdict.Pass;

    public IReadOnlyList<ToolInvocation> Calls => [.. calls];

    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        trace?.Add("execute");
        calls.Enqueue(invocation);
        return OnExecute(invocation, cancellationToken);
    }

    public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        trace?.Add("guard");
        return ValueTask.FromResult(OnGuard(invocation));
    }

    public ValueTask DisposeAsync() => default;
}

/// <summary>Connectors by name.</summary>
public sealed class FakeConnectors(params RunningConnector[] running) : IConnectorSource
{
    public Func<string, RunningConnector>? OnGet { get; set; }

    public RunningConnector Get(string connector, string environment) =>
        OnGet?.Invoke(connector) ?? running.Single(item => item.Connector.Name == connector);
}

/// <summary>Keeps what is logged.</summary>
public sealed class CollectingLogger : ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join("\n", lines);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue(formatter(state, exception));
}

using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>One call: its arguments, the role's tools that it reads through, and what they were asked so far.</summary>
internal sealed class AnalyticsCall
{
    public AnalyticsCall(ToolInvocation invocation, AnalyticsSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        Invocation = invocation;
        Settings = settings;
        Today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        CancellationToken = cancellationToken;
        Queries = new QueryRunner(this);
    }

    public ToolInvocation Invocation { get; }

    public AnalyticsSettings Settings { get; }

    /// <summary>Today in UTC; yesterday is the last full day.</summary>
    public DateOnly Today { get; }

    public CancellationToken CancellationToken { get; }

    public QueryRunner Queries { get; }

    /// <summary>The role's other tools.</summary>
    public IRoleTools Tools => Invocation.Tools
        ?? throw new ConnectorException(ConnectorFailure.Configuration, $"{Invocation.Tool.Name} can't run inside another call.", "Call it by itself.");

    /// <summary>A refusal that the agent can do something about.</summary>
    public static ConnectorException Refused(string message, string next) => new(ConnectorFailure.Refused, message, next);
}

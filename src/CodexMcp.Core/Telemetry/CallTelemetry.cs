using System.Diagnostics;
using System.Diagnostics.Metrics;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Telemetry;

/// <summary>
/// What the pipeline tells of calls in numbers. Labels come from configuration and closed sets, never from what a client or a vendor
/// sent. While nobody listens, a call pays for a few checks of a field.
/// </summary>
public static class CallTelemetry
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "CodexMcp";

    // The convention's own bounds begin at 10 ms: too coarse for tools that answer in a fraction of one.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "codexmcp.calls", "{call}", "Calls that ended, by role, tool and outcome.");

    private static readonly Counter<long> Rejections = Meter.CreateCounter<long>(
        "codexmcp.rejections", "{call}", "Calls that a stage ended, by role, stage and outcome.");

    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>(
        "codexmcp.calls.running", "{call}", "Calls under way, by role.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "mcp.server.operation.duration", "s", "How long calls took from the request to the recorded end.", tags: null, advice: Seconds);

    private static readonly Histogram<double> Attempts = Meter.CreateHistogram(
        "codexmcp.connector.duration", "s", "How long connectors took for each attempt, by failure.", tags: null, advice: Seconds);

    static CallTelemetry()
    {
        Meter.CreateObservableGauge("codexmcp.connector.circuit", CircuitStates.Observe, "{state}", "The circuit of a connector: 0 closed, 1 half open, 2 open.");
        Meter.CreateObservableGauge("codexmcp.vendor.quota.used", QuotaStates.ObserveUsed, "{unit}", "How much of a vendor's allowance is used, as it said last.");
        Meter.CreateObservableGauge("codexmcp.vendor.quota.limit", QuotaStates.ObserveLimit, "{unit}", "How much the vendor allows, as it said last.");
    }

    /// <summary>Whether somebody follows traces: only then is it worth to look for their context.</summary>
    public static bool IsTraced => CallSpan.Source.HasListeners();

    /// <summary>Whether the attempts of connectors are of interest to anybody.</summary>
    internal static bool WatchesConnectors => Attempts.Enabled || CallSpan.Source.HasListeners();

    /// <summary>A call begins; gives whether it was counted, so that its end is only counted then.</summary>
    internal static bool Begin(ToolCall call)
    {
        if (!Running.Enabled)
        {
            return false;
        }

        Running.Add(1, new KeyValuePair<string, object?>("role", call.Profile.Role));
        return true;
    }

    /// <summary>A call has ended.</summary>
    internal static void End(ToolCall call, CallOutcome outcome, TimeSpan took, bool counted)
    {
        var role = new KeyValuePair<string, object?>("role", call.Profile.Role);
        if (counted)
        {
            Running.Add(-1, role);
        }

        if (!Calls.Enabled && !Rejections.Enabled && !Duration.Enabled)
        {
            return;
        }

        // A tool that the role does not have is named by the client: such names would be without end.
        var tool = call.Tool?.Definition.Name ?? "unknown";
        var code = new KeyValuePair<string, object?>("outcome", outcome.Code.Wire());
        Calls.Add(1, role, new("tool", tool), code);
        if (outcome.IsError)
        {
            Rejections.Add(1, role, new("stage", RecordStage.Name(call.Stage)), code);
        }

        var tags = new TagList
        {
            { "mcp.method.name", "tools/call" },
            { "gen_ai.operation.name", "execute_tool" },
            { "gen_ai.tool.name", tool },
            { "role", call.Profile.Role },
        };
        if (CallSpan.ErrorType(outcome) is { } error)
        {
            tags.Add("error.type", error);
        }

        Duration.Record(took.TotalSeconds, tags);
    }

    /// <summary>An attempt of a connector has ended.</summary>
    internal static void Attempted(ToolCall call, TimeSpan took, string? failure)
    {
        var tags = new TagList
        {
            { "role", call.Profile.Role },
            { "connector", call.Definition.Connector },
            { "environment", call.Execution.Environment },
        };
        if (failure is not null)
        {
            tags.Add("error.type", failure);
        }

        Attempts.Record(took.TotalSeconds, tags);
    }
}

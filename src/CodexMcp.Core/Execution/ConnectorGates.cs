using System.Runtime.CompilerServices;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Telemetry;

namespace CodexMcp.Core.Execution;

/// <summary>The gate of each running connector, by instance: a connector that was replaced takes its gate with it.</summary>
internal sealed class ConnectorGates(TimeProvider time)
{
    private readonly ConditionalWeakTable<IConnector, ConnectorGate> gates = [];

    /// <summary>Gives the gate of the call's connector.</summary>
    public ConnectorGate Of(ToolCall call)
    {
        var running = call.Connector!;
        if (!gates.TryGetValue(running.Connector, out var gate))
        {
            gate = gates.GetValue(running.Connector, _ => new ConnectorGate(running.Resilience, time));
            CircuitStates.Add(call.Profile.Role, call.Definition.Connector, call.Execution.Environment, gate.Circuit);
        }

        return gate;
    }
}

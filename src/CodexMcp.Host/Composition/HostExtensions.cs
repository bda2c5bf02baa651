using CodexMcp.Abstractions;
using CodexMcp.Connectors.Runtime;

namespace CodexMcp.Host.Composition;

/// <summary>What a host of its own adds to the connectors that ship: native connectors, and where they end in the sandbox.</summary>
internal sealed record HostExtensions
{
    /// <summary>Nothing more than what ships.</summary>
    public static HostExtensions None { get; } = new();

    /// <summary>More native connectors; each still needs its manifest.</summary>
    public IReadOnlyList<IConnectorFactory> Connectors { get; init; } = [];

    /// <summary>Gives a connector's simulator, or null. Asked before the ones that ship.</summary>
    public Func<string, SandboxEndpoint?> Sandbox { get; init; } = static _ => null;
}

using CodexMcp.Connectors.McpKind.Manifest;
using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind;

/// <summary>What a manifest of kind <c>mcp</c> says of its server, and what an operator has accepted of it.</summary>
/// <param name="Folder">The connector's folder.</param>
/// <param name="Rules">What of the server exists here.</param>
/// <param name="Pins">The accepted definitions.</param>
internal sealed record UpstreamManifest(string Folder, UpstreamRules Rules, PinFile Pins);

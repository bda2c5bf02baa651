using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Sessions;

/// <summary>What a session is bound to and what its client said of itself, fixed at its beginning.</summary>
/// <param name="Role">The role.</param>
/// <param name="Principal">Who began it.</param>
/// <param name="Version">The protocol version.</param>
/// <param name="Capabilities">What the client can do.</param>
/// <param name="Client">The client's name and version, or null.</param>
/// <param name="Began">When it began, in seconds of Unix time.</param>
internal sealed record SessionFacts(string Role, string Principal, string Version, ClientCapabilities Capabilities, Implementation? Client, long Began);

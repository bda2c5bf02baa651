using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>Tells the two protocol eras apart: from 2026-07-28 on, every request says its version itself.</summary>
internal static class Era
{
    private const string FirstModern = "2026-07-28";

    /// <summary>Whether the request speaks 2026-07-28 or later.</summary>
    public static bool IsModern(JsonRpcMessageContext? context) => string.CompareOrdinal(context?.ProtocolVersion, FirstModern) >= 0;
}

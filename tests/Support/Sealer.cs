using CodexMcp.Abstractions;

namespace CodexMcp.Tests.Support;

/// <summary>Seals like the host's sealer: a token fits only the role, the principal and the connector it was made for.</summary>
internal sealed class Sealer : IHandleSealer
{
    private readonly Dictionary<string, (string Owner, string Value)> tokens = [];

    public static Sealer Shared { get; } = new();

    public string Seal(ToolInvocation invocation, string value)
    {
        lock (tokens)
        {
            var token = $"h{tokens.Count}";
            tokens[token] = (Owner(invocation), value);
            return token;
        }
    }

    public bool TryUnseal(ToolInvocation invocation, string token, out string value)
    {
        lock (tokens)
        {
            var found = tokens.TryGetValue(token, out var entry) && entry.Owner == Owner(invocation);
            value = found ? entry.Value : "";
            return found;
        }
    }

    private static string Owner(ToolInvocation invocation) => $"{invocation.Role}|{invocation.Principal}|{invocation.Tool.Connector}";
}

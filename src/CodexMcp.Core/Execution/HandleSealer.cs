using System.Text;
using CodexMcp.Abstractions;

namespace CodexMcp.Core.Execution;

/// <summary>Seals vendor handles for one role, principal, connector and environment. Anybody else's token looks like one that never was.</summary>
/// <param name="key">The key; fetched at first use.</param>
public sealed class HandleSealer(IKeySource key) : IHandleSealer
{
    /// <inheritdoc/>
    public string Seal(ToolInvocation invocation, string value) =>
        SealedBox.Seal(key.GetKey(), Context(invocation), Encoding.UTF8.GetBytes(value));

    /// <inheritdoc/>
    public bool TryUnseal(ToolInvocation invocation, string token, out string value)
    {
        var content = SealedBox.Open(key.GetKey(), Context(invocation), token);
        value = content is null ? "" : Encoding.UTF8.GetString(content);
        return content is not null;
    }

    private static byte[] Context(ToolInvocation invocation) =>
        SealedBox.Context("handle-1", invocation.Role, invocation.Principal, invocation.Tool.Connector, invocation.Environment);
}

using System.Security.Cryptography;
using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>
/// The value that marks a record as made by one call: from the idempotency key, or from the call's id. It goes into a unique property of the account, so that
/// HubSpot itself takes no second record, and a lost write can be found again.
/// </summary>
internal static class CreateMarker
{
    public static string Of(ToolInvocation invocation, string callId)
    {
        if (Arguments.Text(invocation, "idempotency_key") is not { } key)
        {
            return $"call-{callId}";
        }

        // A key is the caller's own: the same word of somebody else is another key.
        var owned = string.Join('\u001f', invocation.Role, invocation.Principal, invocation.Environment, invocation.Tool.Name, key);
        return $"key-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owned)))[..40]}";
    }

    /// <summary>Whether the account has the property, and it is unique.</summary>
    public static bool IsThere(RecordView view, string property) => view.Account.TryGetValue(property, out var found) && found is { Unique: true, ReadOnly: false };
}

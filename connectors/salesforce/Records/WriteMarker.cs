using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>
/// What a new record is marked with, in the org's external id field for it, so that a repeat finds it instead of making another one. It comes from
/// the call's idempotency key, or else from its id; and from what is written, so that a mark never stands for other values.
/// </summary>
internal static class WriteMarker
{
    public const string KeyArgument = "idempotency_key";

    /// <summary>After this nothing that was sent can still be under way: Salesforce ends a request after ten minutes at the latest.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(11);

    /// <summary>The field, where the object has it as an external id that may be set; the role need not see it.</summary>
    public static string? FieldOf(RoleObject target, string field) =>
        target.Scoped.Description.Field(field) is { Createable: true, Type: "string" } found && target.Details.Fields[found.Name] is { IsExternalId: true, Length: 0 or >= 48 } ? found.Name : null;

    /// <summary>The mark of a call that was sent with that id. Several records of one call are told apart by <paramref name="index"/>.</summary>
    public static string Of(ToolInvocation invocation, string callId, JsonElement written, int index = 0)
    {
        var text = new StringBuilder("codex-mcp\n");
        foreach (var part in (ReadOnlySpan<string>)[invocation.Environment, invocation.Role, invocation.Principal, invocation.Tool.Name, Arguments.Text(invocation, KeyArgument) ?? callId])
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        CallHash.Append(text.Append(index), written);
        return "cm1-" + CallHash.Of(text.ToString(), 40);
    }

    /// <summary>Whether the call is so long ago that nothing of it can still be written.</summary>
    public static bool IsSettled(string callId, TimeProvider time) => StartOf(callId) is { } start && time.GetUtcNow() - start > Settled;

    /// <summary>When a call began, from its id (a version 7 UUID); null for another id.</summary>
    private static DateTimeOffset? StartOf(string callId) =>
        callId.Length == 32 && callId[12] == '7' && long.TryParse(callId.AsSpan(0, 12), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var ms)
            && ms < 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : null;
}

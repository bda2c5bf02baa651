using System.Security.Cryptography;
using System.Text.Json;
using CodexMcp.Core.Canonical;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Approvals;

/// <summary>What makes a call this call and no other: the hash that an approval is bound to.</summary>
internal static class ApprovalBinding
{
    /// <summary>SHA-256 over the canonical JSON of role, revision, principal, environment, tool, definition and the arguments after every rewrite.</summary>
    public static byte[] Compute(ToolCall call) => SHA256.HashData(CanonicalJson.Write(JsonText.Build(call, Write)));

    private static void Write(Utf8JsonWriter writer, ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("role", call.Profile.Role);
        writer.WriteString("revision", call.Profile.Revision);
        writer.WriteString("principal", call.Request.Principal);
        writer.WriteString("environment", call.Execution.Environment);
        writer.WriteString("tool", call.Definition.Name);
        writer.WriteString("definition", call.Definition.Hash);
        writer.WritePropertyName("arguments");
        call.Arguments.WriteTo(writer);
        writer.WriteEndObject();
    }
}

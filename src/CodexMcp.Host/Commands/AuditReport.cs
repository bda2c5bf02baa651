using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Commands;

/// <summary>The result of a check of the trail as JSON.</summary>
internal static class AuditReport
{
    /// <summary>Writes one object.</summary>
    public static void Write(Utf8JsonWriter writer, string folder, AuditVerification found)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok"u8, found.Ok);
        writer.WriteString("folder"u8, folder);
        writer.WriteNumber("records"u8, found.Records);
        writer.WriteStartArray("chains"u8);
        foreach (var chain in found.Chains)
        {
            writer.WriteStartObject();
            writer.WriteString("chain"u8, chain.Chain);
            writer.WriteString("state"u8, chain.State.ToString().ToLowerInvariant());
            writer.WriteNumber("files"u8, chain.Files);
            writer.WriteNumber("records"u8, chain.Records);
            writer.WriteString("last_hash"u8, chain.LastHash);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("problems"u8);
        foreach (var problem in found.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("file"u8, problem.File);
            writer.WriteNumber("line"u8, problem.Line);
            writer.WriteNumber("seq"u8, problem.Seq);
            writer.WriteString("message"u8, problem.What);
            writer.WriteString("fix"u8, problem.Next);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStrings("remarks", found.Remarks);
        writer.WriteEndObject();
    }
}

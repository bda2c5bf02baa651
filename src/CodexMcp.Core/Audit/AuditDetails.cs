using System.Buffers;
using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>Builds the <see cref="AuditEntry.Details"/> of the trail's own records.</summary>
internal static class AuditDetails
{
    public static JsonElement Create(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}

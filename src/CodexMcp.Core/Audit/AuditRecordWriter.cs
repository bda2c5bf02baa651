using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Audit;

/// <summary>
/// Renders an entry's own members as one JSON object in fixed order. Everything outside ASCII, and every control character, is escaped,
/// so that no text can forge a line or disguise itself in a terminal.
/// </summary>
internal sealed class AuditRecordWriter : IDisposable
{
    private const int KeptCapacity = 64 * 1024;
    private const int MaxTextCharacters = 4096;
    private const int MaxNotes = 64;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true, MaxDepth = 4096 };

    private ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _json;

    /// <summary>The rendered object's members, without its braces.</summary>
    public ReadOnlySpan<byte> Members => _buffer.WrittenSpan[1..^1];

    /// <summary>Renders; payloads that would take the record beyond <paramref name="maxBytes"/> give way to a note with their size and hash.</summary>
    public void Render(AuditEntry entry, int maxBytes)
    {
        var cap = maxBytes - 1024;
        Write(entry, cap, shortText: false);
        if (_buffer.WrittenCount > cap)
        {
            // Escaping can make text six times longer than its raw JSON, so a payload that looked small enough may not be.
            Write(entry, 0, shortText: true);
        }
    }

    /// <summary>Gives back memory that one large record took.</summary>
    public void Trim()
    {
        if (_buffer.Capacity > KeptCapacity)
        {
            _buffer = new ArrayBufferWriter<byte>(1024);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _json?.Dispose();

    private void Write(AuditEntry entry, int payloadCap, bool shortText)
    {
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Options);
        json.Reset(_buffer);
        var max = shortText ? 128 : MaxTextCharacters;
        json.WriteStartObject();
        Text(json, "event"u8, entry.Event, max);
        Text(json, "call_id"u8, entry.CallId, max);
        Text(json, "parent_call_id"u8, entry.ParentCallId, max);
        Text(json, "role"u8, entry.Role, max);
        Text(json, "revision"u8, entry.Revision, max);
        Text(json, "principal"u8, entry.Principal, max);
        Text(json, "client"u8, entry.Client, max);
        Text(json, "environment"u8, entry.Environment, max);
        Text(json, "tool"u8, entry.Tool, max);
        Text(json, "verb"u8, entry.Verb, max);
        Text(json, "arguments_hash"u8, entry.ArgumentsHash, max);
        Payload(json, "arguments"u8, entry.Arguments, payloadCap);
        Text(json, "outcome"u8, entry.Outcome, max);
        Text(json, "stage"u8, entry.Stage, max);
        Text(json, "reason"u8, entry.Reason, max);
        Payload(json, "result"u8, entry.Result, payloadCap);
        Notes(json, entry.Notes, shortText ? 4 : MaxNotes, max);
        if (entry.DurationMicroseconds is { } duration)
        {
            json.WriteNumber("duration_us"u8, duration);
        }
        Payload(json, "details"u8, entry.Details is { } details ? new(AuditPayload.Full, details) : null, payloadCap);
        json.WriteEndObject();
        json.Flush();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value, int max)
    {
        if (value is null)
        {
            return;
        }
        if (value.Length <= max)
        {
            json.WriteString(name, value);
            return;
        }
        json.WriteString(name, Cut(value, max));
    }

    private static void Notes(Utf8JsonWriter json, IReadOnlyList<string>? notes, int count, int max)
    {
        if (notes is not { Count: > 0 })
        {
            return;
        }
        json.WriteStartArray("notes"u8);
        for (var i = 0; i < Math.Min(notes.Count, count); i++)
        {
            json.WriteStringValue(notes[i].Length <= max ? notes[i] : Cut(notes[i], max));
        }
        if (notes.Count > count)
        {
            json.WriteStringValue($"({notes.Count - count} more notes left out)");
        }
        json.WriteEndArray();
    }

    private static void Payload(Utf8JsonWriter json, ReadOnlySpan<byte> name, AuditPayloadValue? payload, int cap)
    {
        if (payload is not { Mode: not AuditPayload.None, Value: { ValueKind: not JsonValueKind.Undefined } value } kept)
        {
            return;
        }
        json.WritePropertyName(name);
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (cap == 0 || (kept.Mode == AuditPayload.Full && raw.Length > cap))
        {
            Omitted(json, "too_large", raw);
        }
        else if (kept.Mode == AuditPayload.MetadataOnly)
        {
            AuditPayloads.WriteMetadata(json, value);
        }
        else if (kept.Mode == AuditPayload.StructuredSummary)
        {
            AuditPayloads.WriteSummary(json, value);
        }
        else if (!IsText(value))
        {
            Omitted(json, "not_text", raw);
        }
        else
        {
            value.WriteTo(json);
        }
    }

    private static void Omitted(Utf8JsonWriter json, string why, ReadOnlySpan<byte> raw)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> hex = stackalloc byte[64];
        SHA256.HashData(raw, hash);
        AuditHex.Write(hash, hex);
        json.WriteStartObject();
        json.WriteString("omitted"u8, why);
        json.WriteNumber("bytes"u8, raw.Length);
        json.WriteString("sha256"u8, hex);
        json.WriteEndObject();
    }

    // A lone surrogate ("\ud800") is a JSON string that is no text: it can't be written again, so only a hash stands for it.
    private static bool IsText(JsonElement value)
    {
        if (!JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'))
        {
            return true;
        }
        try
        {
            return Readable(value);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Readable(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    Readable(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Readable(item);
                }
                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            default:
                break;
        }
        return true;
    }

    private static string Cut(string value, int max) => $"{value.AsSpan(0, max)}… ({value.Length - max} more characters)";
}

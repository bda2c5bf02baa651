using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>Small helpers around JSON values.</summary>
internal static class SandboxJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gives an object's member that is there and not null.</summary>
    public static JsonElement? Member(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>Gives an object's member or, by its number from 0, a list's item.</summary>
    public static JsonElement? Step(JsonElement? value, string step) =>
        value is { ValueKind: JsonValueKind.Array } list
            ? int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < list.GetArrayLength() ? list[at] : null
            : Member(value, step);

    /// <summary>Gives what <c>name</c> says of a record: the whole by the record's own name, a member by <c>row.member</c>; null when it is about something else.</summary>
    public static JsonElement? Part(JsonElement? record, string called, string name)
    {
        if (record is null || !name.StartsWith(called, StringComparison.Ordinal) || (name.Length > called.Length && name[called.Length] != '.'))
        {
            return null;
        }

        var value = record;
        foreach (var step in name.Length == called.Length ? [] : name[(called.Length + 1)..].Split('.'))
        {
            value = Member(value, step);
        }

        return value;
    }

    /// <summary>Gives an object's string, or null.</summary>
    public static string? String(JsonElement? value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>Gives an object's whole number, or null.</summary>
    public static int? Int(JsonElement? value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

    /// <summary>The value in words.</summary>
    public static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A string as a JSON value.</summary>
    public static JsonElement Text(string text) => Build(text, static (writer, value) => writer.WriteStringValue(value));

    /// <summary>Builds a value.</summary>
    public static JsonElement Build<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            write(writer, state);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}

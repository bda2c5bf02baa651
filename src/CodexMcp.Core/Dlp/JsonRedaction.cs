using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Dlp;

/// <summary>One careful walk through a JSON value that the quick look did not find clean: every string and every name.</summary>
internal sealed class JsonRedaction(Findings? findings)
{
    private static readonly FrozenSet<string> SecretNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "password", "passwd", "pwd", "passphrase", "secret", "clientsecret", "apikey", "apisecret", "accesskey", "secretkey",
        "secretaccesskey", "awssecretaccesskey", "accesstoken", "refreshtoken", "authtoken", "privatekey", "authorization", "accountkey", "sharedaccesskey");

    private bool changed;

    /// <summary>Gives the cleaned value; the same element when nothing changed.</summary>
    public JsonElement Run(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.Compact))
        {
            Write(writer, value, new JsonPlace(null, null, 0), isSecret: false);
        }

        return changed ? JsonText.Parse(buffer.WrittenSpan) : value;
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, JsonPlace place, bool isSecret)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    var name = property.Name;
                    var below = new JsonPlace(place, name, 0);
                    writer.WritePropertyName(Keep(name, Redactor.CleanText(name, findings, below)));
                    Write(writer, property.Value, below, IsSecretName(name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, new JsonPlace(place, null, index++), isSecret);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(value.GetString()!, place, isSecret));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private string Text(string text, JsonPlace place, bool isSecret)
    {
        var clean = Redactor.CleanText(text, findings, place);
        if (isSecret && ReferenceEquals(clean, text) && text.Length > 0 && !text.StartsWith("[redacted:", StringComparison.Ordinal))
        {
            findings?.Add("password", JsonPlace.Pointer(place));
            clean = "[redacted:password]";
        }

        return Keep(text, clean);
    }

    private string Keep(string before, string after)
    {
        changed |= !string.Equals(before, after, StringComparison.Ordinal);
        return after;
    }

    /// <summary>Whether a member of that name holds a secret whatever it looks like: <c>password</c>, <c>Client-Secret</c>, <c>API_KEY</c>.</summary>
    private static bool IsSecretName(string name) =>
        name.Length is >= 3 and <= 40
        && SecretNames.Contains(name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
}

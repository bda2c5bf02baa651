using System.Text.Json;
using System.Text.Unicode;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>JSON that every reader understands alike: one object in valid UTF-8, no member twice, bounded depth. What an issuer sends is read by this too.</summary>
internal static class StrictJson
{
    private const int MaxDepth = 8;

    /// <summary>Parses the object; null when it is anything else.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = MaxDepth, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow });
            return document.RootElement.ValueKind == JsonValueKind.Object && IsPlain(document.RootElement) ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in an escape: that is not text.
            return null;
        }
    }

    /// <summary>The member's text; null when it is missing or no string.</summary>
    public static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>A string, or an array of strings, as a list; null when it is anything else, or more than the given number.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement value, int most)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most)
        {
            return null;
        }

        var texts = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            texts.Add(item.GetString()!);
        }

        return texts;
    }

    private static bool IsPlain(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                {
                    if (!names.Add(member.Name) || !IsPlain(member.Value))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!IsPlain(item))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.String:
                return value.GetString() is not null;
            default:
                return true;
        }
    }
}

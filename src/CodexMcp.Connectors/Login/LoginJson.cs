using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.Login;

/// <summary>A login as it stands in its file, before it is sealed.</summary>
internal static class LoginJson
{
    public static byte[] Write(LoginTokens tokens)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("access_token"u8, tokens.AccessToken);
            writer.WriteString("refresh_token"u8, tokens.RefreshToken);
            writer.WriteString("expires_at"u8, tokens.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("scope"u8, tokens.Scope);
            writer.WriteStartObject("details"u8);
            foreach (var (name, value) in tokens.Details)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads it; null for what is none.</summary>
    public static LoginTokens? Read(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return Text(root, "access_token") is not { } access ? null : new()
            {
                AccessToken = access,
                RefreshToken = Text(root, "refresh_token"),
                ExpiresAt = DateTimeOffset.TryParse(Text(root, "expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null,
                Scope = Text(root, "scope"),
                Details = root.TryGetProperty("details", out var details)
                    ? details.EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetString() ?? "", StringComparer.Ordinal)
                    : [],
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}

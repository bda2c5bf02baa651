using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>Finds a secret that an answer repeats: as it is, escaped as JSON or as a part of an address, or in base64.</summary>
internal sealed class SecretEcho
{
    private const int Shortest = 8;
    private readonly byte[][] forms;

    public SecretEcho(IEnumerable<string> secrets) => forms =
    [
        .. secrets.Where(static secret => secret.Length >= Shortest).SelectMany(Forms).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Whether the bytes hold one.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in forms)
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return JsonEncodedText.Encode(secret).Value;
        yield return JsonEncodedText.Encode(secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value;
        yield return secret.Replace("/", "\\/", StringComparison.Ordinal);
        var address = Uri.EscapeDataString(secret);
        yield return address;
        yield return address.Replace("%20", "+", StringComparison.Ordinal);
        yield return System.Net.WebUtility.HtmlEncode(secret);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=');
    }
}

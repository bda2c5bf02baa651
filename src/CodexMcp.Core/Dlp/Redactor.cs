using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Core.Dlp;

/// <summary>Masks secrets as <c>[redacted:kind]</c> and makes hidden characters visible, in text and in every string and name of JSON.</summary>
public sealed class Redactor
{
    /// <summary>Cleans a text; the same instance when there was nothing to do.</summary>
    public string Clean(string text) => Clean(text, null);

    /// <summary>Cleans JSON; the same element when there was nothing to do.</summary>
    public JsonElement Clean(JsonElement value) => Clean(value, null);

    internal string Clean(string text, Findings? findings) => CleanText(text, findings, null);

    internal JsonElement Clean(JsonElement value, Findings? findings)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var characters = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            var length = Encoding.UTF8.GetChars(raw, characters);
            if (Suspicion.IsClean(characters.AsSpan(0, length)))
            {
                return value;
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }

        return new JsonRedaction(findings).Run(value);
    }

    internal static string CleanText(string text, Findings? findings, JsonPlace? place)
    {
        if (VisibleText.IndexOfHidden(text) >= 0)
        {
            // A token with something invisible inside is a token for whoever takes it out again.
            var stripped = VisibleText.Strip(text);
            var masked = MaskPlainly(stripped, findings, place);
            return ReferenceEquals(masked, stripped) ? VisibleText.Escape(text) : masked;
        }

        return MaskPlainly(text, findings, place);
    }

    /// <summary>Masks what stands there, and what would stand there in plain letters.</summary>
    private static string MaskPlainly(string text, Findings? findings, JsonPlace? place)
    {
        var masked = Mask(text, findings, place);
        if (!WideText.IsIn(masked))
        {
            return masked;
        }

        var plain = WideText.Fold(masked);
        var found = Mask(plain, findings, place);
        return ReferenceEquals(found, plain) ? masked : found;
    }

    private static string Mask(string text, Findings? findings, JsonPlace? place)
    {
        if (!Suspicion.MayHoldSecret(text))
        {
            return text;
        }

        foreach (var pattern in SecretPatterns.All)
        {
            StringBuilder? masked = null;
            var copied = 0;
            for (var match = pattern.Regex.Match(text); match.Success; match = match.NextMatch())
            {
                if (pattern.IsReal?.Invoke(match) == false)
                {
                    continue;
                }

                var secret = match.Groups["secret"] is { Success: true } group ? group : match;
                masked ??= new StringBuilder(text.Length);
                masked.Append(text, copied, secret.Index - copied).Append("[redacted:").Append(pattern.Kind).Append(']');
                copied = secret.Index + secret.Length;
                findings?.Add(pattern.Kind, JsonPlace.Pointer(place));
            }

            text = masked?.Append(text, copied, text.Length - copied).ToString() ?? text;
        }

        return text;
    }
}

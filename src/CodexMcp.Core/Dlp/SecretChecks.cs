using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace CodexMcp.Core.Dlp;

/// <summary>Closer looks at matches whose form alone says too little: they keep prose and certificates from being masked.</summary>
internal static class SecretChecks
{
    /// <summary>The most characters that are decoded for a look.</summary>
    private const int DecodedPrefix = 8192;

    /// <summary>Whether one part holds a JWT's header (base64url of <c>{"</c>) and the next one is long enough to be its claims.</summary>
    public static bool IsJwt(Match match)
    {
        var parts = match.Value.Split('.');
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            var header = parts[i].IndexOf("eyJ", StringComparison.Ordinal);
            if (header >= 0 && parts[i].Length - header > 10 && parts[i + 1].Length >= 8)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A token has digits; a word after "bearer" has none.</summary>
    public static bool HasDigit(Match match) => match.Groups["secret"].ValueSpan.IndexOfAnyInRange('0', '9') >= 0;

    /// <summary>Basic credentials decode to <c>user:password</c> in plain text.</summary>
    public static bool IsUserAndPassword(Match match)
    {
        var text = Decode(match.Groups["secret"].ValueSpan);
        return text.Contains(':', StringComparison.Ordinal) && text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0;
    }

    /// <summary>Whether base64 holds a private key or a JWT; a public certificate may leave.</summary>
    public static bool IsEncodedSecret(Match match)
    {
        var run = new string(match.Value.Where(character => character is not ('\r' or '\n' or '=')).Take(DecodedPrefix).ToArray());
        for (var offset = 0; offset < 4; offset++)
        {
            var text = Decode(run.AsSpan(Math.Min(offset, run.Length)));
            if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                return true;
            }

            if (offset == 0 && text.StartsWith("eyJ", StringComparison.Ordinal))
            {
                var dot = text.IndexOf('.', StringComparison.Ordinal);
                return dot > 8 && dot + 8 < text.Length && Base64Url.IsValid(text.AsSpan(0, dot));
            }
        }

        return false;
    }

    /// <summary>Whether what stands behind a name like <c>password</c> is a value, and not a word about it.</summary>
    public static bool IsValue(Match match)
    {
        var value = match.Groups["secret"].ValueSpan;
        if (value[0] is '"' or '\'')
        {
            return value.Length > 2 && !IsMasked(value[1..^1]);
        }

        if (IsMasked(value) || value.StartsWith('$') || value.StartsWith('%') || value.StartsWith(':'))
        {
            return false; // a placeholder that something else fills in
        }

        // "password: required" is prose; "password=required" is an assignment.
        return match.ValueSpan[..(match.Groups["secret"].Index - match.Index)].Contains('=')
            ? value is not ("true" or "false" or "null" or "none" or "NULL" or "None" or "True" or "False")
            : value.Length >= 6 && value.IndexOfAnyExcept(Letters) >= 0;
    }

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,!?-";

    private static bool IsMasked(ReadOnlySpan<char> value) =>
        value.IndexOfAnyExcept("*xX.-•") < 0 || value.StartsWith("[redacted:", StringComparison.Ordinal);

    private static string Decode(ReadOnlySpan<char> text)
    {
        var url = text.TrimEnd('=').ToString().Replace('+', '-').Replace('/', '_');
        url = url.Length % 4 == 1 ? url[..^1] : url;
        return Base64Url.IsValid(url) ? Encoding.Latin1.GetString(Base64Url.DecodeFromChars(url)) : "";
    }
}

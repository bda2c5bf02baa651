using System.Text;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>A token in the compact form of RFC 7515, taken apart. Nothing in it is trusted before its signature is verified.</summary>
/// <param name="Header">What its header says.</param>
/// <param name="Claims">The claims' bytes.</param>
/// <param name="Signed">The bytes that are signed.</param>
/// <param name="Signature">The signature.</param>
internal sealed record JwtText(JwtHeader Header, byte[] Claims, byte[] Signed, byte[] Signature)
{
    /// <summary>Whether the text has the shape of a signed token: three parts.</summary>
    public static bool IsMeant(ReadOnlySpan<char> text) => text.Count('.') == 2;

    /// <summary>Takes a token apart; null when it is not one, with the reason.</summary>
    public static JwtText? Read(string text, out string reason)
    {
        var first = text.IndexOf('.');
        var last = text.LastIndexOf('.');
        if (!IsMeant(text) || first == 0 || last == first + 1 || last == text.Length - 1)
        {
            reason = "it does not have three parts";
            return null;
        }

        var header = Base64UrlText.Decode(text.AsSpan(0, first));
        var claims = Base64UrlText.Decode(text.AsSpan(first + 1, last - first - 1));
        var signature = Base64UrlText.Decode(text.AsSpan(last + 1));
        if (header is null || claims is null || signature is null)
        {
            reason = "a part of it is not base64url";
            return null;
        }

        return JwtHeader.Read(header, out reason) is { } read ? new(read, claims, Encoding.ASCII.GetBytes(text, 0, last), signature) : null;
    }

    /// <summary>Nothing of the token: a record's own text would show it wherever it is logged.</summary>
    public override string ToString() => "a token";
}

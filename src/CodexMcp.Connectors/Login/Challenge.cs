using System.Net.Http.Headers;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.Login;

/// <summary>What a 401 or 403 says of the credential that it wants (<c>WWW-Authenticate: Bearer …</c>, RFC 6750 and 9728).</summary>
/// <param name="Metadata">Where the resource describes itself, or null.</param>
/// <param name="Scope">The scopes it wants, or null.</param>
/// <param name="Error">The error's code, or null.</param>
internal sealed record Challenge(string? Metadata, string? Scope, string? Error)
{
    /// <summary>The error of a token that reaches less far than it would have to.</summary>
    public const string InsufficientScope = "insufficient_scope";
    private const int Longest = 2_000;

    /// <summary>One that wants nothing in particular.</summary>
    public static Challenge None { get; } = new(null, null, null);

    /// <summary>Reads the answer's headers; what is not understood is not there.</summary>
    public static Challenge Read(HttpResponseMessage response)
    {
        foreach (var header in response.Headers.WwwAuthenticate)
        {
            if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            {
                var parameters = Parameters(header);
                return new(parameters.GetValueOrDefault("resource_metadata"), Scopes.Clean(parameters.GetValueOrDefault("scope")), VendorText.Code(parameters.GetValueOrDefault("error")));
            }
        }

        return None;
    }

    private static Dictionary<string, string> Parameters(AuthenticationHeaderValue header)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = header.Parameter is { Length: <= Longest } text ? text.AsSpan() : default;
        while (rest.IndexOf('=') is var equals and > 0)
        {
            var name = rest[..equals].Trim(", \t").ToString();
            rest = rest[(equals + 1)..].TrimStart();
            if (rest is ['"', ..])
            {
                var value = new System.Text.StringBuilder();
                var at = 1;
                for (; at < rest.Length && rest[at] != '"'; at++)
                {
                    at += rest[at] == '\\' && at + 1 < rest.Length ? 1 : 0;
                    value.Append(rest[at]);
                }

                found.TryAdd(name, value.ToString());
                rest = rest[Math.Min(at + 1, rest.Length)..];
            }
            else
            {
                var end = rest.IndexOf(',') is var comma and >= 0 ? comma : rest.Length;
                found.TryAdd(name, rest[..end].Trim().ToString());
                rest = rest[end..];
            }
        }

        return found;
    }
}

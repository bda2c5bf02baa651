using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks the names of headers: what the connection itself decides, and what proves who asks, is not a manifest's to write among them.</summary>
internal static class HeaderCheck
{
    private static readonly string[] Own = ["Host", "Connection", "Content-Length", "Cookie", "Expect", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    /// <summary>Notes every name that no request can have.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <param name="credential">Whether the request itself proves who asks, as one that signs in does.</param>
    public static void Check(ConfigNode? headers, ConfigurationErrors errors, bool credential = false)
    {
        foreach (var (name, at, _) in headers?.Entries ?? [])
        {
            if (name.Length is 0 or > 80 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                errors.Add(at, $"'{ShownText.Escape(name)}' is not the name of a header.", "Use letters, digits and -, such as X-Api-Version.");
            }
            else if (Own.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add(at, $"The host writes the header '{name}' itself.", "Remove it.");
            }
            else if (!credential && name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            {
                errors.Add(at, $"The header '{name}' proves who asks: it does not stand among the others.", "Say it in 'auth', such as kind: header with name and value.");
            }
        }
    }
}

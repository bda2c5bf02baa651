namespace CodexMcp.Sandbox;

/// <summary>Reads the name=value pairs of a form or a query, as often as a name comes; a plus stands for a space.</summary>
internal static class FormPairs
{
    public static IEnumerable<KeyValuePair<string, string>> Read(string text)
    {
        foreach (var pair in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            yield return new(Unescape(at < 0 ? pair : pair[..at]), at < 0 ? "" : Unescape(pair[(at + 1)..]));
        }
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

using System.Text;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Reads forms and queries: name=value pairs, a plus for a space.</summary>
internal static class Form
{
    public static Dictionary<string, string> Parse(SimulatorRequest request) => Parse(Encoding.UTF8.GetString(request.Body.Span));

    public static Dictionary<string, string> Query(SimulatorRequest request) => Parse(request.Query.TrimStart('?'));

    private static Dictionary<string, string> Parse(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            pairs[Decode(at < 0 ? pair : pair[..at])] = at < 0 ? "" : Decode(pair[(at + 1)..]);
        }

        return pairs;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

using System.Text;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Reads forms and queries; of two values with one name the last counts.</summary>
internal static class Form
{
    public static Dictionary<string, string> Parse(SimulatorRequest request) => Parse(Encoding.UTF8.GetString(request.Body.Span));

    public static Dictionary<string, string> Query(SimulatorRequest request) => Parse(request.Query);

    private static Dictionary<string, string> Parse(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in FormPairs.Read(text))
        {
            pairs[name] = value;
        }

        return pairs;
    }
}

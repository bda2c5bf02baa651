using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>A short hash of what was asked, which is the same however the JSON was written: members in order, no white space.</summary>
internal static class Fingerprint
{
    /// <summary>The call's arguments without its continuation, and the role's scope: a token fits the same question under the same rules only.</summary>
    public static string OfCall(ToolInvocation invocation) => OfCall(invocation, "continuation", "max_rows");

    public static string OfCall(ToolInvocation invocation, params ReadOnlySpan<string> without)
    {
        var text = new StringBuilder(invocation.Tool.Action).Append('\n');
        Append(text, invocation.Arguments, without);
        text.Append('\n');
        Append(text, invocation.Scope ?? default, []);
        return Hash(text.ToString(), 24);
    }

    /// <summary>The role's scope alone.</summary>
    public static string OfScope(ToolInvocation invocation)
    {
        var text = new StringBuilder();
        Append(text, invocation.Scope ?? default, []);
        return Hash(text.ToString(), 24);
    }

    public static string Hash(string text, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];

    public static void Append(StringBuilder text, JsonElement value, params ReadOnlySpan<string> without)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    if (!without.Contains(member.Name))
                    {
                        AppendText(text, member.Name);
                        Append(text, member.Value);
                    }
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(value.TryGetDouble(out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : value.GetRawText());
                break;
            default:
                text.Append(value.ValueKind);
                break;
        }
    }

    /// <summary>The length first, so that no text looks like two.</summary>
    private static void AppendText(StringBuilder text, string value) => text.Append(value.Length).Append(':').Append(value);
}

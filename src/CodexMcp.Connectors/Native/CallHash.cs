using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Native;

/// <summary>A short hash of what was asked, which is the same however the JSON was written: members in order, no white space. A page token holds it, so that it fits one question only.</summary>
public static class CallHash
{
    /// <summary>The call's tool, its arguments but for those named, and the role's scope: a token fits the same question under the same rules only.</summary>
    /// <exception cref="ConnectorException">An argument is no valid Unicode.</exception>
    public static string OfCall(ToolInvocation invocation, params ReadOnlySpan<string> without)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var text = new StringBuilder(invocation.Tool.Action).Append('\n');
        AppendArgument(text, invocation.Arguments, without);
        text.Append('\n');
        Append(text, invocation.Scope ?? default, []);
        return Of(text.ToString(), 24);
    }

    /// <summary>Of a statement and the values bound to it.</summary>
    /// <exception cref="ConnectorException">A value is no valid Unicode.</exception>
    public static string OfStatement(string statement, JsonElement parameters)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var text = new StringBuilder();
        AppendText(text, statement);
        AppendArgument(text, parameters, []);
        return Of(text.ToString(), 32);
    }

    /// <summary>The role's scope alone.</summary>
    public static string OfScope(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var text = new StringBuilder();
        Append(text, invocation.Scope ?? default, []);
        return Of(text.ToString(), 24);
    }

    /// <summary>The first hexadecimal digits of the text's SHA-256.</summary>
    public static string Of(string text, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];

    /// <summary>Appends a value so that two that say the same look the same, and no two others do.</summary>
    public static void Append(StringBuilder text, JsonElement value, params ReadOnlySpan<string> without)
    {
        ArgumentNullException.ThrowIfNull(text);
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
                text.Append(value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetRawText()); // as a double, long numbers would look alike
                break;
            default:
                text.Append(value.ValueKind);
                break;
        }
    }

    private static void AppendArgument(StringBuilder text, JsonElement value, params ReadOnlySpan<string> without)
    {
        try
        {
            Append(text, value, without);
        }
        catch (InvalidOperationException)
        {
            throw new ConnectorException(ConnectorFailure.Refused, "An argument is no valid Unicode text.", "Send it as valid Unicode.");
        }
    }

    /// <summary>The length first, so that no text looks like two.</summary>
    private static void AppendText(StringBuilder text, string value) => text.Append(value.Length).Append(':').Append(value);
}

using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Tests.Support;

/// <summary>Makes small things.</summary>
internal static class Some
{
    public const string Account = "001SY0000000001YAA";
    public const string OtherAccount = "001SY0000000002YAA";
    public const string Contact = "003SY0000000001YAA";
    public const string Opportunity = "006SY0000000001YAA";
    public const string Task = "00TSY00000000012AA";
    public const string User = "005SY0000000001YAA";
    public const string Job = "750SY0000000001YAA";

    public const string Scope = """
        {"objects":["Account","Contact","Opportunity","Task","ContentVersion"],"deny_fields":["Contact.Birthdate","Contact.Phone"]}
        """;

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

/// <summary>Seals like the host's sealer: a token fits only the role, the principal and the connector it was made for.</summary>
internal sealed class Sealer : IHandleSealer
{
    private static readonly Dictionary<string, (string Owner, string Value)> Tokens = [];

    public string Seal(ToolInvocation invocation, string value)
    {
        lock (Tokens)
        {
            var token = $"h{Tokens.Count}";
            Tokens[token] = (Owner(invocation), value);
            return token;
        }
    }

    public bool TryUnseal(ToolInvocation invocation, string token, out string value)
    {
        lock (Tokens)
        {
            var found = Tokens.TryGetValue(token, out var entry) && entry.Owner == Owner(invocation);
            value = found ? entry.Value : "";
            return found;
        }
    }

    private static string Owner(ToolInvocation invocation) => $"{invocation.Role}|{invocation.Principal}|{invocation.Tool.Connector}";
}

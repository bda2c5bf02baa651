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

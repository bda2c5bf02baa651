using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>A form that a person accepted and left fields of out: those have the values that the server named for them, as the form showed them.</summary>
internal static class FormDefaults
{
    /// <summary>Adds what is missing.</summary>
    /// <param name="question">What the server asked.</param>
    /// <param name="answer">What the client answered; taken over.</param>
    public static JsonNode Fill(JsonElement question, JsonNode answer)
    {
        if (answer is not JsonObject given || given["action"] is not JsonValue action || !action.TryGetValue<string>(out var word) || word != "accept"
            || Json.Member(question, "requestedSchema") is not { } schema || Json.Member(schema, "properties") is not { ValueKind: JsonValueKind.Object } fields
            || (given["content"] ??= new JsonObject()) is not JsonObject content)
        {
            return answer;
        }

        foreach (var field in fields.EnumerateObject())
        {
            if (!content.ContainsKey(field.Name) && Json.Member(field.Value, "default") is { } value)
            {
                content[field.Name] = Questions.Node(value);
            }
        }

        return answer;
    }
}

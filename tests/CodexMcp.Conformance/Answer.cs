using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Conformance;

/// <summary>Puts results together.</summary>
internal static class Answer
{
    /// <summary>One red pixel.</summary>
    public static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

    /// <summary>A sound of no length.</summary>
    public static readonly byte[] Wav = Convert.FromBase64String("UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=");

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static ToolResult Text(string text) => Blocks(new ToolContent.Text(text));

    public static ToolResult Blocks(params ToolContent[] blocks) => new() { Structured = Json("{}"), Text = "", Content = blocks };

    public static ToolResult Ask(string? state, params ToolQuestion[] questions) => new() { Structured = Json("{}"), Questions = questions, State = state };

    public static ToolQuestion Form(string key, string message, string properties, string required) => new(
        key,
        ClientAbilities.Forms,
        Json($$$"""{"mode":"form","message":"{{{JsonEncodedText.Encode(message)}}}","requestedSchema":{"type":"object","properties":{{{properties}}},"required":{{{required}}}} }"""));

    public static ToolQuestion Sample(string key, string prompt) => new(
        key,
        ClientAbilities.Sampling,
        Json($$$"""{"messages":[{"role":"user","content":{"type":"text","text":"{{{JsonEncodedText.Encode(prompt)}}}" }}],"maxTokens":100}"""));

    public static ToolQuestion Roots(string key) => new(key, ClientAbilities.Roots, Json("{}"));

    /// <summary>A field of an accepted form, or null.</summary>
    public static JsonElement? Field(ToolAnswers? answers, string key, string field) =>
        answers is not null && answers.Given.TryGetValue(key, out var answer) && answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String && action.ValueEquals("accept")
        && answer.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object
        && content.TryGetProperty(field, out var value)
            ? value
            : null;

    /// <summary>The whole answer as JSON, or null.</summary>
    public static string? Raw(ToolAnswers? answers, string key) => answers is not null && answers.Given.TryGetValue(key, out var answer) ? answer.GetRawText() : null;
}

using System.Text.Json;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>Short ways to say "this value" and "what this schema finds wrong with it".</summary>
internal static class Given
{
    public const int DeepJson = 1_000_000;

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DeepJson });
        return document.RootElement.Clone();
    }

    public static IReadOnlyList<JsonSchemaError> Errors(string schema, string value, JsonSchemaOptions? options = null) =>
        JsonSchema.Parse(schema, options).Validate(Json(value));

    public static bool IsValid(string schema, string value, JsonSchemaOptions? options = null)
    {
        var compiled = JsonSchema.Parse(schema, options);
        var valid = compiled.IsValid(Json(value));
        Assert.Equal(valid, compiled.Validate(Json(value)).Count == 0);
        return valid;
    }

    public static JsonSchemaException Refused(string schema, JsonSchemaOptions? options = null) =>
        Assert.Throws<JsonSchemaException>(() => JsonSchema.Parse(schema, options));

    public static string Nested(string open, string inside, string close, int times) =>
        string.Concat(Enumerable.Repeat(open, times)) + inside + string.Concat(Enumerable.Repeat(close, times));
}

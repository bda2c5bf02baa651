// The surface that other projects code against; the validator's own commit replaces this file.
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>A compiled JSON Schema.</summary>
public sealed class JsonSchema
{
    private JsonSchema()
    {
    }

    /// <summary>Compiles a schema.</summary>
    public static JsonSchema Compile(JsonElement schema, JsonSchemaOptions? options = null) => new();

    /// <summary>Compiles a schema from its text.</summary>
    public static JsonSchema Parse(string schemaText, JsonSchemaOptions? options = null) => new();

    /// <summary>Whether the instance fits.</summary>
    public bool IsValid(JsonElement instance) => false;

    /// <summary>What does not fit; empty when all does.</summary>
    public IReadOnlyList<JsonSchemaError> Validate(JsonElement instance) => [new("", "", "", "The validator is not there yet.")];
}

/// <summary>One misfit.</summary>
public sealed record JsonSchemaError(string InstancePath, string SchemaPath, string Keyword, string Message);

/// <summary>Bounds and switches.</summary>
public sealed record JsonSchemaOptions;

/// <summary>The schema itself is wrong.</summary>
public sealed class JsonSchemaException(string message) : Exception(message);

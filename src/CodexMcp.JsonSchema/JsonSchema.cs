using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>A JSON Schema (draft 2020-12), compiled once and then used from any number of threads.</summary>
/// <remarks>When a value repeats a property name, every occurrence is validated, and comparisons (<c>const</c>, <c>enum</c>,
/// <c>uniqueItems</c>) see the last one, as System.Text.Json does. Refuse such values before if that matters.</remarks>
public sealed class JsonSchema
{
    private readonly SchemaNode _root;
    private readonly JsonSchemaOptions _options;
    private readonly bool _tracksScopes;
    private EvaluationContext? _spare;

    private JsonSchema(SchemaNode root, JsonSchemaOptions options, bool tracksScopes)
    {
        _root = root;
        _options = options;
        _tracksScopes = tracksScopes;
    }

    /// <summary>Compiles a schema. The element may be disposed afterwards.</summary>
    /// <exception cref="JsonSchemaException">The schema is invalid, refers to something unknown, or is beyond a bound of the options.</exception>
    public static JsonSchema Compile(JsonElement schema, JsonSchemaOptions? options = null)
    {
        options ??= JsonSchemaOptions.Default;
        var compiler = new SchemaCompiler(options);
        var root = compiler.Compile(schema);
        return new JsonSchema(root, options, compiler.UsesDynamicScope);
    }

    /// <summary>Compiles a schema from its JSON text.</summary>
    /// <exception cref="JsonSchemaException">The text is not JSON, or the schema cannot be used.</exception>
    public static JsonSchema Parse(string schemaText, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schemaText);
        JsonDocument document;
        try
        {
            // A level of schema takes two of JSON ("properties", then its name), so this never cuts before our own bound does.
            var depth = (int)Math.Min(int.MaxValue, 3L * (options ?? JsonSchemaOptions.Default).MaxDepth + 64);
            document = JsonDocument.Parse(schemaText, new JsonDocumentOptions { MaxDepth = depth });
        }
        catch (JsonException exception)
        {
            throw new JsonSchemaException("", $"It is not JSON. {exception.Message} Correct the text.");
        }

        using (document)
        {
            return Compile(document.RootElement, options);
        }
    }

    /// <summary>Whether the value matches. The fast path: no error is built, and usually nothing is allocated.</summary>
    public bool IsValid(JsonElement instance)
    {
        var context = Interlocked.Exchange(ref _spare, null) ?? new EvaluationContext(_options, _tracksScopes);
        context.Start(collecting: false);
        var valid = instance.ValueKind != JsonValueKind.Undefined && _root.Evaluate(instance, context, null) && context.Fault is null;
        _spare = context;
        return valid;
    }

    /// <summary>The reasons why the value does not match, at most <see cref="JsonSchemaOptions.MaxErrors"/>; empty when it does.</summary>
    public IReadOnlyList<JsonSchemaError> Validate(JsonElement instance)
    {
        if (IsValid(instance))
        {
            return [];
        }

        if (instance.ValueKind == JsonValueKind.Undefined)
        {
            return [new JsonSchemaError("", "", "limit", "There is no value. Send one.")];
        }

        var context = new EvaluationContext(_options, _tracksScopes);
        context.Start(collecting: true);
        var valid = _root.Evaluate(instance, context, null);
        return context.Finish(valid);
    }
}

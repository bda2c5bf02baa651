using CodexMcp.Core.Configuration;
using CodexMcp.JsonSchema;

namespace CodexMcp.Connectors.Manifests;

/// <summary>The JSON Schemas of one manifest while it is checked: each is compiled once, whoever needs it, and its error is noted once.</summary>
/// <param name="errors">Takes the errors.</param>
internal sealed class CheckedSchemas(ConfigurationErrors errors)
{
    private readonly Dictionary<SourceLocation, JsonSchema.JsonSchema?> compiled = [];

    /// <summary>Gives the compiled schema; null where there is none, or after noting why it can't be used.</summary>
    /// <param name="node">The schema.</param>
    /// <param name="problem">What is wrong then, as one sentence.</param>
    public JsonSchema.JsonSchema? Compile(ConfigNode? node, string problem)
    {
        if (node is not { } schema)
        {
            return null;
        }

        if (compiled.TryGetValue(schema.Location, out var known))
        {
            return known;
        }

        try
        {
            known = JsonSchema.JsonSchema.Compile(schema.Json);
        }
        catch (JsonSchemaException exception)
        {
            errors.Add(schema.At(exception.SchemaPath).Location, problem, exception.Problem);
        }

        return compiled[schema.Location] = known;
    }
}

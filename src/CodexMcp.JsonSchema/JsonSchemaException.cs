namespace CodexMcp.JsonSchema;

/// <summary>A schema that cannot be used: it is not valid, refers to something that is not there, or is beyond a bound.</summary>
public sealed class JsonSchemaException : Exception
{
    /// <summary>Says where the schema is wrong and what to do.</summary>
    /// <param name="schemaPath">RFC 6901 pointer into the schema, after <c>URI#</c> when it is in another document.</param>
    /// <param name="problem">What is wrong and what to do, in full sentences.</param>
    public JsonSchemaException(string schemaPath, string problem)
        : base($"The schema is not usable at {(schemaPath.Length == 0 ? "its root" : $"`{Text.Printable(schemaPath, 200)}`")}: {problem}")
    {
        SchemaPath = schemaPath;
        Problem = problem;
    }

    /// <summary>RFC 6901 pointer to the schema or keyword at fault; empty for the root.</summary>
    public string SchemaPath { get; }

    /// <summary>What is wrong and what to do, without the place.</summary>
    public string Problem { get; }
}

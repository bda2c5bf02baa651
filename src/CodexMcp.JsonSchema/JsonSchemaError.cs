namespace CodexMcp.JsonSchema;

/// <summary>One reason why a value does not match a schema.</summary>
/// <param name="InstancePath">Where in the value: an RFC 6901 pointer, empty for the root. For a property that must not be there, or whose
/// name is wrong, the pointer is that of the property itself; for a missing property it is that of the object that lacks it.</param>
/// <param name="SchemaPath">Which keyword: an RFC 6901 pointer into the schema, after <c>URI#</c> when it is in another document.</param>
/// <param name="Keyword">The keyword's name, such as <c>maximum</c>; <c>false</c> for a schema that allows nothing; <c>limit</c> when a
/// bound of the validator was met.</param>
/// <param name="Message">A full sentence that says what is wrong and what would be right. Text from the value is escaped and cut short.</param>
public sealed record JsonSchemaError(string InstancePath, string SchemaPath, string Keyword, string Message);

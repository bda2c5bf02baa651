namespace CodexMcp.Sandbox.Salesforce;

/// <summary>One element of the error array.</summary>
internal sealed record SalesforceError(string Code, string Message, IReadOnlyList<string>? Fields = null);

/// <summary>A failure in Salesforce's own shape. It is caught at the edge, or at a record of a collection, and becomes an error array.</summary>
internal sealed class SalesforceException(int status, params IReadOnlyList<SalesforceError> errors) : Exception(errors[0].Message)
{
    public SalesforceException(int status, string code, string message, params string[] fields)
        : this(status, new SalesforceError(code, message, fields.Length > 0 ? fields : null))
    {
    }

    public int Status { get; } = status;

    public IReadOnlyList<SalesforceError> Errors { get; } = errors;

    public static SalesforceException NotFound(string message = "The requested resource does not exist") => new(404, "NOT_FOUND", message);

    public static SalesforceException Malformed(string message) => new(400, "MALFORMED_QUERY", message);

    public static SalesforceException Json(string message) => new(400, "JSON_PARSER_ERROR", message);

    public static SalesforceException Method(string method) => new(405, "METHOD_NOT_ALLOWED", $"HTTP Method '{method}' not allowed. Allowed are listed in the documentation of the resource.");
}

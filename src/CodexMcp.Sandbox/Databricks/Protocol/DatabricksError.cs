namespace CodexMcp.Sandbox.Databricks;

/// <summary>A refusal in the envelope of the REST API. It is caught at the edge.</summary>
internal sealed class DatabricksError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static DatabricksError Parameter(string message) => new(400, "INVALID_PARAMETER_VALUE", message);

    public static DatabricksError Missing(string what) => new(404, "RESOURCE_DOES_NOT_EXIST", what);
}

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>A failure in Snowflake's own shape. It is caught at the edge and becomes the error envelope.</summary>
internal sealed class SnowflakeException(string code, string sqlState, string message, int status = 422) : Exception(message)
{
    public string Code { get; } = code;

    public string SqlState { get; } = sqlState;

    public int Status { get; } = status;

    public static SnowflakeException Syntax(int line, int position, string? unexpected) =>
        new("001003", "42000", $"SQL compilation error:\nsyntax error line {line} at position {position} unexpected '{unexpected ?? "<EOF>"}'.");

    public static SnowflakeException InvalidIdentifier(int line, int position, string name) =>
        new("000904", "42000", $"SQL compilation error: error line {line} at position {position}\ninvalid identifier '{name}'");

    public static SnowflakeException NotFound(string kind, string name) =>
        new("002003", "02000", $"SQL compilation error:\n{kind} '{name}' does not exist or not authorized.");

    public static SnowflakeException Unsupported(string feature) => new("000002", "0A000", $"Unsupported feature '{feature}'.");

    public static SnowflakeException Compilation(string code, string sqlState, string message) =>
        new(code, sqlState, "SQL compilation error:\n" + message);

    public static SnowflakeException TooComplex() =>
        Compilation("000603", "42000", "SQL execution internal error: the statement is nested too deeply. Write it with fewer levels.");
}

using System.Text.RegularExpressions;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>A statement's failure in Databricks' own words: an error class in brackets, and the SQL state.</summary>
internal sealed partial class SparkError(string errorClass, string message, string sqlState, string code = "BAD_REQUEST")
    : Exception($"[{errorClass}] {message} SQLSTATE: {sqlState}")
{
    /// <summary>One of the API's own codes.</summary>
    public string Code { get; } = code;

    public string SqlState { get; } = sqlState;

    public static SparkError Syntax(string sql, int position, string near)
    {
        var before = sql.AsSpan(0, Math.Min(position, sql.Length));
        return new SparkError("PARSE_SYNTAX_ERROR", $"Syntax error at or near '{near}'. (line {before.Count('\n') + 1}, pos {before.Length - before.LastIndexOf('\n') - 1})", "42601");
    }

    public static SparkError NoTable(string name) => new("TABLE_OR_VIEW_NOT_FOUND",
        $"The table or view `{name.ToLowerInvariant().Replace(".", "`.`", StringComparison.Ordinal)}` cannot be found. Verify the spelling and correctness of the schema and catalog.", "42P01");

    public static SparkError Denied(string what) => new("INSUFFICIENT_PERMISSIONS", $"Insufficient privileges: User does not have permission {what}.", "42501");

    public static SparkError NotHere(string feature) => new("UNSUPPORTED_FEATURE", $"The feature is not supported: {feature}.", "0A000");

    public static SparkError TooDeep() => new("QUERY_EXECUTION_TOO_COMPLEX", "The statement is nested too deeply.", "54001");

    /// <summary>The engine's failure, which speaks of another warehouse, in the words of this one.</summary>
    public static SparkError From(SnowflakeException error)
    {
        var text = error.Message.ReplaceLineEndings(" ");
        var name = Quoted().Match(text) is { Success: true } match ? match.Groups[1].Value : "";
        return error.Code switch
        {
            "002003" or "002043" when text.Contains("Function", StringComparison.OrdinalIgnoreCase) => NoRoutine(name),
            "002003" or "002043" => NoTable(name),
            "002140" or "002141" or "002139" => NoRoutine(name),
            "000904" => new("UNRESOLVED_COLUMN.WITH_SUGGESTION", $"A column, variable, or function parameter with name `{name.ToLowerInvariant()}` cannot be resolved.", "42703"),
            "001003" or "000900" => new("PARSE_SYNTAX_ERROR", $"Syntax error at or near '{name}'.", "42601"),
            "100051" => new("DIVIDE_BY_ZERO", "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.", "22012"),
            "100037" or "100038" or "100040" or "100035" => new("CAST_INVALID_INPUT", $"The value '{name}' cannot be cast because it is malformed.", "22018"),
            "003001" => Denied("MODIFY"),
            "000002" => NotHere(name),
            "000603" => TooDeep(),
            _ => new("INVALID_STATEMENT", text.Replace("SQL compilation error:", "", StringComparison.Ordinal).Trim(), "42000"),
        };
    }

    private static SparkError NoRoutine(string name) => new("UNRESOLVED_ROUTINE", $"Cannot resolve routine `{name.ToLowerInvariant()}` on search path.", "42883");

    [GeneratedRegex("'([^']{0,300})'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}

using System.Text.RegularExpressions;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>Turns Snowflake's errors into sentences that an agent can act on.</summary>
internal static partial class SnowflakeErrors
{
    private const string AskOperator = "Ask an operator to check the Snowflake connector's settings.";
    private const string CheckStatement = "Change the statement accordingly and try again.";
    private const int MaxText = 300;

    /// <summary>The error of a status that is neither 200 nor 202.</summary>
    public static ConnectorException From(int status, string? code, string? message, TimeSpan? retryAfter)
    {
        var text = VendorText.Clean(message, 2_000);
        var plainCode = code is { Length: > 0 and <= 10 } && code.All(char.IsAsciiLetterOrDigit) ? code : null;
        return ByCode(plainCode, text) ?? ByStatus(status, plainCode, text, retryAfter);
    }

    /// <summary>Snowflake could not be reached, or its answer never came.</summary>
    public static ConnectorException Unreachable(string what, Exception inner) => new(
        ConnectorFailure.Unavailable, $"Snowflake {what}.", "Wait a moment and send the same call again.", inner: inner);

    /// <summary>The answer is not what the SQL API promises.</summary>
    public static ConnectorException BadAnswer(string what, Exception? inner = null) => new(
        ConnectorFailure.BadAnswer, $"Snowflake's answer makes no sense: {what}.", "Send the same call again; tell an operator if it happens again.", inner: inner);

    private static ConnectorException? ByCode(string? code, string text) => code switch
    {
        "000904" => Refused(code, InvalidIdentifier().Match(text) is { Success: true } match
                ? $"Snowflake knows no column or name {Quoted(match)} in this statement."
                : Say("Snowflake knows no such column", text),
            "Check the columns with snowflake_describe_table, and mind that a name in double quotes is case-sensitive."),
        "002003" or "002043" => Refused(code, MissingObject().Match(text) is { Success: true } match
                ? $"{Quoted(match)} does not exist, or the Snowflake role may not read it."
                : Say("Something in the statement does not exist, or the Snowflake role may not read it", text),
            "Look the name up with snowflake_list_tables, or write it as database.schema.table."),
        "001003" => Refused(code, Say("The statement has a syntax error", text), "Correct it at the line and position that Snowflake names."),
        "003001" => Refused(code, Say("The Snowflake role may not do this", text), "Use what the role may read, or ask an operator for the right."),
        "000606" or "391920" or "391918" or "391919" or "391911" or "391903" => Configuration(code, text),
        "000604" => new(ConnectorFailure.Refused, "The query was cancelled.", "Run it again if its rows are still needed.", code),
        "000630" or "604" => TooLong(code),
        "000709" => QueryHandle.Unknown("snowflake"),
        "390505" => null,
        { Length: 6 } when code.StartsWith("390", StringComparison.Ordinal) || code.StartsWith("394", StringComparison.Ordinal) => code == "390142"
            ? null
            : Configuration(code, text),
        _ => null,
    };

    private static ConnectorException ByStatus(int status, string? code, string text, TimeSpan? retryAfter) => status switch
    {
        400 => Refused(code, Say("Snowflake could not read the request", text), CheckStatement),
        401 or 403 => Configuration(code, text),
        404 or 405 or 415 or (>= 300 and < 400) => new(ConnectorFailure.Configuration,
            $"Snowflake's SQL API does not answer at the account's address (HTTP {status}).", AskOperator, code),
        408 => TooLong(code),
        422 => Refused(code, Say("Snowflake refused the statement", text), CheckStatement),
        429 => new(ConnectorFailure.RateLimited, "Snowflake asks for patience: it has too many requests from this account.",
            "Wait some seconds and send the same call again.", code, retryAfter),
        >= 500 => new(ConnectorFailure.Unavailable, $"Snowflake is not available at the moment (HTTP {status}).",
            "Wait a moment and send the same call again.", code, retryAfter),
        _ => BadAnswer($"HTTP {status} is not a status that its SQL API has"),
    };

    private static ConnectorException Configuration(string? code, string text) => new(
        ConnectorFailure.Configuration,
        code switch
        {
            "000606" or "391920" => "The connector's Snowflake warehouse does not exist, is not running or may not be used.",
            "391918" or "391919" => "The connector's Snowflake database or schema does not exist or may not be used; their names are case-sensitive.",
            "390422" => "Snowflake does not let the host in from its network address.",
            "391903" => "Snowflake misses the host's User-Agent.",
            _ => Say("Snowflake does not accept the connector's credential or role", Short(text)),
        },
        AskOperator,
        code);

    private static ConnectorException TooLong(string? code) => new(
        ConnectorFailure.Timeout, "The statement ran longer than allowed, and Snowflake stopped it.",
        "Read fewer rows or days, check it with snowflake_explain_query, or start it with async: true.", code);

    private static ConnectorException Refused(string? code, string message, string next) => new(ConnectorFailure.Refused, message, next, code);

    private static string Say(string what, string text) => text.Length == 0 ? $"{what}." : $"{what}. Snowflake says: {Short(text)}";

    private static string Short(string text) => VendorText.Clean(Spaces().Replace(text, " ").Trim(), MaxText);

    private static string Quoted(Match match) => VendorText.Clean(match.Groups[1].Value, 120);

    [GeneratedRegex("invalid identifier '(.{1,300}?)'$", RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex InvalidIdentifier();

    [GeneratedRegex("([A-Z][a-z]+ '.{1,300}?') does not exist", RegexOptions.CultureInvariant)]
    private static partial Regex MissingObject();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}

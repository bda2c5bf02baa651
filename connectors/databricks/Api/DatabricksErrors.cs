using System.Text.RegularExpressions;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Databricks.Api;

/// <summary>Turns the workspace's errors into sentences that an agent can act on.</summary>
internal static partial class DatabricksErrors
{
    private const string AskOperator = "Ask an operator to check the Databricks connector's settings and grants.";
    private const string Again = "Wait a moment and send the same call again.";
    private const int MaxText = 300;

    /// <summary>The error of an answer that is not 200.</summary>
    public static ConnectorException From(WireAnswer answer)
    {
        var code = Code(VendorJson.Text(answer.Root, "error_code") ?? VendorJson.Text(answer.Root, "error"));
        var text = Short(VendorJson.Text(answer.Root, "message"));
        return code switch
        {
            "PERMISSION_DENIED" => Refused(code, Say("The connector's service principal may not do this", text), "Use what it may read, or ask an operator for the grant."),
            "RESOURCE_DOES_NOT_EXIST" or "NOT_FOUND" or "TABLE_DOES_NOT_EXIST" or "SCHEMA_DOES_NOT_EXIST" or "CATALOG_DOES_NOT_EXIST" when answer.Status is 404 or 400 =>
                Refused(code, "There is no such thing in the workspace, or the connector may not see it.", "Look the name up with the tools that list."),
            _ => ByStatus(answer, code, text),
        };
    }

    /// <summary>The error of a statement that has failed: Databricks answers 200 then.</summary>
    public static ConnectorException Failed(string? errorCode, string? message)
    {
        var code = Code(errorCode);
        var text = Short(message);
        return code switch
        {
            "RESOURCE_EXHAUSTED" => new(ConnectorFailure.Refused, Say("The statement needs more than the warehouse gives, or its result is too large", text),
                "Filter on the date or partition column, aggregate, or select fewer columns.", code),
            "DEADLINE_EXCEEDED" => new(ConnectorFailure.Refused, "The statement ran longer than the warehouse allows, and Databricks stopped it.",
                "Read fewer rows or days; see databricks_explain_query.", code),
            "CANCELLED" => Cancelled(),
            "TEMPORARILY_UNAVAILABLE" or "WORKSPACE_TEMPORARILY_UNAVAILABLE" or "SERVICE_UNDER_MAINTENANCE" or "IO_ERROR" or "ABORTED" => new(
                ConnectorFailure.Unavailable, Say("Databricks could not run the statement at the moment", text), Again, code),
            "INTERNAL_ERROR" or "UNKNOWN" => new(ConnectorFailure.Unavailable, Say("Databricks failed inside while it ran the statement", text), Again, code),
            "UNAUTHENTICATED" => new(ConnectorFailure.Configuration, "The warehouse does not accept the connector's credential.", AskOperator, code),
            _ => BySqlClass(code, text),
        };
    }

    /// <summary>The statement was stopped.</summary>
    public static ConnectorException Cancelled() => new(
        ConnectorFailure.Refused, "The query was cancelled.", "Run it again if its rows are still needed.", "CANCELED");

    /// <summary>The rows of a statement that has ended are not kept any more.</summary>
    public static ConnectorException Expired() => new(
        ConnectorFailure.Refused, "The rows of this query are not kept any more: Databricks keeps them for an hour.", "Run the statement again.", "CLOSED");

    /// <summary>Databricks could not be reached, or its answer never came.</summary>
    public static ConnectorException Unreachable(string what, Exception inner) => new(ConnectorFailure.Unavailable, $"Databricks {what}.", Again, inner: inner);

    /// <summary>The answer is not what the API promises.</summary>
    public static ConnectorException BadAnswer(string what, Exception? inner = null) => new(
        ConnectorFailure.BadAnswer, $"Databricks' answer makes no sense: {what}.", "Send the same call again; tell an operator if it happens again.", inner: inner);

    /// <summary>Spark says in brackets what is wrong: that decides the advice, and nothing else of the text does.</summary>
    private static ConnectorException BySqlClass(string? code, string text)
    {
        var name = SqlClass().Match(text) is { Success: true } match ? match.Groups[1].Value : "";
        var (what, next) = name switch
        {
            "TABLE_OR_VIEW_NOT_FOUND" => ("A table or view in the statement does not exist, or the connector may not read it",
                "Look the name up with databricks_list_tables, or write it as catalog.schema.table."),
            "UNRESOLVED_COLUMN" or "FIELD_NOT_FOUND" => ("There is no column or name like this", "Check the columns with databricks_describe_table."),
            "SCHEMA_NOT_FOUND" or "NO_SUCH_CATALOG_EXCEPTION" => ("A catalog or schema in the statement does not exist", "Look the name up with databricks_list_schemas."),
            "PARSE_SYNTAX_ERROR" => ("The statement has a syntax error", "Correct it at the place that Databricks names."),
            "UNBOUND_SQL_PARAMETER" => ("A :name in the statement has no value", "Give each :name a value in parameters."),
            "UNRESOLVED_ROUTINE" => ("There is no such function", "Write the statement with another function."),
            "DIVIDE_BY_ZERO" => ("The statement divides by zero", "Use try_divide, or NULLIF around the divisor."),
            "CAST_INVALID_INPUT" => ("A value can't be cast", "Use try_cast, or bind the value with the right type."),
            "INSUFFICIENT_PERMISSIONS" => ("The connector's service principal may not do this", "Use what it may read, or ask an operator for the grant."),
            _ => ("Databricks refused the statement", "Change the statement accordingly and try again."),
        };
        return Refused(name.Length > 0 ? name : code, Say(what, text), next);
    }

    private static ConnectorException ByStatus(WireAnswer answer, string? code, string text) => answer.Status switch
    {
        400 => Refused(code, Say("Databricks could not read the request", text), "Change the call accordingly and try again."),
        401 => new(ConnectorFailure.Configuration, "Databricks does not accept the connector's token.", AskOperator, code),
        403 => new(ConnectorFailure.Configuration, Say("Databricks does not let the connector do this", text), AskOperator, code),
        404 => Refused(code, "There is no such thing in the workspace, or it is not kept any more.", "Look the name up with the tools that list, or run the statement again."),
        409 => Refused(code, Say("Databricks refused the call because something is in its way", text), Again),
        429 => new(ConnectorFailure.RateLimited, "Databricks asks for patience: there are too many requests to this workspace.",
            "Wait some seconds and send the same call again.", code, answer.RetryAfter ?? TimeSpan.FromSeconds(1)),
        499 => Cancelled(),
        >= 300 and < 400 or 405 or 415 => new(ConnectorFailure.Configuration, $"Databricks' API does not answer at the workspace's address (HTTP {answer.Status}).", AskOperator, code),
        504 => new(ConnectorFailure.Timeout, "Databricks took too long (HTTP 504).", Again, code, answer.RetryAfter),
        >= 500 => new(ConnectorFailure.Unavailable, $"Databricks is not available at the moment (HTTP {answer.Status}).", Again, code, answer.RetryAfter),
        _ => BadAnswer($"HTTP {answer.Status} is not a status that its API has"),
    };

    private static string? Code(string? code) => code is { Length: > 0 and <= 60 } && code.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? code : null;

    private static ConnectorException Refused(string? code, string message, string next) => new(ConnectorFailure.Refused, message, next, code);

    private static string Say(string what, string text) => text.Length == 0 ? $"{what}." : $"{what}. Databricks says: {text}";

    private static string Short(string? text) => VendorText.Clean(Spaces().Replace(VendorText.Clean(text, 2_000), " ").Trim(), MaxText);

    [GeneratedRegex(@"^\[([A-Z_]{3,60})(?:\.[A-Z_]{1,60})?\]", RegexOptions.CultureInvariant)]
    private static partial Regex SqlClass();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}

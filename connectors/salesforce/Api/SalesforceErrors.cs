using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>Turns Salesforce's errors into sentences that an agent can act on. A vendor's text is repeated only where the role may see all that it names.</summary>
internal static class SalesforceErrors
{
    private const string AskOperator = "Ask an operator to check the Salesforce connector's user and settings.";
    private const string Again = "Wait a moment and send the same call again.";
    private const string CheckFields = "Correct the call; salesforce_describe_object says what fields there are and what they take.";
    private const int MaxShown = 10;

    /// <summary>The answer is not what the API promises.</summary>
    public static ConnectorException BadAnswer(string what, Exception? inner = null) => new(
        ConnectorFailure.BadAnswer, $"Salesforce's answer makes no sense: {what}.", "Send the same call again; tell an operator if it happens again.", inner: inner);

    /// <summary>A request whose answer never came, or not whole.</summary>
    public static ConnectorException Lost(ApiEffect effect, string what, Exception? inner) => effect == ApiEffect.Once
        ? new(ConnectorFailure.Ambiguous, $"The write was sent and Salesforce {what}: nobody knows whether it took effect.",
            "Do not repeat it. Look the record up, and tell the user.", inner: inner)
        : new(ConnectorFailure.Unavailable, $"Salesforce {what}.", Again, inner: inner);

    /// <summary>A write that could not be sent: nothing was changed, for certain.</summary>
    public static ConnectorException NeverSent(ApiEffect effect, Exception inner) => new(
        effect == ApiEffect.Once ? ConnectorFailure.Refused : ConnectorFailure.Unavailable,
        "Salesforce can't be reached, so the write was not sent.", Again, inner: inner);

    /// <summary>Something in the call that the host itself refuses.</summary>
    public static ConnectorException Refused(string message, string next) => new(ConnectorFailure.Refused, message, next);

    /// <summary>A record that is not there, not shared with the connector's user, or not the role's: one answer for all.</summary>
    public static ConnectorException NoRecord(string kind) => new(
        ConnectorFailure.Refused, $"There is no {kind} with this id that the role may see.", "Look the id up with salesforce_query or salesforce_search.", "NOT_FOUND");

    /// <summary>A handle that is forged, old, somebody else's or of another call: one answer for all.</summary>
    public static ConnectorException UnknownHandle(string what) => new(
        ConnectorFailure.Refused, $"The {what} is not known, or it belongs to another call.", $"Use the {what} that this tool gave to you, with the same arguments, or start again without it.");

    /// <summary>The error of a refused request.</summary>
    public static ConnectorException From(ApiException error, Func<string, bool> mayShow)
    {
        var first = error.Errors.FirstOrDefault(static one => one.Code != "PROCESSING_HALTED");
        var code = first?.Code;
        var (failure, next, wait) = Kind(error, code);
        if (failure == ConnectorFailure.Unavailable && error.Effect == ApiEffect.Once)
        {
            return Lost(error.Effect, $"answered HTTP {error.Status}", error);
        }

        return new ConnectorException(failure, Message(error, code, mayShow), next, code, error.RetryAfter ?? wait, error);
    }

    /// <summary>All errors of one request or record in words.</summary>
    public static string Words(IReadOnlyList<ApiError> errors, Func<string, bool> mayShow)
    {
        var shown = errors.Where(static error => error.Code != "PROCESSING_HALTED").Select(error => Word(error, mayShow)).Distinct().ToList();
        var more = shown.Count > MaxShown ? $" (and {shown.Count - MaxShown} more)" : "";
        return string.Join(" ", shown.Take(MaxShown)) + more;
    }

    private static (ConnectorFailure Failure, string Next, TimeSpan? Wait) Kind(ApiException error, string? code) => code switch
    {
        "REQUEST_LIMIT_EXCEEDED" => (ConnectorFailure.RateLimited, "Tell the user: the org's calls of this day are used up. Call again later.", TimeSpan.FromMinutes(15)),
        "UNABLE_TO_LOCK_ROW" or "CONCURRENT_REQUESTS_LIMIT_EXCEEDED" => (ConnectorFailure.RateLimited, Again, TimeSpan.FromSeconds(1)),
        "SERVER_UNAVAILABLE" => (ConnectorFailure.Unavailable, Again, null),
        "QUERY_TIMEOUT" => (ConnectorFailure.Timeout, "Read less: filter on an indexed field such as Id, Name, OwnerId or a date, or use salesforce_bulk_query.", null),
        "API_DISABLED_FOR_ORG" or "API_CURRENTLY_DISABLED" or "INVALID_SESSION_ID" or "INVALID_AUTH_HEADER" or "ORG_LOCKED" or "INACTIVE_OWNER_OR_USER" when error.Status is 401 or 403 =>
            (ConnectorFailure.Configuration, AskOperator, null),
        "INVALID_QUERY_LOCATOR" => (ConnectorFailure.Refused, "Run it again without the continuation.", null),
        "NOT_FOUND" or "ENTITY_IS_DELETED" => (ConnectorFailure.Refused, "Look the id up with salesforce_query or salesforce_search.", null),
        "DUPLICATE_VALUE" or "DUPLICATES_DETECTED" => (ConnectorFailure.Refused, "Look for the record that is there with salesforce_search, and update it instead.", null),
        "MALFORMED_QUERY" or "INVALID_FIELD" or "INVALID_TYPE" or "INVALID_SEARCH" => (ConnectorFailure.Refused, CheckFields, null),
        not null when code.StartsWith("INSUFFICIENT_ACCESS", StringComparison.Ordinal) || code is "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" or "INVALID_FIELD_FOR_INSERT_UPDATE" =>
            (ConnectorFailure.Refused, "The connector's user may not do this. Leave it, or ask an operator for the right.", null),
        _ => ByStatus(error.Status),
    };

    private static (ConnectorFailure Failure, string Next, TimeSpan? Wait) ByStatus(int status) => status switch
    {
        401 or 403 => (ConnectorFailure.Configuration, AskOperator, null),
        300 => (ConnectorFailure.Refused, "Use the record's id instead of the external id.", null),
        404 or 410 => (ConnectorFailure.Refused, "Check the object and the id.", null),
        412 => (ConnectorFailure.Refused, "Read the record again, look at what has changed, and decide anew.", null),
        414 or 431 => (ConnectorFailure.Refused, "Shorten the query, or use salesforce_bulk_query.", null),
        429 => (ConnectorFailure.RateLimited, Again, null),
        >= 500 => (ConnectorFailure.Unavailable, Again, null),
        400 or 405 or 409 or 415 => (ConnectorFailure.Refused, CheckFields, null),
        _ => (ConnectorFailure.BadAnswer, "Send the same call again; tell an operator if it happens again.", null),
    };

    private static string Message(ApiException error, string? code, Func<string, bool> mayShow) => error.Status switch
    {
        412 => "Somebody changed the record since it was read, so nothing was written.",
        300 => "Several records have this external id, so none was taken.",
        _ when code == "REQUEST_LIMIT_EXCEEDED" => "The org has used up its API calls of the last 24 hours.",
        _ when error.Errors.Count > 0 => Words(error.Errors, mayShow),
        404 or 410 => "Salesforce has nothing at this address: the record or object is not there, or not shared with the connector's user.",
        403 => "Salesforce refuses this to the connector's user.",
        >= 500 => $"Salesforce is not available at the moment (HTTP {error.Status}).",
        _ => $"Salesforce refused the request (HTTP {error.Status}).",
    };

    private static string Word(ApiError error, Func<string, bool> mayShow)
    {
        var hidden = !mayShow(error.Message) || error.Fields.Any(field => !mayShow(field));
        var fields = hidden || error.Fields.Count == 0 ? "" : $" (fields: {string.Join(", ", error.Fields.Take(20))})";
        var says = hidden ? "A rule of the org about something that this role may not see refused it" : VendorText.Clean(Short(error.Message), 300);
        return $"{What(error.Code)}: {says}{fields}.".Replace("..", ".", StringComparison.Ordinal);
    }

    /// <summary>The sentence itself: a query error repeats the query around it, line by line.</summary>
    private static string Short(string text)
    {
        var line = string.Join(' ', text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var at = line.IndexOf("ERROR at Row:", StringComparison.Ordinal);
        return at < 0 ? line : line[at..];
    }

    private static string What(string code) => code switch
    {
        "REQUIRED_FIELD_MISSING" => "A field that must be set is missing",
        "FIELD_CUSTOM_VALIDATION_EXCEPTION" => "A validation rule of the org refused it",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => "The value is not in the picklist",
        "STRING_TOO_LONG" => "A text is too long",
        "DUPLICATE_VALUE" or "DUPLICATES_DETECTED" => "Such a record is there already",
        "UNABLE_TO_LOCK_ROW" => "Another change of the record is going on",
        "INVALID_CROSS_REFERENCE_KEY" or "MALFORMED_ID" or "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => "An id points to nothing that can be used",
        "NOT_FOUND" or "ENTITY_IS_DELETED" => "The record is not there, or not shared with the connector's user",
        "INVALID_FIELD" => "There is no such field",
        "INVALID_TYPE" => "There is no such object",
        "MALFORMED_QUERY" => "Salesforce could not read the query",
        "INVALID_QUERY_LOCATOR" => "The continuation has expired",
        _ => $"Salesforce refused it ({code})",
    };
}

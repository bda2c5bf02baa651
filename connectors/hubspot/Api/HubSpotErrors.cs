using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Api;

/// <summary>Turns HubSpot's errors into sentences that an agent can act on. Made of statuses, codes and names: HubSpot's own words could quote what the role may not see.</summary>
internal static partial class HubSpotErrors
{
    private const string NothingThere = "HubSpot has no such record, list or file.";
    private const string AskOperator = "Ask an operator to check the HubSpot connector's settings.";
    private static readonly TimeSpan UntilTomorrow = TimeSpan.FromHours(1);

    /// <summary>The error of a status that is no success.</summary>
    public static ConnectorException From(int status, JsonElement body, TimeSpan? retryAfter, ErrorView view)
    {
        var category = Code(Json.Text(body, "category") ?? Json.Text(body, "errorType"));
        return status switch
        {
            400 or 413 or 422 => Refused(Problem("HubSpot refused the request", body, view),
                "Correct it and try again; hubspot_list_properties tells types and options.", category),
            401 => new(ConnectorFailure.Configuration, "HubSpot does not accept the connector's credential.", AskOperator, category),
            403 => new(ConnectorFailure.Configuration, Scopes(body), "Ask an operator to give the connector's app these scopes, or do without.", category),
            404 => Missing(category),
            405 or (>= 300 and < 400) => new(ConnectorFailure.Configuration, $"HubSpot's API does not answer at the connector's address (HTTP {status}).", AskOperator, category),
            409 => Conflict(body, view, category),
            423 => Refused("The record is locked by HubSpot at the moment.", "Wait some seconds and try again.", category),
            429 => Limited(body, retryAfter),
            477 => new(ConnectorFailure.Unavailable, "HubSpot is moving the account to another data centre.", "Try again later.", category, retryAfter),
            >= 500 => new(ConnectorFailure.Unavailable, $"HubSpot is not available at the moment (HTTP {status}).", "Wait a moment and send the same call again.", category, retryAfter),
            _ => BadAnswer($"HTTP {status} is no status that its API has"),
        };
    }

    /// <summary>What was asked for is not there, or not for this role: one answer for both.</summary>
    public static ConnectorException Missing(string? code = null) => Refused(NothingThere, "Check the id, or search for the record.", code);

    /// <summary>Whether the error says that what was asked for is not there.</summary>
    public static bool IsMissing(ConnectorException exception) => exception is { Failure: ConnectorFailure.Refused, Message: NothingThere };

    /// <summary>HubSpot could not be reached, or its answer never came.</summary>
    public static ConnectorException Unavailable(string what, Exception? inner) => new(
        ConnectorFailure.Unavailable, $"HubSpot {what}.", "Wait a moment and send the same call again.", inner: inner);

    /// <summary>A write was sent, and what became of it is not known.</summary>
    public static ConnectorException Ambiguous(string what, Exception? inner) => new(
        ConnectorFailure.Ambiguous, $"The write was sent, but HubSpot {what}, so nobody knows whether it took effect.",
        "Do not send it again. Search for the record to see whether it is there, and tell the user.", inner: inner);

    /// <summary>The answer is not what the API promises.</summary>
    public static ConnectorException BadAnswer(string what) => new(
        ConnectorFailure.BadAnswer, $"HubSpot's answer makes no sense: {what}.", "Send the same call again; tell an operator if it happens again.");

    public static ConnectorException Refused(string message, string next, string? code = null) => new(ConnectorFailure.Refused, message, next, code);

    /// <summary>What is wrong, in one sentence: the properties that the role may know of, with HubSpot's codes.</summary>
    public static string Problem(string what, JsonElement error, ErrorView view)
    {
        var named = new SortedSet<string>(StringComparer.Ordinal);
        var hidden = false;
        foreach (var item in Json.Items(Json.Member(error, "errors")).Take(20))
        {
            var code = Code(Json.Text(item, "code") ?? Json.Text(item, "subCategory"));
            foreach (var name in Names(item))
            {
                hidden |= !view.MayName(name);
                if (view.MayName(name))
                {
                    named.Add(code is null ? name : $"{name} ({code})");
                }
            }
        }

        var text = view.MayQuote ? VendorText.Clean(Json.Text(error, "message"), 300) : "";
        return $"{what}{(named.Count > 0 ? $" because of {string.Join(", ", named)}" : "")}{(hidden && view.Scope is not null ? ", and of a property that this role does not have" : "")}."
            + (text.Length > 0 ? $" HubSpot says: {text}" : "");
    }

    /// <summary>A code of HubSpot's, when it looks like one.</summary>
    public static string? Code(string? code) =>
        code is { Length: > 0 and <= 80 } && code.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_' or '.') ? code : null;

    private static IEnumerable<string> Names(JsonElement item)
    {
        var names = Json.Items(Json.Member(Json.Member(item, "context"), "propertyName")).Select(Json.Text).Append(Json.Text(item, "in"));
        return names.OfType<string>().Where(static name => PropertyName().IsMatch(name)).Distinct(StringComparer.Ordinal);
    }

    private static ConnectorException Conflict(JsonElement body, ErrorView view, string? category) =>
        ExistingId().Match(Json.Text(body, "message") ?? "") is { Success: true } match
            ? Refused($"Such a record is there already: its id is {match.Groups[1].Value}.", "Use that record: read it, or update it.", category)
            : Refused(Problem("HubSpot has a record that conflicts with this", body, view), "Search for the record that is there already.", category);

    private static string Scopes(JsonElement body)
    {
        var scopes = new SortedSet<string>(StringComparer.Ordinal);
        var contexts = Json.Items(Json.Member(body, "errors")).Select(static error => Json.Member(error, "context")).Prepend(Json.Member(body, "context"));
        foreach (var scope in contexts.SelectMany(static context => Json.Items(Json.Member(context, "requiredGranularScopes"))
            .Concat(Json.Items(Json.Member(context, "requiredScopes"))).Concat(Json.Items(Json.Member(context, "missingScopes")))).Select(Json.Text))
        {
            if (scope is not null && ScopeName().IsMatch(scope) && scopes.Count < 20)
            {
                scopes.Add(scope);
            }
        }

        return scopes.Count > 0 ? $"The connector's HubSpot app misses scopes: {string.Join(", ", scopes)}." : "The connector's HubSpot app may not do this.";
    }

    /// <summary>Two shapes: with a category, and with an errorType and the policy that was run into.</summary>
    private static ConnectorException Limited(JsonElement body, TimeSpan? retryAfter) => IsDaily(body)
        ? new(ConnectorFailure.RateLimited, "The HubSpot account has used up its API requests of this day.",
            "Tell the user. HubSpot starts anew at midnight in the account's time zone; until then use other systems.", "DAILY", retryAfter > UntilTomorrow ? retryAfter : UntilTomorrow)
        : new(ConnectorFailure.RateLimited, "HubSpot asks for patience: it has too many requests from this account.",
            "Wait some seconds and send the same call again.", Code(Json.Text(body, "policyName")) ?? "RATE_LIMIT", retryAfter ?? Pause(body));

    public static bool IsDaily(JsonElement body) => string.Equals(Json.Text(body, "policyName"), "DAILY", StringComparison.OrdinalIgnoreCase);

    /// <summary>How long a limit without a Retry-After is waited out.</summary>
    private static TimeSpan Pause(JsonElement body) =>
        TimeSpan.FromSeconds(Json.Text(body, "policyName")?.StartsWith("TEN_SECONDLY", StringComparison.OrdinalIgnoreCase) == true ? 10 : 1);

    [GeneratedRegex("Existing ID: ([0-9]{1,32})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ExistingId();

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PropertyName();

    [GeneratedRegex(@"\A[a-z0-9_.-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScopeName();
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;

namespace CodexMcp.Connectors.Salesforce.Auth;

/// <summary>Why the login server gave no token, in words for an operator.</summary>
internal sealed record LoginRefusal(string? Code, string Description, int Status)
{
    /// <summary>Whether the assertion's time is what it did not like.</summary>
    public bool IsExpiry => Code == "invalid_grant"
        && (Description.Contains("expired", StringComparison.OrdinalIgnoreCase) || Description.Contains("assertion", StringComparison.OrdinalIgnoreCase));

    public static LoginRefusal Of(JsonElement answer, int status)
    {
        var code = ApiJson.Text(answer, "error");
        return new LoginRefusal(
            code is { Length: <= 60 } && code.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? code : null,
            VendorText.Clean(ApiJson.Text(answer, "error_description"), 200),
            status);
    }

    public ConnectorException ToException()
    {
        var (what, next) = Code switch
        {
            "rate_limit_exceeded" => ("too many logins of this user in the last hour", "Wait, and call again later."),
            "invalid_client_id" or "invalid_client" => ("the app's client id, secret or key is not known there", AskOperator),
            "invalid_app_access" => ("the user may not use this app; admit it in the app's policies", AskOperator),
            "inactive_user" => ("the user is not active", AskOperator),
            "inactive_org" => ("the org is not active", AskOperator),
            "unsupported_grant_type" => ("the app does not allow this way to log in", AskOperator),
            "invalid_grant" when IsExpiry => ("the signed assertion is not accepted: compare the host's clock, the key and the audience", AskOperator),
            _ => ("the credential is not accepted", AskOperator),
        };
        var says = Description.Length == 0 ? "" : $" It says: {Description}";
        return new ConnectorException(
            Code == "rate_limit_exceeded" ? ConnectorFailure.RateLimited : ConnectorFailure.Configuration,
            $"Salesforce did not let the connector in: {what}.{says}",
            next,
            Code ?? $"HTTP {Status}",
            Code == "rate_limit_exceeded" ? TimeSpan.FromMinutes(5) : null);
    }

    private const string AskOperator = "Ask an operator to check the Salesforce connector's app, user and key.";
}

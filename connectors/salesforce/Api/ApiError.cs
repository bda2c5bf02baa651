using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>One element of Salesforce's error array. Its text is the vendor's and may name fields that a role must not hear of.</summary>
internal sealed record ApiError(string Code, string Message, IReadOnlyList<string> Fields)
{
    private const int MaxErrors = 50;

    /// <summary>Reads errors in each form that Salesforce has: an array, a single one, <c>errorCode</c> or <c>statusCode</c>. What is no error is left out.</summary>
    public static IReadOnlyList<ApiError> Read(JsonElement body)
    {
        var errors = new List<ApiError>();
        foreach (var item in body.ValueKind == JsonValueKind.Object ? [body] : ApiJson.Items(body))
        {
            if (item.ValueKind != JsonValueKind.Object || errors.Count == MaxErrors)
            {
                continue;
            }

            var code = ApiJson.Text(item, "errorCode") ?? ApiJson.Text(item, "statusCode") ?? ApiJson.Text(item, "error") ?? "";
            var message = ApiJson.Text(item, "message") ?? ApiJson.Text(item, "error_description") ?? "";
            if (code.Length + message.Length > 0)
            {
                errors.Add(new ApiError(
                    code.Length is > 0 and <= 80 && code.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? code : "UNKNOWN",
                    VendorText.Clean(message, 2_000),
                    [.. ApiJson.Items(item, "fields").Where(static field => field.ValueKind == JsonValueKind.String).Take(50).Select(static field => VendorText.Clean(field.GetString(), 100))]));
            }
        }

        return errors;
    }
}

/// <summary>Salesforce said no. What the agent is told of it depends on the role: see <see cref="SalesforceErrors"/>.</summary>
internal sealed class ApiException(int status, IReadOnlyList<ApiError> errors, ApiEffect effect, TimeSpan? retryAfter = null)
    : Exception($"Salesforce answered HTTP {status} {string.Join(", ", errors.Select(static error => error.Code))}.")
{
    public int Status => status;

    public IReadOnlyList<ApiError> Errors => errors;

    public ApiEffect Effect => effect;

    public TimeSpan? RetryAfter => retryAfter;

    public bool Has(string code) => errors.Any(error => error.Code == code);
}

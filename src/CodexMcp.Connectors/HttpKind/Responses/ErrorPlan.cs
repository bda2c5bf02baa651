using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Turns a vendor's errors into sentences that an agent can act on: by its own code first, then by the HTTP status, then by what the status means everywhere.</summary>
internal sealed class ErrorPlan
{
    private const string AskOperator = "Ask an operator to check the connector's credential and settings.";
    private readonly string system;
    private readonly Condition[] failedWhen;
    private readonly Pointer[] codes;
    private readonly Pointer[] messages;
    private readonly Dictionary<string, JsonElement> say = new(StringComparer.Ordinal);

    private ErrorPlan(string system, JsonElement errors, JsonElement own)
    {
        this.system = system;
        failedWhen = [.. Condition.Read(own, "failed_when"), .. Condition.Read(errors, "failed_when")];
        codes = [.. Pointers(own, "code"), .. Pointers(errors, "code")];
        messages = [.. Pointers(own, "message"), .. Pointers(errors, "message")];
        foreach (var section in (ReadOnlySpan<JsonElement>)[errors, own])
        {
            foreach (var entry in Json.Member(section, "say") is { } entries ? entries.EnumerateObject() : default)
            {
                say[entry.Name] = entry.Value;
            }
        }
    }

    /// <summary>Reads the checked rules of a connector, a tool's own over them.</summary>
    public static ErrorPlan Read(string system, JsonElement connector, JsonElement response) =>
        new(system, Json.Member(connector, "errors") ?? default, Json.Member(response, "errors") ?? default);

    /// <summary>Gives the failure that an answer tells of, or null.</summary>
    public ConnectorException? Find(HttpAnswer answer)
    {
        if (answer is { IsGood: true, BadJson: { } broken } && failedWhen.Length > 0)
        {
            // Whether it failed stands in what can't be read.
            return AnswerReader.Bad(system, "its JSON is broken, incomplete, too deep, or names something twice", broken);
        }

        if (answer.IsGood && !(answer.Json is { } body && failedWhen.Any(rule => rule.IsMet(body))))
        {
            return null;
        }

        var (code, words, said) = Read(answer);
        return said ?? ByStatus(answer, code, words);
    }

    /// <summary>Gives the failure of a job whose state says that it failed, whatever the status of the answer is.</summary>
    public ConnectorException JobFailed(HttpAnswer answer)
    {
        var (code, words, said) = Read(answer);
        return said ?? new(ConnectorFailure.Refused, $"{system} took the work, but it failed{Told(code, words)}", "Change the call accordingly before trying again.", code);
    }

    private (string? Code, string Words, ConnectorException? Said) Read(HttpAnswer answer)
    {
        var code = VendorText.Code(First(codes, answer.Json));
        var words = VendorText.Clean(First(messages, answer.Json));
        return (code, words, (code is not null && say.TryGetValue(code, out var said)) || say.TryGetValue(answer.Status.ToString(CultureInfo.InvariantCulture), out said)
            ? new(Failure(said, answer), Fill(Json.String(said, "message") ?? "", code, words), Json.String(said, "next") ?? "", code, answer.RetryAfter)
            : null);
    }

    private static string Told(string? code, string words) => words.Length == 0 ? code is null ? "." : $": {code}." : $". It says: {words}";

    private ConnectorException ByStatus(HttpAnswer answer, string? code, string words)
    {
        var told = Told(code, words);
        return answer.Status switch
        {
            // GitHub says 403 to those who are too fast, and when to come back.
            _ when answer.Status == 429 || (answer.Status == 403 && (answer.IsSpent || answer.RetryAfter is not null)) => new(ConnectorFailure.RateLimited,
                $"{system} asks for patience: too many requests came from this account.", "Wait as long as it says and send the same call again.", code, answer.RetryAfter),
            401 => new(ConnectorFailure.Configuration, $"{system} does not accept the connector's credential{told}", AskOperator, code),
            403 => new(ConnectorFailure.Refused, $"{system} does not allow this to the connector's account{told}", "Use what the account may reach, or ask an operator for the right.", code),
            404 or 410 => new(ConnectorFailure.Refused, $"{system} has no such thing, or the connector's account may not see it{told}", "Look the id or name up first.", code),
            408 or 504 => new(ConnectorFailure.Timeout, $"{system} took too long{told}", "Ask for less, or send the same call again later.", code, answer.RetryAfter),
            >= 500 => new(ConnectorFailure.Unavailable, $"{system} is not available at the moment (HTTP {answer.Status}).", "Wait a moment and send the same call again.", code, answer.RetryAfter),
            >= 300 and < 400 => AnswerReader.Bad(system, $"it leads elsewhere (HTTP {answer.Status}), where this host does not follow"),
            _ => new(ConnectorFailure.Refused, $"{system} refused the call (HTTP {answer.Status}){told}", "Change the call accordingly and try again.", code),
        };
    }

    private static ConnectorFailure Failure(JsonElement said, HttpAnswer answer) => Json.String(said, "failure") switch
    {
        "configuration" => ConnectorFailure.Configuration,
        "rate_limited" => ConnectorFailure.RateLimited,
        "unavailable" => ConnectorFailure.Unavailable,
        "timeout" => ConnectorFailure.Timeout,
        "refused" => ConnectorFailure.Refused,
        // Without a word of the manifest the status decides: a 503 in other words is still one.
        _ => ByStatus(answer.Status),
    };

    private static ConnectorFailure ByStatus(int status) => status switch
    {
        401 => ConnectorFailure.Configuration,
        408 or 504 => ConnectorFailure.Timeout,
        429 => ConnectorFailure.RateLimited,
        >= 500 => ConnectorFailure.Unavailable,
        _ => ConnectorFailure.Refused,
    };

    private static string Fill(string sentence, string? code, string words) => sentence
        .Replace("{code}", code ?? "no code", StringComparison.Ordinal)
        .Replace("{message}", words.Length == 0 ? "nothing more" : words.TrimEnd('.'), StringComparison.Ordinal);

    private static string? First(Pointer[] pointers, JsonElement? body)
    {
        foreach (var pointer in pointers)
        {
            if (body is { } json && pointer.In(json) is { } found && !Json.IsEmpty(found))
            {
                return found.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                    ? string.Join("; ", found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().Take(5).Select(Json.Plain) : found.EnumerateObject().Take(5).Select(static member => $"{member.Name}: {Json.Plain(member.Value)}"))
                    : Json.Plain(found);
            }
        }

        return null;
    }

    private static Pointer[] Pointers(JsonElement section, string key) =>
        Json.Member(section, key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(static item => Pointer.Parse(item.GetString()!))] : [];
}

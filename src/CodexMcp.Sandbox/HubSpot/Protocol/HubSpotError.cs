namespace CodexMcp.Sandbox.HubSpot;

/// <summary>An error as HubSpot tells it; <see cref="HubSpotReply"/> writes it.</summary>
internal sealed class HubSpotError(int status, string? category, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>VALIDATION_ERROR, OBJECT_NOT_FOUND and so on; null for the errors of the rate limiter, which have none.</summary>
    public string? Category => category;

    /// <summary>The finer category, if there is one.</summary>
    public string? SubCategory { get; init; }

    /// <summary>Which rate limit was met.</summary>
    public string? Policy { get; init; }

    /// <summary>Further names and values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Context { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The single things that are wrong.</summary>
    public IReadOnlyList<HubSpotErrorDetail> Details { get; init; } = [];

    /// <summary>Where to read more, by name.</summary>
    public (string Name, string Address)? Link { get; init; }

    /// <summary>400: what was sent is not right.</summary>
    public static HubSpotError Invalid(string message) => new(400, "VALIDATION_ERROR", message);

    /// <summary>404: there is no such thing.</summary>
    public static HubSpotError NotFound(string message = "resource not found") => new(404, "OBJECT_NOT_FOUND", message);

    /// <summary>403: the token may not; any one of the scopes would do.</summary>
    public static HubSpotError MissingScopes(IReadOnlyList<string> scopes) => new(403, "MISSING_SCOPES",
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.")
    {
        Details = [new("One or more of the following scopes are required.", null, new Dictionary<string, IReadOnlyList<string>> { ["requiredGranularScopes"] = scopes })],
        Link = ("scopes", "https://developers.hubspot.com/scopes"),
    };
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Message">In words.</param>
/// <param name="Code">E.g. INVALID_EMAIL.</param>
/// <param name="Context">Names and values.</param>
/// <param name="In">The field, e.g. <c>email</c>.</param>
internal sealed record HubSpotErrorDetail(
    string Message, string? Code, IReadOnlyDictionary<string, IReadOnlyList<string>> Context, string? In = null);

namespace CodexMcp.Host.Http.Authentication;

/// <summary>A token that its issuer stands for.</summary>
/// <param name="Caller">Who sends it.</param>
/// <param name="Audiences">Whom it is meant for.</param>
internal sealed record VerifiedToken(Caller Caller, IReadOnlyList<string> Audiences);

/// <summary>What a look at a token gave: exactly one of the three.</summary>
/// <param name="Token">It is good.</param>
/// <param name="Rejection">It is not, as the end of a sentence that begins with "The token was refused:". Nothing of the token stands in it.</param>
/// <param name="Failure">Nobody can say now.</param>
internal readonly record struct TokenVerdict(VerifiedToken? Token, string? Rejection, string? Failure)
{
    /// <summary>It is good.</summary>
    public static TokenVerdict Good(VerifiedToken token) => new(token, null, null);

    /// <summary>It is not good.</summary>
    public static TokenVerdict Bad(string reason) => new(null, reason, null);

    /// <summary>Nobody can say.</summary>
    public static TokenVerdict Unknown(string reason) => new(null, null, reason);
}

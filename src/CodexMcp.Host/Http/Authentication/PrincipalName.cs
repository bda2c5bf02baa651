namespace CodexMcp.Host.Http.Authentication;

/// <summary>What a principal written in settings may be: as in <c>groups.yaml</c>, and not of the form that only issuers' tokens give.</summary>
internal static class PrincipalName
{
    /// <summary>The rule, for an error.</summary>
    public const string Rule = "write 1 to 200 visible ASCII characters without '*', not beginning with oidc: or local:.";

    /// <summary>Whether the name may be used.</summary>
    public static bool IsGood(string name) =>
        name.Length is > 0 and <= 200
        && !name.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !name.Contains('*')
        && !name.StartsWith("oidc:", StringComparison.Ordinal)
        && !name.StartsWith("local:", StringComparison.Ordinal);
}

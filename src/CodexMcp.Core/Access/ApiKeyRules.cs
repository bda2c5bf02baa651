namespace CodexMcp.Core.Access;

/// <summary>What a new key may be. All that is wrong is told at once.</summary>
internal static class ApiKeyRules
{
    private const int MostPrincipal = 200;
    private const int MostNote = 200;
    private const int MostRoles = 100;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(3650);

    /// <summary>Throws when the request can't be granted.</summary>
    public static void Check(ApiKeyRequest request)
    {
        var errors = Errors(request).ToList();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", errors));
        }
    }

    /// <summary>A name without a kind is of the kind <c>key</c>: a group's member always has one.</summary>
    public static string Principal(string written) => written.Contains(':', StringComparison.Ordinal) ? written : "key:" + written;

    private static IEnumerable<string> Errors(ApiKeyRequest request)
    {
        if (request.Principal is not { Length: > 0 and <= MostPrincipal } principal || !principal.All(character => character is > ' ' and <= '~' and not '*'))
        {
            yield return $"The principal has 1 to {MostPrincipal} visible ASCII characters and no '*': write it as groups.yaml does.";
        }

        if (request.Kind == ApiKeyKind.Agent && request.Roles.Count == 0)
        {
            yield return "An agent's key names the roles that it opens: a key without one would open nothing.";
        }

        if (request.Kind == ApiKeyKind.Approver && request.Roles.Count > 0)
        {
            yield return "An approver's key takes no roles: what its holder may decide follows from the holder's groups.";
        }

        if (request.Roles.Count > MostRoles)
        {
            yield return $"A key opens at most {MostRoles} roles: make two keys.";
        }

        foreach (var role in request.Roles.Where(role => !IsSlug(role)))
        {
            yield return $"'{Configuration.ShownText.Escape(role)}' is no role's name: small letters, digits and hyphens, at most 63.";
        }

        if (request.Lifetime is { } life && (life <= TimeSpan.Zero || life > LongestLife))
        {
            yield return $"A key works longer than no time and at most {LongestLife.TotalDays:0} days.";
        }

        if (request.Note is not { Length: <= MostNote } || request.Note.Any(char.IsControl))
        {
            yield return $"A note has at most {MostNote} characters, on one line.";
        }
    }

    private static bool IsSlug(string role) =>
        role is { Length: > 0 and <= 63 }
        && char.IsAsciiLetterOrDigit(role[0])
        && role.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}

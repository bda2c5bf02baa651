namespace CodexMcp.Core.Access;

/// <summary>What an operator asks for when a key is made.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>What the key is for.</summary>
    public ApiKeyKind Kind { get; init; }

    /// <summary>Who acts with the key, as <c>groups.yaml</c> names principals: kind, colon, name. A bare <c>alice</c> becomes <c>key:alice</c>.</summary>
    public required string Principal { get; init; }

    /// <summary>The roles that the key opens. An agent's key needs at least one, an approver's key takes none.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How long the key works, or null for until it is revoked.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>What the operator wants to remember, at most 200 characters.</summary>
    public string Note { get; init; } = "";
}

/// <summary>A new key. The plain text exists here only: nothing keeps it.</summary>
/// <param name="Text">The key as the client sends it.</param>
/// <param name="Key">What is known of it.</param>
public sealed record IssuedApiKey(string Text, ApiKey Key)
{
    /// <summary>The prefix only: the key must not come into a log with its record.</summary>
    public override string ToString() => $"API key {Key.Prefix}";
}

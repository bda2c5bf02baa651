namespace CodexMcp.Core.Access;

/// <summary>What a key is for. A key of one kind is never taken for one of the other.</summary>
public enum ApiKeyKind
{
    /// <summary>An agent calls tools with it.</summary>
    Agent,

    /// <summary>A person decides waiting calls with it. It calls no tool.</summary>
    Approver,
}

/// <summary>What is known of an API key, without anything that would let one use it.</summary>
public sealed record ApiKey
{
    /// <summary>The public part that tells keys apart: it may stand in logs and lists.</summary>
    public required string Prefix { get; init; }

    /// <summary>What the key is for.</summary>
    public required ApiKeyKind Kind { get; init; }

    /// <summary>Who acts with the key.</summary>
    public required string Principal { get; init; }

    /// <summary>The roles that the key is pinned to; an empty list opens none.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>What the operator wrote beside it.</summary>
    public string Note { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it stops working, or null.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Whether the key opens anything at that time. Before it was made it does not: such a clock is wrong, and would also bring back expired keys.</summary>
    public bool IsValidAt(DateTimeOffset now) =>
        Revoked is null && (Expires is null || now < Expires) && now >= Created - ApiKeys.ClockSkew;
}

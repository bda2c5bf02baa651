using System.Text;
using CodexMcp.Core.Canonical;

namespace CodexMcp.Core.Execution;

/// <summary>A write that was made under an idempotency key.</summary>
public sealed record KeptCall
{
    /// <summary>The same for one key of one principal in one role, environment and tool: 64 hex digits.</summary>
    public required string Slot { get; init; }

    /// <summary>The hash of the arguments without the key.</summary>
    public required string ArgumentsHash { get; init; }

    /// <summary>The call that has the key.</summary>
    public required string CallId { get; init; }

    /// <summary>Whether the call was carried out. Until then it runs, or its end was lost.</summary>
    public bool IsDone { get; init; }

    /// <summary>The redacted result as JSON; null when it was withheld, is too large to keep, or has blocks beside its JSON.</summary>
    public string? Structured { get; init; }

    /// <summary>The same in words, or null when the JSON says all.</summary>
    public string? Text { get; init; }

    /// <summary>When whoever sends it is certainly over: then the key may be taken again, unless the write's end is unknown.</summary>
    public required DateTimeOffset Lease { get; init; }

    /// <summary>When it is forgotten.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Makes the <see cref="Slot"/>: the key, which may hold anything, stands last.</summary>
    public static string SlotOf(string role, string principal, string environment, string tool, string key) =>
        CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(string.Join('\n', role, principal, environment, tool, key)));
}

using System.Text;
using CodexMcp.Core.Canonical;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>Who is asked for a yes.</summary>
public enum ApprovalWay
{
    /// <summary>The person at the client, in the conversation.</summary>
    Question,

    /// <summary>Reviewers outside the conversation.</summary>
    Review,
}

/// <summary>How far an approval has come. It only ever moves forward.</summary>
public enum ApprovalState
{
    /// <summary>Nobody, or not everybody, has said yes.</summary>
    Waiting,

    /// <summary>Enough people said yes; the call has not run.</summary>
    Approved,

    /// <summary>Somebody said no.</summary>
    Declined,

    /// <summary>The yes was spent on one call.</summary>
    Consumed,

    /// <summary>Its time ran out.</summary>
    Expired,

    /// <summary>It counts no more: who gave it, or asked for it, has lost the right to.</summary>
    Void,
}

/// <summary>A person's yes for one exact call, from the asking to its end.</summary>
public sealed record Approval
{
    /// <summary>The id of the call that asked, 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Who is asked.</summary>
    public required ApprovalWay Way { get; init; }

    /// <summary>The hash of the exact call, 64 lower-case hex digits.</summary>
    public required string Binding { get; init; }

    /// <summary>The role.</summary>
    public required string Role { get; init; }

    /// <summary>The profile's revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Who asks.</summary>
    public required string Principal { get; init; }

    /// <summary><c>sandbox</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>What a person is shown: everything that will run.</summary>
    public required string Message { get; init; }

    /// <summary>Whose yes is needed; empty for a question.</summary>
    public IReadOnlyList<Reviewers> Needs { get; init; } = [];

    /// <summary>By which rules it is decided.</summary>
    public ReviewTerms Terms { get; init; } = ReviewTerms.Plain;

    /// <summary>When <see cref="ReviewTerms.EscalatesTo"/> was told that it is asked too, or null.</summary>
    public DateTimeOffset? Escalated { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>When it ends, decided or not.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The latest time at which something happened to it. A clock that shows an earlier time was set back.</summary>
    public required DateTimeOffset Touched { get; init; }

    /// <summary>How far it has come, as the store holds it; <see cref="StateAt"/> looks at the clock too.</summary>
    public ApprovalState State { get; init; }

    /// <summary>The call that spent it, or null.</summary>
    public string? ConsumedBy { get; init; }

    /// <summary>Who voted what, in order.</summary>
    public IReadOnlyList<Vote> Votes { get; init; } = [];

    /// <summary>Lower-case hex SHA-256 of <see cref="Message"/>: what was shown is part of the record.</summary>
    public string MessageHash => CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(Message));

    /// <summary>How far the clocks of two hosts may differ.</summary>
    public static TimeSpan ClockSkew { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How far it has come at that time: an open one ends when its time runs out, and when the clock was set back behind it.</summary>
    public ApprovalState StateAt(DateTimeOffset now) =>
        State is not (ApprovalState.Waiting or ApprovalState.Approved) || (now < Expires && now >= Touched - ClockSkew) ? State : ApprovalState.Expired;
}

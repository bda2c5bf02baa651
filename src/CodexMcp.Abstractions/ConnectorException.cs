namespace CodexMcp.Abstractions;

/// <summary>Why a connector's call failed; it decides whether the host may try again and what the agent is told.</summary>
public enum ConnectorFailure
{
    /// <summary>The vendor understood and refused: the agent can change the call (bad SQL, unknown record).</summary>
    Refused,

    /// <summary>The host's own credential or setting is wrong: only an operator can mend it.</summary>
    Configuration,

    /// <summary>The vendor asks for patience.</summary>
    RateLimited,

    /// <summary>The vendor can't be reached or is broken; a repeat may work.</summary>
    Unavailable,

    /// <summary>The vendor took longer than allowed.</summary>
    Timeout,

    /// <summary>A write was sent and nobody knows whether it took effect.</summary>
    Ambiguous,

    /// <summary>The vendor's answer makes no sense.</summary>
    BadAnswer,
}

/// <summary>A connector's failure in words for an agent. Neither sentence may hold a secret or an unescaped vendor text.</summary>
public sealed class ConnectorException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">What happened, as one sentence.</param>
    /// <param name="next">What the agent should do next, as one sentence.</param>
    /// <param name="vendorCode">The vendor's own code, or null.</param>
    /// <param name="retryAfter">How long the vendor asks to wait, or null.</param>
    /// <param name="inner">The exception behind it; it goes to the log, never to the agent.</param>
    public ConnectorException(
        ConnectorFailure failure,
        string message,
        string next,
        string? vendorCode = null,
        TimeSpan? retryAfter = null,
        Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        Next = next;
        VendorCode = vendorCode;
        RetryAfter = retryAfter;
    }

    /// <summary>Why the call failed.</summary>
    public ConnectorFailure Failure { get; }

    /// <summary>What the agent should do next.</summary>
    public string Next { get; }

    /// <summary>The vendor's own code, or null.</summary>
    public string? VendorCode { get; }

    /// <summary>How long the vendor asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the call was certainly not sent, as when no credential could be had for it: a write that failed so has not happened.</summary>
    public bool NotSent { get; init; }
}

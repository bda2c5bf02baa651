namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What goes wrong with a request.</summary>
public enum SimulatorFaultKind
{
    /// <summary>429 with code 390505; the request has no effect.</summary>
    TooManyRequests,

    /// <summary>500; the request has no effect.</summary>
    InternalError,

    /// <summary>503 with Retry-After; the request has no effect.</summary>
    Unavailable,

    /// <summary>504; the request has no effect.</summary>
    GatewayTimeout,

    /// <summary>The request is carried out, but the answer never arrives: the connection breaks.</summary>
    AnswerLost,

    /// <summary>The request is carried out, but the answer is 500.</summary>
    AnswerReplacedBy500,

    /// <summary>The connection breaks in the middle of the body.</summary>
    TruncatedBody,

    /// <summary>The body ends in the middle of its JSON, and nothing says so.</summary>
    TruncatedJson,

    /// <summary>The body says it is gzip and is not.</summary>
    BrokenGzip,

    /// <summary>The answer comes after <see cref="SimulatorFault.Delay"/>.</summary>
    Slow,

    /// <summary>No answer ever comes; the request ends when the client gives up.</summary>
    Hang,
}

/// <summary>A planned fault.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Only">The kind of request it waits for; null takes any.</param>
/// <param name="Delay">For <see cref="SimulatorFaultKind.Slow"/>, on the simulator's clock.</param>
public sealed record SimulatorFault(SimulatorFaultKind Kind, SnowflakeRequestKind? Only = null, TimeSpan Delay = default);

/// <summary>The kinds of request that are counted and can fail.</summary>
public enum SnowflakeRequestKind
{
    /// <summary>POST of a statement.</summary>
    Submit,

    /// <summary>GET of a statement's status or first partition.</summary>
    Status,

    /// <summary>GET of a later partition.</summary>
    Partition,

    /// <summary>POST of a cancel.</summary>
    Cancel,

    /// <summary>Anything else.</summary>
    Other,
}

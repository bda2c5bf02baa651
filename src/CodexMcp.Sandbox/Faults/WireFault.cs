namespace CodexMcp.Sandbox.Faults;

/// <summary>What goes wrong with a request, the same for every vendor.</summary>
public enum WireFaultKind
{
    /// <summary>401 in the vendor's own words; the request has no effect. Plan it once for an expired token, many times for a loop.</summary>
    Unauthorized,

    /// <summary>429 in the vendor's own words; the request has no effect.</summary>
    TooManyRequests,

    /// <summary>500 with an HTML page; the request has no effect.</summary>
    InternalError,

    /// <summary>503 with an HTML page and Retry-After; the request has no effect.</summary>
    Unavailable,

    /// <summary>504 with an HTML page; the request has no effect.</summary>
    GatewayTimeout,

    /// <summary>200 with an HTML page where JSON belongs; the request has no effect.</summary>
    HtmlPage,

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

    /// <summary>The body is followed by white space up to <see cref="WireFault.Bytes"/>.</summary>
    HugePage,

    /// <summary>The answer comes after <see cref="WireFault.Delay"/>.</summary>
    Slow,

    /// <summary>No answer ever comes; the request ends when the client gives up.</summary>
    Hang,
}

/// <summary>A planned fault.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record WireFault(WireFaultKind Kind)
{
    /// <summary>Which requests it waits for; null takes any.</summary>
    public Func<SimulatorRequest, bool>? Only { get; init; }

    /// <summary>For <see cref="WireFaultKind.Slow"/>, on the simulator's clock.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The Retry-After of <see cref="WireFaultKind.Unavailable"/> and <see cref="WireFaultKind.TooManyRequests"/>, in whole seconds; null
    /// leaves it out. Default 1 second.</summary>
    public TimeSpan? RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The size of a <see cref="WireFaultKind.HugePage"/>. Default 100 MB.</summary>
    public int Bytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>A fault for the requests of one method to one path; a path that ends in <c>*</c> takes all that begin so.</summary>
    public static WireFault On(WireFaultKind kind, string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new WireFault(kind)
        {
            Only = request => request.Method == method
                && (path.EndsWith('*') ? request.Path.StartsWith(path[..^1], StringComparison.Ordinal) : request.Path == path),
        };
    }
}

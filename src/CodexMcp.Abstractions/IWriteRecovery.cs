namespace CodexMcp.Abstractions;

/// <summary>
/// A connector that can find out what became of a write whose end was lost: by an external id, or by a marker that it wrote with the call's id. Optional;
/// asked, for reading only, before an identical call is refused. A connector that is not sure says so. It is asked only in the role that sent the write, since
/// another role's credential or scope may not see what was written, and "not found" there proves nothing.
/// </summary>
public interface IWriteRecovery
{
    /// <summary>Looks for what the lost call wrote.</summary>
    /// <param name="invocation">The identical call that was made now: same role, principal, environment, tool and arguments.</param>
    /// <param name="lostCallId">The <see cref="ToolInvocation.CallId"/> that the lost call was sent with.</param>
    /// <param name="cancellationToken">Cancelled when the call's time is over; whatever comes later is not heard.</param>
    /// <exception cref="ConnectorException">It can't be looked up now: the write stays unsettled.</exception>
    ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken);
}

/// <summary>What became of a write.</summary>
public sealed record WriteFate
{
    private WriteFate()
    {
    }

    /// <summary>Nobody can tell; the write stays unsettled.</summary>
    public static WriteFate Unknown { get; } = new();

    /// <summary>It did certainly not take effect, and won't any more: the call may run.</summary>
    public static WriteFate DidNotHappen { get; } = new() { IsKnown = true };

    /// <summary>Whether the connector is sure.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>What the lost call would have answered when it took effect; null when it did not, or when nobody knows.</summary>
    public ToolResult? Result { get; private init; }

    /// <summary>It took effect.</summary>
    /// <param name="result">What the lost call would have answered; it fits the tool's output schema.</param>
    public static WriteFate Happened(ToolResult result) => new() { IsKnown = true, Result = result };
}

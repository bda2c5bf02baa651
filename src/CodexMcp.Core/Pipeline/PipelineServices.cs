using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Switches;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Core.Pipeline;

/// <summary>What the pipeline stands on. The host makes one for the process and shares it between all transports.</summary>
public sealed record PipelineServices
{
    /// <summary>The running connectors.</summary>
    public required IConnectorSource Connectors { get; init; }

    /// <summary>The audit trail.</summary>
    public required IAuditLog Audit { get; init; }

    /// <summary>The clock. Limits and time-outs use its timestamps, so a jump of the wall clock harms nothing.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The key that seals approval questions. The default lives in memory and dies with the process, and with it every open question.
    /// Replicas that share a key must share the record of spent questions too.
    /// </summary>
    public IKeySource ApprovalKey { get; init; } = new ProcessKeySource();

    /// <summary>
    /// Gives the stores of approvals and of writes of unknown end, when a call first needs them: one that needs no yes never does, unless it is
    /// a write that must not run twice. The default lives in memory and dies with the process.
    /// </summary>
    public Func<CallStores> Stores { get; init; } = CallStores.InMemory;

    /// <summary>Says whose votes count now. Without it no review is ever approved.</summary>
    public IReviewers? Reviewers { get; init; }

    /// <summary>What is switched off; all pipelines of a process share one. Null where nothing ever is.</summary>
    public SwitchBoard? Switches { get; init; }

    /// <summary>The key that seals vendor handles; a <see cref="FileKeySource"/> lets them outlive a restart.</summary>
    public IKeySource HandleKey { get; init; } = new ProcessKeySource();

    /// <summary>Rules of the host that judge every call, besides each connector's own guard.</summary>
    public IReadOnlyList<IToolGuard> Guards { get; init; } = [];

    /// <summary>Bounds on asking people.</summary>
    public ApprovalOptions Approvals { get; init; } = new();

    /// <summary>Where the detail of faults goes; redacted.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

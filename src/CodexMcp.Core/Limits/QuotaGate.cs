using System.Runtime.CompilerServices;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Telemetry;

namespace CodexMcp.Core.Limits;

/// <summary>
/// Stops a call while only the reserve of the vendor's own allowance is left. What was seen stops counting when the vendor starts anew, or after a while
/// when it does not say when that is; then one call at a time finds out how it stands.
/// </summary>
internal sealed class QuotaGate(TimeProvider time)
{
    private const double UsualReserve = 0.05;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(10);

    private readonly ConditionalWeakTable<IConnector, Probe> probes = [];

    /// <summary>Whether the call could be sent now. What is answered without sending anything never comes here.</summary>
    public Rejection? Check(ToolCall call) => Check(call, static (probe, now) => probe.IsFree(now));

    /// <summary>The same right before it is sent; of those that would find out how it stands, one goes.</summary>
    public Rejection? Take(ToolCall call) => Check(call, static (probe, now) => probe.TryTake(now));

    private Rejection? Check(ToolCall call, Func<Probe, DateTimeOffset, bool> mayProbe)
    {
        var connector = call.Connector!.Connector;
        if (connector is not IVendorQuota source)
        {
            return null;
        }

        if (!probes.TryGetValue(connector, out var probe))
        {
            probe = probes.GetValue(connector, static _ => new Probe());
            QuotaStates.Add(call.Profile.Role, call.Definition.Connector, call.Execution.Environment, source);
        }

        if (source.Quota is not { Limit: > 0 } quota || quota.Limit - quota.Used > Reserved(quota))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var back = Back(quota);
        if (back <= now)
        {
            return mayProbe(probe, now) ? null : Stop(call, quota, ProbePause, "One call is finding out whether there is more now.");
        }

        var wait = back - now < LongestWait ? back - now : LongestWait;
        return Stop(call, quota, wait, quota.ResetsAt is null ? "The vendor does not say when there is more." : $"The count starts anew at {back.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
    }

    private static DateTimeOffset Back(VendorQuota quota) => quota.ResetsAt switch
    {
        null => quota.SeenAt + LookAgain,
        { } at when at - quota.SeenAt > LongestWait => quota.SeenAt + LongestWait,
        { } at => at,
    };

    private static long Reserved(VendorQuota quota) =>
        (long)Math.Ceiling(quota.Limit * (double.IsNaN(quota.Reserve) ? UsualReserve : Math.Clamp(quota.Reserve, 0, 1)));

    private static Rejection Stop(ToolCall call, VendorQuota quota, TimeSpan wait, string when) => new(
        OutcomeCode.RateLimited,
        $"{call.Definition.Connector} has used {quota.Used} of its {quota.Limit} {quota.What}, and the last {Reserved(quota)} stay in reserve, so the call was not sent. {when}",
        $"Tell the user, and call again in {Words(wait)}. Until then use other systems, or what you have read already.")
    { RetryAfter = wait };

    private static string Words(TimeSpan wait) =>
        wait < TimeSpan.FromMinutes(2) ? $"{Math.Ceiling(wait.TotalSeconds)} seconds" : $"{Math.Ceiling(wait.TotalMinutes)} minutes";

    private sealed class Probe
    {
        private long takenAt = long.MinValue;

        public bool IsFree(DateTimeOffset now) => IsFree(Interlocked.Read(ref takenAt), now);

        public bool TryTake(DateTimeOffset now)
        {
            var before = Interlocked.Read(ref takenAt);
            return IsFree(before, now) && Interlocked.CompareExchange(ref takenAt, now.UtcTicks, before) == before;
        }

        // A clock that went back by more than the pause must not close the door for good.
        private static bool IsFree(long before, DateTimeOffset now) => before == long.MinValue || Math.Abs(now.UtcTicks - before) >= ProbePause.Ticks;
    }
}

using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Untrusted;

/// <summary>
/// Remembers which work units have seen a flagged or restricted result: a STDIO process, a session, or, without either, a principal in a role for a while.
/// In memory, and bounded: what can't be kept for one unit counts for all of its principal, and at last for everybody, which is the safe mistake.
/// </summary>
internal sealed class WorkUnits(TimeProvider time, int most = WorkUnits.Most)
{
    /// <summary>The work unit of all calls of a STDIO process.</summary>
    public const string Process = "process";

    private const int Most = 20_000;
    private const int MostOfOne = 32;
    private const int MostReasons = 3;

    /// <summary>Stands for every unit of a principal, or, without one, for everybody.</summary>
    private const string Every = "*";

    /// <summary>A session that made no outward call for so long has ended.</summary>
    private static readonly TimeSpan SessionOver = TimeSpan.FromHours(25);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Role, string Principal, string Unit), Mark> marks = [];
    private volatile bool any;

    /// <summary>From now on outward calls of the call's work unit have a reason to be asked for.</summary>
    public void Add(ToolCall call, string reason)
    {
        var window = Window(call);
        var own = Key(call);
        lock (gate)
        {
            any = true;
            if (Find(own) is not null)
            {
                Put(own, reason, window);
                return;
            }

            if (marks.Count >= most)
            {
                Sweep();
            }

            if (marks.Count >= most)
            {
                Put(("", "", Every), reason, call.Profile.Governance.Untrusted.WorkUnit);
            }
            else if (marks.Keys.Count(key => key.Role == own.Role && key.Principal == own.Principal) >= MostOfOne)
            {
                Put((own.Role, own.Principal, Every), reason, call.Profile.Governance.Untrusted.WorkUnit);
            }
            else
            {
                Put(own, reason, window);
            }
        }
    }

    /// <summary>Why an outward call of this work unit is asked for: one sentence each, or null.</summary>
    public IReadOnlyList<string>? Reasons(ToolCall call)
    {
        if (!any)
        {
            return null;
        }

        var own = Key(call);
        lock (gate)
        {
            if (Find(own) is { } mark)
            {
                if (call.Request.WorkUnit is not null)
                {
                    mark.At = time.GetTimestamp(); // a unit that works on is not over
                }

                return [.. mark.Reasons];
            }

            return (Find((own.Role, own.Principal, Every)) ?? Find(("", "", Every)))?.Reasons.ToArray();
        }
    }

    private Mark? Find((string Role, string Principal, string Unit) key)
    {
        if (!marks.TryGetValue(key, out var mark))
        {
            return null;
        }

        if (IsOver(mark))
        {
            marks.Remove(key);
            any = marks.Count > 0;
            return null;
        }

        return mark;
    }

    private void Put((string Role, string Principal, string Unit) key, string reason, TimeSpan window)
    {
        if (!marks.TryGetValue(key, out var mark))
        {
            marks.Add(key, mark = new());
        }

        mark.At = time.GetTimestamp();
        mark.Window = window > mark.Window ? window : mark.Window;
        if (mark.Reasons.Count < MostReasons && !mark.Reasons.Contains(reason))
        {
            mark.Reasons.Add(reason);
        }
    }

    private void Sweep()
    {
        foreach (var key in marks.Where(item => IsOver(item.Value)).Select(item => item.Key).ToList())
        {
            marks.Remove(key);
        }
    }

    // By the monotonic clock: one that is set back or forward ends nothing early.
    private bool IsOver(Mark mark) => time.GetElapsedTime(mark.At) >= mark.Window;

    private static TimeSpan Window(ToolCall call) => call.Request.WorkUnit switch
    {
        null => call.Profile.Governance.Untrusted.WorkUnit,
        Process => TimeSpan.MaxValue,
        _ => SessionOver,
    };

    private static (string Role, string Principal, string Unit) Key(ToolCall call) => (call.Profile.Role, call.Request.Principal, call.Request.WorkUnit ?? "");

    private sealed class Mark
    {
        public List<string> Reasons { get; } = [];

        public long At { get; set; }

        public TimeSpan Window { get; set; }
    }
}

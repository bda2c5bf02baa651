using System.Globalization;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>The jobs of one tool: they run for as many polls and as long as the manifest says, then they are done or failed; a cancelled one stays so.</summary>
internal sealed class SimulatedJobs
{
    private const int MostJobs = 10_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Job> jobs = new(StringComparer.Ordinal);
    private readonly JsonElement section;
    private readonly TimeProvider time;
    private readonly (WireShape Shape, Func<Job, SimulatorResponse> Answer)[] requests;
    private readonly int polls;
    private readonly TimeSpan takes;
    private readonly SimulatedClock clock;

    private SimulatedJobs(JsonElement manifest, JsonElement job, JsonElement section, Func<string?, string?> settings, SimulatedClock clock, TimeProvider time)
    {
        this.section = section;
        this.clock = clock;
        this.time = time;
        polls = SandboxJson.Int(section, "polls") ?? 1;
        takes = Duration.TryParse(SandboxJson.String(section, "takes"), out var given) ? given : TimeSpan.Zero;
        requests =
        [
            .. new (string Key, Func<Job, SimulatorResponse> Answer)[] { ("poll", Poll), ("result", Result), ("cancel", Cancel) }
                .Where(request => SandboxJson.Member(job, request.Key) is not null)
                .Select(request => (new WireShape(manifest, SandboxJson.Member(job, request.Key), null, settings), request.Answer)),
        ];
    }

    private sealed class Job(string id, WireValues submitted, DateTimeOffset at)
    {
        public string Id { get; } = id;

        public WireValues Submitted { get; } = submitted;

        public DateTimeOffset At { get; } = at;

        /// <summary>The record that the job began, and where it stands.</summary>
        public (SimulatedCollection Collection, JsonElement Row)? Record { get; set; }

        public int Polls { get; set; }

        public bool IsCancelled { get; set; }
    }

    /// <summary>Reads a tool's jobs; null when it has none.</summary>
    public static SimulatedJobs? Read(JsonElement manifest, JsonElement tool, Func<string?, string?> settings, SimulatedClock clock, TimeProvider time) =>
        SandboxJson.Member(tool, "job") is { } job && SandboxJson.Member(SandboxJson.Member(tool, "sandbox"), "job") is { } section
            ? new(manifest, job, section, settings, clock, time)
            : null;

    /// <summary>Takes a job on and gives its id; null when there are too many.</summary>
    public JsonElement? Submit(WireValues values)
    {
        lock (gate)
        {
            if (jobs.Count >= MostJobs)
            {
                return null;
            }

            var id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{long.Parse(clock.Find("id")!.Value.GetString()!, CultureInfo.InvariantCulture):x12}");
            jobs[id] = new(id, values, time.GetUtcNow());
            return SandboxJson.Text(id);
        }
    }

    /// <summary>Says which record a job began.</summary>
    public void Keep(string id, SimulatedCollection collection, JsonElement row)
    {
        lock (gate)
        {
            jobs[id].Record = (collection, row);
        }
    }

    /// <summary>Answers a request about a job; null when it is none.</summary>
    public SimulatorResponse? Answer(SimulatorRequest request, Func<IReadOnlyDictionary<string, string>, bool> isInSession)
    {
        foreach (var (shape, answer) in requests)
        {
            if (shape.Method != request.Method || shape.Match(request.Path) is not { } path || !isInSession(path))
            {
                continue;
            }

            var values = WireValues.Read(request, path);
            if (!shape.IsOperation(values))
            {
                continue;
            }

            lock (gate)
            {
                if (shape.JobValues(values).Select(value => jobs.GetValueOrDefault(value)).FirstOrDefault(static found => found is not null) is { } job)
                {
                    return answer(job);
                }
            }
        }

        return null;
    }

    private bool IsOver(Job job) => job.Polls > polls && time.GetUtcNow() - job.At >= takes;

    private bool Fails(Job job) => job.IsCancelled || (SandboxJson.Member(section, "fails_when") is { } rules
        && rules.EnumerateObject().Any(rule => job.Submitted.Find(rule.Name) is { } value && SandboxJson.Plain(value) == SandboxJson.Plain(rule.Value)));

    private SimulatorResponse Poll(Job job)
    {
        job.Polls++;
        return job.IsCancelled || (IsOver(job) && Fails(job)) ? Say("failed", 200, job) : Say(IsOver(job) ? "done" : "running", 200, job);
    }

    private SimulatorResponse Result(Job job) => IsOver(job) && !Fails(job) ? Say("result", 200, job) : Say("missing", 404, job);

    private SimulatorResponse Cancel(Job job)
    {
        if (IsOver(job) || job.IsCancelled)
        {
            return Say("missing", 409, job);
        }

        job.IsCancelled = true;
        return Say("cancelled", 204, job);
    }

    private SimulatorResponse Say(string key, int status, Job job)
    {
        var said = SandboxJson.Member(section, key);
        JsonElement? Find(string name) => name == "job" ? SandboxJson.Text(job.Id) : SandboxJson.Part(job.Record?.Row, "row", name) ?? job.Submitted.Find(name) ?? clock.Find(name);
        if (job.Record is { } record && SandboxJson.Member(said, "row") is { } template && AnswerTemplate.Fill(template, Find) is { } change)
        {
            job.Record = record with { Row = record.Collection.Change(record.Row, change) };
        }

        return SimulatedAnswer.From(said, status, Find);
    }
}

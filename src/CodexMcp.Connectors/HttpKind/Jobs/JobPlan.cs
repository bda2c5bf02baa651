using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Jobs;

/// <summary>What a tool does with a job of the vendor.</summary>
internal enum JobStep
{
    /// <summary>Submits it and waits a while.</summary>
    Submit,

    /// <summary>Asks for one that was submitted before.</summary>
    Ask,

    /// <summary>Stops one that was submitted before.</summary>
    Cancel,
}

/// <summary>How far a job is.</summary>
internal enum JobState
{
    /// <summary>The answer says nothing that the manifest knows.</summary>
    Unknown,

    /// <summary>The vendor works on it.</summary>
    Running,

    /// <summary>It has a result.</summary>
    Done,

    /// <summary>It ended without one.</summary>
    Failed,
}

/// <summary>How a system's jobs are asked for, fetched and stopped: a manifest's <c>job</c>, read once.</summary>
internal sealed class JobPlan
{
    /// <summary>The <see cref="state"/> of systems that tell it by the HTTP status.</summary>
    internal const string HttpStatus = "http_status";

    private static readonly TimeSpan DefaultEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultUpTo = TimeSpan.FromSeconds(10);
    private readonly (string Name, ResultNode Value)[] values;
    private readonly Pointer? state;
    private readonly string[] running;
    private readonly string[] done;
    private readonly string[] failed;

    private JobPlan(JsonElement manifest, string owner, JsonElement job, JobStep step)
    {
        Owner = owner;
        Step = step;
        Handle = Json.String(job, "handle") ?? "";
        values = [.. (Json.Member(job, "values") is { } named ? named.EnumerateObject() : default).Select(static entry => (entry.Name, ResultNode.Parse(entry.Value)))];
        state = Json.String(job, "state") is { } at && at != HttpStatus ? Pointer.Parse(at) : null;
        (running, done, failed) = (Words(job, "running"), Words(job, "done"), Words(job, "failed"));
        Poll = RequestPlan.Read(manifest, Json.Member(job, "poll") ?? default);
        Result = Json.Member(job, "result") is { } result ? RequestPlan.Read(manifest, result) : null;
        Cancel = Json.Member(job, "cancel") is { } cancel ? RequestPlan.Read(manifest, cancel) : null;
        Every = Duration.TryParse(Json.String(job, "every"), out var every) ? every : DefaultEvery;
        UpTo = Duration.TryParse(Json.String(job, "up_to"), out var upTo) ? upTo : DefaultUpTo;
        Wait = Duration.TryParse(Json.String(job, "wait"), out var wait) ? wait : DefaultWait;
        AskWith = AskTool(manifest, owner);
    }

    /// <summary>How long one call waits when the manifest does not say.</summary>
    public static TimeSpan DefaultWait { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The tool that submits the job.</summary>
    public string Owner { get; }

    /// <summary>What the tool does.</summary>
    public JobStep Step { get; }

    /// <summary>The argument that takes a handle, and the result's member that gives one.</summary>
    public string Handle { get; }

    /// <summary>Asks how far the job is.</summary>
    public RequestPlan Poll { get; }

    /// <summary>Fetches the result; null when the last answer to <see cref="Poll"/> holds it.</summary>
    public RequestPlan? Result { get; }

    /// <summary>Stops the job, or null when the system can't.</summary>
    public RequestPlan? Cancel { get; }

    /// <summary>The first pause between two looks; each is half as long again.</summary>
    public TimeSpan Every { get; }

    /// <summary>The longest pause that the host makes by itself.</summary>
    public TimeSpan UpTo { get; }

    /// <summary>How long one call waits, its submit included.</summary>
    public TimeSpan Wait { get; }

    /// <summary>The full name of the tool that takes the handle.</summary>
    public string AskWith { get; }

    /// <summary>Reads a checked tool's job, its own or that of the tool it names; null when it has none.</summary>
    public static JobPlan? Read(JsonElement manifest, string action, JsonElement tool)
    {
        if (Json.Member(tool, "job") is not { } job)
        {
            return null;
        }

        if (Json.String(job, "of") is not { } owner)
        {
            return new(manifest, action, job, JobStep.Submit);
        }

        return new(manifest, owner, Json.Member(Section(manifest, owner), "job") ?? default, Json.String(job, "does") == "cancel" ? JobStep.Cancel : JobStep.Ask);
    }

    /// <summary>The section of the tool whose answers a tool's result is made of: its own, or that of the tool whose job it asks for.</summary>
    public static JsonElement OwnerOf(JsonElement manifest, JsonElement tool) =>
        Json.Member(tool, "job") is { } job && Json.String(job, "of") is { } owner ? Section(manifest, owner) : tool;

    /// <summary>Gives what later requests need of the submit's answer, as an object; null when something is missing or can't be used.</summary>
    public JsonElement? Values(TemplateScope answered)
    {
        var read = Json.Build((values, answered), static (writer, given) =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in given.values)
            {
                value.WriteMember(writer, name, given.answered);
            }

            writer.WriteEndObject();
        });
        return values.All(entry => Json.Member(read, entry.Name) is { } value && IsUsable(value)) ? read : null;
    }

    /// <summary>Says how far the job is.</summary>
    public JobState StateOf(HttpAnswer answer)
    {
        var said = state is null ? answer.Status.ToString(CultureInfo.InvariantCulture)
            : answer is { IsGood: true, Json: { } body } && state.In(body) is { } found ? Json.Plain(found) : null;
        return said is null ? JobState.Unknown
            : done.Contains(said, StringComparer.Ordinal) ? JobState.Done
            : failed.Contains(said, StringComparer.Ordinal) ? JobState.Failed
            : running.Contains(said, StringComparer.Ordinal) ? JobState.Running : JobState.Unknown;
    }

    /// <summary>Whether the submit's own answer may tell of the state: an HTTP status is that of the submit, not of the job.</summary>
    public bool IsToldBySubmit => state is not null;

    private static bool IsUsable(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && Json.Plain(value) is { Length: > 0 and <= 1000 } text and not ("." or "..") && !text.Any(char.IsControl);

    private static JsonElement Section(JsonElement manifest, string tool) => Json.Member(manifest, "tools") is { } tools ? Json.Member(tools, tool) ?? default : default;

    private static string AskTool(JsonElement manifest, string owner)
    {
        var name = owner;
        foreach (var tool in Json.Member(manifest, "tools") is { } tools ? tools.EnumerateObject() : default)
        {
            if (Json.Member(tool.Value, "job") is { } job && Json.String(job, "of") == owner && Json.String(job, "does") != "cancel")
            {
                name = tool.Name;
            }
        }

        return $"{Json.String(manifest, "connector")}_{name}";
    }

    private static string[] Words(JsonElement job, string key) =>
        Json.Member(job, key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Json.Plain)] : [];
}

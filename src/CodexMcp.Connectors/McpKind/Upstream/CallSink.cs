using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Takes what a server says while a request is under way. More than its share is dropped: nothing a server sends can fill our memory.</summary>
/// <param name="progress">Takes progress, or null.</param>
/// <param name="notices">Takes log notices, or null.</param>
internal sealed class CallSink(IProgress<ToolProgress>? progress, IProgress<ToolNotice>? notices)
{
    private const int MostReports = 1_000;
    private const int LongestNotice = 2_000;
    private int reports;

    /// <summary>Whether progress is wanted.</summary>
    public bool WantsProgress => progress is not null;

    /// <summary>Whether notices are wanted.</summary>
    public bool WantsNotices => notices is not null;

    /// <summary>Answers a request that the server makes in the middle of the call; null when nobody can be asked.</summary>
    public Func<string, JsonNode?, CancellationToken, Task<JsonNode?>>? Asked { get; init; }

    /// <summary>Takes a <c>notifications/progress</c>.</summary>
    public void TakeProgress(JsonNode? parameters)
    {
        if (progress is not null && parameters is not null && Number(parameters["progress"]) is { } done && double.IsFinite(done) && Interlocked.Increment(ref reports) <= MostReports)
        {
            progress.Report(new(done, Number(parameters["total"]) is { } total && double.IsFinite(total) ? total : null, Native.VendorText.Clean(Text(parameters["message"]), 500) is { Length: > 0 } message ? message : null));
        }
    }

    /// <summary>Takes a <c>notifications/message</c>.</summary>
    public void TakeNotice(JsonNode? parameters)
    {
        if (notices is null || parameters?["data"] is not { } data || Interlocked.Increment(ref reports) > MostReports)
        {
            return;
        }

        var level = Text(parameters["level"]) switch
        {
            "debug" => ToolNoticeLevel.Debug,
            "info" or null => ToolNoticeLevel.Info,
            "notice" => ToolNoticeLevel.Notice,
            "error" => ToolNoticeLevel.Error,
            "critical" => ToolNoticeLevel.Critical,
            "alert" => ToolNoticeLevel.Alert,
            "emergency" => ToolNoticeLevel.Emergency,
            _ => ToolNoticeLevel.Warning,
        };
        notices.Report(new(level, Native.VendorText.Cut(Native.VendorText.Plain(Text(data) ?? data.ToJsonString()), LongestNotice)));
    }

    private static double? Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) ? number : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}

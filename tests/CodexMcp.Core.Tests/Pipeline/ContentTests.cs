using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>Blocks beside a result's structure: they pass the same checks as everything else that leaves.</summary>
public sealed class ContentTests
{
    private const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

    [Fact]
    public async Task CallAsync_Blocks_LeaveAsTheyAreAndOnRecord()
    {
        var kit = Returning(new ToolContent.Text("words"), new ToolContent.Image(new byte[] { 1, 2, 3 }, "image/png"));

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal("words", Assert.IsType<ToolContent.Text>(outcome.Content[0]).Value);
        Assert.Equal([1, 2, 3], Assert.IsType<ToolContent.Image>(outcome.Content[1]).Data.ToArray());
        Assert.Equal("", outcome.Text);
        Assert.Contains(kit.Audit.Last.Notes!, note => note.StartsWith("Returned image/png, 3 bytes, sha256 039058c6", StringComparison.Ordinal));
    }

    public static TheoryData<ToolContent> WithSecrets { get; } =
    [
        new ToolContent.Text($"token {Secret}"),
        new ToolContent.Image(new byte[] { 1 }, $"image/{Secret}"),
        new ToolContent.Audio(new byte[] { 1 }, $"audio/{Secret}"),
        new ToolContent.Document($"x://{Secret}", Secret, $"text {Secret}"),
        new ToolContent.Document($"x://{Secret}", Secret, null, new byte[] { 1 }),
        new ToolContent.Link($"x://{Secret}", Secret, Secret, Secret),
    ];

    [Theory]
    [MemberData(nameof(WithSecrets))]
    public async Task CallAsync_SecretInAnyTextOfABlock_IsMaskedOrBlocks(ToolContent block)
    {
        var kit = Returning(block);
        var outcome = await kit.CallAsync("fake_get");
        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.DoesNotContain(Secret, outcome.Content[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("[redacted:", outcome.Content[0].ToString(), StringComparison.Ordinal);

        kit.Profile = kit.Profile with { Governance = kit.Profile.Governance with { Secrets = DlpAction.Block } };
        var blocked = await kit.CallAsync("fake_get");
        Assert.Equal((OutcomeCode.BlockedByDlp, 0), (blocked.Code, blocked.Content.Count));
    }

    public static TheoryData<string, IReadOnlyList<ToolContent>> TooMuch { get; } = new()
    {
        { "binary", [new ToolContent.Image(new byte[600_000], "image/png"), new ToolContent.Audio(new byte[600_000], "audio/wav")] },
        { "document", [new ToolContent.Document("x://a", null, null, new byte[1_100_000])] },
        { "text", [new ToolContent.Text(new string('x', 50_000))] },
        { "link", [new ToolContent.Link("x://a", "a", new string('x', 50_000))] },
        { "count", [.. Enumerable.Repeat(new ToolContent.Text("x"), 65)] },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task CallAsync_BlocksBeyondTheCaps_AreWithheld(string kind, IReadOnlyList<ToolContent> blocks)
    {
        Assert.NotEmpty(kind);
        var outcome = await Returning([.. blocks]).CallAsync("fake_get");
        Assert.Equal((OutcomeCode.InvalidResult, 0), (outcome.Code, outcome.Content.Count));
    }

    [Fact]
    public async Task CallAsync_Notices_AreRedactedAndEndWithTheCall()
    {
        var heard = new List<ToolNotice>();
        IProgress<ToolNotice>? kept = null;
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (invocation, _) =>
        {
            kept = invocation.Notices;
            kept!.Report(new(ToolNoticeLevel.Info, $"using {Secret}"));
            return ValueTask.FromResult(new ToolResult { Structured = Some.Json("{}") });
        };

        await kit.Pipeline.CallAsync(kit.Request("fake_get") with { Notices = new Collector(heard) }, TestContext.Current.CancellationToken);
        kept!.Report(new(ToolNoticeLevel.Warning, "too late"));

        Assert.Equal("using [redacted:source_token]", Assert.Single(heard).Message);
    }

    private static Kit Returning(params ToolContent[] blocks)
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new ToolResult { Structured = Some.Json("{}"), Content = blocks });
        return kit;
    }

    private sealed class Collector(List<ToolNotice> heard) : IProgress<ToolNotice>
    {
        public void Report(ToolNotice value) => heard.Add(value);
    }
}

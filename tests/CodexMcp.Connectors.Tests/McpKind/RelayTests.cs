using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>What comes through from a real server, over STDIO and over HTTP, in both eras.</summary>
public sealed class RelayTests
{
    public static TheoryData<string, string> Ways => new()
    {
        { "stdio", "modern" }, { "stdio", "legacy" }, { "http", "modern" }, { "http", "legacy" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_ContentProgressAndNotices_ComeThrough(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);
        var progress = new Heard<ToolProgress>();
        var notices = new Heard<ToolNotice>();

        Assert.Equal("This is a simple text response for testing.", Assert.IsType<ToolContent.Text>(Assert.Single((await rig.RunAsync("simple")).Content)).Value);
        Assert.Equal("text=a b", (await rig.RunAsync("echo", """{"text":"a b"}""")).Structured.GetProperty("text").GetString());
        var mixed = await rig.RunAsync("mixed");
        Assert.Collection(mixed.Content, one => Assert.IsType<ToolContent.Text>(one), one => Assert.Equal("image/png", Assert.IsType<ToolContent.Image>(one).MediaType), one => Assert.Equal("test://mixed-content-resource", Assert.IsType<ToolContent.Document>(one).Uri));
        await rig.RunAsync(rig.Call("progress") with { Progress = progress });
        Assert.Equal([0, 50, 100], progress.All.Select(report => report.Progress));
        await rig.RunAsync(rig.Call("logging") with { Notices = notices });
        Assert.Contains(notices.All, notice => notice.Message == "The tool runs.");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Get_PromptsAndResources_ComeThrough(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);

        var prompt = await rig.RunAsync("image");
        Assert.IsType<ToolContent.Image>(prompt.Content[0]);
        var fixedText = rig.Manifest.Catalog.Resources.Values.Single(resource => resource.Uri == "test://static-text");
        var read = await rig.RunAsync(rig.Call("image", """{"uri":"test://static-text"}""") with { Tool = fixedText });
        Assert.Equal("This is the content of the static text resource.", Assert.IsType<ToolContent.Document>(Assert.Single(read.Content)).Words);
        var template = rig.Manifest.Catalog.Resources.Values.Single(resource => resource.Uri!.Contains('{'));
        var one = await rig.RunAsync(rig.Call("image", """{"uri":"test://template/7/data","id":"7"}""") with { Tool = template });
        Assert.Contains("\"id\":\"7\"", Assert.IsType<ToolContent.Document>(Assert.Single(one.Content)).Words);
        Assert.Empty((await rig.RunAsync(rig.Call("image", """{"uri":"test://template/7/nothing","id":"7"}""") with { Tool = template })).Content);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Complete_PromptAndTemplate_ServerProposes(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);
        var prompt = rig.Manifest.Catalog.Prompts["greet"].Completion!;
        var template = rig.Manifest.Catalog.Resources.Values.Single(resource => resource.Uri!.Contains('{')).Completion!;

        Assert.Equal("""{"values":["hello","help"],"total":2,"has_more":false}""", await CompleteAsync(prompt, """{"argument":"arg1","value":"hel"}"""));
        Assert.Equal("""{"values":["47","x"],"total":2,"has_more":true}""", await CompleteAsync(template, """{"argument":"id","value":"4","context":{"id":"x"}}"""));
        Assert.Equal("""{"values":[],"total":0,"has_more":false}""", await CompleteAsync(template, """{"argument":"id","value":"fail"}"""));
        using var many = JsonDocument.Parse(await CompleteAsync(template, """{"argument":"id","value":"many"}"""));
        Assert.Equal(["0 0", .. Enumerable.Range(1, 99).Select(i => $"{i}")], many.RootElement.GetProperty("values").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal(150, many.RootElement.GetProperty("total").GetInt32());
        Assert.True(many.RootElement.GetProperty("has_more").GetBoolean());
        Assert.Null(rig.Manifest.Catalog.Prompts["image"].Completion);

        async Task<string> CompleteAsync(ToolDefinition tool, string arguments) => (await rig.RunAsync(rig.Call("image", arguments) with { Tool = tool })).Structured.GetRawText();
    }

    [Fact]
    public async Task Complete_ServerDoesNotComplete_ProposesNothing()
    {
        await using var rig = await UpstreamRig.BadAsync("hang");
        var tool = rig.Manifest.Catalog.Tools["do"] with { Kind = ToolKind.Completion, Uri = "test://{id}" };

        Assert.Equal(0, (await rig.RunAsync(rig.Call("do", """{"argument":"id","value":""}""") with { Tool = tool })).Structured.GetProperty("total").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_ServerAsks_QuestionsGoOutAndAnswersComeBack(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);
        var call = rig.Call("ask") with { CanAsk = ClientAbilities.Forms };

        var asked = await rig.RunAsync(call);
        var question = Assert.Single(asked.Questions);
        Assert.Equal(ClientAbilities.Forms, question.Needs);
        Assert.Equal("Go on?", question.Parameters.GetProperty("message").GetString());
        var answer = JsonDocument.Parse("""{"action":"accept","content":{"ok":true}}""").RootElement;
        var answered = await rig.RunAsync(call with { Answers = new(new Dictionary<string, JsonElement> { [question.Key] = answer }, asked.State) });

        Assert.Equal("state-ok", answered.Structured.GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_ServerMayNotAsk_DoesNotAsk(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);

        var refused = await Record.ExceptionAsync(() => rig.RunAsync("sample", """{"prompt":"x"}"""));

        // A newer server says what it lacks, and the pipeline tells the client; an older one just fails.
        Assert.True(refused is ConnectorException or null);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_Cancelled_EndsAtOnceAndTheNextIsServed(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);
        await rig.RunAsync("simple");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Connector.ExecuteAsync(rig.Call("slow"), patience.Token).AsTask());

        Assert.NotEmpty((await rig.RunAsync("simple")).Content);
    }

    [Fact]
    public async Task Call_HeaderArgument_IsRepeatedInItsHeader()
    {
        await using var rig = await UpstreamRig.HttpAsync("protocol: modern");

        Assert.Equal("region=eu", (await rig.RunAsync("header", """{"region":"eu"}""")).Structured.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Call_BearerToken_LetsTheHostIn()
    {
        await using var rig = await UpstreamRig.HttpAsync(token: "s3cret-canary");

        Assert.NotEmpty((await rig.RunAsync("simple")).Content);
    }

    [Fact]
    public async Task Call_ManyAtOnce_EachGetsItsOwn()
    {
        await using var rig = await UpstreamRig.StdioAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => rig.RunAsync("echo", $$"""{"text":"{{i}}"}""")));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"text={i}"), all.Select(result => result.Structured.GetProperty("text").GetString()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_WordsBesideTheContent_ComeThroughExceptWhatOnlyAHostMaySay(string transport, string protocol)
    {
        await using var rig = await OpenAsync(transport, protocol);

        var result = await rig.RunAsync("beside");

        Assert.Equal("""{"com.example/source":"index 7"}""", result.Meta!.Value.GetRawText());
        Assert.Equal("""{"com.example/rank":3}""", result.Content[0].Meta!.Value.GetRawText());
        Assert.Equal(new ContentHints(true, false, 0.25f, new(2025, 1, 12, 15, 0, 58, TimeSpan.Zero)), result.Content[0].Hints);
        Assert.Equal("""{"com.example/pages":2}""", result.Content[1].Meta!.Value.GetRawText());
    }

    internal static Task<UpstreamRig> OpenAsync(string transport, string protocol) =>
        transport == "stdio" ? UpstreamRig.StdioAsync($"protocol: {protocol}") : UpstreamRig.HttpAsync($"protocol: {protocol}");

    internal sealed class Heard<T> : IProgress<T>
    {
        public List<T> All { get; } = [];

        public void Report(T value)
        {
            lock (All)
            {
                All.Add(value);
            }
        }
    }
}

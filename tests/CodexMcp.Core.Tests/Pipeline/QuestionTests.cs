using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>Tools that ask the client: the state comes back as it went, for the same call only, and a write goes on once.</summary>
public sealed class QuestionTests
{
    private readonly List<ToolInvocation> seen = [];

    [Fact]
    public async Task CallAsync_Answered_ToolGetsItsStateAndTheAnswers()
    {
        var kit = Asking(Some.Read());
        var asked = await AskAsync(kit, "fake_get");
        Assert.Equal(OutcomeCode.InputRequired, asked.Code);
        Assert.Equal("name", Assert.Single(asked.Questions).Key);
        Assert.DoesNotContain("secret-state", asked.QuestionState!, StringComparison.Ordinal);

        var done = await AnswerAsync(kit, "fake_get", asked.QuestionState!);

        Assert.Equal(OutcomeCode.Succeeded, done.Code);
        Assert.Equal("secret-state", seen[^1].Answers!.State);
        Assert.Equal("accept", seen[^1].Answers!.Given["name"].GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("principal")]
    [InlineData("arguments")]
    [InlineData("expired")]
    [InlineData("foreign")]
    public async Task CallAsync_StateThatIsNotThisCalls_IsRefusedBeforeTheToolRuns(string how)
    {
        var kit = Asking(Some.Read());
        var state = (await AskAsync(kit, "fake_get")).QuestionState!;
        switch (how)
        {
            case "changed":
                state = state[..10] + (state[10] == 'A' ? 'B' : 'A') + state[11..];
                break;
            case "foreign":
                state = "not-one-of-ours";
                break;
            case "expired":
                kit.Clock.Advance(TimeSpan.FromDays(1));
                break;
        }

        var calls = seen.Count;
        var request = Answered(kit, "fake_get", state);
        var outcome = await kit.Pipeline.CallAsync(
            how switch
            {
                "principal" => request with { Principal = "local:eve" },
                "arguments" => request with { Arguments = Some.Json("""{"id":"other"}""") },
                _ => request,
            },
            TestContext.Current.CancellationToken);

        Assert.True(outcome.InvalidApprovalState || outcome.Code == OutcomeCode.InvalidArguments);
        Assert.Equal(calls, seen.Count);
    }

    [Fact]
    public async Task CallAsync_ApprovedWriteThatAsks_GoesOnOnceUnderTheOneYes()
    {
        var kit = Asking(Some.Write());
        var approval = await AskAsync(kit, "fake_put");
        Assert.NotNull(approval.Question);
        var request = kit.Request("fake_put", reply: Kit.Yes(approval)) with { Abilities = ClientAbilities.Forms };
        var asked = await kit.Pipeline.CallAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(OutcomeCode.InputRequired, asked.Code);

        Assert.Equal(OutcomeCode.Succeeded, (await AnswerAsync(kit, "fake_put", asked.QuestionState!)).Code);
        Assert.True((await AnswerAsync(kit, "fake_put", asked.QuestionState!)).InvalidApprovalState);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task CallAsync_ClientDidNotDeclareIt_IsNotAsked()
    {
        var kit = Asking(Some.Read());
        var outcome = await kit.Pipeline.CallAsync(kit.Request("fake_get"), TestContext.Current.CancellationToken);
        Assert.Equal((OutcomeCode.InputRequired, ClientAbilities.Forms, 0), (outcome.Code, outcome.Lacking, outcome.Questions.Count));
        Assert.Null(outcome.QuestionState);
    }

    [Fact]
    public async Task CallAsync_SecretInAQuestion_IsMasked()
    {
        var kit = Asking(Some.Read(), "ghp_0123456789abcdefghijABCDEFGHIJ012345");
        var asked = await AskAsync(kit, "fake_get");
        Assert.DoesNotContain("ghp_0123", asked.Questions[0].Parameters.GetRawText(), StringComparison.Ordinal);
    }

    private Kit Asking(Core.Roles.RoleTool tool, string message = "Who?")
    {
        var kit = new Kit(tool);
        kit.Connector.OnExecute = (invocation, _) =>
        {
            seen.Add(invocation);
            return ValueTask.FromResult(invocation.Answers is null
                ? new ToolResult
                {
                    Structured = Some.Json("{}"),
                    Questions = [new("name", ClientAbilities.Forms, Some.Json($$"""{"message":"{{message}}"}"""))],
                    State = "secret-state",
                }
                : new ToolResult { Structured = Some.Json("{}") });
        };
        return kit;
    }

    private static ValueTask<CallOutcome> AskAsync(Kit kit, string tool) =>
        kit.Pipeline.CallAsync(kit.Request(tool) with { Abilities = ClientAbilities.Forms }, TestContext.Current.CancellationToken);

    private static ValueTask<CallOutcome> AnswerAsync(Kit kit, string tool, string state) =>
        kit.Pipeline.CallAsync(Answered(kit, tool, state), TestContext.Current.CancellationToken);

    private static CallRequest Answered(Kit kit, string tool, string state) => kit.Request(tool, reply: new ApprovalReply(state, null, null)) with
    {
        Abilities = ClientAbilities.Forms,
        Answers = new Dictionary<string, JsonElement> { ["name"] = Some.Json("""{"action":"accept","content":{"name":"Ada"}}""") },
    };
}

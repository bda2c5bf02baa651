using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Roles;

public sealed class ApprovalRulesTests
{
    private const string Input = """{"type":"object","properties":{"amount":{},"ids":{"type":"array"},"to":{}}}""";

    [Theory]
    [InlineData(Comparison.Over, 100, "[]", """{"amount":100.01}""", true)]
    [InlineData(Comparison.Over, 100, "[]", """{"amount":100}""", false)]
    [InlineData(Comparison.Over, 100, "[]", """{"amount":-1e3}""", false)]
    [InlineData(Comparison.Over, 100, "[]", """{"amount":1e400}""", true)]
    [InlineData(Comparison.Over, 100, "[]", """{"amount":"1"}""", true)]
    [InlineData(Comparison.Over, 100, "[]", """{"amount":null}""", true)]
    [InlineData(Comparison.Over, 100, "[]", """{"other":500}""", false)]
    [InlineData(Comparison.LongerThan, 2, "[]", """{"amount":[1,2,3]}""", true)]
    [InlineData(Comparison.LongerThan, 2, "[]", """{"amount":[1,2]}""", false)]
    [InlineData(Comparison.LongerThan, 2, "[]", """{"amount":"abc"}""", true)]
    [InlineData(Comparison.LongerThan, 2, "[]", """{"amount":{"a":1,"b":1,"c":1}}""", true)]
    [InlineData(Comparison.LongerThan, 2, "[]", """{"amount":null}""", false)]
    [InlineData(Comparison.LongerThan, 2, "[]", """{"amount":7}""", true)]
    [InlineData(Comparison.In, 0, """["won", 1]""", """{"amount":"won"}""", true)]
    [InlineData(Comparison.In, 0, """["won", 1]""", """{"amount":1.0}""", true)]
    [InlineData(Comparison.In, 0, """["won", 1]""", """{"amount":"Won"}""", false)]
    [InlineData(Comparison.NotIn, 0, """["open"]""", """{"amount":"Open"}""", true)]
    [InlineData(Comparison.NotIn, 0, """["open"]""", """{"amount":"open"}""", false)]
    [InlineData(Comparison.Present, 0, "[]", """{"amount":null}""", true)]
    [InlineData(Comparison.Present, 0, "[]", "{}", false)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":"ann@example.com"}""", false)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":"ann@example.com.evil.test"}""", true)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":"eve@evil.test,ann@example.com"}""", true)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":"eve@evil.test ann@example.com"}""", true)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":"<eve@evil.test>ann@example.com"}""", true)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":["ann@example.com","eve@evil.test"]}""", true)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":["ann@example.com"]}""", false)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":[["ann@example.com"]]}""", true)]
    [InlineData(Comparison.Outside, 0, """["*@example.com"]""", """{"amount":{"a":"ann@example.com"}}""", true)]
    public void IsMet_EachComparison_JudgesTheArgument(Comparison comparison, int limit, string values, string arguments, bool met) =>
        Assert.Equal(met, new ArgumentCondition("amount", comparison, limit, [.. Some.Json(values).EnumerateArray()]).IsMet(Some.Json(arguments)));

    [Theory]
    [InlineData("/lines/1/price", """{"lines":[{"price":1},{"price":11}]}""", true)]
    [InlineData("/lines/1/price", """{"lines":[{"price":11}]}""", false)]
    [InlineData("/lines/-1/price", """{"lines":[{"price":11}]}""", false)]
    [InlineData("/a~1b", """{"a/b":11}""", true)]
    [InlineData("a/b", """{"a/b":11}""", true)]
    public void IsMet_Pointer_FindsTheValue(string argument, string arguments, bool met) =>
        Assert.Equal(met, new ArgumentCondition(argument, Comparison.Over, 10, []).IsMet(Some.Json(arguments)));

    [Fact]
    public void Load_GoodRules_BindsAndExplainsThem()
    {
        using var roles = new RolesOnDisk();
        Rule(roles, "{ when: { argument: amount, over: 100 }, approval_mode: review, because: Large. }", "reviewers: [{ group: sales, count: 1 }]");
        var loaded = roles.Load();
        var tool = loaded.Require("sales").Find("crm_update_record")!;
        Assert.Equal((ApprovalMode.Writes, ApprovalMode.Review, "Large."), (tool.Mode, tool.ApprovalRules[0].Mode, tool.ApprovalRules[0].Because));
        Assert.Equal(tool.ApprovalRules, loaded.Explanations["sales"].Single(item => item.Tool == "crm_update_record").Rules);
    }

    [Theory]
    [InlineData("{ when: { argument: amuont, over: 1 }, approval_mode: prompt, because: x }", "takes no argument 'amuont'", "Did you mean 'amount'?")]
    [InlineData("{ when: { argument: amount }, approval_mode: prompt, because: x }", "compares in one way; this one has 0", "over, longer_than")]
    [InlineData("{ when: { argument: amount, over: 1, in: [2] }, approval_mode: prompt, because: x }", "this one has 2", "over, longer_than")]
    [InlineData("{ when: { argument: amount, over: 1 }, approval_mode: writes, because: x }", "writes", "")]
    [InlineData("{ when: { argument: amount, over: 1 }, approval_mode: review, because: x }", "waits for review, but nobody is named", "Add reviewers")]
    [InlineData("{ when: { argument: amount, above: 1 }, approval_mode: prompt, because: x }", "above", "")]
    [InlineData("{ when: { argument: amount, over: 1 }, approval_mode: prompt }", "because", "")]
    public void Load_BadRule_SaysWhatAndWhatToDo(string rule, string message, string next)
    {
        using var roles = new RolesOnDisk();
        Rule(roles, rule);
        Assert.Contains(roles.Load().Errors, error =>
            error.Message.Contains(message, StringComparison.Ordinal) && error.Fix.Contains(next, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_RuleThatRaisesNothing_IsRefused()
    {
        using var roles = new RolesOnDisk();
        Rule(roles, "{ when: { argument: amount, over: 1 }, approval_mode: prompt, because: x }", "approval_mode: prompt");
        Assert.Contains(roles.Load().Errors, error => error.Message.StartsWith("The rule does not raise anything", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ApprovalMode.Prompt, OutcomeCode.ApprovalRequired)]
    [InlineData(ApprovalMode.Review, OutcomeCode.ApprovalPending)]
    [InlineData(ApprovalMode.Deny, OutcomeCode.Denied)]
    public async Task CallAsync_RuleHolds_RaisesTheMode(ApprovalMode mode, OutcomeCode code)
    {
        var kit = new Kit(Tool(ApprovalMode.Approve, mode));
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", """{"amount":5}""")).Code);
        Assert.Equal(code, (await kit.CallAsync("fake_put", """{"amount":500}""")).Code);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_RuleHolds_TellsThePersonWhy()
    {
        var kit = new Kit(Tool(ApprovalMode.Approve, ApprovalMode.Prompt));
        var asked = await kit.CallAsync("fake_put", """{"amount":500}""");
        Assert.Contains("Note: Large.", asked.Question!.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", """{"amount":500}""", reply: Kit.Yes(asked))).Code);
    }

    [Fact]
    public async Task CallAsync_GuardRewrites_RuleSeesWhatWillBeSent()
    {
        var kit = new Kit(Tool(ApprovalMode.Approve, ApprovalMode.Prompt));
        kit.Connector.OnGuard = _ => GuardVerdict.Rewrite(Some.Json("""{"amount":500}"""));
        Assert.Equal(OutcomeCode.ApprovalRequired, (await kit.CallAsync("fake_put", """{"amount":5}""")).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_RuleBelowTheGuard_LowersNothing()
    {
        var kit = new Kit(Tool(ApprovalMode.Approve, ApprovalMode.Prompt));
        kit.Connector.OnGuard = _ => GuardVerdict.Escalate(ApprovalMode.Deny, "Never.");
        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_put", """{"amount":500}""")).Code);
    }

    private static RoleTool Tool(ApprovalMode mode, ApprovalMode raised) =>
        new(Some.Definition("put", ToolVerb.Write, Input))
        {
            Mode = mode,
            ListedAt = new("roles/test/role.yaml", 1, 1),
            ModeAt = new("roles/test/role.yaml", 1, 1),
            Timeout = TimeSpan.FromSeconds(30),
            ApprovalRules = [new(new("amount", Comparison.Over, 100, []), raised, "Large.", new("roles/test/role.yaml", 2, 1))],
        };

    private static void Rule(RolesOnDisk roles, string rule, string? more = null)
    {
        roles.Tools[3] = Some.Definition("update_record", ToolVerb.Write, Input, connector: "crm");
        var text = File.ReadAllText(Path.Combine(roles.Root, RolesOnDisk.Role));
        const string After = "disabled_tools: [get_secret]\n";
        Assert.Contains(After, text, StringComparison.Ordinal);
        roles.Write(RolesOnDisk.Role, text.Replace(
            After,
            $"{After}      tools:\n        update_record:\n          approval_rules:\n            - {rule}\n{(more is null ? "" : $"          {more}\n")}",
            StringComparison.Ordinal));
    }
}

using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.PrPolicy.Tests;

public sealed class CheckPullTests
{
    private const string Sleeps = "severity: high\npaths: ['**']\nadded_matches: Sleep";
    private const string Arguments = """{"repository":"synth/api","number":12}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_ManyFiles_ReadsEveryPageAndTellsTheVersions()
    {
        var tools = new FakeTools { PageSize = 2 };
        for (var i = 0; i < 5; i++)
        {
            tools.Files.Add(File($"src/{i}.cs", "@@ -1 +1 @@\\n+Sleep()"));
        }

        var result = (await RunAsync(tools, Arguments, Some.Yaml("a-set", Sleeps))).Structured;

        Assert.Equal(5, result.GetProperty("files_checked").GetInt32());
        Assert.Equal(5, result.GetProperty("counts").GetProperty("high").GetInt32());
        Assert.Equal("1.0.0", result.GetProperty("rule_sets")[0].GetProperty("version").GetString());
        Assert.Equal(Some.Head, result.GetProperty("head_commit").GetString());
        Assert.Equal("src/0.cs", result.GetProperty("findings")[0].GetProperty("path").GetString());
        Assert.False(result.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Check_NewCommitWhileTheFilesAreRead_IsNotToldAsACheckOfTheOldOne()
    {
        var tools = new FakeTools();
        tools.Files.Add(File("src/a.cs", "@@ -1 +1 @@\\n+Sleep()"));
        tools.Answer = (tool, _) =>
        {
            tools.Head = tool == "github_list_pull_files" ? new string('a', 40) : tools.Head;
            return null;
        };

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tools, Arguments, Some.Yaml("a-set", Sleeps)));

        Assert.Contains("new commit", failure.Message);
    }

    [Fact]
    public async Task Check_MoreThanTheLimit_GoesOnWithoutGapOrRepeat()
    {
        var tools = new FakeTools();
        for (var i = 0; i < 7; i++)
        {
            tools.Files.Add(File($"src/{i}.cs", "@@ -1 +1 @@\\n+Sleep()"));
        }

        var seen = new List<string?>();
        string? continuation = null;
        do
        {
            var more = continuation is null ? "" : $",\"continuation\":\"{continuation}\"";
            var result = (await RunAsync(tools, $$"""{"repository":"synth/api","number":12,"limit":3{{more}}}""", Some.Yaml("a-set", Sleeps))).Structured;
            seen.AddRange(result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("path").GetString()));
            continuation = result.TryGetProperty("continuation", out var token) ? token.GetString() : null;
        }
        while (continuation is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"src/{i}.cs"), seen);
    }

    [Fact]
    public async Task Check_ContinuationAfterANewCommit_IsRefused()
    {
        var tools = new FakeTools();
        tools.Files.AddRange([File("a", "@@ -1 +1 @@\\n+Sleep"), File("b", "@@ -1 +1 @@\\n+Sleep")]);
        var token = (await RunAsync(tools, """{"repository":"synth/api","number":12,"limit":1}""", Some.Yaml("a-set", Sleeps))).Structured.GetProperty("continuation").GetString();
        tools.Head = new string('a', 40);

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tools, $$"""{"repository":"synth/api","number":12,"limit":1,"continuation":"{{token}}"}""", Some.Yaml("a-set", Sleeps)));

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tools, """{"repository":"synth/api","number":12,"continuation":"forged"}""", Some.Yaml("a-set", Sleeps)));
    }

    [Fact]
    public async Task Check_OneSetAndSeverity_TellsOnlyThose()
    {
        var tools = new FakeTools();
        tools.Files.Add(File("a", "@@ -1 +1,2 @@\\n+Sleep\\n+x"));
        string[] sets = [Some.Yaml("a-set", Sleeps), Some.Yaml("b-set", "severity: low\npaths: ['**']\nadded_matches: x", "severity: medium\npaths: ['**']\nadded_matches: x")];

        var result = (await RunAsync(tools, """{"repository":"synth/api","number":12,"sets":["b-set"],"least":"medium"}""", sets)).Structured;

        Assert.Equal("RUL002", Assert.Single(result.GetProperty("findings").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal("b-set", Assert.Single(result.GetProperty("rule_sets").EnumerateArray()).GetProperty("id").GetString());
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tools, """{"repository":"synth/api","number":12,"sets":["mine"]}""", sets));
        Assert.Contains("a-set, b-set", failure.Next);
    }

    [Theory]
    [InlineData("github_get_pull", """{"number":12}""")]
    [InlineData("github_list_pull_files", """{"files":[],"truncated":true}""")]
    [InlineData("github_list_pull_files", """{"nothing":1}""")]
    [InlineData("github_list_pull_files", """{"files":[{"status":"added"}],"truncated":false}""")]
    [InlineData("github_list_pull_files", """{"files":[],"truncated":true,"continuation":"0"}""")]
    [InlineData("github_list_pull_files", """{"files":[],"truncated":false}""")]
    public async Task Check_AnswerThatIsNotWhole_IsNoCleanCheck(string tool, string answer)
    {
        var tools = new FakeTools { Answer = (name, _) => name == tool ? answer : null };
        tools.Files.Add(File("a", "@@ -1 +1 @@\\n+x"));

        await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tools, Arguments, Some.Yaml("a-set", Sleeps)));
    }

    [Theory]
    [InlineData("severity: high\npaths: ['**']\nadded_matches: '(?=x)y'")]
    [InlineData("severity: high\npaths: ['**']\nadded_matches: '('")]
    public async Task Check_PatternThatCannotBeUsed_IsForTheRolesOwner(string rule)
    {
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(new FakeTools(), Arguments, Some.Yaml("a-set", Sleeps, rule)));

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains("a-set/RUL002", failure.Message);
    }

    [Fact]
    public async Task Check_RulesThatCollideOrAreNone_AreForTheRolesOwner()
    {
        var twice = Some.Yaml("a-set", Sleeps);
        string[][] bad = [[twice, twice], [], ["not: [yaml"], [Some.Yaml("a-set", Sleeps, Sleeps).Replace("RUL002", "RUL001")]];
        foreach (var rules in bad)
        {
            var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(new FakeTools(), Arguments, rules));
            Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        }
    }

    [Fact]
    public async Task Check_RoleThatCannotRead_SaysWhichToolIsMissing()
    {
        var tools = new FakeTools();
        tools.Callable.Remove("github_list_pull_files");

        Assert.Contains("github_list_pull_files", (await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tools, Arguments, Some.Yaml("a-set", Sleeps)))).Message);
        Assert.Equal(ConnectorFailure.Configuration, (await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(null, Arguments, Some.Yaml("a-set", Sleeps)))).Failure);
    }

    private static async Task<ToolResult> RunAsync(FakeTools? tools, string arguments, params string[] rules)
    {
        await using var connector = new PrPolicyConnectorFactory().Create(new() { Environment = "sandbox", Settings = Some.Json("{}"), Http = null!, Time = TimeProvider.System });
        return await connector.ExecuteAsync(Some.Invocation(tools, arguments, rules), Token);
    }

    private static string File(string path, string patch) =>
        $$"""{"path":"{{path}}","status":"modified","additions":{{patch.Split("\\n").Count(line => line.StartsWith('+'))}},"deletions":0,"patch":"{{patch}}"}""";
}

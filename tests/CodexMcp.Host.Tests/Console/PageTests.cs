using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Host.Tests.Console;

/// <summary>What each page shows, over the real store, trail and roles.</summary>
public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inbox_OldestFirst_AndEmptyInWords()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        Assert.Contains("No call waits.", (await browser.GetAsync("/console")).Words, StringComparison.Ordinal);
        var first = await host.AskAsync();
        var second = await host.AskAsync();

        var page = await browser.GetAsync("/console");

        Assert.True(page.Html.IndexOf(first.Id, StringComparison.Ordinal) is > 0 and var at && at < page.Html.IndexOf(second.Id, StringComparison.Ordinal));
        Assert.Contains("2 calls wait.", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_SearchAndState_FindWhatIsOver()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        var declined = await host.AskAsync("Delete the moon");
        var waiting = await host.AskAsync("Paint the moon");
        await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{declined.Id}"), $"/console/approvals/{declined.Id}/vote", ("decision", "decline"), ("comment", "no"));

        var byWord = await browser.GetAsync("/console/history?q=delete");
        var byState = await browser.GetAsync("/console/history?state=waiting");
        var both = await browser.GetAsync("/console/history?q=delete&state=waiting");

        Assert.Contains(declined.Id, byWord.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(waiting.Id, byWord.Html, StringComparison.Ordinal);
        Assert.Contains(waiting.Id, byState.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(declined.Id, byState.Html, StringComparison.Ordinal);
        Assert.Contains("Nothing is like that.", both.Words, StringComparison.Ordinal);
        Assert.Contains("key:carol said no", byWord.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_ManyPages_ShowEachOnce()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        for (var index = 0; index < 120; index++)
        {
            await host.AskAsync();
        }

        var seen = new List<string>();
        for (var next = "/console/history"; next is not null;)
        {
            var page = await browser.GetAsync(next);
            seen.AddRange(System.Text.RegularExpressions.Regex.Matches(page.Html, "data-row href=\"/console/approvals/([0-9a-f]{32})\"").Select(match => match.Groups[1].Value));
            next = System.Text.RegularExpressions.Regex.Match(page.Html, "href=\"([^\"]*)\" rel=\"next\"") is { Success: true } more ? more.Groups[1].Value : null;
        }

        Assert.Equal(120, seen.Count);
        Assert.Equal(120, seen.Distinct().Count());
    }

    [Fact]
    public async Task Audit_Filters_ShowTheRecordsOfACall()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.CallAsync();
        Assert.Equal(OutcomeCode.UnknownTool, (await host.Roles.Find("data-analytics")!.CallAsync(
            new() { Profile = host.Roles.Find("data-analytics")!.Profile, Principal = "key:agent", Tool = "no_such_tool", Arguments = Some.Json("{}") }, Token)).Code);
        using var browser = await host.SignInAsync();

        var one = await browser.GetAsync($"/console/audit?q={asked.CallId}");
        var boundary = await browser.GetAsync("/console/audit?event=call.boundary_violation&principal=key:&outcome=unknown_tool");
        var nobody = await browser.GetAsync("/console/audit?principal=nobody");

        Assert.Contains("approval.asked", one.Words, StringComparison.Ordinal);
        Assert.Contains("approval_pending", one.Words, StringComparison.Ordinal);
        Assert.Contains("no_such_tool", boundary.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(asked.CallId, boundary.Html, StringComparison.Ordinal);
        Assert.Contains("None of the newest", nobody.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chains_Check_FindsATrailThatWasEdited()
    {
        await using var host = await ConsoleHost.StartAsync();
        await host.CallAsync();
        using var browser = await host.SignInAsync();
        Assert.Contains("has not checked", (await browser.GetAsync("/console/audit/chains")).Words, StringComparison.Ordinal);

        Assert.Equal(303, (await browser.SubmitAsync(await browser.GetAsync("/console/audit/chains"), "/console/audit/chains")).Status);
        var sound = await browser.GetAsync("/console/audit/chains");
        Assert.Contains("sound", sound.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("not sound", sound.Words, StringComparison.Ordinal);

        var file = Directory.EnumerateFiles(host.Services.AuditFolder, "*.jsonl").First(path => ConsoleHost.Read(path).Contains("approval.asked", StringComparison.Ordinal));
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            var at = ConsoleHost.Read(file).IndexOf("approval.asked", StringComparison.Ordinal);
            stream.Position = at;
            stream.WriteByte((byte)'A');
        }

        await browser.SubmitAsync(sound, "/console/audit/chains");
        Assert.Contains("not sound", (await browser.GetAsync("/console/audit/chains")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_ShowModeVerbAndTheLineThatSaysSo()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();

        Assert.Contains("/console/roles/data-analytics", (await browser.GetAsync("/console/roles")).Html, StringComparison.Ordinal);
        var page = (await browser.GetAsync("/console/roles/data-analytics")).Words;
        var tool = host.Roles.Loaded.Explanations["data-analytics"].First(one => one.Tool == "snowflake_run_query");

        Assert.Contains("snowflake_run_query", page, StringComparison.Ordinal);
        Assert.Contains("review", page, StringComparison.Ordinal);
        Assert.Contains(tool.ModeAt.ToString(), page, StringComparison.Ordinal);
        Assert.Contains("decided by 1 of stewards", page, StringComparison.Ordinal);
        Assert.Equal(404, (await browser.GetAsync("/console/roles/other")).Status);
    }

    [Fact]
    public async Task Switches_OffAndOn_StopCallsAtOnce()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        (string, string)[] off = [("kind", "tool"), ("name", "snowflake_run_query"), ("reason", "It <b>misbehaves</b>.")];

        var thrown = await browser.SubmitAsync(await browser.GetAsync("/console/connectors"), "/console/connectors/switches", off);
        Assert.Equal((303, "/console/connectors"), (thrown.Status, thrown.Location));
        Assert.Equal(OutcomeCode.Denied, (await host.CallAsync()).Code);
        var page = await browser.GetAsync("/console/connectors");
        Assert.Contains("It <b>misbehaves</b>.", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>misbehaves", page.Html, StringComparison.Ordinal);
        Assert.Equal(409, (await browser.PostAsync("/console/connectors/switches", [("token", page.Field("token")), ("to", "off"), .. off])).Status);

        var again = await browser.PostAsync("/console/connectors/switches", [("token", page.Field("token")), ("to", "on"), ("kind", "tool"), ("name", "snowflake_run_query"), ("reason", "Mended.")]);
        Assert.Equal(303, again.Status);
        Assert.Equal(OutcomeCode.ApprovalPending, (await host.CallAsync()).Code);
        Assert.Contains("Mended.", host.Trail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tool", "no_such_tool", "Why.", "off", 400)]
    [InlineData("galaxy", "snowflake", "Why.", "off", 400)]
    [InlineData("connector", "snowflake", "Why.", "sideways", 400)]
    [InlineData("connector", "snowflake", " ", "off", 409)]
    [InlineData("connector", "snowflake", "Why.", "on", 409)]
    public async Task Switches_WhatCanNotBe_ChangesNothing(string kind, string name, string reason, string to, int status)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        var token = (await browser.GetAsync("/console/connectors")).Field("token");

        Assert.Equal(status, (await browser.PostAsync("/console/connectors/switches", [("token", token), ("to", to), ("kind", kind), ("name", name), ("reason", reason)])).Status);
        Assert.Empty(await host.Services.Desks.Switches.ListAsync(Token));
    }

    [Fact]
    public async Task Connectors_AndMetrics_ShowWhatHappened()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        await browser.GetAsync("/console");
        Assert.Contains("No call has needed it yet.", (await browser.GetAsync("/console/connectors")).Words, StringComparison.Ordinal);
        var asked = await host.CallAsync();
        await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{asked.CallId}"), $"/console/approvals/{asked.CallId}/vote", ("decision", "approve"));
        Assert.Equal(OutcomeCode.Succeeded, (await host.CallAsync()).Code);

        var connectors = (await browser.GetAsync("/console/connectors")).Words;
        var metrics = (await browser.GetAsync("/console/metrics?days=1")).Words;

        Assert.Contains("healthy", connectors, StringComparison.Ordinal);
        Assert.Contains("closed", connectors, StringComparison.Ordinal);
        Assert.Contains("100 %", metrics, StringComparison.Ordinal);
        Assert.Contains("(1 of 1)", metrics, StringComparison.Ordinal);
        Assert.Contains("approval_pending", metrics, StringComparison.Ordinal);
        Assert.Contains("snowflake (sandbox)", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("happened", WriteState.Happened)]
    [InlineData("did-not", WriteState.DidNotHappen)]
    public async Task Calls_Settle_IsAPersonsWord(string became, WriteState expected)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        var id = Guid.NewGuid().ToString("N");
        var writes = host.Services.Store.Writes;
        await writes.AddAsync(new() { CallId = id, Key = "k", Role = "r", Principal = "key:agent", Environment = "production", Tool = "t", At = TimeProvider.System.GetUtcNow(), State = WriteState.Ambiguous }, Token);
        var page = await browser.GetAsync("/console/calls");
        Assert.Contains(id, page.Html, StringComparison.Ordinal);

        Assert.Equal(400, (await browser.SubmitAsync(page, $"/console/calls/{id}/settle", ("became", "maybe"))).Status);
        Assert.Equal(409, (await browser.PostAsync($"/console/calls/{Guid.NewGuid():N}/settle", [("token", page.Field("token")), ("became", became)])).Status);
        Assert.Equal(303, (await browser.SubmitAsync(page, $"/console/calls/{id}/settle", ("became", became))).Status);
        Assert.Equal(409, (await browser.SubmitAsync(page, $"/console/calls/{id}/settle", ("became", became))).Status);

        Assert.Empty(await writes.UnsettledAsync(Token));
        Assert.Equal(expected == WriteState.Happened, await writes.FindBlockingAsync("k", "asking", DateTimeOffset.MinValue, Token) is { SettledBy: "key:carol" });
        Assert.Contains("call.settled", host.Trail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_TellOfACallThatBeginsToWait()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        using var response = await browser.Http.GetAsync("/console/events", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.Equal("0", await NextAsync(lines));

        await host.AskAsync("Paint the moon");

        Assert.Equal("1", await NextAsync(lines));
    }

    private static async Task<string> NextAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line[6..];
            }
        }

        throw new EndOfStreamException();
    }

    [Fact]
    public async Task Inbox_ThousandCalls_IsOneQuestionToTheStoreAndLittleMemory()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        for (var index = 0; index < 1_000; index++)
        {
            await host.AskAsync(new string('x', 500));
        }

        await browser.GetAsync("/console");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var page = await browser.GetAsync("/console");
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Contains("The 1000 oldest calls that wait.", page.Words, StringComparison.Ordinal);
        Assert.Equal(1_000, System.Text.RegularExpressions.Regex.Count(page.Html, "data-row"));

        // Both ends of the wire and the store's rows; measured 5 MB. A page that asked the store for each call, or copied itself, is far above.
        Assert.InRange(bytes, 0, 10_000_000);
    }
}

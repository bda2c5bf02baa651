using CodexMcp.Core.Access;

namespace CodexMcp.Host.Tests.Console;

/// <summary>Who comes in, where a sign-in leads, and when it ends.</summary>
public sealed class SignInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithAnApproversKey_LeadsToThePageThatWasAskedFor()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        using var browser = host.Open();

        var turned = await browser.GetAsync($"/console/approvals/{asked.Id}");
        Assert.Equal((303, $"/console/sign-in?next=%2Fconsole%2Fapprovals%2F{asked.Id}"), (turned.Status, turned.Location));
        var entered = await browser.SubmitAsync(turned.Location!, ("key", $" {(await host.KeyAsync()).Text}\n"));

        Assert.Equal((303, $"/console/approvals/{asked.Id}"), (entered.Status, entered.Location));
        Assert.Contains("key:carol", (await browser.GetAsync(entered.Location!)).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody's")]
    [InlineData("an agent's")]
    [InlineData("revoked")]
    [InlineData("mistyped")]
    [InlineData("none")]
    public async Task SignIn_WithoutAGoodKey_IsRefused(string which)
    {
        await using var host = await ConsoleHost.StartAsync();
        var key = await host.KeyAsync(kind: which == "an agent's" ? ApiKeyKind.Agent : ApiKeyKind.Approver);
        if (which == "revoked")
        {
            await host.Services.State.Keys.RevokeAsync(key.Text, Token);
        }

        using var browser = host.Open();
        var text = which switch { "nobody's" => ApiKeyText.Create(), "mistyped" => key.Text[..^1], "none" => "", _ => key.Text };
        var answer = await browser.SubmitAsync("/console/sign-in", ("key", text));

        Assert.Equal(403, answer.Status);
        Assert.Contains("not an approver’s key", answer.Words, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !answer.Html.Contains(text, StringComparison.Ordinal));
        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/console//evil.example")]
    [InlineData("/console/../../mcp")]
    [InlineData("/consolex")]
    [InlineData("/console/%2e%2e/x")]
    [InlineData("/console/sign-out")]
    [InlineData("/console?next=https://evil.example")]
    [InlineData("/console/approvals/a\r\nSet-Cookie: x=1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task SignIn_NextThatIsNoPageOfOurs_LeadsToTheInbox(string next)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = host.Open();
        var page = await browser.GetAsync($"/console/sign-in?next={Uri.EscapeDataString(next)}");
        var token = page.Field("token");

        Assert.Equal("/console", page.Field("next"));
        var entered = await browser.PostAsync("/console/sign-in", [("token", token), ("next", next), ("key", (await host.KeyAsync()).Text)]);

        Assert.Equal((303, "/console"), (entered.Status, entered.Location));
    }

    [Fact]
    public async Task Session_KeyIsRevoked_EndsWithTheNextRequest()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        var key = await host.KeyAsync();
        using var browser = host.Open();
        await browser.SubmitAsync("/console/sign-in", ("key", key.Text));
        var page = await browser.GetAsync($"/console/approvals/{asked.Id}");
        Assert.Equal(200, page.Status);

        await host.Services.State.Keys.RevokeAsync(key.Text, Token);
        var vote = await browser.SubmitAsync(page, $"/console/approvals/{asked.Id}/vote", ("decision", "approve"));

        Assert.Equal(401, vote.Status);
        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
        Assert.Equal(401, (await browser.GetAsync("/console/events")).Status);
        Assert.Empty((await host.Approvals.FindAsync(asked.Id, Token))!.Votes);
    }

    [Fact]
    public async Task SignOut_EndsTheSessionForWhoeverHasItsCookie()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        var cookie = browser.Cookies.GetCookies(host.Address)["codex-mcp-console"]!.Value;
        var inbox = await browser.GetAsync("/console");

        Assert.Equal((303, "/console/sign-in"), await LocationAsync(browser.SubmitAsync(inbox, "/console/sign-out")));

        using var thief = host.Open();
        Assert.Equal(303, (await thief.GetAsync("/console", ("Cookie", $"codex-mcp-console={cookie}"))).Status);
        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task Session_NotUsed_EndsAfterAnHour(int minutes, bool goesOn)
    {
        var time = new Http.Transport.ManualTime();
        await using var host = await ConsoleHost.StartAsync(time);
        using var browser = await host.SignInAsync();

        time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(goesOn ? 200 : 303, (await browser.GetAsync("/console")).Status);
    }

    [Fact]
    public async Task Session_Used_EndsAfterItsLifetimeAllTheSame()
    {
        var time = new Http.Transport.ManualTime();
        await using var host = await ConsoleHost.StartAsync(time);
        using var browser = await host.SignInAsync();
        for (var half = 0; half < 15; half++)
        {
            time.Advance(TimeSpan.FromMinutes(30));
            Assert.Equal(200, (await browser.GetAsync("/console")).Status);
        }

        time.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
    }

    [Fact]
    public async Task Link_OnAnotherSite_LeadsThroughAPageOfOurs()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        using var stranger = host.Open();
        using var browser = await host.SignInAsync();
        var path = $"/console/approvals/{asked.Id}";

        // The browser holds our cookie back, so the first answer leads it here again from a page of our own.
        var first = await stranger.GetAsync(path, ("Sec-Fetch-Site", "cross-site"));
        var second = await browser.GetAsync(path, ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal((200, $"0; url={path}"), (first.Status, Assert.Single(first.Headers.GetValues("Refresh"))));
        Assert.DoesNotContain("Run it?", first.Html, StringComparison.Ordinal);
        Assert.Contains("Run it?", second.Html, StringComparison.Ordinal);
        Assert.Equal(303, (await stranger.GetAsync(path, ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Fact]
    public async Task Head_OfTheStream_Ends()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/console/events");

        using var response = await browser.Http.SendAsync(request, Token);

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Disabled_HasNoConsole()
    {
        await using var host = await ConsoleHost.StartAsync(configure: http => http with { Console = http.Console with { Enabled = false } });
        using var browser = host.Open();

        Assert.Equal(404, (await browser.GetAsync("/console")).Status);
    }

    private static async Task<(int Status, string? Location)> LocationAsync(Task<Browser.Page> page) => ((await page).Status, (await page).Location);
}

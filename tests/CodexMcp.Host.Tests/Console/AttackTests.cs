using System.Net;
using System.Net.Http.Headers;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;

namespace CodexMcp.Host.Tests.Console;

/// <summary>Attacks on the console, each on every page or form that it could meet.</summary>
public sealed class AttackTests
{
    private const string Script = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}&lt;&#x3c;</textarea></title>\u202e\u200b";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every form that changes something, as a page of the console sends it.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        { "/console/approvals/{id}/vote", "decision=approve" },
        { "/console/approvals/{id}/vote", "decision=decline" },
        { "/console/approvals/{id}/vote", "decision=override&comment=now" },
        { "/console/connectors/switches", "to=off&kind=tool&name=snowflake_run_query&reason=x" },
        { "/console/calls/{id}/settle", "became=happened" },
        { "/console/audit/chains", "" },
        { "/console/sign-out", "" },
    };

    public static TheoryData<string> Pages =>
    [
        "/console", "/console/history", "/console/audit", "/console/audit/chains", "/console/roles", "/console/roles/data-analytics", "/console/connectors", "/console/metrics",
        "/console/calls", "/console/approvals/{id}", "/console/approvals/{id}/whole", "/console/sign-in", "/console/nothing",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnEveryAnswer_SaysNothingInlineAndInNobodysFrame(string path)
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        using var browser = await host.SignInAsync();

        var page = await browser.GetAsync(path.Replace("{id}", asked.Id, StringComparison.Ordinal));

        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        foreach (var rule in new[] { "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'" })
        {
            Assert.Contains(rule, policy, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", Assert.Single(page.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.DoesNotMatch("(?i)<script(?![^>]* src=\"/console/assets/)|<style|\\son[a-z]+=|\\sstyle=|javascript:", page.Html);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_TextOfOthersEverywhere_IsText(string path)
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync(Script, Script, "key:" + Script, "stewards");
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (approver, approves) in new[] { ("key:dave" + Script, true), ("key:erin", true) })
        {
            await host.Approvals.VoteAsync(
                asked.Id,
                new Vote { Approver = approver, Credential = Script, Approves = approves, Groups = [Script], Comment = Script, At = now },
                static _ => ApprovalState.Waiting,
                Token);
        }

        await host.Services.Store.Writes.AddAsync(
            new() { CallId = Guid.NewGuid().ToString("N"), Key = "k", Role = Script, Principal = Script, Environment = Script, Tool = Script, At = now, State = WriteState.Ambiguous }, Token);
        await host.Services.Store.Switches.OffAsync(new() { Kind = Core.Switches.SwitchKind.Principal, Name = Script, Reason = Script, By = Script, At = now }, Token);
        await host.Services.Audit.AppendAsync(
            new() { Event = Script, Role = Script, Principal = Script, Client = Script, Environment = Script, Tool = Script, Outcome = Script, Stage = Script, Reason = Script, Notes = [Script] }, durable: false);
        using var browser = await host.SignInAsync();

        var page = await browser.GetAsync(path.Replace("{id}", asked.Id, StringComparison.Ordinal));

        Assert.DoesNotContain("<script>", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u202e", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u200b", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/console/history?q={x}&state={x}&after={x}")]
    [InlineData("/console/audit?q={x}&event={x}&principal={x}&role={x}&tool={x}&outcome={x}")]
    [InlineData("/console/metrics?days={x}")]
    [InlineData("/console/sign-in?next={x}")]
    [InlineData("/console/{x}")]
    [InlineData("/console/roles/{x}")]
    [InlineData("/console/approvals/{x}")]
    public async Task Address_WithMarkup_IsText(string path)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();

        var page = await browser.GetAsync(path.Replace("{x}", Uri.EscapeDataString(Script), StringComparison.Ordinal));

        Assert.True(page.Status is 200 or 404, $"{page.Status}");
        Assert.DoesNotContain("<script>", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Form_WithoutATokenOfThisSession_DoesNothing(string path, string fields)
    {
        await using var host = await ConsoleHost.StartAsync();
        var (asked, lost) = await TargetsAsync(host);
        using var victim = await host.SignInAsync("carol");
        using var other = await host.SignInAsync("dave");
        var mine = (await victim.GetAsync($"/console/approvals/{asked}")).Field("token");
        var others = (await other.GetAsync($"/console/approvals/{asked}")).Field("token");
        using var stranger = host.Open();
        var signIn = (await stranger.GetAsync("/console/sign-in")).Field("token");
        var to = path.Replace("{id}", path.Contains("calls", StringComparison.Ordinal) ? lost : asked, StringComparison.Ordinal);

        foreach (var token in new[] { null, "", others, signIn, mine[..^1], mine + "A", mine.ToUpperInvariant() })
        {
            var answer = await victim.PostAsync(to, Fields(fields, token));
            Assert.Equal(403, answer.Status);
        }

        await UntouchedAsync(host, asked);
        Assert.Equal(200, (await victim.GetAsync("/console")).Status);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Form_SentByAnotherSite_DoesNothing(string path, string fields)
    {
        await using var host = await ConsoleHost.StartAsync();
        var (asked, lost) = await TargetsAsync(host);
        using var victim = await host.SignInAsync();
        var token = (await victim.GetAsync($"/console/approvals/{asked}")).Field("token");
        var to = path.Replace("{id}", path.Contains("calls", StringComparison.Ordinal) ? lost : asked, StringComparison.Ordinal);

        foreach (var header in new[]
        {
            ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", host.Address.ToString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal).TrimEnd('/')),
            ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        })
        {
            Assert.Equal(403, (await victim.PostAsync(to, Fields(fields, token), header)).Status);
        }

        await UntouchedAsync(host, asked);
    }

    [Fact]
    public async Task SignInForm_OfAnotherBrowser_SignsNobodyIn()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var attacker = host.Open();
        using var victim = host.Open();
        var token = (await attacker.GetAsync("/console/sign-in")).Field("token");
        var key = (await host.KeyAsync("mallory")).Text;

        var without = await victim.PostAsync("/console/sign-in", [("token", token), ("key", key)]);
        await victim.GetAsync("/console/sign-in");
        var with = await victim.PostAsync("/console/sign-in", [("token", token), ("key", key)]);

        Assert.Equal((403, 403), (without.Status, with.Status));
        Assert.Equal(303, (await victim.GetAsync("/console")).Status);
    }

    [Fact]
    public async Task Session_FixedBeforehand_IsNotTheOneThatSignsIn()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var attacker = await host.SignInAsync("mallory");
        var planted = attacker.Cookies.GetCookies(host.Address)["codex-mcp-console"]!.Value;
        using var victim = host.Open();
        victim.Cookies.Add(host.Address, new Cookie("codex-mcp-console", planted) { Path = "/" });

        await victim.SubmitAsync("/console/sign-in", ("key", (await host.KeyAsync("carol")).Text));

        Assert.NotEqual(planted, victim.Cookies.GetCookies(host.Address)["codex-mcp-console"]!.Value);
        Assert.Contains("key:mallory", (await attacker.GetAsync("/console")).Words, StringComparison.Ordinal);
        Assert.Contains("key:carol", (await victim.GetAsync("/console")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_ForgedOrChanged_IsNone()
    {
        await using var host = await ConsoleHost.StartAsync();
        await using var elsewhere = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();
        using var foreign = await elsewhere.SignInAsync();
        var good = browser.Cookies.GetCookies(host.Address)["codex-mcp-console"]!.Value;
        var form = (await host.Open().GetAsync("/console/sign-in")).Headers.GetValues("Set-Cookie").Single().Split('=', 2)[1].Split(';')[0];
        var others = foreign.Cookies.GetCookies(elsewhere.Address)["codex-mcp-console"]!.Value;
        var flipped = Enumerable.Range(0, good.Length).Select(at => good[..at] + (good[at] == 'A' ? 'B' : 'A') + good[(at + 1)..]);

        foreach (var cookie in flipped.Concat([others, form, "", "x", good + "A", good[..^4], "[\"0\",\"key:carol\",\"x\",0,0]", new string('A', 5000), "%00"]))
        {
            using var thief = host.Open();
            Assert.Equal(303, (await thief.GetAsync("/console", ("Cookie", $"codex-mcp-console={cookie}"))).Status);
        }

        using var twice = host.Open();
        Assert.Equal(303, (await twice.GetAsync("/console", ("Cookie", $"codex-mcp-console={good}; codex-mcp-console={good}"))).Status);
        Assert.Equal(200, (await twice.GetAsync("/console", ("Cookie", $"codex-mcp-console={good}"))).Status);
    }

    [Fact]
    public async Task Cookies_AreForThisHostOnly()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = host.Open();
        var form = await browser.GetAsync("/console/sign-in");
        var entered = await browser.SubmitAsync(form, null, ("key", (await host.KeyAsync()).Text));

        foreach (var cookie in form.Headers.GetValues("Set-Cookie").Concat(entered.Headers.GetValues("Set-Cookie")))
        {
            Assert.Contains("; HttpOnly; SameSite=Strict", cookie, StringComparison.Ordinal);
            Assert.Contains("; Path=/;", cookie, StringComparison.Ordinal);
            Assert.DoesNotContain("Domain", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Cookies_BehindAProxyThatEndsTls_AreSecureAndBoundByName()
    {
        await using var host = await ConsoleHost.StartAsync(configure: http => http with { BehindProxy = true, TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")] });
        using var browser = host.Open();

        var page = await browser.GetAsync("/console/sign-in", ("X-Forwarded-Proto", "https"));

        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-codex-mcp-form=", cookie, StringComparison.Ordinal);
        Assert.Contains("; Secure", cookie, StringComparison.Ordinal);
        Assert.Contains("Strict-Transport-Security", page.Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("169.254.169.254")]
    public async Task Host_ThatIsNotOurs_GetsNothing(string name)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();

        var page = await browser.GetAsync("/console", ("Host", name));

        Assert.Equal((421, ""), (page.Status, page.Html));
    }

    [Fact]
    public async Task Form_OfAMegabyte_IsNotRead()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        using var browser = await host.SignInAsync();
        var page = await browser.GetAsync($"/console/approvals/{asked.Id}");
        var vote = $"/console/approvals/{asked.Id}/vote";

        foreach (var large in new[] { $"token={page.Field("token")}&decision=approve&comment={new string('x', 1_000_000)}", string.Join('&', Enumerable.Range(0, 5_000).Select(field => $"f{field}=1")) })
        {
            foreach (var chunked in new[] { false, true })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, vote) { Content = new StringContent(large, new MediaTypeHeaderValue("application/x-www-form-urlencoded")) };
                request.Headers.TransferEncodingChunked = chunked;
                Assert.Equal(413, await StatusAsync(browser, request));
            }
        }

        await UntouchedAsync(host, asked.Id);
    }

    [Theory]
    [InlineData("application/json", "{\"decision\":\"approve\"}", 415)]
    [InlineData("multipart/form-data; boundary=x", "--x--", 415)]
    [InlineData("text/plain", "decision=approve", 415)]
    [InlineData("application/x-www-form-urlencoded", "decision=approve&decision=decline", 400)]
    [InlineData("application/x-www-form-urlencoded", "&&&", 400)]
    [InlineData("application/x-www-form-urlencoded", "=x", 400)]
    [InlineData("application/x-www-form-urlencoded", "%00%ff=%zz", 403)]
    [InlineData("application/x-www-form-urlencoded", "", 403)]
    public async Task Form_OfAnotherShape_DoesNothing(string type, string body, int status)
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        using var browser = await host.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/console/approvals/{asked.Id}/vote") { Content = new StringContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        Assert.Equal(status, await StatusAsync(browser, request));
        await UntouchedAsync(host, asked.Id);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task Method_OtherThanOurs_IsRefused(string method)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();

        Assert.Equal(405, await StatusAsync(browser, new(new HttpMethod(method), "/console")));
    }

    [Fact]
    public async Task AgentsKeyAsBearer_OpensNothingHere()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = host.Open();
        foreach (var kind in new[] { Core.Access.ApiKeyKind.Agent, Core.Access.ApiKeyKind.Approver })
        {
            Assert.Equal(303, (await browser.GetAsync("/console", ("Authorization", "Bearer " + (await host.KeyAsync(kind: kind)).Text))).Status);
        }
    }

    [Theory]
    [InlineData("/console/")]
    [InlineData("/console//history")]
    [InlineData("/console/history/")]
    [InlineData("/console/approvals/../history")]
    [InlineData("/console/approvals/XYZ")]
    [InlineData("/console/assets/0/console.css")]
    [InlineData("/console/assets/..%2f..%2fappsettings.json/x")]
    [InlineData("/console/approvals/00000000000000000000000000000000")]
    public async Task Path_OfNoPage_IsNotFoundOrTurnedAway(string path)
    {
        await using var host = await ConsoleHost.StartAsync();
        using var browser = await host.SignInAsync();

        Assert.True((await browser.GetAsync(path)).Status is 404 or 200, path);
        using var stranger = host.Open();
        var turned = await stranger.GetAsync(path);
        Assert.True(turned.Status == 404 || turned.Location!.StartsWith("/console/sign-in", StringComparison.Ordinal), path);
    }

    private static IEnumerable<(string, string)> Fields(string fields, string? token) =>
        fields.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => (field.Split('=')[0], field.Split('=')[1])).Concat(token is null ? [] : [("token", token)]);

    private static async Task<(string Asked, string Lost)> TargetsAsync(ConsoleHost host)
    {
        var asked = await host.AskAsync();
        var lost = Guid.NewGuid().ToString("N");
        await host.Services.Store.Writes.AddAsync(
            new() { CallId = lost, Key = "k", Role = "r", Principal = "key:agent", Environment = "sandbox", Tool = "t", At = TimeProvider.System.GetUtcNow(), State = WriteState.Ambiguous }, Token);
        return (asked.Id, lost);
    }

    private static async Task UntouchedAsync(ConsoleHost host, string asked)
    {
        var approval = (await host.Approvals.FindAsync(asked, Token))!;
        Assert.Equal(ApprovalState.Waiting, approval.State);
        Assert.Empty(approval.Votes);
        Assert.Empty(await host.Services.Desks.Switches.ListAsync(Token));
        Assert.True((await host.Services.Store.Writes.UnsettledAsync(Token)).Count <= 1);
        Assert.DoesNotContain("call.settled", host.Trail(), StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(Browser browser, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await browser.Http.SendAsync(request, Token);
            return (int)response.StatusCode;
        }
    }
}

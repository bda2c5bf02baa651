using System.Text.Json.Nodes;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Console.SignIn.OpenId;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Console;

/// <summary>The sign-in by OpenID Connect against a provider whose every answer a test decides: what comes in, and all that must not.</summary>
public sealed class OpenIdTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_ByAProvider_DecidesAsAMemberOfItsGroups()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await StartAsync(issuer);
        var asked = await host.CallAsync();
        using var browser = host.Open();
        Assert.Contains("Sign in with 127.0.0.1", (await browser.GetAsync("/console/sign-in")).Words, StringComparison.Ordinal);

        var sent = await browser.GetAsync($"/console/sign-in/openid?next=%2Fconsole%2Fapprovals%2F{asked.CallId}");
        var query = Query(sent.Location!);
        Assert.StartsWith(issuer.Issuer + "/auth?", sent.Location, StringComparison.Ordinal);
        Assert.Equal(("code", "S256", "openid", "console"), (query["response_type"], query["code_challenge_method"], query["scope"], query["client_id"]));
        issuer.Redeem = form => Answer(issuer, query["nonce"]);
        var back = await browser.GetAsync($"/console/sign-in/callback?code=abc&state={query["state"]}");

        Assert.Equal(200, back.Status);
        Assert.Equal($"0; url=/console/approvals/{asked.CallId}", Assert.Single(back.Headers.GetValues("Refresh")));
        var redeemed = issuer.Requests.Single(request => request.StartsWith("POST /token", StringComparison.Ordinal));
        var form = Query("?" + redeemed.Split("\n\n")[1]);
        Assert.Equal(query["code_challenge"], Token.Text(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"]))));
        Assert.Contains("Basic ", redeemed, StringComparison.Ordinal);
        var voted = await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{asked.CallId}"), $"/console/approvals/{asked.CallId}/vote", ("decision", "approve"));
        Assert.Equal(303, voted.Status);
        var vote = Assert.Single((await host.Approvals.FindAsync(asked.CallId, Cancelled))!.Votes);
        Assert.Equal(("oidc:corp:erin", "oidc:corp"), (vote.Approver, vote.Credential));
        Assert.Equal(OutcomeCode.Succeeded, (await host.CallAsync()).Code);
    }

    [Fact]
    public async Task Group_Lost_EndsTheSessionAndVoidsTheVote()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await StartAsync(issuer);
        var asked = await host.CallAsync();
        using var browser = host.Open();
        Assert.Equal(200, (await SignInAsync(issuer, browser)).Status);
        await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{asked.CallId}"), $"/console/approvals/{asked.CallId}/vote", ("decision", "approve"));

        host.Edit("groups.yaml", ", \"oidc:corp:erin\"", "");
        for (var wait = 0; wait < 300 && (await browser.GetAsync("/console")).Status == 200; wait++)
        {
            await Task.Delay(100, Cancelled); // the files are followed, not asked
        }

        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
        Assert.Equal(OutcomeCode.ApprovalPending, (await host.CallAsync()).Code);
        Assert.Equal(403, (await SignInAsync(issuer, browser)).Status);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("no nonce")]
    [InlineData("audience")]
    [InlineData("several audiences without azp")]
    [InlineData("azp")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("not yet")]
    [InlineData("no iat")]
    [InlineData("no exp")]
    [InlineData("signature")]
    [InlineData("another key")]
    [InlineData("none")]
    [InlineData("access token")]
    [InlineData("no subject")]
    [InlineData("wildcard subject")]
    [InlineData("stranger")]
    [InlineData("no token")]
    [InlineData("no JSON")]
    [InlineData("error")]
    public async Task IdToken_ThatIsNotRight_LetsNobodyIn(string fault)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await StartAsync(issuer);
        using var browser = host.Open();

        var answer = await SignInAsync(issuer, browser, fault);

        Assert.True(answer.Status is 403 or 503, $"{answer.Status}");
        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
        Assert.DoesNotContain("console.signed_in", host.Trail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another browser")]
    [InlineData("another state")]
    [InlineData("no state")]
    [InlineData("no code")]
    [InlineData("provider's error")]
    [InlineData("another provider")]
    [InlineData("twice")]
    [InlineData("late")]
    public async Task Callback_OfNoSignInOfThisBrowser_LetsNobodyIn(string fault)
    {
        var time = new Http.Transport.ManualTime();
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await StartAsync(issuer, time);
        using var began = host.Open();
        using var other = host.Open();
        var query = Query((await began.GetAsync("/console/sign-in/openid")).Location!);
        issuer.Redeem = _ => Answer(issuer, query["nonce"], now: time.GetUtcNow());
        var good = $"/console/sign-in/callback?code=abc&state={query["state"]}";
        if (fault == "twice")
        {
            Assert.Equal(200, (await began.GetAsync(good)).Status);
            began.Cookies.GetCookies(host.Address)["codex-mcp-console"]!.Expired = true;
        }

        time.Advance(fault == "late" ? TimeSpan.FromMinutes(11) : TimeSpan.Zero);
        var browser = fault == "another browser" ? other : began;
        var answer = await browser.GetAsync(fault switch
        {
            "another state" => "/console/sign-in/callback?code=abc&state=" + new string('A', 43),
            "no state" => "/console/sign-in/callback?code=abc",
            "no code" => $"/console/sign-in/callback?state={query["state"]}",
            "provider's error" => $"/console/sign-in/callback?state={query["state"]}&error=access_denied&error_description=%3Cscript%3E",
            "another provider" => good + "&iss=https%3A%2F%2Fevil.example",
            _ => good,
        });

        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain("<script>", answer.Html, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.GetAsync("/console")).Status);
    }

    [Fact]
    public async Task Provider_OutOfReach_IsSaidAndTheKeyStillWorks()
    {
        await using var issuer = await TestIssuer.StartAsync();
        issuer.Status = 500;
        await using var host = await StartAsync(issuer);
        using var browser = host.Open();

        Assert.Equal(503, (await browser.GetAsync("/console/sign-in/openid")).Status);
        Assert.Equal(303, (await browser.SubmitAsync("/console/sign-in", ("key", (await host.KeyAsync()).Text))).Status);
    }

    private static Task<ConsoleHost> StartAsync(TestIssuer issuer, TimeProvider? time = null) => ConsoleHost.StartAsync(time, http => http with
    {
        Console = http.Console with
        {
            OpenId = new OpenIdOptions
            {
                Issuer = new() { Alias = "corp", Issuer = issuer.Issuer },
                ClientId = "console",
                ClientSecret = "console-secret",
                Groups = ["stewards"],
                Callback = new("http://127.0.0.1:5100/console/sign-in/callback"),
                AllowLoopbackHttp = true,
            },
        },
    });

    private static async Task<Browser.Page> SignInAsync(TestIssuer issuer, Browser browser, string? fault = null)
    {
        var query = Query((await browser.GetAsync("/console/sign-in/openid")).Location!);
        issuer.Redeem = _ => Answer(issuer, query["nonce"], fault);
        return await browser.GetAsync($"/console/sign-in/callback?code=abc&state={query["state"]}");
    }

    private static string Answer(TestIssuer issuer, string nonce, string? fault = null, DateTimeOffset? now = null)
    {
        var time = now ?? TimeProvider.System.GetUtcNow();
        var claims = Token.Claims(issuer.Issuer, time, ("aud", "console"), ("sub", "erin"), ("nonce", nonce), ("client_id", null), ("jti", null));
        switch (fault)
        {
            case "nonce":
                claims["nonce"] = "another";
                break;
            case "no nonce":
                claims.Remove("nonce");
                break;
            case "audience":
                claims["aud"] = "somebody-else";
                break;
            case "several audiences without azp":
                claims["aud"] = new JsonArray("console", "somebody-else");
                break;
            case "azp":
                claims["azp"] = "somebody-else";
                break;
            case "issuer":
                claims["iss"] = "https://evil.example";
                break;
            case "expired":
                claims["exp"] = time.ToUnixTimeSeconds() - 120;
                break;
            case "not yet":
                claims["nbf"] = time.ToUnixTimeSeconds() + 600;
                break;
            case "no iat":
                claims.Remove("iat");
                break;
            case "no exp":
                claims.Remove("exp");
                break;
            case "no subject":
                claims.Remove("sub");
                break;
            case "wildcard subject":
                claims["sub"] = "*";
                break;
            case "stranger":
                claims["sub"] = "mallory";
                break;
        }

        using var foreign = System.Security.Cryptography.RSA.Create(2048);
        var token = fault switch
        {
            "none" => $"{Token.Text("""{"alg":"none"}""")}.{Token.Text(claims.ToJsonString())}.",
            "access token" => Token.Sign(Token.Header(), claims.ToJsonString(), issuer.Rsa),
            "another key" => Token.Sign(Token.Header(typ: "JWT"), claims.ToJsonString(), foreign),
            _ => Token.Sign(Token.Header(typ: "JWT"), claims.ToJsonString(), issuer.Rsa),
        };
        return fault switch
        {
            "no JSON" => "<html>",
            "no token" => "{}",
            "error" => """{"error":"invalid_grant"}""",
            "signature" => $$"""{"id_token":"{{token[..^8]}}AAAAAAAA"}""",
            _ => $$"""{"access_token":"x","token_type":"Bearer","id_token":"{{token}}"}""",
        };
    }

    private static Dictionary<string, string> Query(string address) => address[(address.IndexOf('?') + 1)..].Split('&').ToDictionary(
        pair => pair.Split('=')[0], pair => Uri.UnescapeDataString(pair.Split('=')[1].Replace('+', ' ')), StringComparer.Ordinal);
}

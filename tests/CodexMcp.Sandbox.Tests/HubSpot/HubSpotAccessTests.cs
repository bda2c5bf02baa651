using System.Net;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Sandbox.HubSpot;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Tokens, scopes, OAuth: what is let in and in which words it is refused.</summary>
public sealed class HubSpotAccessTests : HubSpotTest
{
    private HubSpotCredentials Account => Simulator.Credentials;

    private async Task<HubAnswer> TokenAsync(string version = "v1", params (string, string)[] form) => await Hub.FormAsync(
        $"/oauth/{version}/token", [("client_id", Account.ClientId), ("client_secret", Account.ClientSecret), .. form]);

    [Fact]
    public async Task Request_WithoutOrWithUnknownToken_401()
    {
        foreach (var token in (string?[])[null, "pat-na1-unknown", Account.RefreshToken, ""])
        {
            using var hub = new HubClient(new SimulatorHttpHandler(Simulator), new Uri("https://api.hubapi.com"), token);
            foreach (var path in (string[])["/crm/v3/objects/contacts", "/crm/v3/owners", "/nothing", "/"])
            {
                var answer = await hub.GetAsync(path);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
                Assert.Equal("INVALID_AUTHENTICATION", answer.Category);
                Assert.Equal("error", answer.Text("status"));
                Assert.True(Guid.TryParse(answer.Text("correlationId"), out _));
            }
        }
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v3")]
    [InlineData("2026-09")]
    public async Task RefreshToken_Good_GivesAnAccessTokenThatExpires(string version)
    {
        var given = await TokenAsync(version, ("grant_type", "refresh_token"), ("refresh_token", Account.RefreshToken));

        Assert.Equal(HttpStatusCode.OK, given.Status);
        Assert.Equal("1800", given.Text("expires_in"));
        Assert.Equal(Account.RefreshToken, given.Text("refresh_token"));
        using var hub = new HubClient(Simulator, given.Text("access_token"));
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/crm/v3/objects/contacts")).Status);
        Time.Advance(TimeSpan.FromSeconds(1799));
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/crm/v3/objects/contacts")).Status);
        Time.Advance(TimeSpan.FromSeconds(1));
        var expired = await hub.GetAsync("/crm/v3/objects/contacts");
        Assert.Equal((HttpStatusCode.Unauthorized, "EXPIRED_AUTHENTICATION"), (expired.Status, expired.Category));
    }

    [Fact]
    public async Task Token_WrongClientOrGrant_400WithItsStatus()
    {
        var cases = new (string Status, (string, string)[] Form)[]
        {
            ("BAD_CLIENT_ID", [("client_id", "other"), ("grant_type", "refresh_token"), ("refresh_token", Account.RefreshToken)]),
            ("BAD_CLIENT_SECRET", [("client_secret", "other"), ("grant_type", "refresh_token"), ("refresh_token", Account.RefreshToken)]),
            ("BAD_REFRESH_TOKEN", [("grant_type", "refresh_token"), ("refresh_token", "other")]),
            ("BAD_REFRESH_TOKEN", [("grant_type", "refresh_token")]),
            ("BAD_AUTH_CODE", [("grant_type", "authorization_code"), ("code", "other")]),
            ("BAD_GRANT_TYPE", [("grant_type", "password")]),
            ("BAD_GRANT_TYPE", []),
            ("BAD_SCOPES", [("grant_type", "client_credentials"), ("scope", "everything")]),
        };
        foreach (var (status, form) in cases)
        {
            var old = await TokenAsync("v1", form);
            Assert.Equal((HttpStatusCode.BadRequest, status), (old.Status, old.Text("status")));
            Assert.Null(old.Text("error"));
            Assert.NotNull((await TokenAsync("v3", form)).Text("error"));
        }

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Hub.PostAsync("/oauth/v1/token", "{}")).Status);
    }

    [Fact]
    public async Task AuthorizationCode_WithPkce_IsGoodOnceAndForAMinute()
    {
        const string verifier = "a-verifier-that-is-long-enough-for-the-test-0123456789";
        var challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        string Code() => Simulator.IssueAuthorizationCode(["crm.objects.contacts.read"], "http://localhost/back", challenge);
        (string, string)[] Form(string code, string back = "http://localhost/back", string secret = verifier) =>
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back), ("code_verifier", secret)];

        var once = Code();
        var given = await TokenAsync("v3", Form(once));
        Assert.Equal(HttpStatusCode.OK, given.Status);
        Assert.Equal("BAD_AUTH_CODE", (await TokenAsync("v3", Form(once))).Text("status"));
        Assert.Equal("BAD_REDIRECT_URI", (await TokenAsync("v3", Form(Code(), back: "http://localhost/else"))).Text("status"));
        Assert.Equal("BAD_CODE_VERIFIER", (await TokenAsync("v3", Form(Code(), secret: "another"))).Text("status"));
        var late = Code();
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("BAD_AUTH_CODE", (await TokenAsync("v3", Form(late))).Text("status"));

        using var hub = new HubClient(Simulator, given.Text("access_token"));
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/crm/v3/objects/contacts")).Status);
        Assert.Equal("MISSING_SCOPES", (await hub.GetAsync("/crm/v3/objects/deals")).Category);
    }

    [Theory]
    [InlineData("http://localhost:3000/back", HttpStatusCode.Redirect)]
    [InlineData("https://evil.example/back", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    public async Task AuthorizePage_SendsTheCodeToLoopbackOnly(string back, HttpStatusCode expected)
    {
        using var response = await Hub.Http.GetAsync(
            $"/oauth/authorize?client_id={Account.ClientId}&redirect_uri={Uri.EscapeDataString(back)}&scope=oauth%20crm.objects.contacts.read&state=xyz", TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Redirect)
        {
            var code = response.Headers.Location!.Query.Split("code=")[1].Split('&')[0];
            Assert.Contains("state=xyz", response.Headers.Location.Query);
            Assert.Equal(HttpStatusCode.OK, (await TokenAsync("v1", ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back))).Status);
        }
    }

    [Fact]
    public async Task Introspection_TellsAndRevocationEnds()
    {
        var access = (await TokenAsync("v1", ("grant_type", "client_credentials"), ("scope", "oauth"))).Text("access_token")!;
        (string, string)[] Form(string token) => [("client_id", Account.ClientId), ("client_secret", Account.ClientSecret), ("token", token)];

        Assert.Equal("True", (await Hub.FormAsync("/oauth/v3/token/introspect", Form(access))).Text("active"));
        Assert.Equal($"{Account.HubId}", (await Hub.GetAsync($"/oauth/v1/access-tokens/{access}")).Text("hub_id"));
        Assert.Equal("refresh", (await Hub.GetAsync($"/oauth/v1/refresh-tokens/{Account.RefreshToken}")).Text("token_type"));
        Assert.Equal($"{Account.HubId}", (await Hub.PostAsync("/oauth/v2/private-apps/get/access-token-info", $$"""{"tokenKey":"{{Account.PrivateAppToken}}"}""")).Text("hubId"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Hub.FormAsync("/oauth/v3/token/introspect", ("token", access))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.FormAsync("/oauth/v3/token/revoke", Form(access))).Status);
        Assert.Equal("False", (await Hub.FormAsync("/oauth/v3/token/introspect", Form(access))).Text("active"));
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync($"/oauth/v1/access-tokens/{access}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync($"/oauth/v1/refresh-tokens/{Account.RefreshToken}")).Status);
        Assert.Equal("BAD_REFRESH_TOKEN", (await TokenAsync("v1", ("grant_type", "refresh_token"), ("refresh_token", Account.RefreshToken))).Text("status"));
    }

    [Fact]
    public async Task Scopes_EachMissingOne_403NamesIt()
    {
        var cases = new (string Method, string Path, string Scope)[]
        {
            ("GET", "/crm/v3/objects/contacts", "crm.objects.contacts.read"),
            ("POST", "/crm/v3/objects/contacts/search", "crm.objects.contacts.read"),
            ("POST", "/crm/v3/objects/contacts", "crm.objects.contacts.write"),
            ("POST", "/crm/v3/objects/contacts/batch/create", "crm.objects.contacts.write"),
            ("POST", "/crm/v3/objects/contacts/merge", "crm.objects.contacts.write"),
            ("POST", "/crm/v3/objects/contacts/gdpr-delete", "crm.objects.contacts.write"),
            ("PATCH", "/crm/v3/objects/deals/81001", "crm.objects.deals.write"),
            ("DELETE", "/crm/v3/objects/companies/71001", "crm.objects.companies.write"),
            ("GET", "/crm/v3/objects/tickets", "tickets"),
            ("GET", "/crm/v3/objects/emails", "sales-email-read"),
            ("GET", "/crm/v3/owners", "crm.objects.owners.read"),
            ("GET", "/crm/v3/pipelines/deals", "crm.objects.deals.read"),
            ("GET", "/crm/v3/properties/contacts", "crm.schemas.contacts.read"),
            ("POST", "/crm/v3/properties/contacts", "crm.schemas.contacts.write"),
            ("PUT", "/crm/v4/objects/deals/81001/associations/default/contacts/51001", "crm.objects.deals.write"),
            ("GET", "/crm/v4/objects/deals/81001/associations/contacts", "crm.objects.deals.read"),
            ("GET", "/account-info/v3/details", "oauth"),
        };
        using var hub = new HubClient(Simulator, Simulator.IssuePrivateAppToken(["nothing"]));
        foreach (var (method, path, scope) in cases)
        {
            var answer = await hub.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}");
            Assert.True((answer.Status, answer.Category) == (HttpStatusCode.Forbidden, "MISSING_SCOPES"), $"{method} {path}: {answer.Json}");
            Assert.Contains(scope, answer.Json.GetProperty("errors")[0].GetProperty("context").GetProperty("requiredGranularScopes").EnumerateArray().Select(one => one.GetString()));
        }
    }

    [Fact]
    public void Credentials_AsText_ShowNoSecret()
    {
        var text = $"{Account}";

        Assert.DoesNotContain(Account.PrivateAppToken, text);
        Assert.DoesNotContain(Account.ClientSecret, text);
        Assert.DoesNotContain(Account.RefreshToken, text);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>Who gets a token, and how long it lasts.</summary>
public sealed class LoginTests : IAsyncLifetime
{
    private const string JwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private readonly ManualTime _time = new();
    private SalesforceSimulator _org = null!;
    private RestClient _client = null!;

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    public ValueTask InitializeAsync()
    {
        _org = new SalesforceSimulator(_time);
        _client = new RestClient(new SimulatorHttpHandler(_org), new Uri(SalesforceCredentials.LoginUrl), null);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _org.DisposeAsync();
    }

    private Task<Reply> Jwt(string? iss = null, string? sub = null, string? aud = "https://login.salesforce.com", long? exp = null, string? key = null, string header = "{\"alg\":\"RS256\"}") =>
        _client.TokenAsync(("grant_type", JwtGrant), ("assertion", RestClient.Jwt(key ?? _org.Credentials.PrivateKeyPem, iss ?? _org.Credentials.ClientId, sub ?? _org.Credentials.Username, aud, exp ?? Now + 180, header)));

    [Fact]
    public async Task Jwt_Good_GivesATokenThatWorks()
    {
        var token = await Jwt();

        Assert.Equal(HttpStatusCode.OK, token.Status);
        Assert.Equal(SalesforceCredentials.LoginUrl, token.Text1("instance_url"));
        Assert.Equal("Bearer", token.Text1("token_type"));
        Assert.False(token.Json.TryGetProperty("expires_in", out _));
        using var client = RestClient.InProcess(_org, token.Text1("access_token"));
        Assert.Equal("60", await client.TextAsync("SELECT COUNT(Id) FROM Account"));
        var user = await client.GetAsync("/services/oauth2/userinfo");
        Assert.Equal(_org.Credentials.Username, user.Text1("preferred_username"));
        Assert.Equal("Integration User", await client.TextAsync($"SELECT Name FROM User WHERE Id = '{user.Text1("user_id")}'"));
    }

    [Theory]
    [InlineData(-29, true)]
    [InlineData(-31, false)]
    [InlineData(1, true)]
    [InlineData(210, true)]
    [InlineData(211, false)]
    [InlineData(3_600, false)]
    public async Task Jwt_ClockSkew_IsBounded(int seconds, bool good)
    {
        var reply = await Jwt(exp: Now + seconds);

        Assert.Equal(good ? HttpStatusCode.OK : HttpStatusCode.BadRequest, reply.Status);
        Assert.True(good || reply.Text1("error") == "invalid_grant");
    }

    [Theory]
    [InlineData("https://test.salesforce.com", true)]
    [InlineData("https://codexmcp-sandbox.my.salesforce.com", true)]
    [InlineData("https://evil.example", false)]
    [InlineData(null, false)]
    public async Task Jwt_Audience_IsChecked(string? audience, bool good) => Assert.Equal(good, (await Jwt(aud: audience)).Status == HttpStatusCode.OK);

    [Fact]
    public async Task Jwt_Wrong_IsRefusedWithItsReason()
    {
        using var other = RSA.Create(2048);
        Assert.Equal("invalid_grant", (await Jwt(key: other.ExportPkcs8PrivateKeyPem())).Text1("error"));
        Assert.Equal("invalid_client_id", (await Jwt(iss: "somebody")).Text1("error"));
        var user = await Jwt(sub: "nobody@larkspur.example");
        Assert.Equal("user hasn't approved this consumer", user.Text1("error_description"));
        Assert.Equal("invalid_grant", (await Jwt(header: "{\"alg\":\"none\"}")).Text1("error"));
        Assert.Equal("invalid_grant", (await Jwt(header: "{\"alg\":\"HS256\"}")).Text1("error"));
        foreach (var assertion in (string[])["", "a.b", "a.b.c", "....", new string('x', 20_000)])
        {
            Assert.Equal("invalid_grant", (await _client.TokenAsync(("grant_type", JwtGrant), ("assertion", assertion))).Text1("error"));
        }

        Assert.Equal(0, _org.TokensIssued);
    }

    [Fact]
    public async Task ClientCredentials_ByFormAndByHeader_GiveATokenEach()
    {
        var (id, secret) = (_org.Credentials.ClientId, _org.Credentials.ClientSecret);
        Assert.Equal(HttpStatusCode.OK, (await _client.TokenAsync(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret))).Status);
        _client.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        Assert.Equal(HttpStatusCode.OK, (await _client.TokenAsync(("grant_type", "client_credentials"))).Status);
        Assert.Equal(2, _org.TokensIssued);
    }

    [Theory]
    [InlineData("client_credentials", "wrong", "invalid_client")]
    [InlineData("client_credentials", null, "invalid_client")]
    [InlineData("password", null, "unsupported_grant_type")]
    [InlineData(null, null, "invalid_request")]
    public async Task Token_WithoutRight_IsRefused(string? grant, string? secret, string error)
    {
        var form = new List<(string, string)> { ("client_id", _org.Credentials.ClientId) };
        form.AddRange(grant is null ? [] : [("grant_type", grant)]);
        form.AddRange(secret is null ? [] : [("client_secret", secret)]);

        var reply = await _client.TokenAsync([.. form]);

        Assert.Equal((HttpStatusCode.BadRequest, error), (reply.Status, reply.Text1("error")));
    }

    [Fact]
    public async Task Session_UnusedForTooLong_Ends()
    {
        using var client = RestClient.InProcess(_org);
        _time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/limits")).Status);
        _time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/limits")).Status);
        _time.Advance(TimeSpan.FromMinutes(121));

        var reply = await client.GetAsync("/limits");

        Assert.Equal((HttpStatusCode.Unauthorized, "INVALID_SESSION_ID"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Revoke_EndsTheSession()
    {
        var token = _org.OpenSession();
        using var client = RestClient.InProcess(_org, token);
        using var form = new FormUrlEncodedContent([new("token", token)]);
        using var revoked = await _client.Http.PostAsync("/services/oauth2/revoke", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/limits")).Status);
    }

    [Theory]
    [InlineData("/limits", "INVALID_SESSION_ID")]
    [InlineData("/sobjects/Account", "INVALID_SESSION_ID")]
    [InlineData("/services/oauth2/userinfo", "INVALID_SESSION_ID")]
    [InlineData("/services/data/v66.0/jobs/query", "INVALID_SESSION_ID")]
    public async Task Resource_WithoutToken_Is401(string path, string code)
    {
        var reply = await _client.GetAsync(path);

        Assert.Equal((HttpStatusCode.Unauthorized, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Versions_NeedNoLogin()
    {
        var reply = await _client.GetAsync("/services/data");

        Assert.Contains(reply.Json.EnumerateArray(), v => v.GetProperty("version").GetString() == "66.0" && v.GetProperty("url").GetString() == "/services/data/v66.0" && v.GetProperty("label").GetString() == "Spring '26");
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/services/data/v999.0/limits")).Status);
    }

    [Fact]
    public async Task Instance_OverASocket_IsWhereTheClientFoundIt()
    {
        await using var server = await SandboxServer.StartAsync([_org], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var address = server.Endpoints[0].Address;
        using var login = new RestClient(new SocketsHttpHandler(), address, null);

        var token = await login.TokenAsync(("grant_type", "client_credentials"), ("client_id", _org.Credentials.ClientId), ("client_secret", _org.Credentials.ClientSecret));

        Assert.Equal(address.ToString().TrimEnd('/'), token.Text1("instance_url"));
        using var client = new RestClient(new SocketsHttpHandler(), new Uri(token.Text1("instance_url")), token.Text1("access_token"));
        var identity = new Uri(token.Text1("id"));
        Assert.Equal(address.Authority, identity.Authority);
        using var who = await client.Http.GetAsync(identity, TestContext.Current.CancellationToken);
        Assert.Equal(_org.Credentials.Username, (await Reply.ReadAsync(who)).Text1("username"));
        Assert.Equal("60", await client.TextAsync("SELECT COUNT(Id) FROM Account"));
    }
}

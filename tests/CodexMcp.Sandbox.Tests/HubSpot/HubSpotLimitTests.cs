using System.Net;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.HubSpot;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Limits that are really counted, and faults that are planned.</summary>
public sealed class HubSpotLimitTests() : HubSpotTest(new HubSpotSimulatorOptions { BurstLimit = 5, DailyLimit = 12, SearchLimit = 2, OAuthBurstLimit = 3 })
{
    private const string Contacts = "/crm/v3/objects/contacts";

    private static string? Header(HubAnswer answer, string name) => answer.Headers.TryGetValues("X-HubSpot-RateLimit-" + name, out var values) ? values.Single() : null;

    [Fact]
    public async Task Burst_Over_429UntilTheWindowHasRolled()
    {
        var first = await Hub.GetAsync(Contacts);
        for (var i = 0; i < 4; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
        }

        var over = await Hub.GetAsync(Contacts);

        Assert.Equal(("5", "4", "10000", "12", "11"), (Header(first, "Max"), Header(first, "Remaining"), Header(first, "Interval-Milliseconds"), Header(first, "Daily"), Header(first, "Daily-Remaining")));
        Assert.Equal((HttpStatusCode)429, over.Status);
        Assert.Equal(("RATE_LIMIT", "TEN_SECONDLY_ROLLING", "0"), (over.Text("errorType"), over.Text("policyName"), Header(over, "Remaining")));
        Assert.Null(over.Text("category"));
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
        Assert.Equal((HttpStatusCode)429, (await Hub.GetAsync(Contacts)).Status);
    }

    [Fact]
    public async Task Search_HasItsOwnLimitAndNoHeaders()
    {
        var found = await Hub.SearchAsync("contacts", "{}");
        await Hub.SearchAsync("deals", "{}");
        var over = await Hub.SearchAsync("contacts", "{}");

        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.DoesNotContain(found.Headers, header => header.Key.Contains("RateLimit", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(((HttpStatusCode)429, "RATE_LIMITS", "You have reached your secondly limit."), (over.Status, over.Category, over.Text("message")));
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Hub.SearchAsync("contacts", "{}")).Status);
    }

    [Fact]
    public async Task Daily_Over_429UntilMidnight()
    {
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
            Time.Advance(TimeSpan.FromSeconds(3));
        }

        var over = await Hub.GetAsync(Contacts);

        Assert.Equal(((HttpStatusCode)429, "DAILY", "0"), (over.Status, over.Text("policyName"), Header(over, "Daily-Remaining")));
        Time.Advance(TimeSpan.FromHours(15));
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
    }

    [Fact]
    public async Task OAuthApp_HasItsOwnWindowAndNoDailyHeaders()
    {
        var token = (await Hub.FormAsync("/oauth/v1/token", ("grant_type", "client_credentials"), ("client_id", Simulator.Credentials.ClientId), ("client_secret", Simulator.Credentials.ClientSecret))).Text("access_token");
        using var hub = new HubClient(Simulator, token);
        var first = await hub.GetAsync(Contacts);
        await hub.GetAsync(Contacts);
        await hub.GetAsync(Contacts);

        Assert.Equal(("3", null), (Header(first, "Max"), Header(first, "Daily")));
        Assert.Equal((HttpStatusCode)429, (await hub.GetAsync(Contacts)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
    }

    [Theory]
    [InlineData(WireFaultKind.Unauthorized, 401)]
    [InlineData(WireFaultKind.TooManyRequests, 429)]
    [InlineData(WireFaultKind.InternalError, 500)]
    [InlineData(WireFaultKind.Unavailable, 503)]
    [InlineData(WireFaultKind.GatewayTimeout, 504)]
    [InlineData(WireFaultKind.HtmlPage, 200)]
    public async Task Fault_BeforeTheWork_HasNoEffect(WireFaultKind kind, int status)
    {
        Simulator.Activity.Fail(WireFault.On(kind, "POST", Contacts));
        using var content = new StringContent("""{"properties":{"email":"lost@fault.example"}}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await Hub.Http.PostAsync(Contacts, content, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(kind is WireFaultKind.TooManyRequests or WireFaultKind.Unavailable, response.Headers.RetryAfter is not null);
        Assert.Equal(kind is WireFaultKind.Unauthorized or WireFaultKind.TooManyRequests ? "application/json" : "text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync($"{Contacts}/lost@fault.example?idProperty=email")).Status);
    }

    [Theory]
    [InlineData(WireFaultKind.AnswerLost)]
    [InlineData(WireFaultKind.AnswerReplacedBy500)]
    [InlineData(WireFaultKind.TruncatedBody)]
    [InlineData(WireFaultKind.TruncatedJson)]
    [InlineData(WireFaultKind.BrokenGzip)]
    public async Task Fault_AfterTheWork_TheWriteIsThere(WireFaultKind kind)
    {
        await using var server = await SandboxServer.StartAsync([Simulator], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        using var wire = new HubClient(new SocketsHttpHandler(), server.Endpoints[0].Address, Simulator.Credentials.PrivateAppToken);
        Simulator.Activity.Fail(new WireFault(kind));

        Assert.Equal(kind, await SeenAsync(wire.Http));
        Assert.Equal(HttpStatusCode.OK, (await wire.GetAsync($"{Contacts}/kept@fault.example?idProperty=email")).Status);
    }

    /// <summary>Sends a create, and tells by what comes back which fault it met.</summary>
    private static async Task<WireFaultKind?> SeenAsync(HttpClient http)
    {
        var token = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, Contacts)
        {
            Content = new StringContent("""{"properties":{"email":"kept@fault.example"}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        }
        catch (HttpRequestException)
        {
            return WireFaultKind.AnswerLost;
        }

        using (response)
        {
            if (response.StatusCode == HttpStatusCode.InternalServerError)
            {
                return WireFaultKind.AnswerReplacedBy500;
            }

            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            byte[] body;
            try
            {
                body = await response.Content.ReadAsByteArrayAsync(token);
            }
            catch (HttpRequestException)
            {
                return WireFaultKind.TruncatedBody;
            }

            if (response.Content.Headers.ContentEncoding.Contains("gzip"))
            {
                Assert.NotEqual([0x1f, 0x8b], body[..2]);
                return WireFaultKind.BrokenGzip;
            }

            Assert.ThrowsAny<System.Text.Json.JsonException>(() => System.Text.Json.JsonDocument.Parse(body));
            return WireFaultKind.TruncatedJson;
        }
    }

    [Fact]
    public async Task Fault_ManyTimesUntilHealed_AndCounted()
    {
        Simulator.Activity.Fail(WireFault.On(WireFaultKind.Unavailable, "GET", "/crm/v3/*") with { RetryAfter = null }, int.MaxValue);
        for (var i = 0; i < 20; i++)
        {
            using var response = await Hub.Http.GetAsync(Contacts, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Null(response.Headers.RetryAfter);
        }

        Simulator.Activity.Heal();
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync(Contacts)).Status);
        Assert.Equal((21, 21, 0), (Simulator.Activity.CountOf("GET", Contacts), Simulator.Activity.CountOf("GET", "/crm/*"), Simulator.Activity.CountOf("POST", Contacts)));
    }

    [Fact]
    public async Task Fault_SlowAndHuge_AreThat()
    {
        Simulator.Activity.Fail(new WireFault(WireFaultKind.Slow) { Delay = TimeSpan.FromSeconds(30) });
        var slow = Hub.GetAsync(Contacts);
        Assert.False(slow.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, (await slow).Status);

        Simulator.Activity.Fail(new WireFault(WireFaultKind.HugePage) { Bytes = 3_000_000 });
        var page = await Hub.Http.GetByteArrayAsync(Contacts, TestContext.Current.CancellationToken);
        Assert.Equal(3_000_000, page.Length);
    }
}

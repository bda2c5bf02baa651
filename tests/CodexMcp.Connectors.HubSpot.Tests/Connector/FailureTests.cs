using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

public sealed class FailureTests
{
    private const string Create = """{"properties":{"email":"a@b.example"}}""";

    [Theory]
    [InlineData(400, """{"status":"error","message":"Property values were not valid","category":"VALIDATION_ERROR","correlationId":"c","errors":[{"message":"m","code":"INVALID_EMAIL","in":"email"}]}""", ConnectorFailure.Refused, "email (INVALID_EMAIL)", "list_properties")]
    [InlineData(401, """{"status":"error","message":"expired","category":"EXPIRED_AUTHENTICATION","correlationId":"c"}""", ConnectorFailure.Configuration, "credential", "operator")]
    [InlineData(403, """{"status":"error","message":"m","category":"MISSING_SCOPES","correlationId":"c","errors":[{"message":"m","context":{"requiredGranularScopes":["crm.objects.contacts.read","<script>"]}}]}""", ConnectorFailure.Configuration, "misses scopes: crm.objects.contacts.read.", "scopes")]
    [InlineData(403, """{"status":"error","message":"m","category":"MISSING_SCOPES","correlationId":"c","context":{"missingScopes":["crm.lists.read"]}}""", ConnectorFailure.Configuration, "crm.lists.read", "scopes")]
    [InlineData(404, "<html>not here</html>", ConnectorFailure.Refused, "no such record", "id")]
    [InlineData(409, """{"status":"error","message":"Contact already exists. Existing ID: 512","category":"CONFLICT","correlationId":"c"}""", ConnectorFailure.Refused, "its id is 512", "Use that record")]
    [InlineData(413, "", ConnectorFailure.Refused, "refused the request", "Correct")]
    [InlineData(423, "{}", ConnectorFailure.Refused, "locked", "Wait")]
    [InlineData(477, "", ConnectorFailure.Unavailable, "moving", "later")]
    [InlineData(302, "", ConnectorFailure.Configuration, "302", "operator")]
    [InlineData(405, "", ConnectorFailure.Configuration, "405", "operator")]
    [InlineData(418, "", ConnectorFailure.BadAnswer, "418", "again")]
    [InlineData(429, """{"status":"error","message":"limit","errorType":"RATE_LIMIT","correlationId":"c","policyName":"SECONDLY"}""", ConnectorFailure.RateLimited, "patience", "Wait")]
    [InlineData(429, """{"status":"error","message":"limit","category":"RATE_LIMITS","correlationId":"c"}""", ConnectorFailure.RateLimited, "patience", "Wait")]
    [InlineData(429, "<html>slow down</html>", ConnectorFailure.RateLimited, "patience", "Wait")]
    [InlineData(500, "<html><title>500</title></html>", ConnectorFailure.Unavailable, "500", "again")]
    [InlineData(502, "", ConnectorFailure.Unavailable, "502", "again")]
    [InlineData(503, "{", ConnectorFailure.Unavailable, "503", "again")]
    [InlineData(504, "null", ConnectorFailure.Unavailable, "504", "again")]
    public async Task Read_OfEveryError_SaysWhatHappenedAndWhatToDo(int status, string body, ConnectorFailure expected, string says, string next)
    {
        await using var harness = new Harness(Stub.Always(status, body, body.StartsWith('<') ? "text/html" : "application/json"), new ManualTime());

        var failure = await harness.FailAsync("search_contacts", "{}");

        Assert.Equal(expected, failure.Failure);
        Assert.Contains(says, failure.Message);
        Assert.Contains(next, failure.Next);
        Assert.DoesNotContain("<", failure.Message + failure.Next);
    }

    [Theory]
    [InlineData(500, "", ConnectorFailure.Ambiguous)]
    [InlineData(503, "<html></html>", ConnectorFailure.Ambiguous)]
    [InlineData(201, "<html></html>", ConnectorFailure.Ambiguous)]
    [InlineData(201, """{"id":"90""", ConnectorFailure.Ambiguous)]
    [InlineData(201, """{"properties":{}}""", ConnectorFailure.Ambiguous)]
    [InlineData(201, """[]""", ConnectorFailure.Ambiguous)]
    [InlineData(418, "", ConnectorFailure.Ambiguous)]
    [InlineData(400, "{}", ConnectorFailure.Refused)]
    [InlineData(401, "{}", ConnectorFailure.Configuration)]
    [InlineData(409, "{}", ConnectorFailure.Refused)]
    [InlineData(429, "{}", ConnectorFailure.RateLimited)]
    public async Task Create_OfEveryBadEnd_IsSentOnceAndIsAmbiguousWhereNobodyKnows(int status, string body, ConnectorFailure expected)
    {
        var stub = Stub.Always(status, body);
        await using var harness = new Harness(stub, new ManualTime());

        var failure = await harness.FailAsync("create_contact", Create);

        Assert.Equal(expected, failure.Failure);
        Assert.Single(stub.Requests);
        if (expected == ConnectorFailure.Ambiguous)
        {
            Assert.Contains("Do not send it again", failure.Next);
        }
    }

    [Fact]
    public async Task Connection_BrokenAfterSending_IsUnavailableForReadsAndAmbiguousForCreates()
    {
        await using var harness = new Harness(new Stub(static _ => throw new HttpRequestException("reset", new IOException())), new ManualTime());

        Assert.Equal(ConnectorFailure.Unavailable, (await harness.FailAsync("search_contacts", "{}")).Failure);
        Assert.Equal(ConnectorFailure.Ambiguous, (await harness.FailAsync("create_contact", Create)).Failure);
        Assert.Equal(ConnectorFailure.Unavailable, (await harness.FailAsync("update_contact", """{"id":"1","properties":{"firstname":"A"}}""")).Failure);
    }

    [Fact]
    public async Task Connection_NeverMade_IsUnavailableEvenForCreates()
    {
        await using var harness = new Harness(new Stub(static _ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "dns")), new ManualTime());

        Assert.Equal(ConnectorFailure.Unavailable, (await harness.FailAsync("create_contact", Create)).Failure);
    }

    [Fact]
    public async Task Timeout_AfterSending_IsUnavailableForReadsAndAmbiguousForCreates()
    {
        const string List = """{"object":"contacts","name":"x"}""";
        var time = new ManualTime();
        await using var harness = new Harness(new Hanging(), time);
        await harness.Connector.Guard!.CheckAsync(harness.Call("create_list", List), TestContext.Current.CancellationToken); // the property list is there from now on

        // The clock lets every wait of up to a minute be over at once: the time-out of the exchange too.
        time.Patience = TimeSpan.FromMinutes(1);
        var read = await harness.FailAsync("list_owners", "{}");
        var write = await harness.FailAsync("create_list", List);

        Assert.Equal((ConnectorFailure.Unavailable, ConnectorFailure.Ambiguous), (read.Failure, write.Failure));
        Assert.Contains("30 seconds", read.Message);
    }

    [Fact]
    public async Task Answer_ThatBreaksOff_IsNoResult()
    {
        await using var harness = new Harness(new Stub(static _ => Flowing("""{"total":1,"results":[""", 0, breaks: true)), new ManualTime());

        Assert.Equal(ConnectorFailure.Unavailable, (await harness.FailAsync("search_contacts", "{}")).Failure);
        Assert.Equal(ConnectorFailure.Ambiguous, (await harness.FailAsync("create_contact", Create)).Failure);
    }

    [Fact]
    public async Task Answer_OfHundredMegabytes_IsNotReadToItsEnd()
    {
        await using var harness = new Harness(new Stub(static _ => Flowing("""{"total":1,"results":[""", 100L * 1024 * 1024, breaks: false)), new ManualTime());
        var before = GC.GetTotalAllocatedBytes();

        var failure = await harness.FailAsync("search_contacts", "{}");

        Assert.Equal(ConnectorFailure.BadAnswer, failure.Failure);
        Assert.Contains("32 MB", failure.Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 400L * 1024 * 1024);
    }

    [Theory]
    [InlineData("<html>maintenance</html>", "text/html")]
    [InlineData("""{"total":1""", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("""{"total":1}""", "application/json")]
    [InlineData("""{"results":[{"properties":{}}]}""", "application/json")]
    [InlineData("""{"results":[{"id":"../x","properties":{}}]}""", "application/json")]
    public async Task Answer_ThatMakesNoSense_IsSaidToMakeNone(string body, string type)
    {
        await using var harness = new Harness(Stub.Always(200, body, type), new ManualTime());

        Assert.Equal(ConnectorFailure.BadAnswer, (await harness.FailAsync("search_contacts", "{}")).Failure);
    }

    [Theory]
    [InlineData("search_contacts", "{}")]
    [InlineData("get_contact", """{"id":"1"}""")]
    [InlineData("create_contact", Create)]
    [InlineData("update_contact", """{"id":"1","properties":{"firstname":"A"}}""")]
    [InlineData("batch_create", """{"object":"contacts","inputs":[{"properties":{"firstname":"A"}}]}""")]
    public async Task Error_QuotingADeniedValue_IsNotQuoted(string tool, string arguments)
    {
        const string Body = """
            {"status":"error","message":"Property phone has the value +1 555 0100","category":"VALIDATION_ERROR","correlationId":"c",
             "errors":[{"message":"+1 555 0100 is wrong","code":"INVALID_PHONE","in":"phone","context":{"propertyName":["phone","email"],"value":["+1 555 0100"]}}]}
            """;
        await using var harness = new Harness(Stub.Always(400, Body), new ManualTime());

        var failure = await harness.FailAsync(tool, arguments);

        Assert.DoesNotContain("555", failure.Message + failure.Next);
        Assert.DoesNotContain("phone", failure.Message + failure.Next);
        Assert.Contains("email (INVALID_PHONE), and of a property that this role does not have", failure.Message);
    }

    [Fact]
    public async Task Error_WhereNothingIsHidden_IsQuotedPlainly()
    {
        const string Body = """{"status":"error","message":"Pipeline \u001b[31m\u202e 'x'\n does not exist","category":"VALIDATION_ERROR","correlationId":"c"}""";
        await using var harness = new Harness(Stub.Always(400, Body), new ManualTime());

        var failure = await harness.FailAsync("search_tickets", "{}");

        Assert.Contains("HubSpot says: Pipeline", failure.Message);
        Assert.DoesNotContain(failure.Message, static c => char.IsControl(c) || c == '\u202e');
    }

    [Theory]
    [InlineData("list_files", "{}")]
    [InlineData("list_lists", "{}")]
    [InlineData("list_owners", "{}")]
    public async Task Error_OfARequestThatIsAboutNoRecord_QuotesNothing(string tool, string arguments)
    {
        const string Body = """{"status":"error","message":"ada@birch.example is wrong","category":"VALIDATION_ERROR","errors":[{"message":"m","code":"INVALID","in":"secret_margin"}]}""";
        await using var harness = new Harness(Stub.Always(400, Body), new ManualTime());

        var failure = await harness.FailAsync(tool, arguments);

        Assert.DoesNotContain("ada@", failure.Message + failure.Next);
        Assert.DoesNotContain("secret_margin", failure.Message + failure.Next);
    }

    [Fact]
    public async Task Error_OfANewProperty_IsHeldToItsOwnType()
    {
        // The role sees all of tickets, but not of contacts.
        await using var harness = new Harness(Stub.Always(400, """{"status":"error","message":"Group x does not exist","category":"VALIDATION_ERROR"}"""), new ManualTime());
        const string Arguments = "\"name\":\"x_y\",\"label\":\"X\",\"type\":\"string\",\"field_type\":\"text\",\"group\":\"x\"}";

        Assert.Contains("HubSpot says", (await harness.FailAsync("create_property", "{\"object\":\"tickets\"," + Arguments)).Message);
        Assert.DoesNotContain("HubSpot says", (await harness.FailAsync("create_property", "{\"object\":\"contacts\"," + Arguments)).Message);
    }

    private static HttpResponseMessage Flowing(string start, long zeros, bool breaks)
    {
        var content = new StreamContent(new Flow(System.Text.Encoding.UTF8.GetBytes(start), zeros, breaks));
        content.Headers.ContentType = new("application/json");
        return new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = content };
    }

    private sealed class Hanging : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.StartsWith("/crm/v3/properties", StringComparison.Ordinal))
            {
                return Stub.Json(200, Some.Properties("email", "phone"));
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.HubSpot;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

/// <summary>The connector against the simulated account, on its wire protocol.</summary>
public sealed class SimulatorTests : IAsyncDisposable
{
    private const string Scope = """
        {"objects":["contacts","companies","deals","notes","tasks"],"properties":{"contacts":["email","firstname","lastname","jobtitle","company"]},"deny_properties":["companies.phone"]}
        """;

    private readonly HubSpotSimulator simulator;
    private readonly Harness harness;

    public SimulatorTests()
    {
        simulator = new HubSpotSimulator(TimeProvider.System);
        harness = new Harness(new SimulatorHttpHandler(simulator), settings: $$$"""{"auth":{"method":"private_app","token":"{{{simulator.Credentials.PrivateAppToken}}}"},"limits":{"searches_per_second":5}}""", scope: Scope);
    }

    [Fact]
    public async Task Sales_FindReadWriteLink_IsThereOnTheNextRead()
    {
        var company = (await RunAsync("search_companies", """{"filter_groups":[[{"property":"domain","operator":"HAS_PROPERTY"}]],"sorts":["name"],"limit":1}""")).GetProperty("records")[0];
        var companyId = company.GetProperty("id").GetString();
        var created = await RunAsync("create_contact", $$"""
            {"properties":{"email":"new.person@birch.example","firstname":"Nova","lastname":"Synthetic"},"associations":[{"to_object":"companies","to_id":"{{companyId}}"}]}
            """);
        var id = created.GetProperty("record").GetProperty("id").GetString();
        await RunAsync("update_contact", """{"id":"new.person@birch.example","id_property":"email","properties":{"jobtitle":"CFO"}}""");
        var read = (await RunAsync("get_contact", $$"""{"id":"{{id}}","associations":["companies"]}""")).GetProperty("record");
        var note = await RunAsync("create_note", $$"""{"body":"<p>Met <b>Nova</b></p>","associations":[{"to_object":"contacts","to_id":"{{id}}"}]}""");
        var links = (await RunAsync("list_associations", $$"""{"object":"contacts","id":"{{id}}","to_object":"notes"}""")).GetProperty("associations");
        var text = (await RunAsync("get_note", $$"""{"id":"{{note.GetProperty("record").GetProperty("id").GetString()}}"}""")).GetProperty("record").GetProperty("hs_note_body").GetString();

        Assert.False(company.TryGetProperty("phone", out _));
        Assert.Equal("CFO", read.GetProperty("jobtitle").GetString());
        Assert.Equal(companyId, read.GetProperty("associations").EnumerateObject().First().Value[0].GetString());
        Assert.Single(links.EnumerateArray());
        Assert.Equal("Met Nova", text);
    }

    [Fact]
    public async Task Search_RoleDeniesWhatTheAccountDoesNotHave_ClosesTheType()
    {
        harness.Scope = Some.Json("""{"objects":["contacts","companies"],"deny_properties":["contacts.fone"]}""");

        var verdict = await harness.Connector.Guard!.CheckAsync(harness.Call("search_contacts", "{}"), TestContext.Current.CancellationToken);

        Assert.Contains("denies contacts.fone, which", verdict.Rejection!.Value.Message);
        Assert.NotEmpty((await RunAsync("search_companies", "{}")).GetProperty("records").EnumerateArray());
    }

    [Fact]
    public async Task Search_AllPages_GivesEachRecordOnce()
    {
        var seen = new HashSet<string>();
        string? token = null;
        long total;
        do
        {
            var page = await RunAsync("search_contacts", $$"""{"limit":100,"sorts":["email"]{{(token is null ? "" : $",\"continuation\":\"{token}\"")}}}""");
            total = page.GetProperty("total").GetInt64();
            Assert.All(page.GetProperty("records").EnumerateArray(), record => Assert.True(seen.Add(record.GetProperty("id").GetString()!)));
            token = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(total, seen.Count);
        Assert.True(total > 100);
    }

    [Fact]
    public async Task Create_SameKeyTwice_MakesOneRecord()
    {
        var call = harness.Call("create_deal", """{"properties":{"dealname":"Once only"},"idempotency_key":"k-1"}""");

        var first = (await harness.RunAsync(call)).Structured;
        var second = (await harness.RunAsync(call with { CallId = Guid.CreateVersion7().ToString("N") })).Structured;

        Assert.Equal(("created", "existed"), (first.GetProperty("status").GetString(), second.GetProperty("status").GetString()));
        Assert.Equal(first.GetProperty("record").GetProperty("id").GetString(), second.GetProperty("record").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Create_AnswerLost_IsAmbiguousAndFoundAgain()
    {
        var call = harness.Call("create_contact", """{"properties":{"email":"lost@birch.example"}}""");
        await harness.PassAsync(call);
        simulator.Activity.Fail(new WireFault(WireFaultKind.AnswerLost));

        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await harness.Connector.ExecuteAsync(call, TestContext.Current.CancellationToken));
        var fate = await ((IWriteRecovery)harness.Connector).FindAsync(call, call.CallId, TestContext.Current.CancellationToken);

        Assert.Equal(ConnectorFailure.Ambiguous, failure.Failure);
        Assert.Equal("lost@birch.example", fate.Result!.Structured.GetProperty("record").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Create_AddressThatIsThere_IsRefusedWithItsId()
    {
        var made = await RunAsync("create_contact", """{"properties":{"email":"twice@birch.example"}}""");

        var failure = await harness.FailAsync("create_contact", """{"properties":{"email":"twice@birch.example","firstname":"Other"}}""");

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains(made.GetProperty("record").GetProperty("id").GetString()!, failure.Message);
    }

    [Fact]
    public async Task Batch_OneBadOfThree_TellsWhich()
    {
        var result = await RunAsync("batch_create", """
            {"object":"contacts","inputs":[{"properties":{"email":"b1@birch.example"}},{"properties":{"email":"no address"}},{"properties":{"email":"b3@birch.example"}}]}
            """);

        Assert.Equal("partial", result.GetProperty("status").GetString());
        Assert.Equal([0, 2], result.GetProperty("records").EnumerateArray().Select(static record => record.GetProperty("index").GetInt32()));
        Assert.Equal(1, result.GetProperty("errors")[0].GetProperty("indexes")[0].GetInt32());
    }

    [Fact]
    public async Task Catalog_OwnersPipelinesPropertiesUsage_AreThere()
    {
        Assert.NotEmpty((await RunAsync("list_owners", "{}")).GetProperty("owners").EnumerateArray());
        Assert.NotEmpty((await RunAsync("list_pipelines", """{"object":"deals"}""")).GetProperty("pipelines")[0].GetProperty("stages").EnumerateArray());
        Assert.NotEmpty((await RunAsync("list_properties", """{"object":"deals"}""")).GetProperty("properties").EnumerateArray());
        Assert.NotEmpty((await RunAsync("get_account_usage", "{}")).GetProperty("usage").EnumerateArray());
        Assert.NotNull(((IVendorQuota)harness.Connector).Quota);
    }

    [Fact]
    public async Task ListsFilesPreferences_AreThereAndCanBeChanged()
    {
        var contact = (await RunAsync("create_contact", """{"properties":{"email":"listed@birch.example"}}""")).GetProperty("record").GetProperty("id").GetString();
        var list = (await RunAsync("create_list", """{"object":"contacts","name":"Made here"}""")).GetProperty("list_id").GetString();
        await RunAsync("add_to_list", $$"""{"list_id":"{{list}}","ids":["{{contact}}"]}""");
        var members = (await RunAsync("list_memberships", $$"""{"list_id":"{{list}}"}""")).GetProperty("records");
        var file = await RunAsync("upload_file", """{"name":"notes.txt","text":"hello"}""");
        var link = await RunAsync("get_file_link", $$"""{"id":"{{file.GetProperty("id").GetString()}}"}""");
        var news = (await RunAsync("get_subscriptions", """{"email":"listed@birch.example"}""")).GetProperty("subscriptions")[0].GetProperty("id").GetString();
        await RunAsync("unsubscribe", $$"""{"email":"listed@birch.example","subscription_id":"{{news}}"}""");
        await RunAsync("unsubscribe_all", """{"email":"listed@birch.example"}""");
        var after = (await RunAsync("get_subscriptions", """{"email":"listed@birch.example"}""")).GetProperty("subscriptions");

        Assert.Equal(contact, Assert.Single(members.EnumerateArray()).GetProperty("id").GetString());
        Assert.Contains(".hubspotusercontent-na1.net/", link.GetProperty("url").GetString());
        Assert.All(after.EnumerateArray(), static kind => Assert.Equal("NOT_SUBSCRIBED", kind.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Sequence_Enrolment_IsThereAndFoundWhenItsAnswerIsLost()
    {
        var owner = (await RunAsync("list_owners", "{}")).GetProperty("owners")[0];
        var (user, mail) = (owner.GetProperty("user_id").GetString(), owner.GetProperty("email").GetString());
        var sequence = (await RunAsync("list_sequences", $$"""{"user_id":"{{user}}"}""")).GetProperty("sequences")[0].GetProperty("id").GetString();
        var contact = (await RunAsync("create_contact", """{"properties":{"email":"enrolled@birch.example"}}""")).GetProperty("record").GetProperty("id").GetString();
        var call = harness.Call("enroll_in_sequence", $$"""{"user_id":"{{user}}","sequence_id":"{{sequence}}","contact_id":"{{contact}}","sender_email":"{{mail}}"}""") with
        {
            CallId = Guid.CreateVersion7().ToString("N"),
        };
        Assert.Empty((await RunAsync("list_enrollments", $$"""{"contact_id":"{{contact}}"}""")).GetProperty("enrollments").EnumerateArray());
        simulator.Activity.Fail(new WireFault(WireFaultKind.AnswerLost));

        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await harness.Connector.ExecuteAsync(call, TestContext.Current.CancellationToken));
        var fate = await ((IWriteRecovery)harness.Connector).FindAsync(call, call.CallId, TestContext.Current.CancellationToken);

        Assert.Equal(ConnectorFailure.Ambiguous, failure.Failure);
        Assert.Equal("enrolled", fate.Result!.Structured.GetProperty("status").GetString());
    }

    [Fact]
    public async Task OAuth_AgainstTheAccount_Works()
    {
        var own = simulator.Credentials;
        await using var oauth = new Harness(new SimulatorHttpHandler(simulator), scope: Scope,
            settings: $$$"""{"auth":{"method":"oauth","client_id":"{{{own.ClientId}}}","client_secret":"{{{own.ClientSecret}}}","refresh_token":"{{{own.RefreshToken}}}"}}""");
        simulator.Activity.Fail(new WireFault(WireFaultKind.Unauthorized) { Only = static request => request.Path.Contains("owners", StringComparison.Ordinal) });

        Assert.NotEmpty((await oauth.RunAsync("list_owners", "{}")).Structured.GetProperty("owners").EnumerateArray());
        Assert.Equal(2, simulator.Activity.CountOf("POST", "/oauth/v1/token"));
    }

    public async ValueTask DisposeAsync()
    {
        await harness.DisposeAsync();
        await simulator.DisposeAsync();
    }

    private async Task<JsonElement> RunAsync(string action, string arguments) => (await harness.RunAsync(action, arguments)).Structured;
}

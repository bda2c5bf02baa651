using System.Net;
using System.Text.Json;
using CodexMcp.Sandbox.HubSpot;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Records: made, read, changed, archived, listed, and refused in HubSpot's words.</summary>
public sealed class HubSpotObjectTests : HubSpotTest
{
    private const string Contacts = "/crm/v3/objects/contacts";
    private const string Deals = "/crm/v3/objects/deals";

    [Fact]
    public async Task Contact_Life_IsThereOnTheNextRead()
    {
        var made = await Hub.PostAsync(Contacts, """{"properties":{"email":"Zed.Sample@NEW.example","firstname":"Zed","lifecyclestage":"lead"}}""");
        var id = made.Text("id")!;
        Time.Advance(TimeSpan.FromMinutes(5));
        var changed = await Hub.PatchAsync($"{Contacts}/{id}", """{"properties":{"jobtitle":"Buyer","firstname":""}}""");
        var read = await Hub.GetAsync($"{Contacts}/{id}?properties=email,jobtitle,nonsense,firstname,phone");
        var byEmail = await Hub.GetAsync($"{Contacts}/zed.sample@new.example?idProperty=email");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(("zed.sample@new.example", id), (made.Property("email"), made.Property("hs_object_id")));
        Assert.Equal("2026-03-18T09:30:00.000Z", made.Text("createdAt"));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(("Buyer", null, null), (read.Property("jobtitle"), read.Property("firstname"), read.Property("phone")));
        Assert.Equal(("2026-03-18T09:30:00.000Z", "2026-03-18T09:35:00.000Z"), (read.Property("createdate"), read.Property("lastmodifieddate")));
        Assert.False(read.Json.GetProperty("properties").TryGetProperty("nonsense", out _));
        Assert.Equal(id, byEmail.Text("id"));
        Assert.All(read.Json.GetProperty("properties").EnumerateObject(), member => Assert.True(member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null));

        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync($"{Contacts}/{id}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync($"{Contacts}/{id}")).Status);
        var gone = await Hub.GetAsync($"{Contacts}/{id}");
        Assert.Equal((HttpStatusCode.NotFound, "OBJECT_NOT_FOUND"), (gone.Status, gone.Category));
        Assert.Equal("True", (await Hub.GetAsync($"{Contacts}/{id}?archived=true")).Text("archived"));
        Assert.Equal(HttpStatusCode.Created, (await Hub.PostAsync(Contacts, """{"properties":{"email":"zed.sample@new.example"}}""")).Status);
    }

    [Fact]
    public async Task Write_WrongValues_400TellsEachOfThem()
    {
        var cases = new (string Type, string Properties, string Code, string Name)[]
        {
            ("contacts", """{"favourite_colour":"red"}""", "PROPERTY_DOESNT_EXIST", "favourite_colour"),
            ("contacts", """{"email":"not an address"}""", "INVALID_EMAIL", "email"),
            ("contacts", """{"email":"a@b"}""", "INVALID_EMAIL", "email"),
            ("contacts", """{"lifecyclestage":"Lead"}""", "INVALID_OPTION", "lifecyclestage"),
            ("contacts", """{"hs_buying_role":"CHAMPION;KING"}""", "INVALID_OPTION", "hs_buying_role"),
            ("contacts", """{"hubspot_owner_id":"42001"}""", "INVALID_OPTION", "hubspot_owner_id"),
            ("contacts", """{"hs_object_id":"7"}""", "READ_ONLY_VALUE", "hs_object_id"),
            ("companies", """{"numberofemployees":"many"}""", "INVALID_NUMBER", "numberofemployees"),
            ("companies", """{"numberofemployees":"NaN"}""", "INVALID_NUMBER", "numberofemployees"),
            ("companies", """{"customer_since":"yesterday"}""", "INVALID_DATE", "customer_since"),
            ("companies", """{"customer_since":"1773826200000"}""", "INVALID_DATE", "customer_since"),
            ("companies", """{"is_public":"maybe"}""", "INVALID_OPTION", "is_public"),
            ("deals", """{"closedate":"soon"}""", "INVALID_DATE", "closedate"),
            ("deals", """{"closedate":"999999999999999999"}""", "INVALID_DATE", "closedate"),
            ("deals", """{"pipeline":"other"}""", "INVALID_OPTION", "pipeline"),
            ("deals", """{"dealstage":"48101"}""", "INVALID_OPTION", "dealstage"),
            ("deals", """{"pipeline":"48100","dealstage":"closedwon"}""", "INVALID_OPTION", "dealstage"),
        };
        foreach (var (type, properties, code, name) in cases)
        {
            var answer = await Hub.PostAsync($"/crm/v3/objects/{type}", $$"""{"properties":{{properties}}}""");
            Assert.True((answer.Status, answer.Category) == (HttpStatusCode.BadRequest, "VALIDATION_ERROR"), $"{properties}: {answer.Json}");
            var error = answer.Json.GetProperty("errors")[0];
            Assert.Equal((code, name), (error.GetProperty("code").GetString(), error.GetProperty("context").GetProperty("propertyName")[0].GetString()));
            Assert.StartsWith("Property values were not valid: [{\"isValid\":false", answer.Text("message"));
        }

        var both = await Hub.PatchAsync($"{Contacts}/51001", """{"properties":{"nope":"1","email":"x"}}""");
        Assert.Equal(2, both.Json.GetProperty("errors").GetArrayLength());
        Assert.EndsWith(".example", (await Hub.GetAsync($"{Contacts}/51001")).Property("email"));
    }

    [Fact]
    public async Task Create_MissingRequired_400NamesThem()
    {
        foreach (var (type, names) in ((string, string[])[])[("tickets", ["subject", "hs_pipeline_stage"]), ("notes", ["hs_timestamp"]), ("emails", ["hs_timestamp", "hs_email_direction"])])
        {
            var answer = await Hub.PostAsync($"/crm/v3/objects/{type}", """{"properties":{}}""");
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal(names, answer.Json.GetProperty("context").GetProperty("properties").EnumerateArray().Select(one => one.GetString()));
        }
    }

    [Fact]
    public async Task Contact_EmailTaken_409NamesTheOtherOne()
    {
        var email = (await Hub.GetAsync($"{Contacts}/51001")).Property("email")!;

        var made = await Hub.PostAsync(Contacts, $$$"""{"properties":{"email":"{{{email.ToUpperInvariant()}}}"}}""");
        var changed = await Hub.PatchAsync($"{Contacts}/51002", $$$"""{"properties":{"email":"{{{email}}}"}}""");

        Assert.Equal((HttpStatusCode.Conflict, "CONFLICT"), (made.Status, made.Category));
        Assert.Equal("Contact already exists. Existing ID: 51001", made.Text("message"));
        Assert.Equal(HttpStatusCode.Conflict, changed.Status);
        Assert.Equal(HttpStatusCode.OK, (await Hub.PatchAsync($"{Contacts}/51001", $$$"""{"properties":{"email":"{{{email}}}"}}""")).Status);
    }

    [Fact]
    public async Task UniqueKey_Twice_400AndFoundByIt()
    {
        const string body = """{"properties":{"dealname":"Keyed","codexmcp_key":"k-1"}}""";
        var made = await Hub.PostAsync(Deals, body);

        var again = await Hub.PostAsync(Deals, body);

        Assert.Equal("CONFLICTING_UNIQUE_VALUE", again.Json.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal(made.Text("id"), (await Hub.GetAsync($"{Deals}/k-1?idProperty=codexmcp_key")).Text("id"));
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.GetAsync($"{Deals}/x?idProperty=dealname")).Status);
        Assert.Equal("default", (await Hub.GetAsync($"{Deals}/{made.Text("id")}?properties=pipeline,hs_is_closed")).Property("pipeline") ?? "default");
    }

    [Fact]
    public async Task Deal_Stage_SetsWhatFollowsFromIt()
    {
        var made = await Hub.PostAsync(Deals, """{"properties":{"dealname":"New","dealstage":"contractsent","amount":1000}}""");
        var path = $"{Deals}/{made.Text("id")}";
        var open = await Hub.GetAsync($"{path}?properties=pipeline,hs_is_closed,hs_deal_stage_probability,hs_projected_amount,amount");
        await Hub.PatchAsync(path, """{"properties":{"dealstage":"closedwon"}}""");
        var won = await Hub.GetAsync($"{path}?properties=hs_is_closed,hs_is_closed_won&propertiesWithHistory=dealstage");

        Assert.Equal(("default", "false", "0.8", "800", "1000"),
            (open.Property("pipeline"), open.Property("hs_is_closed"), open.Property("hs_deal_stage_probability"), open.Property("hs_projected_amount"), open.Property("amount")));
        Assert.Equal(("true", "true"), (won.Property("hs_is_closed"), won.Property("hs_is_closed_won")));
        Assert.Equal(["closedwon", "contractsent"], won.Json.GetProperty("propertiesWithHistory").GetProperty("dealstage").EnumerateArray().Select(one => one.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task List_AllPages_EachRecordOnce()
    {
        var (seen, after) = (new List<string>(), (string?)"0");
        while (after is not null)
        {
            var page = await Hub.GetAsync($"{Contacts}?limit=33&after={after}&properties=email");
            Assert.InRange(page.Results.Count, 1, 33);
            seen.AddRange(page.Ids);
            after = page.After;
        }

        Assert.Equal(220, seen.Count);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(10, (await Hub.GetAsync(Contacts)).Results.Count);
        Assert.Empty((await Hub.GetAsync($"{Contacts}?archived=true")).Results);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=many")]
    [InlineData("after=abc")]
    [InlineData("archived=perhaps")]
    [InlineData("associations=unicorns")]
    [InlineData("limit=51&propertiesWithHistory=email")]
    public async Task List_WrongQuery_400(string query) => Assert.Equal(HttpStatusCode.BadRequest, (await Hub.GetAsync($"{Contacts}?{query}")).Status);

    [Fact]
    public async Task Get_NothingThere_404()
    {
        foreach (var path in (string[])["/crm/v3/objects/contacts/1", "/crm/v3/objects/contacts/abc", "/crm/v3/objects/contacts/99999999999999999999", "/crm/v3/nothing", "/crm/v3/owners/1", "/crm/v3/pipelines/deals/x"])
        {
            var answer = await Hub.GetAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, "OBJECT_NOT_FOUND"), (answer.Status, answer.Category));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.GetAsync("/crm/v3/objects/unicorns")).Status);
        Assert.Equal("51001", (await Hub.GetAsync("/crm/v3/objects/0-1/51001")).Text("id"));
        Assert.Equal("51001", (await Hub.GetAsync("/crm/objects/2026-03/contact/51001")).Text("id"));
    }

    [Fact]
    public async Task Body_NotJson_IsRefusedInWords()
    {
        foreach (var body in (string[])["{", "", "[]", "null", "\"x\"", """{"properties":[]}""", """{"properties":{"email":{}}}""", "{}"])
        {
            Assert.True((await Hub.PostAsync(Contacts, body)).Status == HttpStatusCode.BadRequest, body);
        }

        using var form = new HttpRequestMessage(HttpMethod.Post, Contacts) { Content = new FormUrlEncodedContent([]) };
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Hub.SendAsync(form)).Status);
        Assert.Equal(220, (await AllContacts()).Count);
    }

    [Fact]
    public async Task Merge_Contacts_TheSecondBecomesTheFirst()
    {
        await Hub.PatchAsync($"{Contacts}/51002", """{"properties":{"mobilephone":"+1-202-555-0199"}}""");
        var email = (await Hub.GetAsync($"{Contacts}/51002")).Property("email");

        var merged = await Hub.PostAsync($"{Contacts}/merge", """{"primaryObjectId":"51001","objectIdToMerge":"51002"}""");

        Assert.Equal((HttpStatusCode.OK, "51001"), (merged.Status, merged.Text("id")));
        var now = await Hub.GetAsync($"{Contacts}/51002?properties=mobilephone,hs_merged_object_ids,email");
        Assert.Equal(("51001", "+1-202-555-0199", "51002"), (now.Text("id"), now.Property("mobilephone"), now.Property("hs_merged_object_ids")));
        Assert.NotEqual(email, now.Property("email"));
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Contacts}/merge", """{"primaryObjectId":"51001","objectIdToMerge":"51002"}""")).Status);
    }

    [Fact]
    public async Task GdprDelete_LeavesNothing()
    {
        var email = (await Hub.GetAsync($"{Contacts}/51003")).Property("email");

        Assert.Equal(HttpStatusCode.NoContent, (await Hub.PostAsync($"{Contacts}/gdpr-delete", $$"""{"objectId":"{{email}}","idProperty":"email"}""")).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync($"{Contacts}/51003")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync($"{Contacts}/51003?archived=true")).Status);
        Assert.Equal(0, (await Hub.SearchAsync("contacts", $$"""{"query":"{{email}}"}""")).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Writes_ManyAtOnce_AllAreThere()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Hub.PostAsync(Contacts, $$$"""{"properties":{"email":"p{{{i % 100}}}@many.example"}}"""))));

        Assert.Equal(100, made.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(100, made.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Equal(320, (await AllContacts()).Count);
    }

    private async Task<List<string>> AllContacts()
    {
        var ids = new List<string>();
        for (var after = "0"; after is not null;)
        {
            var page = await Hub.GetAsync($"{Contacts}?limit=100&after={after}");
            ids.AddRange(page.Ids);
            after = page.After!;
        }

        return ids;
    }
}

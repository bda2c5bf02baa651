using System.Net;
using CodexMcp.Sandbox.HubSpot;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Searches: each operator, pages, sorts, limits and the wall.</summary>
public sealed class HubSpotSearchTests : HubSpotTest
{
    private static string Filter(string property, string op, string rest = "") =>
        $$"""{"filterGroups":[{"filters":[{"propertyName":"{{property}}","operator":"{{op}}"{{rest}}}]}],"limit":200,"properties":["{{property}}"]}""";

    private async Task<List<string?>> ValuesAsync(string property, string op, string rest = "", string type = "companies")
    {
        var answer = await Hub.SearchAsync(type, Filter(property, op, rest));
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Json}");
        return [.. answer.Results.Select(result => result.GetProperty("properties").GetProperty(property).GetString())];
    }

    [Fact]
    public async Task Operators_OnNumbers_CompareAsNumbers()
    {
        var all = (await ValuesAsync("arr", "HAS_PROPERTY")).Select(value => decimal.Parse(value!)).Order().ToList();
        var (low, high) = (all[10], all[20]);

        Assert.Equal(44, all.Count);
        Assert.Equal(16, (await ValuesAsync("arr", "NOT_HAS_PROPERTY")).Count);
        Assert.Equal(all.Count(v => v < low), (await ValuesAsync("arr", "LT", $",\"value\":\"{low}\"")).Count);
        Assert.Equal(all.Count(v => v <= low), (await ValuesAsync("arr", "LTE", $",\"value\":{low}")).Count);
        Assert.Equal(all.Count(v => v > low), (await ValuesAsync("arr", "GT", $",\"value\":\"{low}\"")).Count);
        Assert.Equal(all.Count(v => v >= low), (await ValuesAsync("arr", "GTE", $",\"value\":\"{low}\"")).Count);
        Assert.Equal(all.Count(v => v == low), (await ValuesAsync("arr", "EQ", $",\"value\":\"{low}.00\"")).Count);
        Assert.Equal(all.Count(v => v != low), (await ValuesAsync("arr", "NEQ", $",\"value\":\"{low}\"")).Count);
        Assert.Equal(all.Count(v => v >= low && v <= high), (await ValuesAsync("arr", "BETWEEN", $",\"value\":\"{low}\",\"highValue\":\"{high}\"")).Count);
        Assert.Equal(all.Count(v => v == low || v == high), (await ValuesAsync("arr", "IN", $",\"values\":[\"{low}\",\"{high}\"]")).Count);
        Assert.Equal(all.Count(v => v != low && v != high), (await ValuesAsync("arr", "NOT_IN", $",\"values\":[\"{low}\",\"{high}\"]")).Count);
    }

    [Fact]
    public async Task Operators_OnTexts_FoldCaseButListsAreLowerCase()
    {
        var domain = (await Hub.GetAsync("/crm/v3/objects/companies/71007")).Property("domain")!;
        var name = (await Hub.GetAsync("/crm/v3/objects/companies/71007")).Property("name")!;

        Assert.Equal([domain], await ValuesAsync("domain", "EQ", $",\"value\":\"{domain.ToUpperInvariant()}\""));
        Assert.Equal([name], await ValuesAsync("name", "IN", $",\"values\":[\"{name.ToLowerInvariant()}\"]"));
        Assert.Empty(await ValuesAsync("name", "IN", $",\"values\":[\"{name}\"]"));
        Assert.Contains(name, await ValuesAsync("name", "CONTAINS_TOKEN", $",\"value\":\"{name.Split(' ')[0].ToUpperInvariant()}\""));
        Assert.Contains(name, await ValuesAsync("name", "CONTAINS_TOKEN", $",\"value\":\"{name[..3]}*\""));
        Assert.DoesNotContain(name, await ValuesAsync("name", "NOT_CONTAINS_TOKEN", $",\"value\":\"{name[..3]}*\""));
        Assert.Equal(60, (await ValuesAsync("domain", "CONTAINS_TOKEN", ",\"value\":\"*.example\"")).Count);
    }

    [Fact]
    public async Task Dates_AsMillisecondsOrText_AreTheSame()
    {
        var moment = Time.GetUtcNow().AddDays(-30);
        var milliseconds = await ValuesAsync("closedate", "GTE", $",\"value\":\"{moment.ToUnixTimeMilliseconds()}\"", "deals");
        var text = await ValuesAsync("closedate", "GTE", $",\"value\":\"{moment:yyyy-MM-ddTHH:mm:ssZ}\"", "deals");

        Assert.NotEmpty(text);
        Assert.Equal(milliseconds, text);
    }

    [Fact]
    public async Task Groups_AreOredAndFiltersAnded()
    {
        const string open = """{"propertyName":"hs_is_closed","operator":"EQ","value":"false"}""";
        const string renewals = """{"propertyName":"pipeline","operator":"EQ","value":"48100"}""";
        async Task<int> Total(string groups) => (await Hub.SearchAsync("deals", $$"""{"filterGroups":[{{groups}}],"limit":0}""")).Json.GetProperty("total").GetInt32();
        var (a, b) = (await Total($$"""{"filters":[{{open}}]}"""), await Total($$"""{"filters":[{{renewals}}]}"""));

        var both = await Total($$"""{"filters":[{{open}},{{renewals}}]}""");
        var either = await Total($$"""{"filters":[{{open}}]},{"filters":[{{renewals}}]}""");

        Assert.Equal(a + b - both, either);
        Assert.InRange(both, 1, Math.Min(a, b));
        Assert.Equal(150, await Total(""));
    }

    [Theory]
    [InlineData("\"-amount\"", true)]
    [InlineData("\"amount\"", false)]
    [InlineData("{\"propertyName\":\"amount\",\"direction\":\"DESCENDING\"}", true)]
    [InlineData("{\"propertyName\":\"amount\"}", false)]
    public async Task Sort_BothShapes_OrderByNumberOverPages(string sort, bool descending)
    {
        var amounts = new List<decimal>();
        for (var after = "0"; after is not null;)
        {
            var page = await Hub.SearchAsync("deals", $$"""{"sorts":[{{sort}}],"properties":["amount"],"limit":40,"after":{{after}}}""");
            amounts.AddRange(page.Results.Select(deal => decimal.Parse(deal.GetProperty("properties").GetProperty("amount").GetString()!)));
            after = page.After!;
        }

        Assert.Equal(150, amounts.Count);
        Assert.Equal(descending ? amounts.OrderDescending() : amounts.Order(), amounts);
    }

    [Fact]
    public async Task Query_FindsByTheUsualPropertiesAndAssociations()
    {
        var contact = await Hub.GetAsync("/crm/v3/objects/contacts/51019");
        var byEmail = await Hub.SearchAsync("contacts", $$"""{"query":"{{contact.Property("email")}}"}""");
        var byWord = await Hub.SearchAsync("contacts", $$"""{"query":"{{contact.Property("firstname")![..2].ToUpperInvariant()}} {{contact.Property("lastname")}}"}""");
        var linked = await Hub.SearchAsync("contacts", """{"filterGroups":[{"filters":[{"propertyName":"associations.company","operator":"EQ","value":"71007"}]}]}""");

        Assert.Equal(["51019"], byEmail.Ids);
        Assert.Contains("51019", byWord.Ids);
        Assert.Equal(["51019", "51020", "51021"], linked.Ids);
        Assert.Equal(10, (await Hub.SearchAsync("contacts", "{}")).Results.Count);
    }

    [Fact]
    public async Task Search_WrongRequests_400()
    {
        var five = string.Join(',', Enumerable.Repeat("""{"filters":[{"propertyName":"email","operator":"HAS_PROPERTY"}]}""", 5));
        var six = string.Join(',', Enumerable.Repeat("""{"propertyName":"email","operator":"HAS_PROPERTY"}""", 6));
        string[] wrong =
        [
            Filter("email", "LIKE", ",\"value\":\"x\""), Filter("email", "eq", ",\"value\":\"x\""), Filter("email", "EQ"), Filter("email", "IN", ",\"value\":\"x\""), Filter("email", "IN", ",\"values\":[]"),
            Filter("email", "HAS_PROPERTY", ",\"value\":\"x\""), Filter("createdate", "BETWEEN", ",\"value\":\"1\""), Filter("nope", "EQ", ",\"value\":\"x\""), Filter("createdate", "GT", ",\"value\":\"soon\""),
            Filter("num_associated_deals", "GT", ",\"value\":\"many\""), Filter("associations.company", "GT", ",\"value\":\"1\""), """{"filterGroups":{}}""", """{"filterGroups":[{}]}""", """{"filterGroups":[{"filters":[{}]}]}""",
            $$"""{"filterGroups":[{{five}},{{five}}]}""", $$"""{"filterGroups":[{"filters":[{{six}},{{six}}]}]}""", $$"""{"filterGroups":[{"filters":[{{six}}]},{"filters":[{{six}}]},{"filters":[{{six}}]},{"filters":[{{six}}]}]}""",
            """{"limit":201}""", """{"limit":-1}""", """{"limit":"many"}""", """{"after":"abc"}""", """{"after":-1}""", """{"after":9990,"limit":20}""", """{"after":"10000"}""", """{"sorts":["a","b"]}""", """{"sorts":["nope"]}""",
            """{"sorts":[{"propertyName":"email","direction":"UP"}]}""", """{"sorts":"email"}""", """{"properties":"email"}""", $$"""{"query":"{{new string('q', 3001)}}"}""", "[]", "{",
        ];
        foreach (var body in wrong)
        {
            var answer = await Hub.SearchAsync("contacts", body);
            Assert.True((answer.Status, answer.Category) == (HttpStatusCode.BadRequest, "VALIDATION_ERROR"), $"{body}: {answer.Json}");
        }

        Assert.Equal(HttpStatusCode.OK, (await Hub.SearchAsync("contacts", $$"""{"filterGroups":[{{five}}],"after":"9800","limit":200}""")).Status);
    }

    [Fact]
    public async Task IndexLag_HidesWhatIsFresh()
    {
        await using var simulator = new HubSpotSimulator(Time, new HubSpotSimulatorOptions { IndexLag = TimeSpan.FromSeconds(20) });
        using var hub = new HubClient(simulator);
        await hub.GetAsync("/crm/v3/objects/contacts");
        Time.Advance(TimeSpan.FromMinutes(1));
        await hub.PostAsync("/crm/v3/objects/contacts", """{"properties":{"email":"fresh@lag.example"}}""");
        await hub.PatchAsync("/crm/v3/objects/contacts/51001", """{"properties":{"jobtitle":"Fresh"}}""");
        async Task<int> Found(string query) => (await hub.SearchAsync("contacts", query)).Json.GetProperty("total").GetInt32();
        const string title = """{"filters":[{"propertyName":"jobtitle","operator":"EQ","value":"Fresh"}]}""";

        Assert.Equal((0, 0), (await Found("""{"query":"fresh@lag.example"}"""), await Found(title)));
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/crm/v3/objects/contacts/fresh@lag.example?idProperty=email")).Status);
        Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((1, 1), (await Found("""{"query":"fresh@lag.example"}"""), await Found(title)));
    }
}

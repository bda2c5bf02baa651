using System.Net;
using CodexMcp.Sandbox.Company;
using CodexMcp.Sandbox.HubSpot;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Properties, owners, pipelines, the account itself, and that it shows the synthetic company.</summary>
public sealed class HubSpotAccountTests : HubSpotTest
{
    [Fact]
    public async Task Properties_Of_EveryType_HaveTheKeyAndTheirParts()
    {
        foreach (var type in ObjectType.All)
        {
            var properties = (await Hub.GetAsync($"/crm/v3/properties/{type.Name}")).Results;
            Assert.Equal(properties.Count, properties.Select(one => one.GetProperty("name").GetString()).Distinct().Count());
            Assert.True(properties.Single(one => one.GetProperty("name").GetString() == "codexmcp_key").GetProperty("hasUniqueValue").GetBoolean());
            Assert.All(properties, one => Assert.All((string[])["label", "type", "fieldType", "groupName", "options", "modificationMetadata"], name => Assert.True(one.TryGetProperty(name, out _))));
            Assert.All(type.Shown.Concat(type.Searched).Concat(type.Required).Where(name => name != "hs_additional_emails"), name => Assert.Contains(properties, one => one.GetProperty("name").GetString() == name));
        }
    }

    [Fact]
    public async Task Property_Own_IsMadeUsedAndRemoved()
    {
        const string body = """{"name":"tier","label":"Tier","type":"enumeration","fieldType":"select","groupName":"companyinformation","hasUniqueValue":false,"options":[{"label":"Gold","value":"gold"}]}""";
        var made = await Hub.PostAsync("/crm/v3/properties/companies", body);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Hub.PostAsync("/crm/v3/properties/companies", body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Hub.PatchAsync("/crm/v3/objects/companies/71001", """{"properties":{"tier":"gold"}}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PatchAsync("/crm/v3/objects/companies/71001", """{"properties":{"tier":"tin"}}""")).Status);
        Assert.Equal("gold", (await Hub.GetAsync("/crm/v3/objects/companies/71001?properties=tier")).Property("tier"));
        Assert.Equal("Grade", (await Hub.PatchAsync("/crm/v3/properties/companies/tier", """{"label":"Grade"}""")).Text("label"));
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync("/crm/v3/properties/companies/tier")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync("/crm/v3/properties/companies/tier")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.DeleteAsync("/crm/v3/properties/companies/name")).Status);
    }

    [Theory]
    [InlineData("""{"label":"x"}""")]
    [InlineData("""{"name":"Bad Name","label":"x","type":"string","fieldType":"text","groupName":"g"}""")]
    [InlineData("""{"name":"a","label":"x","type":"string","fieldType":"select","groupName":"g"}""")]
    [InlineData("""{"name":"a","label":"x","type":"nothing","fieldType":"text","groupName":"g"}""")]
    [InlineData("""{"name":"a","label":"x","type":"enumeration","fieldType":"select","groupName":"g"}""")]
    [InlineData("""{"name":"a","label":"x","type":"enumeration","fieldType":"select","groupName":"g","options":[{}]}""")]
    public async Task Property_WrongDefinition_400(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync("/crm/v3/properties/deals", body)).Status);

    [Fact]
    public async Task Property_Unique_FindsAndGuards()
    {
        await Hub.PostAsync("/crm/v3/properties/deals", """{"name":"order_no","label":"Order","type":"string","fieldType":"text","groupName":"dealinformation","hasUniqueValue":true}""");
        await Hub.PatchAsync("/crm/v3/objects/deals/81001", """{"properties":{"order_no":"A-1"}}""");

        Assert.Equal("81001", (await Hub.GetAsync("/crm/v3/objects/deals/a-1?idProperty=order_no")).Text("id"));
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PatchAsync("/crm/v3/objects/deals/81002", """{"properties":{"order_no":"A-1"}}""")).Status);
    }

    [Fact]
    public async Task Owners_ActiveArchivedAndByEmail()
    {
        var active = await Hub.GetAsync("/crm/v3/owners");
        var page = await Hub.GetAsync("/crm/owners/2026-03?limit=3");

        Assert.Equal(SyntheticCompany.Colleagues.Where(one => one.IsActive).Select(one => one.Email), active.Results.Select(one => one.GetProperty("email").GetString()));
        Assert.Equal(3, page.Results.Count);
        Assert.Equal(4, (await Hub.GetAsync($"/crm/v3/owners?limit=100&after={page.After}")).Results.Count);
        Assert.Equal(["41008"], (await Hub.GetAsync("/crm/v3/owners?archived=true")).Ids);
        Assert.Equal(["41002"], (await Hub.GetAsync("/crm/v3/owners?email=bela.mockley@larkspur.example")).Ids);
        Assert.Equal("42002", (await Hub.GetAsync("/crm/v3/owners/41002")).Text("userId"));
        Assert.Equal("41002", (await Hub.GetAsync("/crm/v3/owners/42002?idProperty=userId")).Text("id"));
    }

    [Fact]
    public async Task Pipelines_HaveStagesWithTheirMetadata()
    {
        var deals = await Hub.GetAsync("/crm/v3/pipelines/deals");
        var stages = (await Hub.GetAsync("/crm/v3/pipelines/deals/default/stages")).Results;
        var tickets = await Hub.GetAsync("/crm/v3/pipelines/tickets/0");

        Assert.Equal(["default", "48100"], deals.Ids);
        Assert.Equal(("true", "1.0"), (stages[5].GetProperty("metadata").GetProperty("isClosed").GetString(), stages[5].GetProperty("metadata").GetProperty("probability").GetString()));
        Assert.Equal("CLOSED", tickets.Json.GetProperty("stages")[4].GetProperty("metadata").GetProperty("ticketState").GetString());
        Assert.Empty((await Hub.GetAsync("/crm/v3/pipelines/contacts")).Results);
    }

    [Fact]
    public async Task Account_ShowsTheSyntheticCompany()
    {
        var company = SyntheticCompany.At(Time);
        var customer = company.Customer(SyntheticCompany.UpsellCustomer);
        var shown = await Hub.GetAsync($"/crm/v3/objects/companies/{CompanyImport.FirstCompany + customer.Number}?properties=name,domain,arr,seats,account_key&associations=contacts,deals");
        async Task<int> Count(string type) => (await Hub.SearchAsync(type, """{"limit":0}""")).Json.GetProperty("total").GetInt32();

        Assert.Equal((customer.Name, customer.Domain, $"{customer.Seats}", $"{customer.Number}"), (shown.Property("name"), shown.Property("domain"), shown.Property("seats"), shown.Property("account_key")));
        Assert.Equal((60, 220, 150, company.Tickets.Count, 12), (await Count("companies"), await Count("contacts"), await Count("deals"), await Count("tickets"), await Count("products")));
        Assert.Equal(company.Activities.Count, await Count("tasks") + await Count("notes") + await Count("calls") + await Count("meetings") + await Count("emails"));
        Assert.Equal(company.Deals.Sum(deal => deal.Lines.Count), await Count("line_items"));
        foreach (var person in company.PeopleOf(customer.Number))
        {
            var contact = await Hub.GetAsync($"/crm/v3/objects/contacts/{person.Email}?idProperty=email&properties=firstname,lastname,company");
            Assert.Equal((person.FirstName, person.LastName, customer.Name), (contact.Property("firstname"), contact.Property("lastname"), contact.Property("company")));
        }

        foreach (var deal in company.Deals)
        {
            var record = await Hub.GetAsync($"/crm/v3/objects/deals/{CompanyImport.FirstDeal + deal.Number}?properties=amount,dealname,hs_is_closed,hs_is_closed_won");
            Assert.Equal((deal.Amount, deal.Name, deal.IsClosed, deal.IsWon),
                (decimal.Parse(record.Property("amount")!), record.Property("dealname"), record.Property("hs_is_closed") == "true", record.Property("hs_is_closed_won") == "true"));
        }
    }

    [Fact]
    public async Task Account_EveryImportedValue_IsOneThatCouldBeWritten()
    {
        foreach (var type in ObjectType.All)
        {
            var definitions = (await Hub.GetAsync($"/crm/v3/properties/{type.Name}")).Results.ToDictionary(one => one.GetProperty("name").GetString()!);
            var names = definitions.Where(one => !one.Value.GetProperty("modificationMetadata").GetProperty("readOnlyValue").GetBoolean()).Select(one => one.Key).ToList();
            for (var after = "0"; after is not null;)
            {
                var page = await Hub.GetAsync($"/crm/v3/objects/{type.Name}?limit=100&after={after}&properties={string.Join(',', names)}");
                foreach (var record in page.Results)
                {
                    var properties = string.Join(',', record.GetProperty("properties").EnumerateObject().Where(member => names.Contains(member.Name)).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"));
                    var answer = await Hub.PatchAsync($"/crm/v3/objects/{type.Name}/{record.GetProperty("id").GetString()}", $$$"""{"properties":{{{{properties}}}}}""");
                    Assert.True(answer.Status == HttpStatusCode.OK, $"{type.Name}: {answer.Json}");
                }

                after = page.After!;
            }
        }
    }

    [Fact]
    public async Task Usage_CountsWhatWasAsked()
    {
        await Hub.GetAsync("/crm/v3/owners");

        var usage = (await Hub.GetAsync("/account-info/v3/api-usage/daily/private-apps")).Results.Single();

        Assert.Equal(2, usage.GetProperty("currentUsage").GetInt32());
        Assert.Equal("2026-03-19T00:00:00Z", usage.GetProperty("resetsAt").GetString());
        Assert.Equal($"{Simulator.Credentials.HubId}", (await Hub.GetAsync("/account-info/v3/details")).Text("portalId"));
    }
}

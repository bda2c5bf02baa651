using System.Net;
using System.Text.Json;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>What is associated with what, from both sides.</summary>
public sealed class HubSpotAssociationTests : HubSpotTest
{
    private const string Deal = "/crm/v4/objects/deals/81001/associations";

    private static (string Id, int[] Types)[] Links(Support.HubAnswer answer) => [.. answer.Results.Select(link => (
        link.GetProperty("toObjectId").GetString()!, link.GetProperty("associationTypes").EnumerateArray().Select(type => type.GetProperty("typeId").GetInt32()).ToArray()))];

    [Fact]
    public async Task Put_Label_IsSeenFromBothSidesWithThePlainOne()
    {
        await Hub.PutAsync($"{Deal}/default/contacts/51100");
        var put = await Hub.PutAsync($"{Deal}/contacts/51101", """[{"associationCategory":"USER_DEFINED","associationTypeId":101}]""");

        Assert.Equal(HttpStatusCode.Created, put.Status);
        Assert.Equal(("0-3", "81001", "0-1", "51101"), (put.Text("fromObjectTypeId"), put.Text("fromObjectId"), put.Text("toObjectTypeId"), put.Text("toObjectId")));
        var there = Links(await Hub.GetAsync($"{Deal}/contacts"));
        Assert.Contains(there, link => link.Id == "51101" && link.Types.SequenceEqual([101, 3]));
        Assert.Contains(there, link => link.Id == "51100" && link.Types.SequenceEqual([3]));
        Assert.Contains(Links(await Hub.GetAsync("/crm/v4/objects/contacts/51101/associations/deals")), link => link.Id == "81001" && link.Types.SequenceEqual([102, 4]));

        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync($"{Deal}/contacts/51101")).Status);
        Assert.DoesNotContain(Links(await Hub.GetAsync($"{Deal}/contacts")), link => link.Id == "51101");
        Assert.DoesNotContain(Links(await Hub.GetAsync("/crm/v4/objects/contacts/51101/associations/deals")), link => link.Id == "81001");
    }

    [Fact]
    public async Task Primary_Another_TakesItsPlace()
    {
        var company = Links(await Hub.GetAsync("/crm/v4/objects/contacts/51001/associations/companies")).Single();
        await Hub.PutAsync("/crm/v4/objects/contacts/51001/associations/companies/71030", """[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}]""");

        var links = Links(await Hub.GetAsync("/crm/v4/objects/contacts/51001/associations/companies"));

        Assert.Equal(("71001", "1 279"), (company.Id, string.Join(' ', company.Types)));
        Assert.Equal([("71001", "279"), ("71030", "1 279")], links.Select(link => (link.Id, string.Join(' ', link.Types))));
        Assert.Equal("71030", (await Hub.GetAsync("/crm/v3/objects/contacts/51001?properties=associatedcompanyid")).Property("associatedcompanyid"));
    }

    [Fact]
    public async Task Note_CreatedWithAssociations_IsFoundFromEachOfThem()
    {
        const string body = """
            {"properties":{"hs_timestamp":"2026-03-18T08:00:00Z","hs_note_body":"Called."},"associations":[
              {"to":{"id":"51001"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":202}]},
              {"to":{"id":81001},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":214}]}]}
            """;
        var made = await Hub.PostAsync("/crm/v3/objects/notes", body);
        var id = made.Text("id")!;

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Contains(Links(await Hub.GetAsync("/crm/v4/objects/contacts/51001/associations/notes")), link => link.Id == id);
        var read = await Hub.GetAsync($"/crm/v3/objects/notes/{id}?associations=contacts,deals&associations=companies");
        Assert.Equal("note_to_contact", read.Json.GetProperty("associations").GetProperty("contacts").GetProperty("results")[0].GetProperty("type").GetString());
        Assert.Equal("81001", read.Json.GetProperty("associations").GetProperty("deals").GetProperty("results")[0].GetProperty("id").GetString());
        Assert.False(read.Json.GetProperty("associations").TryGetProperty("companies", out _));
        Assert.Equal("2026-03-18T08:00:00.000Z", (await Hub.GetAsync($"/crm/v3/objects/notes/{id}?properties=hs_timestamp")).Property("hs_timestamp"));
    }

    [Fact]
    public async Task Create_WithAWrongAssociation_MakesNothing()
    {
        var before = (await Hub.SearchAsync("notes", "{}")).Text("total");
        foreach (var association in (string[])
        [
            """{"to":{"id":"1"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":202}]}""",
            """{"to":{"id":"51001"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":3}]}""",
            """{"to":{"id":"51001"},"types":[{"associationTypeId":202}]}""",
            """{"to":{"id":"51001"}}""",
            """{"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":202}]}""",
            "7",
        ])
        {
            var answer = await Hub.PostAsync("/crm/v3/objects/notes", $$"""{"properties":{"hs_timestamp":"1773826200000"},"associations":[{{association}}]}""");
            Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{association}: {answer.Json}");
        }

        Assert.Equal(before, (await Hub.SearchAsync("notes", "{}")).Text("total"));
    }

    [Fact]
    public async Task List_InPages_EachOnce()
    {
        for (var i = 0; i < 12; i++)
        {
            await Hub.PutAsync($"{Deal}/default/contacts/{51050 + i}");
        }

        var (all, ids, after) = ((await Hub.GetAsync($"{Deal}/contacts")).Results.Count, new List<string>(), "0");
        while (after is not null)
        {
            var page = await Hub.GetAsync($"{Deal}/contacts?limit=5&after={after}");
            ids.AddRange(Links(page).Select(link => link.Id));
            after = page.After!;
        }

        Assert.Equal(all, ids.Distinct().Count());
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.GetAsync($"{Deal}/contacts?limit=501")).Status);
    }

    [Fact]
    public async Task Wrong_KindsAndRecords_AreRefused()
    {
        const string plain = """[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":3}]""";
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.PutAsync($"{Deal}/contacts/1", plain)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.PutAsync("/crm/v4/objects/deals/1/associations/contacts/51001", plain)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync("/crm/v4/objects/deals/1/associations/contacts")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PutAsync($"{Deal}/contacts/51001", """[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":4}]""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PutAsync($"{Deal}/contacts/51001", "[]")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PutAsync($"{Deal}/contacts/51001", "{}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PutAsync($"{Deal}/default/products/61001")).Status);
    }

    [Fact]
    public async Task Labels_AreListedAndAdded()
    {
        var before = (await Hub.GetAsync("/crm/v4/associations/deals/contacts/labels")).Results;
        var added = await Hub.PostAsync("/crm/v4/associations/deals/contacts/labels", """{"label":"Blocker","name":"blocker","inverseLabel":"Blocks"}""");

        Assert.Contains(before, type => type.GetProperty("typeId").GetInt32() == 3 && type.GetProperty("label").ValueKind == JsonValueKind.Null);
        Assert.Equal(2, added.Results.Count);
        Assert.Contains((await Hub.GetAsync("/crm/v4/associations/contacts/deals/labels")).Results, type => type.GetProperty("label").GetString() == "Blocks");
        Assert.Equal(HttpStatusCode.Conflict, (await Hub.PostAsync("/crm/v4/associations/deals/contacts/labels", """{"label":"blocker","name":"b"}""")).Status);
    }

    [Fact]
    public async Task Batches_CreateReadArchive()
    {
        var made = await Hub.PostAsync("/crm/v4/associations/deals/contacts/batch/create", """{"inputs":[{"from":{"id":"81002"},"to":{"id":"51100"},"types":[{"associationCategory":"USER_DEFINED","associationTypeId":103}]}]}""");
        var byDefault = await Hub.PostAsync("/crm/v4/associations/deals/contacts/batch/associate/default", """{"inputs":[{"from":{"id":"81002"},"to":{"id":"51101"}}]}""");
        var read = await Hub.PostAsync("/crm/v4/associations/deals/contacts/batch/read", """{"inputs":[{"id":"81002"},{"id":"1"}]}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("Economic buyer", made.Results[0].GetProperty("labels")[0].GetString());
        Assert.Equal(2, byDefault.Results.Count);
        Assert.Equal((HttpStatusCode)207, read.Status);
        Assert.Contains("51100", read.Results[0].GetProperty("to").EnumerateArray().Select(link => link.GetProperty("toObjectId").GetString()));
        Assert.Equal("crm.associations.NO_ASSOCIATIONS_FOUND", read.Json.GetProperty("errors")[0].GetProperty("subCategory").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await Hub.PostAsync("/crm/v4/associations/deals/contacts/batch/archive", """{"inputs":[{"from":{"id":"81002"},"to":[{"id":"51100"},{"id":"51101"}]}]}""")).Status);
        Assert.DoesNotContain(Links(await Hub.GetAsync("/crm/v4/objects/deals/81002/associations/contacts")), link => link.Id is "51100" or "51101");
    }

    [Fact]
    public async Task ThirdGeneration_AndDatedPaths_ShowTheSame()
    {
        var third = await Hub.GetAsync("/crm/v3/objects/contacts/51001/associations/companies");
        var dated = await Hub.GetAsync("/crm/objects/2026-03/contacts/51001/associations/companies");

        Assert.Contains(third.Results, link => link.GetProperty("type").GetString() == "contact_to_company");
        Assert.Equal("71001", dated.Results.Single().GetProperty("toObjectId").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Hub.PutAsync("/crm/v3/objects/deals/81001/associations/contacts/51111/3")).Status);
        Assert.Contains(Links(await Hub.GetAsync($"{Deal}/contacts")), link => link.Id == "51111");
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync("/crm/v3/objects/deals/81001/associations/contacts/51111/deal_to_contact")).Status);
        Assert.DoesNotContain(Links(await Hub.GetAsync($"{Deal}/contacts")), link => link.Id == "51111");
    }
}

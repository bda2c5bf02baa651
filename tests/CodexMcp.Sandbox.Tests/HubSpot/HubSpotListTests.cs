using System.Net;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Lists and who is on them.</summary>
public sealed class HubSpotListTests : HubSpotTest
{
    private const string Lists = "/crm/v3/lists";

    private static string[] Ids(HubAnswer answer, string name) => [.. answer.Json.GetProperty(name).EnumerateArray().Select(id => id.GetString()!)];

    private async Task<List<string>> MembersAsync(string list)
    {
        var ids = new List<string>();
        for (var after = "0"; after is not null;)
        {
            var page = await Hub.GetAsync($"{Lists}/{list}/memberships?limit=20&after={after}");
            ids.AddRange(page.Results.Select(member => member.GetProperty("recordId").GetString()!));
            after = page.After!;
        }

        return ids;
    }

    [Fact]
    public async Task Search_ByNameAndKind_InPages()
    {
        var all = await Hub.PostAsync($"{Lists}/search", """{"additionalProperties":["hs_list_size"],"count":3,"offset":0}""");
        var rest = await Hub.PostAsync($"{Lists}/search", """{"count":3,"offset":3}""");
        var named = await Hub.PostAsync($"{Lists}/search", """{"query":"champ","objectTypeId":"0-1","processingTypes":["MANUAL"]}""");

        Assert.Equal(("4", "3", "True"), (all.Text("total"), all.Text("offset"), all.Text("hasMore")));
        Assert.Equal(("4", "False"), (rest.Text("offset"), rest.Text("hasMore")));
        Assert.Equal("Champions", named.Json.GetProperty("lists")[0].GetProperty("name").GetString());
        Assert.Equal($"{(await MembersAsync("1")).Count}", all.Json.GetProperty("lists")[0].GetProperty("additionalProperties").GetProperty("hs_list_size").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Lists}/search", """{"count":-1}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Lists}/search", """{"listIds":"1"}""")).Status);
    }

    [Fact]
    public async Task Memberships_AddRemove_TellEachId()
    {
        var list = (await Hub.PostAsync(Lists, """{"name":"Mine","objectTypeId":"0-1","processingType":"MANUAL"}""")).Json.GetProperty("list").GetProperty("listId").GetString()!;

        var added = await Hub.PutAsync($"{Lists}/{list}/memberships/add", """["51001","51002",51003,"1"]""");
        var again = await Hub.PutAsync($"{Lists}/{list}/memberships/add", """["51001"]""");
        var both = await Hub.PutAsync($"{Lists}/{list}/memberships/add-and-remove", """{"recordIdsToAdd":["51004"],"recordIdsToRemove":["51001","51010"]}""");
        await Hub.DeleteAsync("/crm/v3/objects/contacts/51002");

        Assert.Equal(["51001", "51002", "51003"], Ids(added, "recordsIdsAdded"));
        Assert.Equal(["1"], Ids(added, "recordIdsMissing"));
        Assert.Empty(Ids(again, "recordsIdsAdded"));
        Assert.Equal(["51004"], Ids(both, "recordsIdsAdded"));
        Assert.Equal(["51001"], Ids(both, "recordIdsRemoved"));
        Assert.Equal(["51003", "51004"], await MembersAsync(list));
        Assert.Contains((await Hub.GetAsync($"{Lists}/records/0-1/51003/memberships")).Results, one => one.GetProperty("listId").GetString() == list);
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync($"{Lists}/{list}/memberships")).Status);
        Assert.Empty(await MembersAsync(list));
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync($"{Lists}/{list}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync($"{Lists}/{list}")).Status);
    }

    [Fact]
    public async Task Dynamic_FollowsItsRuleAndCantBeChanged()
    {
        var before = (await MembersAsync("3")).Count;
        await Hub.PatchAsync("/crm/v3/objects/companies/71001", """{"properties":{"lifecyclestage":"other"}}""");

        Assert.Equal(before - 1, (await MembersAsync("3")).Count);
        var refused = await Hub.PutAsync($"{Lists}/3/memberships/add", """["71001"]""");
        Assert.Equal((HttpStatusCode.BadRequest, "VALIDATION_ERROR"), (refused.Status, refused.Category));
    }

    [Fact]
    public async Task List_NamedTwiceOrWrongly_400()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync(Lists, """{"name":"Champions","objectTypeId":"0-1","processingType":"MANUAL"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync(Lists, """{"name":"New","objectTypeId":"0-1","processingType":"DYNAMIC"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync(Lists, """{"name":"New"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync($"{Lists}/object-type-id/0-1/name/Champions")).Status);
        Assert.Equal("Best", (await Hub.PutAsync($"{Lists}/1/update-list-name?listName=Best")).Json.GetProperty("updatedList").GetProperty("name").GetString());
    }
}

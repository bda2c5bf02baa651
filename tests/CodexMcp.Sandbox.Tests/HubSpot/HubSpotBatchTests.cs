using System.Net;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Many records at once, and what of them fails.</summary>
public sealed class HubSpotBatchTests : HubSpotTest
{
    private const string Batch = "/crm/v3/objects/contacts/batch";

    [Fact]
    public async Task Read_SomeMissing_207NamesThem()
    {
        var all = await Hub.PostAsync($"{Batch}/read", """{"inputs":[{"id":"51001"},{"id":"51002"}],"properties":["email","phone"]}""");
        var some = await Hub.PostAsync($"{Batch}/read", """{"inputs":[{"id":"51001"},{"id":"1"},{"id":"2"}]}""");
        var email = all.Results[0].GetProperty("properties").GetProperty("email").GetString();
        var byEmail = await Hub.PostAsync($"{Batch}/read", $$"""{"idProperty":"email","inputs":[{"id":"{{email}}"}]}""");

        Assert.Equal((HttpStatusCode.OK, "COMPLETE"), (all.Status, all.Text("status")));
        Assert.Equal(["51001", "51002"], all.Ids);
        Assert.Equal(((HttpStatusCode)207, "1"), (some.Status, some.Text("numErrors")));
        var error = some.Json.GetProperty("errors")[0];
        Assert.Equal("OBJECT_NOT_FOUND", error.GetProperty("category").GetString());
        Assert.Equal(["1", "2"], error.GetProperty("context").GetProperty("ids").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(["51001"], byEmail.Ids);
    }

    [Fact]
    public async Task Create_OneBad_NoneIsMadeUnlessTraced()
    {
        var plain = await Hub.PostAsync($"{Batch}/create", """{"inputs":[{"properties":{"email":"a@batch.example"}},{"properties":{"email":"bad"}}]}""");
        var twice = await Hub.PostAsync($"{Batch}/create", """{"inputs":[{"properties":{"email":"a@batch.example"}},{"properties":{"email":"A@batch.example"}}]}""");
        var nothing = await Hub.GetAsync("/crm/v3/objects/contacts/a@batch.example?idProperty=email");
        var traced = await Hub.PostAsync(
            $"{Batch}/create", """{"inputs":[{"objectWriteTraceId":"t1","properties":{"email":"a@batch.example"}},{"objectWriteTraceId":"t2","properties":{"email":"bad"}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, plain.Status);
        Assert.Equal(HttpStatusCode.Conflict, twice.Status);
        Assert.Equal(HttpStatusCode.NotFound, nothing.Status);
        Assert.Equal((HttpStatusCode)207, traced.Status);
        Assert.Equal("t1", traced.Results.Single().GetProperty("objectWriteTraceId").GetString());
        Assert.Equal("t2", traced.Json.GetProperty("errors")[0].GetProperty("context").GetProperty("objectWriteTraceId")[0].GetString());
        Assert.Equal(HttpStatusCode.Created, (await Hub.PostAsync($"{Batch}/create", """{"inputs":[{"properties":{"email":"b@batch.example"}}]}""")).Status);
    }

    [Fact]
    public async Task Update_OneMissing_207AndTheOthersAreChanged()
    {
        var answer = await Hub.PostAsync($"{Batch}/update", """{"inputs":[{"id":"51001","properties":{"jobtitle":"One"}},{"id":"1","properties":{"jobtitle":"Two"}}]}""");
        var bad = await Hub.PostAsync($"{Batch}/update", """{"inputs":[{"id":"51001","properties":{"jobtitle":"Three"}},{"id":"51002","properties":{"nope":"x"}}]}""");

        Assert.Equal((HttpStatusCode)207, answer.Status);
        Assert.Equal(["51001"], answer.Ids);
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
        Assert.Equal("One", (await Hub.GetAsync("/crm/v3/objects/contacts/51001?properties=jobtitle")).Property("jobtitle"));
    }

    [Fact]
    public async Task Upsert_Repeated_IsNewOnce()
    {
        const string body = """{"inputs":[{"idProperty":"email","id":"u@batch.example","properties":{"firstname":"Una"}},{"idProperty":"email","id":"nonsense","properties":{}}]}""";
        var first = await Hub.PostAsync($"{Batch}/upsert", body);
        var again = await Hub.PostAsync($"{Batch}/upsert", body);

        Assert.Equal((HttpStatusCode)207, first.Status);
        Assert.Equal("INVALID_EMAIL", first.Json.GetProperty("errors")[0].GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.True(first.Results.Single().GetProperty("new").GetBoolean());
        Assert.False(again.Results.Single().GetProperty("new").GetBoolean());
        Assert.Equal(first.Ids, again.Ids);
        var notUnique = await Hub.PostAsync($"{Batch}/upsert", """{"inputs":[{"idProperty":"firstname","id":"Una","properties":{}}]}""");
        Assert.Equal(1, notUnique.Json.GetProperty("numErrors").GetInt32());
    }

    [Fact]
    public async Task Archive_TakesAll()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.PostAsync($"{Batch}/archive", """{"inputs":[{"id":"51001"},{"id":"51002"},{"id":"1"}]}""")).Status);
        Assert.Equal(2, (await Hub.GetAsync("/crm/v3/objects/contacts?archived=true")).Results.Count);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("create")]
    [InlineData("update")]
    [InlineData("upsert")]
    [InlineData("archive")]
    public async Task Inputs_NoneOrMoreThanAHundred_400(string action)
    {
        var many = string.Join(',', Enumerable.Range(1, 101).Select(id => $$$"""{"id":"{{{id}}}","properties":{}}"""));
        foreach (var inputs in (string[])["{}", """{"inputs":[]}""", """{"inputs":{}}""", $$"""{"inputs":[{{many}}]}"""])
        {
            var answer = await Hub.PostAsync($"{Batch}/{action}", inputs);
            Assert.Equal((HttpStatusCode.BadRequest, "VALIDATION_ERROR"), (answer.Status, answer.Category));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Hub.PostAsync($"{Batch}/explode", """{"inputs":[{"id":"1"}]}""")).Status);
    }
}

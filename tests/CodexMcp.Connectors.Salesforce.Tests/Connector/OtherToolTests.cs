using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

public sealed class OtherToolTests
{
    private const string FileId = "068SY0000000001YAA";

    [Fact]
    public async Task Manifest_EveryTool_IsRunAndFitsItsClients()
    {
        await using var harness = new Harness(new Vendor(_ => null));
        foreach (var (action, tool) in harness.Manifest.Catalog.Tools)
        {
            Assert.InRange(tool.InputSchema.GetRawText().Length, 1, 5_000);
            Assert.InRange(tool.Description.Length, 10, 400);
            // A tool without code would be a failure of configuration.
            var failure = await Record.ExceptionAsync(async () => await harness.Connector.ExecuteAsync(harness.Call(action, "{}"), TestContext.Current.CancellationToken));
            Assert.False(failure is ConnectorException { Failure: ConnectorFailure.Configuration }, action);
        }

        Assert.Equal(["bulk_delete", "delete_record"], harness.Manifest.Catalog.Tools.Where(static tool => tool.Value.Verb == ToolVerb.Destructive).Select(static tool => tool.Key).Order());
        Assert.Equal(["create_task", "log_note"], harness.Manifest.Catalog.Tools.Where(static tool => tool.Value.Verb == ToolVerb.Annotate).Select(static tool => tool.Key).Order());
    }

    [Fact]
    public async Task ListAndDescribe_ShowWhatTheRoleMaySee()
    {
        await using var harness = new Harness(new Vendor(_ => null));
        var objects = await harness.RunAsync("list_objects", "{}");
        Assert.Equal(["Account", "Contact", "Opportunity", "Task", "ContentVersion"], objects.GetProperty("objects").EnumerateArray().Select(static one => one.GetProperty("name").GetString()));
        var contact = await harness.RunAsync("describe_object", """{"object":"contact"}""");
        var fields = contact.GetProperty("fields").EnumerateArray().Select(static one => one.GetProperty("name").GetString()).ToList();
        Assert.Contains("Email", fields);
        Assert.DoesNotContain("Birthdate", contact.GetRawText());
        Assert.DoesNotContain("Phone", contact.GetRawText());
        var stage = await harness.RunAsync("describe_object", """{"object":"Opportunity","fields":["StageName"]}""");
        Assert.Equal(4, stage.GetProperty("fields")[0].GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task Describe_Layout_HasTheOrderOfThePageWithoutHiddenFields()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, """
            {"detailLayoutSections":[{"layoutRows":[{"layoutItems":[{"layoutComponents":[{"type":"Field","value":"Email"},{"type":"Field","value":"Birthdate"}]},{"layoutComponents":[{"type":"Field","value":"LastName"}]}]}]}]}
            """));
        await using var harness = new Harness(vendor);
        var layout = await harness.RunAsync("describe_object", """{"object":"Contact","view":"layout"}""");
        Assert.Equal(["Email", "LastName"], layout.GetProperty("fields").EnumerateArray().Select(static one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Search_IsDataAndNarrowedWhereFieldsAreHidden()
    {
        var vendor = new Vendor(sent => Vendor.Json(200, $$"""
            {"searchRecords":[{{(sent.Body.Contains("\"Account\"", StringComparison.Ordinal) ? Vendor.Record("Account", $"\"Id\":\"{Some.Account}\",\"Name\":\"Acme\"") : Vendor.Record("Contact", $"\"Id\":\"{Some.Contact}\",\"Name\":\"Ada\",\"Phone\":\"555\""))}},
             {{Vendor.Record("Secret__c", "\"Id\":\"a00SY0000000001YAA\",\"Name\":\"no\"")}}]}
            """));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("search", """{"text":"} OR {x' \"","objects":["Account","Contact"]}""");
        Assert.Equal(["Acme", "Ada"], result.GetProperty("records").EnumerateArray().Select(static one => one.GetProperty("Name").GetString()));
        Assert.DoesNotContain("555", result.GetRawText());
        Assert.Contains("Contact", result.GetProperty("notice").GetString());
        Assert.All(vendor.Requests, static one => Assert.Equal("} OR {x' \"", Some.Json(one.Body).GetProperty("q").GetString()));
        Assert.Equal(["ALL", "NAME"], vendor.Requests.Select(static one => Some.Json(one.Body).GetProperty("in").GetString()));
    }

    [Fact]
    public async Task GetRecords_NamesWhatIsMissing()
    {
        var vendor = new Vendor(_ => Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\",\"Name\":\"A\"")));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("get_records", $$"""{"object":"Account","ids":["{{Some.Account[..15]}}","{{Some.OtherAccount}}"]}""");
        Assert.Equal("A", result.GetProperty("records")[0].GetProperty("Name").GetString());
        Assert.Equal([Some.OtherAccount], result.GetProperty("missing").EnumerateArray().Select(static one => one.GetString()));
    }

    [Fact]
    public async Task GetRecord_ByIdAndByExternalId_HasAllFieldsOfTheRole()
    {
        var vendor = new Vendor(_ => Vendor.Page(Vendor.Record("Contact", $"\"Id\":\"{Some.Contact}\",\"LastName\":\"A\",\"Birthdate\":\"1980-01-01\"")));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("get_record", $$"""{"object":"Contact","id":"{{Some.Contact}}"}""");
        Assert.DoesNotContain("1980", result.GetRawText());
        Assert.DoesNotContain("Birthdate", vendor.Requests[0].Soql);
        Assert.Contains("Email", vendor.Requests[0].Soql);
        vendor = new Vendor(_ => Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\"")));
        await using var other = new Harness(vendor);
        await other.RunAsync("get_record", """{"object":"Account","external_id_field":"Ext__c","external_id":"a'b"}""");
        Assert.Contains("Ext__c = 'a\\'b'", vendor.Requests[0].Soql);
    }

    [Fact]
    public async Task Changes_Recent_Limits_UserInfo()
    {
        var vendor = new Vendor(sent => sent.Path switch
        {
            var path when path.Contains("/updated/", StringComparison.Ordinal) => Vendor.Json(200, $$"""{"ids":["{{Some.Account}}","nonsense"],"latestDateCovered":"2026-03-01T11:59:00.000+0000"}"""),
            var path when path.Contains("/deleted/", StringComparison.Ordinal) => Vendor.Json(200, $$"""{"deletedRecords":[{"id":"{{Some.Account}}","deletedDate":"2026-02-28T00:00:00.000+0000"}],"earliestDateAvailable":"x","latestDateCovered":"y"}"""),
            var path when path.Contains("recent", StringComparison.Ordinal) => Vendor.Json(200, $"[{Vendor.Record("Account", $"\"Id\":\"{Some.Account}\",\"Name\":\"A\"")},{Vendor.Record("Secret__c", "\"Id\":\"a00SY0000000001YAA\",\"Name\":\"no\"")}]"),
            "/services/oauth2/userinfo" => Vendor.Json(200, $$"""{"user_id":"{{Some.User}}","organization_id":"00DSY00000000012AA","preferred_username":"codex@acme.example","name":"Codex","zoneinfo":"Europe/Berlin","locale":"de_DE","email":"x"}"""),
            _ => Vendor.Json(200, """{"DailyApiRequests":{"Max":15000,"Remaining":14998},"Exotic":{"Max":1,"Remaining":1},"bad name":{"Max":1,"Remaining":1}}"""),
        });
        await using var harness = new Harness(vendor, time: new ManualTime());
        Assert.Equal(1, (await harness.RunAsync("get_updated", """{"object":"Account","start":"2026-02-20T00:00:00Z"}""")).GetProperty("ids").GetArrayLength());
        Assert.Equal(1, (await harness.RunAsync("get_deleted", """{"object":"Account","start":"2026-02-20T00:00:00Z"}""")).GetProperty("records").GetArrayLength());
        Assert.Equal("A", Assert.Single((await harness.RunAsync("list_recent", "{}")).GetProperty("records").EnumerateArray()).GetProperty("record").GetProperty("Name").GetString());
        Assert.Equal("codex@acme.example", (await harness.RunAsync("get_user_info", "{}")).GetProperty("username").GetString());
        Assert.Equal(1, (await harness.RunAsync("get_limits", "{}")).GetProperty("limits").GetArrayLength());
        Assert.Equal(2, (await harness.RunAsync("get_limits", """{"all":true}""")).GetProperty("limits").GetArrayLength());
    }

    [Theory]
    [InlineData("notes", "txt", "hello", "text/plain", null)]
    [InlineData("pic", "png", "\u0089PNG....", "image/png", typeof(ToolContent.Image))]
    [InlineData("doc", "pdf", "%PDF-1.7", "application/pdf", typeof(ToolContent.Document))]
    [InlineData("odd", "bin", "\u0001\u0002", "application/octet-stream", typeof(ToolContent.Document))]
    public async Task File_ComesAsWhatItIs(string name, string extension, string content, string type, Type? block)
    {
        await using var harness = new Harness(File(name, extension, Encoding.Latin1.GetBytes(content)));
        var result = await harness.ResultAsync(harness.Call("get_file", $$"""{"id":"{{FileId}}"}"""));
        Assert.Equal(type, result.Structured.GetProperty("media_type").GetString());
        Assert.Equal(block, result.Content.SingleOrDefault()?.GetType());
    }

    [Theory]
    [InlineData("tool", "exe", "x")]
    [InlineData("tool.exe", "txt", "x")]
    [InlineData("harmless", "txt", "MZ\u0090")]
    [InlineData("script", "txt", "#!/bin/sh")]
    [InlineData("page", "HTML", "<script>")]
    public async Task File_ThatCanBeRun_IsRefused(string name, string extension, string content)
    {
        await using var harness = new Harness(File(name, extension, Encoding.Latin1.GetBytes(content)));
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync("get_file", $$"""{"id":"{{FileId}}"}""")).Failure);
    }

    [Theory]
    [InlineData(5_000_000)]
    [InlineData(10)]
    public async Task File_TooLarge_IsRefusedWhateverItSaysOfItself(int claimed)
    {
        await using var harness = new Harness(File("big", "txt", new byte[2_000_000], claimed));
        var failure = await harness.FailAsync("get_file", $$"""{"id":"{{FileId}}"}""");
        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("larger", failure.Message);
    }

    private static Vendor File(string name, string extension, byte[] content, int? claimed = null) => new(sent =>
        sent.Path.EndsWith("/VersionData", StringComparison.Ordinal)
            ? new HttpResponseMessage { Content = new ByteArrayContent(content) }
            : Vendor.Page(Vendor.Record("ContentVersion", $"\"Id\":\"{FileId}\",\"Title\":\"{name}\",\"FileExtension\":\"{extension}\",\"ContentSize\":{claimed ?? content.Length}")));
}

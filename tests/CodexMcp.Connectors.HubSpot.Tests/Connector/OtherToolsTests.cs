using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

/// <summary>One request and one answer for each tool that is not about records alone.</summary>
public sealed class OtherToolsTests
{
    private const string List = """{"list":{"listId":"9","name":"VIP","objectTypeId":"0-1","processingType":"MANUAL"}}""";

    public static TheoryData<string, string, string, string, string, string> Exchanges { get; } = new()
    {
        { "list_associations", """{"object":"contacts","id":"1","to_object":"companies"}""", "GET /crm/v4/objects/contacts/1/associations/companies?limit=100", "",
            """{"results":[{"toObjectId":77,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]}]}""",
            """{"associations":[{"id":"77","labels":["Primary"]}],"truncated":false}""" },
        { "list_association_labels", """{"from_object":"contacts","to_object":"companies"}""", "GET /crm/v4/associations/contacts/companies/labels", "",
            """{"results":[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"}]}""", """{"labels":[{"label":"Primary","category":"HUBSPOT_DEFINED","type_id":1}]}""" },
        { "associate", """{"from_object":"contacts","from_id":"1","to_object":"companies","to_id":"2"}""", "PUT /crm/v4/objects/contacts/1/associations/default/companies/2", "",
            """{"status":"COMPLETE","results":[]}""", """{"status":"linked","from":"contacts/1","to":"companies/2"}""" },
        { "list_owners", """{"email":"o+1@birch.example"}""", "GET /crm/v3/owners?limit=100&email=o%2B1%40birch.example", "",
            """{"results":[{"id":"5","userId":50,"email":"o@birch.example","firstName":"O","lastName":"Owner","archived":false}]}""",
            """{"owners":[{"id":"5","user_id":"50","email":"o@birch.example","first_name":"O","last_name":"Owner"}],"truncated":false}""" },
        { "list_pipelines", """{"object":"deals"}""", "GET /crm/v3/pipelines/deals", "",
            """{"results":[{"id":"default","label":"Sales","stages":[{"id":"closedwon","label":"Won","metadata":{"isClosed":"true","probability":"1.0"}}]}]}""",
            """{"pipelines":[{"id":"default","label":"Sales","stages":[{"id":"closedwon","label":"Won","closed":"true","probability":"1.0"}]}],"truncated":false}""" },
        { "list_custom_objects", "{}", "GET /crm/v3/schemas", "", """{"results":[{"fullyQualifiedName":"p1_car","objectTypeId":"2-1"}]}""", """{"objects":[],"truncated":false}""" },
        { "get_account_usage", "{}", "GET /account-info/v3/api-usage/daily/private-apps", "", """{"results":[{"name":"app","currentUsage":10,"usageLimit":250000,"resetsAt":"2026-03-03T00:00:00Z"}]}""",
            """{"usage":[{"name":"app","used":"10","limit":"250000","resets_at":"2026-03-03T00:00:00Z"}],"truncated":false}""" },
        { "list_sequences", """{"user_id":"50","name":"Hello"}""", "GET /automation/v4/sequences?userId=50&limit=50&name=Hello", "", """{"total":1,"results":[{"id":"3","name":"Hello","userId":"50"}]}""",
            """{"sequences":[{"id":"3","name":"Hello"}],"truncated":false}""" },
        { "list_enrollments", """{"contact_id":"512"}""", "GET /automation/v4/sequences/enrollments/contact/512", "", """{"id":"8","toEmail":"ada@birch.example","enrolledAt":"2026-03-01T00:00:00Z"}""",
            """{"enrollments":[{"id":"8","enrolled_at":"2026-03-01T00:00:00Z"}],"truncated":false}""" },
        { "enroll_in_sequence", """{"user_id":"50","sequence_id":"3","contact_id":"512","sender_email":"o@birch.example"}""", "POST /automation/v4/sequences/enrollments?userId=50",
            """{"sequenceId":"3","contactId":"512","senderEmail":"o@birch.example"}""", """{"id":"8","toEmail":"ada@birch.example","enrolledAt":"2026-03-02T00:00:00Z"}""",
            """{"status":"enrolled","enrollment_id":"8","sequence_id":"3","contact_id":"512","enrolled_at":"2026-03-02T00:00:00Z"}""" },
        { "list_lists", """{"query":"VIP"}""", "POST /crm/v3/lists/search", """{"query":"VIP","count":50,"offset":0,"additionalProperties":["hs_list_size"]}""",
            """{"lists":[{"listId":"9","name":"VIP","objectTypeId":"0-1","processingType":"MANUAL","additionalProperties":{"hs_list_size":"2"}},{"listId":"10","name":"Hidden","objectTypeId":"0-47","processingType":"MANUAL"}],"hasMore":false,"offset":2,"total":2}""",
            """{"lists":[{"id":"9","name":"VIP","object":"contacts","kind":"MANUAL","size":"2"}],"truncated":false}""" },
        { "create_list", """{"object":"contacts","name":"VIP"}""", "POST /crm/v3/lists", """{"name":"VIP","objectTypeId":"0-1","processingType":"MANUAL"}""", List, """{"status":"created","list_id":"9","name":"VIP"}""" },
        { "list_files", """{"name":"offer"}""", "GET /files/v3/files/search?limit=20&name=offer", "", """{"results":[{"id":"4","name":"offer","extension":"pdf","size":10,"url":"https://x.example/offer.pdf"}]}""",
            """{"files":[{"id":"4","name":"offer","extension":"pdf","size":"10"}],"truncated":false}""" },
        { "get_file", """{"id":"4"}""", "GET /files/v3/files/4", "", """{"id":"4","name":"offer"}""", """{"id":"4","name":"offer"}""" },
        { "create_folder", """{"name":"offers","parent":"/sales"}""", "POST /files/v3/folders", """{"name":"offers","parentPath":"/sales"}""", """{"id":"6","name":"offers"}""", """{"id":"6","name":"offers"}""" },
        { "list_subscription_types", "{}", "GET /communication-preferences/v3/definitions", "", """{"subscriptionDefinitions":[{"id":"1","name":"News","isActive":true}]}""",
            """{"subscription_types":[{"id":"1","name":"News","active":"true"}],"truncated":false}""" },
        { "get_subscriptions", """{"email":"ada@birch.example"}""", "GET /communication-preferences/v3/status/email/ada%40birch.example", "",
            """{"recipient":"ada@birch.example","subscriptionStatuses":[{"id":"1","name":"News","status":"SUBSCRIBED","sourceOfStatus":"SUBSCRIPTION_STATUS"}]}""",
            """{"subscriptions":[{"id":"1","name":"News","status":"SUBSCRIBED","source":"SUBSCRIPTION_STATUS"}],"truncated":false}""" },
        { "unsubscribe", """{"email":"ada@birch.example","subscription_id":"1"}""", "POST /communication-preferences/v3/unsubscribe", """{"emailAddress":"ada@birch.example","subscriptionId":"1"}""",
            """{"id":"1","status":"NOT_SUBSCRIBED"}""", """{"status":"unsubscribed","subscription_id":"1"}""" },
        { "unsubscribe_all", """{"email":"ada@birch.example"}""", "POST /communication-preferences/v4/statuses/ada%40birch.example/unsubscribe-all?channel=EMAIL", "",
            """{"status":"COMPLETE","results":[]}""", """{"status":"unsubscribed from all"}""" },
        { "merge_contacts", """{"id":"1","merge_id":"2"}""", "POST /crm/v3/objects/contacts/merge", """{"primaryObjectId":"1","objectIdToMerge":"2"}""", """{"id":"3","properties":{}}""", """{"status":"merged","id":"3"}""" },
        { "create_property", """{"object":"contacts","name":"codexmcp_key","label":"Key","type":"string","field_type":"text","group":"contactinformation","unique":true}""", "POST /crm/v3/properties/contacts",
            """{"name":"codexmcp_key","label":"Key","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}""", """{"name":"codexmcp_key"}""", """{"status":"created","id":"codexmcp_key"}""" },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Tool_OnTheWire_SendsAndAnswers(string tool, string arguments, string request, string body, string answer, string result)
    {
        var stub = Stub.Always(200, answer);
        await using var harness = new Harness(stub);

        var structured = (await harness.RunAsync(tool, arguments)).Structured;

        var arrived = Assert.Single(stub.Requests);
        Assert.Equal(request, $"{arrived.Method} {arrived.Path}");
        Assert.Equal(body, arrived.Body);
        Assert.Equal(result, structured.GetRawText());
    }

    [Theory]
    [InlineData("archive_record", """{"object":"contacts","id":"512"}""", "DELETE /crm/v3/objects/contacts/512", """{"status":"archived","id":"512"}""")]
    [InlineData("remove_association", """{"from_object":"contacts","from_id":"1","to_object":"companies","to_id":"2"}""", "DELETE /crm/v4/objects/contacts/1/associations/companies/2", """{"status":"removed","from":"contacts/1","to":"companies/2"}""")]
    [InlineData("gdpr_delete_contact", """{"id":"512"}""", "POST /crm/v3/objects/contacts/gdpr-delete", """{"status":"deleted for good","id":"512"}""")]
    public async Task Tool_AnsweredWithNothing_IsDone(string tool, string arguments, string request, string result)
    {
        var stub = new Stub(static _ => Stub.Empty(204));
        await using var harness = new Harness(stub);

        Assert.Equal(result, (await harness.RunAsync(tool, arguments)).Structured.GetRawText());
        Assert.Equal(request, $"{stub.Requests[0].Method} {stub.Requests[0].Path}");
    }

    [Fact]
    public async Task Enrollments_OfAContactInNoSequence_AreNone()
    {
        await using var harness = new Harness(Stub.Always(404, """{"status":"error","category":"OBJECT_NOT_FOUND","message":"none","correlationId":"c"}"""));

        Assert.Equal("""{"enrollments":[],"truncated":false}""", (await harness.RunAsync("list_enrollments", """{"contact_id":"512"}""")).Structured.GetRawText());
    }

    [Fact]
    public async Task Associate_WithALabel_LooksItsNumberUp()
    {
        var stub = new Stub(static request => request.Method == "GET"
            ? Stub.Json(200, """{"results":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null},{"category":"USER_DEFINED","typeId":36,"label":"Champion"}]}""")
            : Stub.Json(201, """{"labels":["Champion"]}"""));
        await using var harness = new Harness(stub);

        await harness.RunAsync("associate", """{"from_object":"contacts","from_id":"1","to_object":"companies","to_id":"2","label":"champion"}""");
        var unknown = await harness.FailAsync("associate", """{"from_object":"contacts","from_id":"1","to_object":"companies","to_id":"2","label":"Boss"}""");

        Assert.Equal("""[{"associationCategory":"USER_DEFINED","associationTypeId":36}]""", stub.Requests[1].Body);
        Assert.Contains("no label 'Boss'", unknown.Message);
        Assert.Contains("Champion", unknown.Next);
    }

    [Fact]
    public async Task Lists_OfAnotherObject_DoNotExist()
    {
        var stub = new Stub(static request => request.Method == "GET" && request.Path == "/crm/v3/lists/9"
            ? Stub.Json(200, List.Replace("0-1", "0-47", StringComparison.Ordinal))
            : Stub.Json(200, """{"results":[]}"""));
        await using var harness = new Harness(stub);

        foreach (var (tool, arguments) in new[] { ("list_memberships", """{"list_id":"9"}"""), ("add_to_list", """{"list_id":"9","ids":["1"]}"""), ("remove_from_list", """{"list_id":"9","ids":["1"]}"""), ("delete_list", """{"list_id":"9"}""") })
        {
            Assert.Contains("no such record, list or file", (await harness.FailAsync(tool, arguments)).Message);
        }

        Assert.All(stub.Requests, static request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Lists_OfTheRolesObjects_CanBeReadAndChanged()
    {
        var stub = new Stub(static request => request.Path switch
        {
            "/crm/v3/lists/9" => Stub.Json(200, List),
            "/crm/v3/lists/9/memberships/add" => Stub.Json(200, """{"recordsIdsAdded":["1"],"recordIdsMissing":["2"],"recordIdsRemoved":[]}"""),
            _ => Stub.Json(200, """{"results":[{"recordId":"1","membershipTimestamp":"2026-03-01T00:00:00Z"}],"paging":{"next":{"after":"x"}}}"""),
        });
        await using var harness = new Harness(stub);

        var members = (await harness.RunAsync("list_memberships", """{"list_id":"9"}""")).Structured;
        var added = (await harness.RunAsync("add_to_list", """{"list_id":"9","ids":["1","2"]}""")).Structured;

        Assert.True(members.TryGetProperty("continuation", out _));
        Assert.Equal("""{"list_id":"9","added":["1"],"missing":["2"]}""", added.GetRawText());
        Assert.Equal("""["1","2"]""", stub.Requests[^1].Body);
    }

    [Theory]
    [InlineData("https://147.fs1.hubspotusercontent-na1.net/x?sig=1", true)]
    [InlineData("https://evil.example/x", false)]
    [InlineData("http://147.fs1.hubspotusercontent-na1.net/x", false)]
    [InlineData("https://hubspotusercontent-na1.net.evil.example/x", false)]
    [InlineData("https://evilhubspotusercontent-na1.net/x", false)]
    [InlineData("https://user@147.fs1.hubspotusercontent-na1.net/x", false)]
    [InlineData("javascript:alert(1)", false)]
    public async Task FileLink_LeadsOnlyToDeclaredHosts(string url, bool given)
    {
        var stub = Stub.Always(200, $$"""{"url":"{{url}}","name":"offer","expiresAt":"2026-03-02T12:05:00Z"}""");
        await using var harness = new Harness(stub);

        if (given)
        {
            var result = await harness.RunAsync("get_file_link", """{"id":"4"}""");
            Assert.Equal(url, result.Structured.GetProperty("url").GetString());
            Assert.IsType<ToolContent.Link>(Assert.Single(result.Content));
        }
        else
        {
            var failure = await harness.FailAsync("get_file_link", """{"id":"4"}""");
            Assert.Contains("not passed on", failure.Message);
            Assert.DoesNotContain("evil", failure.Message);
        }
    }

    [Fact]
    public async Task Upload_SendsAPrivateFile()
    {
        var stub = Stub.Always(201, """{"id":"4","name":"notes","extension":"txt"}""");
        await using var harness = new Harness(stub);

        await harness.RunAsync("upload_file", """{"name":"notes.txt","text":"hello"}""");
        var wrong = await harness.FailAsync("upload_file", """{"name":"notes.txt","base64":"%%%"}""");

        Assert.Contains("hello", stub.Requests[0].Body);
        Assert.Contains("\"access\":\"PRIVATE\"", stub.Requests[0].Body);
        Assert.Contains("no base64", wrong.Message);
    }
}

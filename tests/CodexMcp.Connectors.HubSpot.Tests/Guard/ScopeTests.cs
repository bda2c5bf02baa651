using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Guard;

public sealed class ScopeTests
{
    /// <summary>Every way by which a call can name a property. PROPERTY is replaced.</summary>
    public static TheoryData<string, string> Routes { get; } = new()
    {
        { "search_contacts", """{"properties":["email","PROPERTY"]}""" },
        { "search_contacts", """{"filter_groups":[[{"property":"PROPERTY","operator":"EQ","value":"1"}]]}""" },
        { "search_contacts", """{"filter_groups":[[{"property":"email","operator":"EQ","value":"1"}],[{"property":"PROPERTY","operator":"EQ","value":"1"}]]}""" },
        { "search_contacts", """{"sorts":["PROPERTY"]}""" },
        { "search_contacts", """{"sorts":["-PROPERTY"]}""" },
        { "search_records", """{"object":"contacts","properties":["PROPERTY"]}""" },
        { "get_contact", """{"id":"512","properties":["PROPERTY"]}""" },
        { "get_contact", """{"id":"x","id_property":"PROPERTY"}""" },
        { "get_record", """{"object":"contacts","id":"512","properties":["PROPERTY"]}""" },
        { "create_contact", """{"properties":{"email":"a@b.example","PROPERTY":"1"}}""" },
        { "create_record", """{"object":"contacts","properties":{"PROPERTY":"1"}}""" },
        { "update_contact", """{"id":"512","properties":{"PROPERTY":null}}""" },
        { "update_contact", """{"id":"512","id_property":"PROPERTY","properties":{"firstname":"A"}}""" },
        { "batch_read", """{"object":"contacts","ids":["512"],"properties":["PROPERTY"]}""" },
        { "batch_read", """{"object":"contacts","ids":["512"],"id_property":"PROPERTY"}""" },
        { "batch_create", """{"object":"contacts","inputs":[{"properties":{"email":"a@b.example"}},{"properties":{"PROPERTY":"1"}}]}""" },
        { "batch_update", """{"object":"contacts","inputs":[{"id":"512","properties":{"PROPERTY":"1"}}]}""" },
        { "batch_upsert", """{"object":"contacts","id_property":"PROPERTY","inputs":[{"id":"1","properties":{"firstname":"A"}}]}""" },
        { "batch_upsert", """{"object":"contacts","id_property":"email","inputs":[{"id":"a@b.example","properties":{"PROPERTY":"1"}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Guard_DeniedProperty_IsAnsweredLikeOneThatDoesNotExist(string tool, string arguments)
    {
        var stub = Stub.Always(200, "{}");
        await using var harness = new Harness(stub);

        var denied = await harness.RejectAsync(tool, arguments.Replace("PROPERTY", "phone", StringComparison.Ordinal));
        var unknown = await harness.RejectAsync(tool, arguments.Replace("PROPERTY", "phonf", StringComparison.Ordinal));
        var other = await harness.RejectAsync(tool, arguments.Replace("PROPERTY", "PHONE", StringComparison.Ordinal));

        Assert.Equal(unknown.Message.Replace("phonf", "phone", StringComparison.Ordinal), denied.Message);
        Assert.Equal(unknown.Next, denied.Next);
        Assert.Equal(denied.Message, other.Message.Replace("PHONE", "phone", StringComparison.Ordinal));
        Assert.Contains("has no property 'phone'", denied.Message);
        Assert.Empty(stub.Requests);
    }

    public static TheoryData<string, string> ObjectRoutes { get; } = new()
    {
        { "search_meetings", "{}" },
        { "get_meeting", """{"id":"1"}""" },
        { "create_meeting", """{"properties":{"hs_meeting_title":"x"}}""" },
        { "update_meeting", """{"id":"1","properties":{"hs_meeting_title":"x"}}""" },
        { "search_records", """{"object":"meetings"}""" },
        { "get_contact", """{"id":"1","associations":["meetings"]}""" },
        { "create_contact", """{"properties":{"email":"a@b.example"},"associations":[{"to_object":"meetings","to_id":"1"}]}""" },
        { "create_note", """{"body":"x","associations":[{"to_object":"contacts","to_id":"1"},{"to_object":"meetings","to_id":"1"}]}""" },
        { "batch_create", """{"object":"contacts","inputs":[{"properties":{"email":"a@b.example"},"associations":[{"to_object":"meetings","to_id":"1"}]}]}""" },
        { "batch_read", """{"object":"meetings","ids":["1"]}""" },
        { "batch_archive", """{"object":"meetings","ids":["1"]}""" },
        { "archive_record", """{"object":"meetings","id":"1"}""" },
        { "list_associations", """{"object":"contacts","id":"1","to_object":"meetings"}""" },
        { "list_associations", """{"object":"meetings","id":"1","to_object":"contacts"}""" },
        { "associate", """{"from_object":"contacts","from_id":"1","to_object":"meetings","to_id":"2"}""" },
        { "remove_association", """{"from_object":"meetings","from_id":"1","to_object":"contacts","to_id":"2"}""" },
        { "list_association_labels", """{"from_object":"contacts","to_object":"meetings"}""" },
        { "list_properties", """{"object":"meetings"}""" },
        { "list_pipelines", """{"object":"meetings"}""" },
        { "list_lists", """{"object":"meetings"}""" },
        { "create_list", """{"object":"meetings","name":"x"}""" },
    };

    [Theory]
    [MemberData(nameof(ObjectRoutes))]
    public async Task Guard_ObjectOutsideTheScope_DoesNotExist(string tool, string arguments)
    {
        var stub = Stub.Always(200, "{}");
        await using var harness = new Harness(stub);

        var rejection = await harness.RejectAsync(tool, arguments);

        Assert.Equal("There is no object type 'meetings'.", rejection.Message);
        Assert.Empty(stub.Requests);
        Assert.Equal(0, stub.Lists);
    }

    [Theory]
    [InlineData("""{"objects":["contacts","deals"],"deny_properties":["contact.phone"]}""", "deny_properties names 'contact'", "Did you mean contacts?")]
    [InlineData("""{"objects":["contacts"],"properties":{"contcats":["email"]}}""", "properties names 'contcats'", "Did you mean contacts?")]
    public async Task Guard_SlipInATypesName_ClosesTheScope(string scope, string says, string hint)
    {
        var stub = Stub.Always(200, "{}");
        await using var harness = new Harness(stub, scope: scope);

        var failure = await harness.FailAsync("search_contacts", "{}");

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains(says, failure.Message);
        Assert.Contains(hint, failure.Message);
        Assert.Empty(stub.Requests);
    }

    [Theory]
    [InlineData("create_contact", """{"properties":{"email":"a@b.example","codexmcp_key":"key-1"}}""")]
    [InlineData("update_contact", """{"id":"1","properties":{"codexmcp_key":""}}""")]
    [InlineData("batch_create", """{"object":"contacts","inputs":[{"properties":{"codexmcp_key":"key-1"}}]}""")]
    [InlineData("batch_upsert", """{"object":"contacts","id_property":"codexmcp_key","inputs":[{"id":"key-1","properties":{"firstname":"A"}}]}""")]
    public async Task Guard_TheHostsOwnMarker_IsNobodyElses(string tool, string arguments)
    {
        await using var harness = new Harness(Stub.Always(200, "{}"));

        Assert.Contains("the host's own", (await harness.RejectAsync(tool, arguments)).Message);
    }

    [Fact]
    public async Task Words_MoreThanThereAreFilterGroups_SaysWhereIsNotLooked()
    {
        await using var harness = new Harness(Stub.Always(200, "{}"), settings: """{"auth":{"method":"private_app","token":"pat-na1-test"},"limits":{"filter_groups":3}}""");

        var verdict = await harness.Connector.Guard!.CheckAsync(harness.Call("search_contacts", """{"query":"Ada"}"""), TestContext.Current.CancellationToken);

        Assert.Contains("in firstname, lastname, email,", Assert.Single(verdict.Notes));
        Assert.Contains("Not in company", verdict.Notes[0]);
    }

    [Fact]
    public async Task Guard_RoleWithoutScope_HasNothing()
    {
        await using var harness = new Harness(Stub.Always(200, "{}")) { Scope = null };

        Assert.Contains("operator", (await harness.RejectAsync("search_contacts", "{}")).Next);
        Assert.Contains("no object type", (await harness.RejectAsync("enroll_in_sequence", """{"user_id":"1","sequence_id":"2","contact_id":"3","sender_email":"a@b.example"}""")).Message);
        Assert.Contains("no object type", (await harness.RejectAsync("merge_contacts", """{"id":"1","merge_id":"2"}""")).Message);
    }

    [Fact]
    public async Task Guard_NoPropertiesAsked_WritesThoseOfTheScopeIntoTheCall()
    {
        await using var harness = new Harness(Stub.Always(200, "{}"));

        var companies = await harness.PassAsync(harness.Call("search_companies", """{"limit":5}"""));
        var contacts = await harness.PassAsync(harness.Call("get_contact", """{"id":"1"}"""));

        Assert.Equal("""["name","domain","industry"]""", companies.Arguments.GetProperty("properties").GetRawText());
        Assert.Equal(5, companies.Arguments.GetProperty("limit").GetInt32());
        Assert.DoesNotContain("phone", contacts.Arguments.GetRawText());
        Assert.Contains("email", contacts.Arguments.GetRawText());
    }

    [Fact]
    public async Task Search_PropertiesNobodyAskedFor_AreStripped()
    {
        var stub = Stub.Always(200, $$"""{"total":1,"results":[{{Some.Contact}}]}""");
        await using var harness = new Harness(stub);

        var result = await harness.RunAsync("search_contacts", "{}");

        Assert.Equal("""{"id":"512","email":"ada@birch.example","firstname":"Ada","lastname":"Synthetic","lastmodifieddate":"2026-02-01T00:00:00.000Z"}""",
            result.Structured.GetProperty("records")[0].GetRawText());
        Assert.DoesNotContain("555", result.Structured.GetRawText());
    }

    [Fact]
    public async Task Words_WhereHubSpotWouldLookIntoMore_BecomeFilters()
    {
        var stub = Stub.Always(200, """{"total":0,"results":[]}""");
        await using var harness = new Harness(stub);

        await harness.RunAsync("search_contacts", """{"query":"5550100"}""");
        var body = JsonDocument.Parse(stub.Requests[0].Body).RootElement;

        Assert.False(body.TryGetProperty("query", out _));
        var filters = body.GetProperty("filterGroups").EnumerateArray().SelectMany(static group => group.GetProperty("filters").EnumerateArray()).ToList();
        Assert.Equal(["firstname", "lastname", "email", "company"], filters.Select(static filter => filter.GetProperty("propertyName").GetString()));
        Assert.All(filters, static filter => Assert.Equal("5550100", filter.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Words_WhereTheRoleSeesAll_GoToHubSpotAsTheyAre()
    {
        var stub = Stub.Always(200, """{"total":0,"results":[]}""");
        await using var harness = new Harness(stub);

        await harness.RunAsync("search_tickets", """{"query":"late \" delivery"}""");

        Assert.Equal("late \" delivery", JsonDocument.Parse(stub.Requests[0].Body).RootElement.GetProperty("query").GetString());
    }

    [Fact]
    public async Task Enrolment_WhateverTheMode_AsksAPerson()
    {
        await using var harness = new Harness(Stub.Always(200, "{}"));

        var verdict = await harness.Connector.Guard!.CheckAsync(
            harness.Call("enroll_in_sequence", """{"user_id":"1","sequence_id":"2","contact_id":"3","sender_email":"a@b.example"}"""), TestContext.Current.CancellationToken);

        Assert.Equal(Abstractions.ApprovalMode.Prompt, verdict.AtLeast);
        Assert.Null(verdict.Rejection);
    }

    [Theory]
    [InlineData("""{"id":"1","properties":{"dealstage":"won"}}""", "does not take 'won'")]
    [InlineData("""{"id":"1","properties":{"hs_lastmodifieddate":"2026-01-01"}}""", "set by HubSpot alone")]
    [InlineData("""{"id":"../../owners","properties":{"dealname":"x"}}""", "no id")]
    public async Task Write_WhatHubSpotWouldNotTake_IsRefusedBeforeItIsSent(string arguments, string says)
    {
        var stub = Stub.Always(200, "{}");
        await using var harness = new Harness(stub);

        var failure = await harness.FailAsync("update_deal", arguments);

        Assert.Contains(says, failure.Message);
        Assert.Empty(stub.Requests);
    }

    [Theory]
    [InlineData("""{"property":"amount","operator":"BETWEEN","value":"1"}""", "high_value")]
    [InlineData("""{"property":"amount","operator":"IN","value":"1"}""", "values")]
    [InlineData("""{"property":"amount","operator":"HAS_PROPERTY","value":"1"}""", "no value")]
    [InlineData("""{"property":"amount","operator":"EQ"}""", "value alone")]
    public async Task Filter_WithTheWrongValues_IsRefused(string filter, string says)
    {
        await using var harness = new Harness(Stub.Always(200, "{}"));

        Assert.Contains(says, (await harness.RejectAsync("search_deals", $$"""{"filter_groups":[[{{filter}}]]}""")).Message);
    }

    [Theory]
    [InlineData(6, 1, "5 filter groups")]
    [InlineData(1, 7, "6 filters in one group")]
    [InlineData(5, 4, "18 filters")]
    public async Task Filters_BeyondTheLimits_AreRefused(int groups, int each, string says)
    {
        await using var harness = new Harness(Stub.Always(200, "{}"));
        var group = $"[{string.Join(',', Enumerable.Repeat("""{"property":"amount","operator":"EQ","value":"1"}""", each))}]";

        Assert.Contains(says, (await harness.RejectAsync("search_deals", $$"""{"filter_groups":[{{string.Join(',', Enumerable.Repeat(group, groups))}}]}""")).Message);
    }

    [Fact]
    public async Task PropertyList_ShowsNothingOfWhatIsDenied_AndIsReadOnce()
    {
        var stub = Stub.Always(200, "{}");
        await using var harness = new Harness(stub);

        var contacts = (await harness.RunAsync("list_properties", """{"object":"contacts"}""")).Structured.GetRawText();
        await harness.RunAsync("list_properties", """{"object":"contacts","contains":"name"}""");

        Assert.DoesNotContain("phone", contacts);
        Assert.Contains("lifecyclestage", contacts);
        Assert.Equal(1, stub.Lists);
    }
}

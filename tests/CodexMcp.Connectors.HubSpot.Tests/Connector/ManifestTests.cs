using System.Runtime.InteropServices;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

public sealed class ManifestTests
{
    private static readonly string[] Types = ["contact", "company", "deal", "ticket", "note", "task", "email", "call", "meeting"];

    [Fact]
    public async Task Manifest_NineTypes_CanBeSearchedReadCreatedAndUpdated()
    {
        await using var harness = new Harness(Stub.Always(500, ""));
        var tools = harness.Manifest.Catalog.Tools;

        foreach (var one in Types)
        {
            Assert.Contains($"search_{(one == "company" ? "companies" : one + "s")}", tools.Keys);
            Assert.Contains($"get_{one}", tools.Keys);
            Assert.Contains($"create_{one}", tools.Keys);
            Assert.Contains($"update_{one}", tools.Keys);
        }
    }

    [Fact]
    public async Task Manifest_IrreversibleTools_AreAdminOrDestructive()
    {
        await using var harness = new Harness(Stub.Always(500, ""));
        var tools = harness.Manifest.Catalog.Tools;

        Assert.Equal(ToolVerb.Admin, tools["merge_contacts"].Verb);
        Assert.Equal(ToolVerb.Admin, tools["gdpr_delete_contact"].Verb);
        Assert.Equal(ToolVerb.Admin, tools["create_property"].Verb);
        Assert.Equal(ToolVerb.Destructive, tools["archive_record"].Verb);
        Assert.Equal(ToolVerb.Destructive, tools["batch_archive"].Verb);
        Assert.All(tools.Values, static tool => Assert.False(tool.Verb == ToolVerb.Read && tool.Action.Split('_')[0] is "create" or "update" or "delete" or "add" or "remove" or "archive" or "enroll"));
    }

    [Fact]
    public async Task Manifest_EveryTool_IsSmallAndDescribed()
    {
        await using var harness = new Harness(Stub.Always(500, ""));

        foreach (var tool in harness.Manifest.Catalog.Tools.Values)
        {
            Assert.InRange(JsonMarshal.GetRawUtf8Value(tool.InputSchema).Length, 1, 2_500);
            Assert.InRange(tool.Description.Length, 10, 250);
            Assert.True(ToolListing.EstimateTokens(tool) < 600, tool.Name);
            Assert.NotNull(tool.OutputSchema);
        }
    }

    [Fact]
    public async Task Manifest_WhatASalesRoleUses_FitsHalfOfItsTokens()
    {
        await using var harness = new Harness(Stub.Always(500, ""));
        string[] used =
        [
            "search_contacts", "search_companies", "search_deals", "get_contact", "get_company", "get_deal", "list_associations", "list_owners", "list_pipelines",
            "list_properties", "create_note", "create_task", "update_deal", "enroll_in_sequence",
        ];

        Assert.InRange(used.Sum(name => ToolListing.EstimateTokens(harness.Manifest.Catalog.Tools[name])), 1_000, 4_200);
    }

    [Fact]
    public async Task Execute_EveryToolOfTheManifest_IsKnownToTheCode()
    {
        await using var harness = new Harness(Stub.Always(418, "{}"), scope: Some.Scope.Replace("\"calls\"]", "\"calls\",\"meetings\"]", StringComparison.Ordinal));

        foreach (var tool in harness.Manifest.Catalog.Tools.Values)
        {
            var inputs = tool.Action.StartsWith("batch_", StringComparison.Ordinal) ? """{"id":"1","properties":{"firstname":"A"}}""" : "";
            var call = harness.Call("list_owners", "{}") with { Tool = tool, Arguments = Some.Json($$"""
                {"object":"contacts","id":"1","merge_id":"2","email":"a@b.example","ids":["1"],"inputs":[{{inputs}}],"from_object":"contacts","from_id":"1",
                 "to_object":"companies","to_id":"2","user_id":"1","sequence_id":"2","contact_id":"3","sender_email":"s@b.example","list_id":"1","name":"n","subscription_id":"1","text":"t"}
                """) };
            if (tool.Action == "list_properties")
            {
                continue; // It answers from what the host has read before.
            }

            var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await harness.Connector.ExecuteAsync(call, TestContext.Current.CancellationToken));
            Assert.True(failure.Message.Contains("418", StringComparison.Ordinal), $"{tool.Name}: {failure.Message}");
        }
    }
}

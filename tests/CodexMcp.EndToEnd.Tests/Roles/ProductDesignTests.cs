namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>The day of a product designer: measure a flow, look for a ticket, write one, and tell the team.</summary>
public sealed class ProductDesignTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Audit_FromTheFrameToTheTicket_MeasuresAndAsksBeforeItWrites()
    {
        await using var session = await RoleSession.OpenAsync("product-design", folder.State);

        var frames = await session.RunAsync("figma_list_frames", """{"file":"synthHeroFile01","name":"signup"}""");
        var frame = frames.GetProperty("nodes")[0].GetProperty("id").GetString();
        var layers = (await session.RunAsync("figma_list_layers", $$"""{"file":"synthHeroFile01","nodes":["{{frame}}"]}""")).GetProperty("layers");
        var title = Assert.Single(layers.EnumerateArray(), layer => layer.TryGetProperty("text", out var text) && text.GetString() == "Create your account");
        Assert.Equal("#9ca3af", title.GetProperty("fills")[0].GetProperty("color").GetString());
        Assert.Contains(layers.EnumerateArray(), layer => layer.GetProperty("name").GetString() == "Submit" && layer.GetProperty("height").GetInt32() < 44);
        Assert.Equal("Is the contrast enough?", (await session.RunAsync("figma_list_comments", """{"file":"synthHeroFile01"}""")).GetProperty("comments")[0].GetProperty("message").GetString());
        var picture = await session.CallAsync("figma_get_image", $$"""{"file":"synthHeroFile01","node":"{{frame}}"}""");
        Assert.Equal("image/png", Assert.Single(picture.Content.OfType<ModelContextProtocol.Protocol.ImageContentBlock>()).MimeType);
        Assert.Empty(session.Questions);

        var ticket = (await session.RunAsync("jira_create_issue", """{"project":"PD","type":"Story","summary":"Raise the contrast of the sign-up title"}""")).GetProperty("key").GetString();
        await session.RunAsync("figma_link_resource", $$"""{"file":"synthHeroFile01","node":"1:91","name":"{{ticket}}","url":"https://codexmcp-sandbox.atlassian.net/browse/{{ticket}}"}""");
        var comment = (await session.RunAsync("figma_post_comment", """{"file":"synthHeroFile01","node":"1:91","message":"Contrast is 2.5 to 1; 4.5 is needed."}""")).GetProperty("id").GetString();
        await session.RunAsync("slack_post_message", $$"""{"channel":"C0SYNTH02","text":"Audited: see {{ticket}}."}""");

        Assert.Equal(4, session.Questions.Count);
        var comments = (await session.RunAsync("figma_list_comments", """{"file":"synthHeroFile01"}""")).GetProperty("comments").EnumerateArray();
        Assert.Contains(comments, row => row.GetProperty("id").GetString() == comment && row.GetProperty("node").GetString() == "1:91");
        Assert.Contains(ticket!, (await session.RunAsync("slack_read_channel", """{"channel":"C0SYNTH02","limit":50}""")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogoFile_ByEveryWayIn_IsRefused()
    {
        await using var session = await RoleSession.OpenAsync("product-design", folder.State);
        var tools = (await session.ToolsAsync()).Where(tool => tool.StartsWith("figma_", StringComparison.Ordinal)).ToList();
        Assert.Equal(11, tools.Count);

        foreach (var tool in tools)
        {
            var more = tool switch
            {
                "figma_list_layers" or "figma_export_images" => ""","nodes":["1:2"]""",
                "figma_get_image" => ""","node":"1:2" """,
                "figma_post_comment" => ""","message":"Nice" """,
                "figma_link_resource" => ""","node":"1:2","name":"x","url":"https://larkspur.example/x" """,
                _ => "",
            };
            Assert.Equal("denied", await session.RefusedAsync(tool, $$"""{"file":"synthLogoFile01"{{more}}}"""));
        }

        Assert.Empty(session.Questions);
    }
}

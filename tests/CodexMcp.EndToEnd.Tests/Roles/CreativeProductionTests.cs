namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>A campaign's board: tokens and pictures found, a design made, a brand template filled after the brand's people agreed, files exported.</summary>
public sealed class CreativeProductionTests : IDisposable
{
    private const string Fill = """{"template":"DEFSYNTH001","title":"Ad A","fields":{"headline":{"type":"text","text":"Summer"},"hero":{"type":"image","asset_id":"MsdSYNTH01"}}}""";
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Board_FromTokensToFiles_WaitsForTheBrandAndAsksForTheRest()
    {
        await using var session = await RoleSession.OpenAsync("creative-production", folder.State);

        Assert.Contains("color/primary", (await session.RunAsync("figma_list_variables", """{"file":"synthHeroFile01"}""")).GetRawText(), StringComparison.Ordinal);
        var picture = (await session.RunAsync("canva_list_folder", """{"folder":"root","types":["image"]}""")).GetProperty("items")[0].GetProperty("asset").GetString();
        Assert.Equal("image", (await session.RunAsync("canva_get_brand_template", """{"template":"DEFSYNTH001"}""")).GetProperty("fields")[1].GetProperty("type").GetString());
        Assert.Empty(session.Questions);

        var made = (await session.RunAsync("canva_create_design", $$"""{"title":"Ad 728x90","width":728,"height":90,"asset":"{{picture}}"}""")).GetProperty("id").GetString();
        var ticket = await Reviewers.WaitingAsync(session, "canva_autofill_design", Fill);
        await Reviewers.ApproveAsync(folder.State, ticket, "brand-lead", "brand");
        var filled = (await session.RunAsync("canva_autofill_design", Fill)).GetProperty("design").GetString();
        Assert.Equal("Ad A", (await session.RunAsync("canva_get_design", $$"""{"design":"{{filled}}"}""")).GetProperty("title").GetString());
        foreach (var design in new[] { made, filled })
        {
            Assert.Equal(2, (await session.RunAsync("canva_export_design", $$"""{"design":"{{design}}","format":"png"}""")).GetProperty("urls").GetArrayLength());
        }

        var files = await session.RunAsync("canva_export_design", $$"""{"design":"{{filled}}","format":"pdf"}""");
        Assert.Equal("Canva", files.GetProperty("provenance").GetProperty("source").GetString());
        await session.RunAsync("slack_post_message", """{"channel":"C0SYNTH02","text":"The board is ready."}""");

        Assert.Equal(5, session.Questions.Count);
    }

    [Fact]
    public async Task Export_OfADesignWithoutLicences_SaysSoAndBuysNothing()
    {
        await using var session = await RoleSession.OpenAsync("creative-production", folder.State);

        var result = await session.CallAsync("canva_export_design", """{"design":"DAFUNLICENSED","format":"pdf"}""");

        var error = result.StructuredContent!.Value.GetProperty("error");
        Assert.Equal("connector_error", error.GetProperty("code").GetString());
        Assert.Contains("licence", error.GetProperty("message").GetString());
    }
}

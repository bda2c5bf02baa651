using System.Text.Json;
using CodexMcp.EndToEnd.Tests;
using Microsoft.Playwright;

namespace CodexMcp.Console.Tests;

/// <summary>The whole story: an agent asks for a write, a person approves it in a browser, it runs once, and the trail tells all of it.</summary>
public sealed class WalkThroughTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData("stdio", true)]
    [InlineData("session", true)]
    [InlineData("stateless", true)]
    [InlineData("stateless", false)]
    public async Task Write_ApprovedInTheBrowser_RunsOnce(string kind, bool scripts)
    {
        await using var stage = await Stage.StartAsync();
        var page = await chromium.OpenAsync(stage.Host.Address, scripts: scripts);
        await stage.SignInAsync(page);
        await using var agent = await stage.AgentAsync(kind);
        var query = await Stage.QueryAsync(agent);
        Assert.Equal("approval_pending", Stage.Code(await Stage.CancelAsync(agent, query)));

        // With scripts the call appears by itself; without, when the page is loaded again.
        if (!scripts)
        {
            await page.ReloadAsync();
        }

        var card = page.Locator("[data-row]");
        await Assertions.Expect(card).ToHaveCountAsync(1);
        await Assertions.Expect(card).ToContainTextAsync("yours to decide");
        await card.ClickAsync();
        await Assertions.Expect(page.Locator("pre.call")).ToContainTextAsync((string)query["query_id"]!);
        await page.GetByLabel("Comment").FillAsync("Go ahead.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(page.Locator("#live-standing")).ToContainTextAsync("approved");
        var id = page.Url.Split('/')[^1];

        var ran = await Stage.CancelAsync(agent, query);
        Assert.True(ran.IsError != true, ran.StructuredContent?.ToString());
        Assert.Equal("approval_pending", Stage.Code(await Stage.CancelAsync(agent, query)));
        if (scripts)
        {
            await Assertions.Expect(page.Locator("#live-standing")).ToContainTextAsync("run"); // by itself
        }

        Check(await stage.TrailAsync(), id);
        await page.GotoAsync($"/console/audit?q={id}");
        foreach (var word in new[] { "approval.asked", "approval.voted", "call.intent", "call.finished" })
        {
            await Assertions.Expect(page.Locator("table")).ToContainTextAsync(word);
        }

        Assert.Equal(0, (await HostProcess.RunAsync("audit", "verify", "--state", stage.State)).Code);
    }

    /// <summary>Request, what was shown, vote, intent and outcome stand there, once and in this order.</summary>
    private static void Check(List<JsonElement> trail, string id)
    {
        var asked = Assert.Single(trail, record => Is(record, "event", "approval.asked") && Is(record, "call_id", id));
        var shown = asked.GetProperty("reason").GetString()!.Split("sha256 ")[1];
        var voted = Assert.Single(trail, record => Is(record, "event", "approval.voted"));
        Assert.True(Is(voted, "outcome", "approved") && Is(voted, "principal", "key:carol") && Is(voted, "call_id", id), voted.ToString());
        Assert.Contains(shown, voted.ToString(), StringComparison.Ordinal);
        Assert.Contains("Go ahead.", voted.ToString(), StringComparison.Ordinal);
        var intent = Assert.Single(trail, record => Is(record, "event", "call.intent"));
        Assert.Contains(id, intent.ToString(), StringComparison.Ordinal);
        var ran = Assert.Single(trail, record => Is(record, "event", "call.finished") && Is(record, "tool", "snowflake_cancel_query") && Is(record, "outcome", "succeeded"));
        Assert.Equal(intent.GetProperty("call_id").GetString(), ran.GetProperty("call_id").GetString());
        int[] places = [trail.IndexOf(asked), trail.IndexOf(voted), trail.IndexOf(intent), trail.IndexOf(ran)];
        Assert.Equal(places.Order(), places);
    }

    private static bool Is(JsonElement record, string name, string value) => record.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() == value;
}

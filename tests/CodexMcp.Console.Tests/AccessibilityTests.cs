using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace CodexMcp.Console.Tests;

/// <summary>
/// Every page, in light, in dark and on a phone: labels, names, headings, contrast as the browser computes it, focus that can be seen, nothing
/// wider than the screen. What was seen is kept as pictures; CODEXMCP_SCREENSHOTS=1 puts them into the repository for review.
/// </summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string[] Pages = ["", "/history", "/audit", "/audit/chains", "/roles", "/roles/data-analytics", "/connectors", "/calls", "/metrics", "/approvals/{id}"];

    // Besides all pages in light, these are kept.
    private static readonly string[] Shown = ["inbox-dark", "approvals-dark", "metrics-dark", "sign-in-phone", "inbox-phone", "approvals-phone"];

    [Theory]
    [InlineData("light", 1200, 900)]
    [InlineData("dark", 1200, 900)]
    [InlineData("phone", 390, 844)]
    public async Task Page_CanBeReadAndUsedByEverybody(string look, int width, int height)
    {
        await using var stage = await Stage.StartAsync();
        var page = await chromium.OpenAsync(stage.Host.Address, look == "dark" ? ColorScheme.Dark : ColorScheme.Light, width, height);
        await page.GotoAsync("/console");
        await CheckAsync(page, "sign-in", look);
        await stage.SignInAsync(page);
        await using var agent = await stage.AgentAsync("stateless");
        await DecideAsync(page, agent, "Approve");
        await Stage.CancelAsync(agent, await Stage.QueryAsync(agent, "SELECT 3"));
        await DecideAsync(page, agent, "Decline");
        await page.GotoAsync("/console");
        await Assertions.Expect(page.Locator("[data-row]").First).ToBeVisibleAsync();
        var id = (await page.Locator("[data-row]").Last.GetAttributeAsync("href"))!.Split('/')[^1];
        await page.GotoAsync("/console/audit/chains");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();

        foreach (var path in Pages)
        {
            await page.GotoAsync("/console" + path.Replace("{id}", id, StringComparison.Ordinal));
            await CheckAsync(page, path.Length == 0 ? "inbox" : path.Trim('/').Replace("/{id}", "", StringComparison.Ordinal).Replace('/', '-'), look);
        }
    }

    private static async Task DecideAsync(IPage page, ModelContextProtocol.Client.McpClient agent, string decision)
    {
        var query = await Stage.QueryAsync(agent, $"SELECT '{decision}'");
        await Stage.CancelAsync(agent, query);
        await page.GotoAsync("/console");
        await page.Locator("[data-row]", new() { HasText = "yours to decide" }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = decision }).ClickAsync();
        await page.WaitForURLAsync("**/console/approvals/*");
        await Stage.CancelAsync(agent, query);
    }

    private static async Task CheckAsync(IPage page, string name, string look)
    {
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder(Shown.Contains($"{name}-{look}") || look == "light"), $"{name}-{look}.png"), Animations = ScreenshotAnimations.Disabled });
        var faults = await page.EvaluateAsync<string[]>(await File.ReadAllTextAsync(Path.Combine(Here(), "accessibility.js"), TestContext.Current.CancellationToken));
        Assert.True(faults.Length == 0, $"{name}, {look}:\n  {string.Join("\n  ", faults)}");

        // From the top of the page, every stop of the Tab key shows where it is.
        await page.EvaluateAsync("() => { document.activeElement.blur(); window.scrollTo(0, 0); }");
        for (var stop = 0; stop < 12; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            var hidden = await page.EvaluateAsync<string?>("""
                () => {
                  const at = document.activeElement;
                  if (at === document.body) return null;
                  const style = getComputedStyle(at);
                  const box = at.getBoundingClientRect();
                  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.right > 0 ? null : at.outerHTML.slice(0, 200);
                }
                """);
            Assert.True(hidden is null, $"{name}, {look}: the focus can't be seen on {hidden}");
        }
    }

    private static string Folder(bool kept)
    {
        var folder = Path.Combine(kept && Environment.GetEnvironmentVariable("CODEXMCP_SCREENSHOTS") == "1" ? Here() : AppContext.BaseDirectory, "screenshots");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

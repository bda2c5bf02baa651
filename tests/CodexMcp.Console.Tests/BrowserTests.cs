using Microsoft.Playwright;

namespace CodexMcp.Console.Tests;

/// <summary>What only a real browser can show: keys, the policy that holds, frames of other sites.</summary>
public sealed class BrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Keys_MoveOpenAndGo()
    {
        await using var stage = await Stage.StartAsync();
        var page = await chromium.OpenAsync(stage.Host.Address);
        await stage.SignInAsync(page);
        await using var agent = await stage.AgentAsync("stateless");
        await Stage.CancelAsync(agent, await Stage.QueryAsync(agent));
        await Stage.CancelAsync(agent, await Stage.QueryAsync(agent, "SELECT 2"));
        await Assertions.Expect(page.Locator("[data-row]")).ToHaveCountAsync(2);
        await Assertions.Expect(page).ToHaveTitleAsync("(2) Inbox · CodexMcp");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/console/approvals/*");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("h");
        await page.WaitForURLAsync("**/console/history");
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Policy_ScriptThatIsNotOurs_DoesNotRun()
    {
        await using var stage = await Stage.StartAsync();
        var page = await chromium.OpenAsync(stage.Host.Address);
        var said = new List<string>();
        page.Console += (_, message) => said.AddRange(message.Type == "error" ? [message.Text] : []);
        await stage.SignInAsync(page);
        Assert.Empty(said); // the console itself never breaks its policy

        var ran = await page.EvaluateAsync<bool>("""
            () => {
              const inline = document.createElement('script');
              inline.textContent = 'window.pwned = true';
              document.body.append(inline);
              const image = document.createElement('div');
              image.innerHTML = '<img src=x onerror="window.pwned = true">';
              document.body.append(image);
              return new Promise(done => setTimeout(() => done(window.pwned === true), 200));
            }
            """);

        Assert.False(ran);
        Assert.Contains(said, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frame_OfAnotherSite_ShowsNothingOfTheConsole()
    {
        await using var stage = await Stage.StartAsync();
        var page = await chromium.OpenAsync(stage.Host.Address);
        await stage.SignInAsync(page);

        await page.SetContentAsync($"<iframe src=\"{new Uri(stage.Host.Address, "/console")}\"></iframe>");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var frame = page.Frames.Single(frame => frame != page.MainFrame);
        Assert.DoesNotContain("Inbox", await frame.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_IsNoBusinessOfScripts()
    {
        await using var stage = await Stage.StartAsync();
        var page = await chromium.OpenAsync(stage.Host.Address);
        await stage.SignInAsync(page);

        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name == "codex-mcp-console");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
    }
}

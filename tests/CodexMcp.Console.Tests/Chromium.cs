using Microsoft.Playwright;

namespace CodexMcp.Console.Tests;

/// <summary>A real Chromium, started once for all tests; where there is none, they skip and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The variable that names the browser's executable.</summary>
    private const string Variable = "CODEXMCP_TEST_CHROMIUM";

    private IPlaywright? playwright;
    private IBrowser? browser;

    public ValueTask InitializeAsync() => default;

    /// <summary>A window of its own: nothing is shared with any other.</summary>
    public async Task<IPage> OpenAsync(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1200, int height = 900, bool scripts = true)
    {
        var executable = Find();
        if (executable is null)
        {
            Assert.Skip($"There is no Chromium: install the package chromium, or name its executable in {Variable}.");
        }

        playwright ??= await Playwright.CreateAsync();
        browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Arguments() });
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
    }

    // Its own sandbox needs rights that a container's root does not have; it shows our own pages only.
    private static string[] Arguments() => Environment.UserName == "root" ? ["--no-sandbox"] : [];

    private static string? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
}

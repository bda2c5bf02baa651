using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Whatever an argument holds, the request stays one part below the base path of the same host.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\r\\nHost: evil")]
    public async Task Execute_PartThatLeadsAway_IsRefusedAndNothingIsSent(string id)
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address);

        var failure = await rig.FailAsync("get", $$"""{"id":"{{id}}"}""");

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("../../admin")]
    [InlineData("..%2f..%2fadmin")]
    [InlineData("%2e%2e")]
    [InlineData("..\\\\..\\\\admin")]
    [InlineData("a/b?c=d#e")]
    [InlineData("//evil.example/x")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("@evil.example")]
    [InlineData("x;y=1")]
    [InlineData("ünïcode \u202e")]
    public async Task Execute_AnyOtherText_IsOneEscapedPart(string id)
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"name":"n"}""");
        await using var rig = new Rig(upstream.Address);

        await rig.RunAsync("get", $$"""{"id":"{{id}}"}""");

        var (_, target, _, _) = Assert.Single(upstream.Requests);
        Assert.StartsWith("/v1/things/", target);
        Assert.DoesNotContain('/', target["/v1/things/".Length..]);
        Assert.DoesNotContain('?', target);
        Assert.Equal(id.Replace("\\\\", "\\"), Uri.UnescapeDataString(target["/v1/things/".Length..]));
    }

    [Fact]
    public async Task Execute_ListArgument_IsRepeatedOrJoinedAsTheManifestSays()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"name":"n"}""");
        await using var rig = new Rig(upstream.Address);

        await rig.RunAsync("get", """{"id":"a","tags":["x","y&z"]}""");

        Assert.Equal("/v1/things/a?tags=x&tags=y%26z&all=x%2Cy%26z", upstream.Requests.Single().Target);
    }

    [Theory]
    [InlineData("src/a.cs", "/v1/files/src/a.cs")]
    [InlineData("/src//a b.cs/", null)]
    [InlineData("src/../../x", null)]
    [InlineData("src/%2e%2e/x", "/v1/files/src/%252e%252e/x")]
    public async Task Execute_PathOfSegments_KeepsItsSlashesAndNothingElse(string path, string? target)
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, """
              file:
                title: File
                description: Reads a file.
                verb: read
                request: { path: "/files/{path|segments}" }
                input: { type: object, required: [path], properties: { path: { type: string, description: Path. } } }
                output: { type: object }
                examples: [{ arguments: { path: a } }]
                sandbox: { body: {} }
            """);

        if (target is null)
        {
            await rig.FailAsync("file", $$"""{"path":"{{path}}"}""");
            Assert.Empty(upstream.Requests);
            return;
        }

        await rig.RunAsync("file", $$"""{"path":"{{path}}"}""");
        Assert.Equal(target, upstream.Requests.Single().Target);
    }
}

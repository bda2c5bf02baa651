using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Connectors.Tests.Manifests;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>GitHub is written to in three ways, and none of them sends a review: held to the requests that the manifest can make, whatever the arguments are.</summary>
public sealed class GitHubDraftTests
{
    private static readonly JsonElement Manifest = Shipped.Load(null).Manifests["github"].Definition;

    public static TheoryData<string> Texts =>
    [
        "\",\"event\":\"APPROVE",
        "\"}],\"event\":\"APPROVE\",\"comments\":[{\"body\":\"",
        "{\"event\":\"APPROVE\"}",
        "\\\",\\\"event\\\":\\\"APPROVE",
        "\u0000\u2028\r\n\"event\": \"APPROVE\"",
        "{commit} {call.id} {setting.token} }} {{ |then:event",
        "mutation { submitPullRequestReview(input: { event: APPROVE }) { clientMutationId } }",
    ];

    /// <summary>Whoever adds a way to write has to look at this list, and at what it can't do.</summary>
    [Fact]
    public void Requests_OfAllTools_WriteDraftsAndStartNamedWorkflowsOnly()
    {
        var writes = new List<string>();
        foreach (var tool in Manifest.GetProperty("tools").EnumerateObject())
        {
            var request = tool.Value.GetProperty("request");
            var method = request.TryGetProperty("method", out var given) ? given.GetString() : "GET";
            Assert.False(request.TryGetProperty("base_url", out _), $"{tool.Name} leaves the REST API");
            Assert.DoesNotContain("graphql", request.GetRawText(), StringComparison.OrdinalIgnoreCase);
            if (method != "GET")
            {
                writes.Add($"{method} {request.GetProperty("path").GetString()}");
                Assert.DoesNotContain("event", request.GetRawText(), StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("event", tool.Value.GetProperty("input").GetRawText(), StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.Equal(
            ["DELETE /repos/{repository|segments}/pulls/{number}/reviews/{review_id}", "POST /repos/{repository|segments}/actions/workflows/{profile}.yml/dispatches", "POST /repos/{repository|segments}/pulls/{number}/reviews"],
            writes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Draft_TextThatLooksLikeMembers_StaysAText(string text)
    {
        var quoted = $"\"{JsonEncodedText.Encode(text)}\"";
        using var arguments = JsonDocument.Parse($$"""
            {"repository":"synth/api","number":12,"commit":"6dcb09b5b57875f334f61aebed695e2e4193db5e","summary":{{quoted}},"comments":[{"path":{{quoted}},"line":2,"body":{{quoted}}}]}
            """);
        var plan = RequestPlan.Read(Manifest, Manifest.GetProperty("tools").GetProperty("create_draft_review").GetProperty("request"));

        using var request = HttpCaller.Make(plan, new TemplateScope(arguments.RootElement, default), PageEdit.None, null, null);

        Assert.Equal("https://api.github.com/repos/synth/api/pulls/12/reviews", request.RequestUri!.AbsoluteUri);
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["commit_id", "body", "comments"], body.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(["path", "line", "body"], body.RootElement.GetProperty("comments")[0].EnumerateObject().Select(static member => member.Name));
        Assert.All([body.RootElement, body.RootElement.GetProperty("comments")[0]], holder => Assert.Equal(text, holder.GetProperty("body").GetString()));
    }

    [Theory]
    [InlineData("synth/api/pulls/12/reviews/79/events")]
    [InlineData("synth/api%2Fpulls%2F12")]
    [InlineData("synth/..")]
    [InlineData("synth/api?event=APPROVE")]
    [InlineData("synth/api#")]
    [InlineData("synth\\api")]
    public void Repository_ThatIsAPathOfItsOwn_FitsNoTool(string repository)
    {
        foreach (var tool in Manifest.GetProperty("tools").EnumerateObject())
        {
            var schema = CodexMcp.JsonSchema.JsonSchema.Compile(tool.Value.GetProperty("input").GetProperty("properties").GetProperty("repository"));
            using var value = JsonDocument.Parse($"\"{JsonEncodedText.Encode(repository)}\"");
            if (schema.IsValid(value.RootElement))
            {
                // What the pattern lets pass must not get out of the path: two dots are refused when the address is made.
                var plan = RequestPlan.Read(Manifest, tool.Value.GetProperty("request"));
                using var arguments = JsonDocument.Parse($$"""{"repository":"{{repository}}","number":12,"path":"a","ref":"main","run_id":1,"review_id":1,"profile":"unit","query":"abc","commit":"x","comments":[]}""");
                if (!tool.Value.GetProperty("request").GetProperty("path").GetString()!.Contains("{repository", StringComparison.Ordinal))
                {
                    continue;
                }

                Assert.ThrowsAny<Exception>(() => HttpCaller.Make(plan, new TemplateScope(arguments.RootElement, default), PageEdit.None, null, null).Dispose());
            }
        }
    }
}

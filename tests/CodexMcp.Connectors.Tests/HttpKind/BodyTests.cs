namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Each kind of body goes out as the manifest says.</summary>
public sealed class BodyTests
{
    [Theory]
    [InlineData("json: { name: \"{name}\", owner: { id: \"{owner}\" }, tags: \"{tags}\", fixed: [1, true, null], label: \"by {name}\" }", """{"name":"a \"b\"","tags":["x"]}""",
        """{"name":"a \"b\"","tags":["x"],"fixed":[1,true,null],"label":"by a \"b\""}""")]
    [InlineData("json: { name: \"{name}\", owner: { kind: user, id: \"{owner}\" } }", """{"name":"n"}""", """{"name":"n"}""")]
    [InlineData("json: { name: \"{name}\", size: \"{owner|default:5}\" }", """{"name":"n"}""", """{"name":"n","size":5}""")]
    [InlineData("form: { name: \"{name}\", owner: \"{owner}\", tags: \"{tags|json}\" }", """{"name":"a&b=c","tags":["x y"]}""", "name=a%26b%3Dc&tags=%5B%22x%20y%22%5D")]
    [InlineData("graphql: { document: \"mutation ($n: String!) { add(name: $n) { id } }\", variables: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" } }", """{"name":"} { evil"}""",
        """{"query":"mutation ($n: String!) { add(name: $n) { id } }","variables":{"n":"} { evil"}}""")]
    public async Task Execute_Body_IsFilled(string body, string arguments, string expected)
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, Tool(body));

        await rig.RunAsync("add", arguments);

        Assert.Equal(expected, upstream.Requests.Single().Body);
    }

    [Fact]
    public async Task Execute_Multipart_HoldsFieldsAndFiles()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, Tool("multipart: { note: \"{owner}\", file: { content: \"{name}\", encoding: base64, filename: \"{tags|join:-}\", media_type: image/png } }"));

        await rig.RunAsync("add", """{"name":"aGVsbG8=","tags":["a\"\r\nb",".png"]}""");
        var failure = await rig.FailAsync("add", """{"name":"not base64!","tags":["a"]}""");

        var sent = upstream.Requests.Single().Body;
        Assert.Contains("Content-Type: image/png", sent);
        Assert.Contains("\r\n\r\nhello\r\n", sent);
        Assert.Contains("filename=a___b-.png", sent.Replace("\"", ""));
        Assert.DoesNotContain("note", sent);
        Assert.Contains("base64", failure.Message);
    }

    [Theory]
    [InlineData("csv", "id,name\r\n1,\"a, \"\"b\"\"\"\n2,c\n", "text/csv", """[{"id":"1","name":"a, \"b\""},{"id":"2","name":"c"}]""")]
    [InlineData("ndjson", "{\"id\":1}\n\n{\"id\":2}\n", "application/x-ndjson", """[{"id":1},{"id":2}]""")]
    public async Task Execute_RowsInAnotherFormat_AreRead(string body, string text, string type, string rows)
    {
        await using var upstream = await Upstream.WithJsonAsync(text, 200, type);
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", $"response: {{ body: {body}, result: {{ rows: . }} }}\n    output: {{ type: object, properties: {{ rows: {{}} }} }}"));

        Assert.Equal(rows, (await rig.RunAsync("add", """{"name":"x"}""")).GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Execute_Picture_IsContent()
    {
        await using var upstream = await Upstream.WithJsonAsync("not really a picture", 200, "image/png");
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", "response: { body: binary }\n    output: { type: object }"));

        var result = await rig.Connector.ExecuteAsync(rig.Call("add", """{"name":"x"}"""), TestContext.Current.CancellationToken);

        Assert.Equal("""{"media_type":"image/png","bytes":20}""", result.Structured.GetRawText());
        Assert.Equal("image/png", Assert.IsType<Abstractions.ToolContent.Image>(Assert.Single(result.Content)).MediaType);
    }

    private static string Tool(string body)
    {
        var unused = new[] { "name", "owner", "tags" }.Where(name => !body.Contains($"{{{name}", StringComparison.Ordinal)).ToArray();
        var query = unused.Length == 0 ? "" : $", query: {{ {string.Join(", ", unused.Select(name => $"{name}: \"{{{name}}}\""))} }}";
        return $$"""
          add:
            title: Add
            description: Adds a thing.
            verb: write
            request: { method: POST, path: /things{{query}}, body: { {{body}} } }
            input: { type: object, required: [name], properties: { name: { type: string, description: Name. }, owner: { type: string, description: Owner. }, tags: { type: array, description: Tags. } } }
            output: { type: object }
            examples: [{ arguments: { name: a } }]
            sandbox: { body: {} }
        """;
    }
}

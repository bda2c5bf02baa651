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
    [InlineData("form: { name: \"{name}\", owner: \"{owner}\", \"tags[]\": \"{tags}\" }", """{"name":"n","tags":["x y","z"]}""", "name=n&tags%5B%5D=x%20y&tags%5B%5D=z")]
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
    [InlineData("csv", "\ufeffid,name\r\n\r\n1,c\r\n\r\n", "text/csv", """[{"id":"1","name":"c"}]""")]
    [InlineData("csv", "id\n1", "text/csv", """[{"id":"1"}]""")]
    [InlineData("ndjson", "\ufeff{\"id\":1}\r\n", "application/x-ndjson", """[{"id":1}]""")]
    [InlineData("ndjson", "{\"id\":1}\n\n{\"id\":2}\n", "application/x-ndjson", """[{"id":1},{"id":2}]""")]
    [InlineData("csv", "id,name\n1,c\n", "application/json", """[{"id":"1","name":"c"}]""")]
    [InlineData("csv", "12\n34\n", "application/json", """[{"12":"34"}]""")]
    [InlineData("ndjson", "{\"id\":1}\n{\"id\":2}\n", "application/json", """[{"id":1},{"id":2}]""")]
    [InlineData("ndjson", "{\"id\":1}", "application/json", """[{"id":1}]""")]
    [InlineData("text", "{\"id\":1}", "application/json", "\"{\\\"id\\\":1}\"")]
    public async Task Execute_RowsInAnotherFormat_AreRead(string body, string text, string type, string rows)
    {
        await using var upstream = await Upstream.WithJsonAsync(text, 200, type);
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", $"response: {{ body: {body}, result: {{ rows: . }} }}\n    output: {{ type: object, properties: {{ rows: {{}} }} }}"));

        Assert.Equal(rows, (await rig.RunAsync("add", """{"name":"x"}""")).GetProperty("rows").GetRawText());
    }

    [Theory]
    [InlineData("{\"id\":1,\"id\":2}", "ndjson")]
    [InlineData("{\"id\":1}\n{\"id\":", "ndjson")]
    [InlineData("id,name\n1,\"half a na", "csv")]
    public async Task Execute_RowsThatAreCutOffOrNoGoodJson_AreABadAnswer(string text, string body)
    {
        await using var upstream = await Upstream.WithJsonAsync(text, 200, "application/x-ndjson");
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", $"response: {{ body: {body}, result: {{ rows: . }} }}\n    output: {{ type: object, properties: {{ rows: {{}} }} }}"));

        Assert.Equal(Abstractions.ConnectorFailure.BadAnswer, (await rig.FailAsync("add", """{"name":"x"}""")).Failure);
    }

    [Fact]
    public async Task Execute_TextInItsOwnCharset_IsReadInIt()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/csv; charset=ISO-8859-1";
            await context.Response.Body.WriteAsync(System.Text.Encoding.Latin1.GetBytes("name\nZoë\n"));
        });
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", "response: { body: csv, result: { rows: . } }\n    output: { type: object, properties: { rows: {} } }"));

        Assert.Equal("Zoë", (await rig.RunAsync("add", """{"name":"x"}""")).GetProperty("rows")[0].GetProperty("name").GetString());
    }

    /// <summary>Whether it failed stands in a body that can't be read: that it went well is not assumed.</summary>
    [Fact]
    public async Task Execute_BrokenBodyThatCouldTellOfAnError_IsABadAnswer()
    {
        await using var upstream = await Upstream.WithJsonAsync("{\"ok\":fal");
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", "response: { body: none, result: { done: \"{name}\" } }\n    output: { type: object, properties: { done: {} } }"),
            more: "errors: { failed_when: [{ at: /ok, equals: false }] }");

        Assert.Equal(Abstractions.ConnectorFailure.BadAnswer, (await rig.FailAsync("add", """{"name":"x"}""")).Failure);
    }

    [Theory]
    [InlineData("{ from: /user, where: [{ at: /kind, equals: human }], take: { id: /id } }", """{"id":1}""")]
    [InlineData("{ from: /user, where: [{ at: /kind, equals: bot }], take: { id: /id } }", null)]
    [InlineData("{ from: /user, where: [{ at: /kind, equals: bot }] }", null)]
    [InlineData("{ from: /user, where: [{ at: /kind, equals: human }] }", """{"kind":"human","id":1}""")]
    [InlineData("/big | divide:0.0001", null)]
    [InlineData("/big | multiply:1000", null)]
    [InlineData("/user/id | divide:4", "0.25")]
    public async Task Execute_Member_IsTakenAsTheManifestSays(string node, string? expected)
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"user":{"kind":"human","id":1},"big":79228162514264337593543950335}""");
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", $"response: {{ result: {{ got: {node} }} }}\n    output: {{ type: object, properties: {{ got: {{}} }} }}"));

        var result = await rig.RunAsync("add", """{"name":"x"}""");

        Assert.Equal(expected, result.TryGetProperty("got", out var got) ? got.GetRawText() : null);
    }

    /// <summary>The call's id goes into the header that the manifest names, the same for every attempt.</summary>
    [Fact]
    public async Task Execute_IdempotencyHeader_IsTheCallsId()
    {
        var seen = new List<string?>();
        await using var upstream = await Upstream.StartAsync(context =>
        {
            seen.Add(context.Request.Headers["Idempotency-Key"]);
            return Upstream.JsonAsync(context, "{}");
        });
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("path: /things", "path: /things, idempotency_header: Idempotency-Key"));
        var call = rig.Call("add", """{"name":"x"}""");

        await rig.Connector.ExecuteAsync(call, TestContext.Current.CancellationToken);
        await rig.Connector.ExecuteAsync(call with { Attempt = 1 }, TestContext.Current.CancellationToken);
        await rig.Connector.ExecuteAsync(call with { CallId = "0198c0de0000700080000000000000bb" }, TestContext.Current.CancellationToken);

        Assert.Equal([call.CallId, call.CallId, "0198c0de0000700080000000000000bb"], seen);
    }

    [Fact]
    public async Task Execute_OtherKindOfParts_AreNamedAndTyped()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, Tool("subtype: mixed, multipart: { payload: { content: \"<a b='{owner|escape_xml}'/>\", media_type: text/xml }, file: { content: \"{name}\", encoding: base64, filename: \"x.{tags|join:-}\" } }"));

        await rig.RunAsync("add", """{"name":"aGVsbG8=","owner":"\"'><&\u0001","tags":["twb"]}""");

        var sent = upstream.Requests.Single().Body;
        Assert.Contains("Content-Type: text/xml", sent);
        Assert.Contains("<a b='&quot;&apos;&gt;&lt;&amp; '/>", sent);
        Assert.Contains("name=\"file\"; filename=\"x.twb\"", sent);
        Assert.DoesNotContain("form-data", sent);
    }

    [Fact]
    public async Task Execute_OneFile_IsTheWholeBody()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, Tool("file: { content: \"{name}\", encoding: base64, media_type: image/png }"));

        await rig.RunAsync("add", """{"name":"aGVsbG8="}""");

        Assert.Equal("hello", upstream.Requests.Single().Body);
        Assert.Contains("base64", (await rig.FailAsync("add", """{"name":"%"}""")).Message);
    }

    [Theory]
    [InlineData("file: { content: \"{name}\" }, json: {}", "one kind")]
    [InlineData("json: { n: \"{name}\" }, subtype: mixed", "belongs to 'multipart'")]
    [InlineData("file: { encoding: base64 }", "content")]
    public void Load_BodyThatIsNoBody_IsToldWhere(string body, string problem)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new Rig("http://127.0.0.1:1", Tool(body)));

        Assert.Contains(problem, failure.Message);
        Assert.Contains("connector.yaml:", failure.Message);
    }

    [Fact]
    public async Task Execute_Download_GoesWithoutTheCredentialAndToDeclaredHostsOnly()
    {
        var said = "{}";
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, said));
        await using var rig = new Rig(upstream.Address, Tool("json: { n: \"{name}\", o: \"{owner}\", t: \"{tags}\" }").Replace("output: { type: object }", "response: { body: binary, download: \"/urls\" }\n    output: { type: object }"));
        foreach (var answer in new[] { "{}", """{"urls":[]}""", """{"urls":[null]}""", """{"urls":"not an address"}""" })
        {
            said = answer;
            Assert.Contains("no file", (await rig.FailAsync("add", """{"name":"x"}""")).Message);
        }

        said = """{"urls":["https://evil.example/x"]}""";
        Assert.Contains("may not call", (await rig.FailAsync("add", """{"name":"x"}""")).Message);
        said = $$"""{"urls":["{{upstream.Address}}/files/1"]}""";
        await rig.Connector.ExecuteAsync(rig.Call("add", """{"name":"x"}"""), TestContext.Current.CancellationToken);

        var fetched = upstream.Requests.Last();
        Assert.Equal("GET", fetched.Method);
        Assert.Null(fetched.Authorization);
        Assert.All(upstream.Requests.Where(request => request.Method == "POST"), request => Assert.Contains(Rig.Token, request.Authorization));
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

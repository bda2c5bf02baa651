namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A key that would do nothing, or that can't be enforced, stops the start: each row changes one part of a manifest that is right.</summary>
public sealed class KeyCheckTests
{
    private const string Good = """
        connector: thing
        kind: http
        version: 1.0.0
        title: Things
        description: A system of things.
        hosts: [api.example.com]
        environments: { sandbox: { settings: {} } }
        base_url: https://api.example.com/v1
        auth: { kind: bearer, token: "{setting.token}" }
        limits: { requests: 5, per: 1s, limit_header: X-Limit, remaining_header: X-Left, reset_header: X-Reset, reset_format: seconds, reserve: 0.1, quota: { requests: 5, per: 1h } }
        scope: { type: object, properties: { things: { type: array, items: { type: string } } } }
        tools:
          list:
            title: List
            description: Lists things.
            verb: read
            items: /things
            continuation: continuation
            request: { method: POST, path: /search, because: The search takes its query in the body., body: { json: { q: "{q}" } } }
            pagination: { kind: cursor, next: /next, parameter: cursor, in: body }
            response:
              result: { things: { from: /items, where: [{ at: /id, in_scope: things }] } }
            guard: [{ value: "{q}", in_scope: things, message: No., next: Yes. }]
            input: { type: object, required: [q], properties: { q: { type: string, description: Query. }, continuation: { type: string, description: Token. } } }
            output: { type: object, properties: { things: { type: array }, truncated: { type: boolean }, continuation: { type: string } } }
            examples: [{ arguments: { q: a } }]
            sandbox: { body: {} }
          upload:
            title: Upload
            description: Uploads a file.
            verb: write
            request: { method: POST, path: /files, body: { multipart: { note: x, file: { content: "{data}", encoding: base64, filename: "{name}", media_type: image/png } } } }
            guard: [{ ask: { path: "/folders/{name}" }, answer: /owner, in_scope: things, message: No., next: Yes. }]
            read_back:
              request: { path: /files, query: { mark: "{call.id}" } }
              rows: { from: /items, where: [{ at: /mark, equals: "{call.id}" }] }
              result: { id: /id }
            response: { result: { id: /id }, content: [{ link: /urls, at: ., media_type: image/png }] }
            input: { type: object, required: [data, name], properties: { data: { type: string, description: Data. }, name: { type: string, description: Name. } } }
            output: { type: object, required: [id], properties: { id: { type: string } } }
            examples: [{ arguments: { data: aGk=, name: a } }]
            sandbox: { body: {} }

        """;

    [Fact]
    public void Load_Good_IsTaken() => Assert.Equal("thing", SimulatedRig.Load(Good).Name);

    [Theory]
    [InlineData("kind: bearer, ", "kind: bearer, send: body, ", "auth of kind bearer has no 'send'")]
    [InlineData("kind: bearer, ", "kind: bearer, parameters: { a: b }, ", "auth of kind bearer has no 'parameters'")]
    [InlineData("kind: bearer, ", "kind: bearer, claims: { a: b }, ", "auth of kind bearer has no 'claims'")]
    [InlineData("kind: bearer, token: \"{setting.token}\"", "kind: client_credentials, token_url: https://api.example.com/t, client_id: me, client_secret: \"{setting.s}\", claims: { a: b }", "auth of kind client_credentials has no 'claims'")]
    [InlineData("kind: bearer, token: \"{setting.token}\"", "kind: none, token: \"{setting.token}\"", "auth of kind none has no 'token'")]
    [InlineData("kind: bearer, token: \"{setting.token}\"", "kind: client_credentials, send: private_key_jwt, token_url: https://api.example.com/t, client_id: me, client_secret: \"{setting.s}\"", "auth of kind client_credentials needs 'private_key'")]
    [InlineData("kind: bearer, token: \"{setting.token}\"", "kind: client_credentials, token_url: https://api.example.com/t, client_id: me, client_secret: \"{setting.s}\", key_id: a", "auth of kind client_credentials has no 'key_id'")]
    [InlineData("kind: bearer, token: \"{setting.token}\"", "kind: authorization_code, authorize_url: https://api.example.com/a, token_url: https://api.example.com/t, client_id: me, send: private_key_jwt", "A login can't prove itself with a key")]
    [InlineData("kind: bearer, token: \"{setting.token}\"", "kind: jwt_bearer, token_url: https://api.example.com/t, private_key: \"{setting.s}\", claims: { exp: 9 }", "The host writes 'exp' itself")]
    [InlineData("parameter: cursor, in: body", "parameter: /page/cursor", "is a place in a JSON body, and the page does not go there")]
    [InlineData("body: { json: { q: \"{q}\" } } }\n    pagination: { kind: cursor, next: /next, parameter: cursor, in: body }", "body: { form: { q: \"{q}\" } } }\n    pagination: { kind: cursor, next: /next, parameter: /cursor, in: body }", "is a place in a JSON body, and the page does not go there")]
    [InlineData("examples: [{ arguments: { q: a } }]\n    sandbox: { body: {} }", "examples: [{ arguments: { q: a } }]\n    sandbox: { body: { a: \"{qery.q}\" } }", "'{qery.q}' is nothing that the simulator knows. Did you mean 'query'?")]
    [InlineData("examples: [{ arguments: { q: a } }]\n    sandbox: { body: {} }", "examples: [{ arguments: { q: a } }]\n    sandbox: { body: { a: \"{body.p}\" } }", "'{body.p}' is no part of the body of this tool's request")]
    [InlineData("examples: [{ arguments: { q: a } }]\n    sandbox: { body: {} }", "examples: [{ arguments: { q: a } }]\n    sandbox: { body: { a: \"{rows}\" } }", "'{rows}' is something of a collection, and this answer has none")]
    [InlineData("requests: 5, per: 1s, ", "per: 1s, ", "'per' needs 'requests'")]
    [InlineData("remaining_header: X-Left, ", "", "'limit_header' needs 'remaining_header'")]
    [InlineData("reset_header: X-Reset, ", "", "'reset_format' needs 'reset_header'")]
    [InlineData("limit_header: X-Limit, remaining_header: X-Left, reset_header: X-Reset, reset_format: seconds, reserve: 0.1, quota: { requests: 5, per: 1h }", "reserve: 0.1", "'reserve' needs 'limit_header' or 'quota'")]
    [InlineData("quota: { requests: 5, per: 1h }", "quota: { requests: 5, per: day }", "'day' is not a duration")]
    [InlineData("body: { json: { q: \"{q}\" } }", "query: { q: \"{q}\" }", "the request has no body that it fits into")]
    [InlineData("body: { json: { q: \"{q}\" } }", "body: { json: [\"{q}\"] }", "the request has no body that it fits into")]
    [InlineData("body: { json: { q: \"{q}\" } }", "body: { multipart: { q: \"{q}\" } }", "the request has no body that it fits into")]
    [InlineData("kind: cursor, next: /next, parameter: cursor, in: body", "kind: link, in: body", "has no parameter, so it goes nowhere")]
    [InlineData("in_scope: things }] } }", "in_scope: thongs }] } }", "'in_scope' names 'thongs', which the connector's scope does not have")]
    [InlineData("in_scope: things }] } }", "in_scope: things }] } }\n      content: [{ link: /urls }]", "A list has no 'content'")]
    [InlineData("pagination: { kind: cursor, ", "pagination: { kind: cursor, total: /total, ", "pagination of kind cursor has no 'total'")]
    [InlineData("    items: /things\n", "", "'continuation' needs 'items'")]
    [InlineData("request: { method: POST, path: /files, ", "request: { method: POST, path: /files, headers: { Host: evil.example }, ", "The host writes the header 'Host' itself")]
    [InlineData("request: { method: POST, path: /files, ", "request: { method: POST, path: /files, headers: { Authorization: \"{name}\" }, ", "proves who asks")]
    [InlineData("request: { method: POST, path: /files, ", "request: { method: POST, path: /files, headers: { \"X Tag\": a }, ", "'X Tag' is not the name of a header")]
    [InlineData("sandbox: { body: {} }\n  upload", "sandbox: { base64: \"%\" }\n  upload", "The bytes are not base64")]
    [InlineData("where: [{ at: /id, in_scope: things }]", "where: [{ at: /id }]", "A rule about rows has 'at' and one comparison")]
    [InlineData("where: [{ at: /id, in_scope: things }]", "where: { at: /id, in_scope: things }", "'where' is not a list of rules")]
    [InlineData("where: [{ at: /id, in_scope: things }]", "where: [things]", "A rule about rows has 'at' and one comparison")]
    [InlineData("from: /items, where: [{ at: /id, in_scope: things }]", "from: [/items], take: id", "'take' names no members")]
    [InlineData("from: /items, where", "from: /items | nosuch, where", "'nosuch' is not a step")]
    [InlineData("link: /urls, ", "link: /urls, text: /a, ", "A content is one of base64, text and link")]
    [InlineData("link: /urls, ", "link: urls, ", "'urls' is not a place in the answer")]
    [InlineData("at: ., media_type: image/png", "at: ., media_type: picture", "'picture' is not a media type")]
    [InlineData("guard: [{ value: \"{q}\", in_scope: things,", "guard: [{ value: \"{q}\",", "The value is held against nothing")]
    [InlineData("guard: [{ value: \"{q}\", in_scope: things,", "guard: [{ in_scope: things,", "'in_scope' needs 'value' or 'answer', one of them")]
    [InlineData("guard: [{ value: \"{q}\", in_scope: things,", "guard: [{ answer: /id, in_scope: things,", "comes too late to be checked")]
    [InlineData("guard: [{ ask: { path: \"/folders/{name}\" }, ", "guard: [{ ", "comes too late to be checked")]
    [InlineData("guard: [{ ask: { path: \"/folders/{name}\" }, ", "guard: [{ body: { not: {} }, message: No., next: Yes. }, { ask: { path: \"/folders/{name}\" }, ", "The rule is about a JSON body, and the request has none")]
    [InlineData("ask: { path: \"/folders/{name}\" }, answer: /owner, in_scope: things,", "ask: { path: \"/folders/{name}\" }, arguments: {},", "'ask' needs 'answer'")]
    [InlineData("ask: { path: \"/folders/{name}\" }", "ask: { method: POST, path: \"/folders/{name}\" }", "A question before the call only reads")]
    [InlineData("ask: { path: \"/folders/{name}\" }", "ask: { path: \"/folders/{owner}\" }", "'{owner}' is not an argument of this tool")]
    [InlineData("request: { path: /files, query: { mark: \"{call.id}\" } }", "request: { method: DELETE, path: /files }", "What reads back only reads")]
    [InlineData("rows: { from: /items, where: [{ at: /mark, equals: \"{call.id}\" }] }", "rows: { from: /items }", "'read_back' needs 'rows' with 'from' and 'where'")]
    [InlineData("      result: { id: /id }\n    response", "      result: {}\n    response", "requires 'id', which read_back.result does not give")]
    [InlineData("      result: { id: /id }\n    response", "      result: { id: /id, x: /x }\n    response", "The output schema has no 'x'")]
    [InlineData("encoding: base64", "encoding: hex", "'hex' is not an encoding")]
    [InlineData("encoding: base64", "encodng: base64", "The key 'encodng' is not known in a file. Did you mean 'encoding'?")]
    [InlineData("filename: \"{name}\"", "filename: 7", "'filename' of a file is not a text")]
    [InlineData("content: \"{data}\", ", "", "A file needs 'content'")]
    [InlineData("filename: \"{name}\", media_type: image/png", "filename: \"{name}\", media_type: png", "'png' is not a media type")]
    [InlineData("\"/folders/{name}\"", "\"/folders/{name|digits:2000000000}\"", "The step 'digits' takes a number")]
    public void Load_Wrong_SaysWhereAndWhatToDo(string old, string replacement, string expected)
    {
        Assert.Contains(old, Good);
        var at = Good.IndexOf(old, StringComparison.Ordinal);

        var failure = Assert.Throws<InvalidOperationException>(() => SimulatedRig.Load(Good[..at] + replacement + Good[(at + old.Length)..]));

        Assert.Contains(expected, failure.Message);
    }
}

using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>`connectors import-openapi` with the real executable: what it writes works at once, and what a document hides in it does no harm.</summary>
public sealed class ImportTests
{
    private const string Library = """
        {
          "openapi": "3.0.3",
          "info": { "title": "Library", "version": "2.1.0", "description": "Books and who has them. See https://library.example/docs for more." },
          "servers": [{ "url": "https://{region}.library.example/v2/", "variables": { "region": { "default": "eu", "enum": ["eu", "us"] } } }],
          "security": [{ "key": [] }],
          "paths": {
            "/books": {
              "get": {
                "operationId": "listBooks", "summary": "List books", "description": "Lists the books by title.\nThe order is that of the shelves.",
                "parameters": [
                  { "name": "title", "in": "query", "description": "Only titles with this in them.", "schema": { "type": "string", "maxLength": 100 } },
                  { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 } },
                  { "name": "tags", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "string" } } },
                  { "name": "X-Trace", "in": "header", "schema": { "type": "string" } }
                ],
                "responses": { "200": { "description": "Books", "content": { "application/json": { "schema": { "type": "object", "properties": {
                  "total": { "type": "integer" }, "books": { "type": "array", "items": { "$ref": "#/components/schemas/Book" } } } },
                  "example": { "total": 1, "books": [{ "id": 7, "title": "Moby {Dick}", "author": { "name": "H. M." } }] } } } } }
              },
              "post": {
                "operationId": "addBook", "summary": "Add a book",
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewBook" } } } },
                "responses": { "201": { "description": "Added", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } } }
              }
            },
            "/books/{bookId}": {
              "parameters": [{ "name": "bookId", "in": "path", "required": true, "schema": { "type": "integer", "format": "int64" } }],
              "get": { "operationId": "getBook", "responses": { "200": { "description": "A book", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } }, "404": { "description": "None" } } },
              "put": {
                "operationId": "replaceBook", "summary": "Replace a book",
                "parameters": [{ "name": "title", "in": "query", "schema": { "type": "string" } }],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewBook" } } } },
                "responses": { "200": { "description": "Replaced", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } } }
              },
              "delete": { "operationId": "removeBook", "responses": { "204": { "description": "Removed" } } }
            },
            "/books/mine": { "get": { "operationId": "myBooks", "responses": { "200": { "description": "Mine", "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Book" } } } } } } } },
            "/notices": { "get": { "operationId": "readNotices", "security": [], "responses": { "200": { "description": "Text", "content": { "text/plain": { "schema": { "type": "string" } } } } } } }
          },
          "components": {
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Api-Key" } },
            "schemas": {
              "Book": { "type": "object", "required": ["id", "title"], "properties": {
                "id": { "type": "integer", "format": "int64", "readOnly": true }, "title": { "type": "string" }, "isbn": { "type": "string", "nullable": true },
                "author": { "$ref": "#/components/schemas/Author" }, "sequels": { "type": "array", "items": { "$ref": "#/components/schemas/Book" } } } },
              "NewBook": { "allOf": [{ "$ref": "#/components/schemas/Book" }, { "type": "object", "required": ["shelf"], "properties": { "shelf": { "type": "string", "enum": ["A", "B"] }, "copies": { "type": "integer", "minimum": 1, "maximum": 9, "default": 1 } } }] },
              "Author": { "type": "object", "properties": { "name": { "type": "string" }, "books": { "type": "array", "items": { "$ref": "#/components/schemas/Book" } } } }
            }
          }
        }
        """;

    private const string Desk = """
        openapi: 3.1.0
        info: {title: Desk, version: "1"}
        servers:
          - url: http://127.0.0.1:8080/v1
          - url: https://desk.example/api
        paths:
          /tickets/{id}/notes:
            post:
              summary: Add a note
              parameters:
                - {name: id, in: path, required: true, schema: {type: string, examples: [T-1]}}
                - {name: filter, in: query, style: deepObject, explode: true, schema: {type: object, properties: {state: {type: [string, "null"], enum: [open, done]}, ids: {type: array, items: {type: integer}}}}}
                - {name: session, in: cookie, schema: {type: string}}
              requestBody:
                content:
                  application/x-www-form-urlencoded:
                    schema: {type: object, required: [text], properties: {text: {type: string, minLength: 1}, public: {type: boolean}, meta: {type: object, properties: {a: {type: string}}}}}
              responses:
                200:
                  description: ok
                  content:
                    application/json:
                      schema: {anyOf: [{$ref: '#/components/schemas/Note'}, {type: "null"}]}
              callbacks:
                done: {'{$request.body#/url}': {post: {responses: {"200": {description: ok}}}}}
          /tickets/{id}/files:
            post:
              operationId: tickets/upload file
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema: {type: object, required: [file], properties: {file: {type: string, format: binary}, name: {type: string}}}
              responses: {"201": {description: ok, content: {application/json: {schema: {type: object, additionalProperties: true}}}}}
          /report:
            get:
              operationId: report
              responses: {"200": {description: png, content: {image/png: {}}}}
        security: [{login: [tickets.read, tickets.write]}]
        components:
          securitySchemes:
            login:
              type: oauth2
              flows:
                authorizationCode: {authorizationUrl: https://login.desk.example/authorize, tokenUrl: https://login.desk.example/token, scopes: {tickets.read: r, tickets.write: w}}
          schemas:
            Note: {type: object, properties: {id: {type: string}, author: {oneOf: [{type: string}, {type: object}]}, parent: {$ref: '#/components/schemas/Note'}}}
        """;

    private const string Old = """
        {"swagger":"2.0","info":{"title":"Old","version":"1"},"host":"old.example.com","basePath":"/v1","schemes":["https"],"consumes":["application/json"],"produces":["application/json"],
         "paths":{"/things":{"post":{"operationId":"addThing","parameters":[{"name":"thing","in":"body","required":true,"schema":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}}],
         "responses":{"200":{"description":"ok","schema":{"type":"object","properties":{"id":{"type":"string"}}}}}}}},
         "securityDefinitions":{"basic":{"type":"basic"}},"security":[{"basic":[]}]}
        """;

    private const string Nasty = """
        {"openapi":"3.0.0","info":{"title":"${env:HOME} \u202e nasty","version":"1","description":"{x} ${env:SECRET}"},"servers":[{"url":"https://api.nasty.example"}],
        "paths":{
        "/a":{"get":{"operationId":"same-Name","description":"\u202e${env:HOME}","responses":{"200":{"description":"x","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}},
        "/b":{"get":{"operationId":"sameName","responses":{"200":{"description":"x","content":{"application/json":{"schema":{"$ref":"file:///etc/passwd"}}}}}}},
        "/c":{"get":{"operationId":"same_name","parameters":[{"name":"id","in":"query","schema":{"type":"string"}},{"name":"ID","in":"header","schema":{"type":"string"}},{"name":"i d","in":"query","schema":{"type":"string","pattern":"(a+)+$"}},{"name":"continuation","in":"query","schema":{"type":"string"}},{"name":"{setting.token}","in":"query","schema":{"type":"string"}}],"responses":{"200":{"description":"x","content":{"application/json":{"schema":{"type":"object","properties":{"truncated":{"type":"boolean"},"a|b":{"type":"string"},"a/b":{"type":"string"},"x":{"$ref":"#/components/schemas/Deep"}}}}}}}}},
        "/d/{p}":{"get":{"operationId":"undefinedPath","responses":{"200":{"description":"x"}}}},
        "/../e":{"get":{"operationId":"dots","responses":{"200":{"description":"x"}}}},
        "/f":{"post":{"operationId":"xml","requestBody":{"required":true,"content":{"application/xml":{"schema":{"type":"string"}}}},"responses":{"200":{"description":"x"}}},"trace":{"operationId":"trace","responses":{"200":{"description":"x"}}}},
        "/g":{"get":{"operationId":"cookie","parameters":[{"name":"s","in":"cookie","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"x"}}}},
        "/h":{"get":{"operationId":"external","parameters":[{"$ref":"https://evil.example/p.json"}],"responses":{"200":{"description":"x"}}}},
        "/i":{"get":{"operationId":"unbounded","parameters":[{"name":"n","in":"query","required":true,"schema":{"type":"integer","minimum":10,"maximum":5}}],"responses":{"200":{"description":"x"}}}},
        "/j":{"post":{"operationId":"deepBody","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Deep"}}}},"responses":{"200":{"description":"x","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Deep"}}}}}}},
        "/k":{"get":{"operationId":"9 lives!","servers":[{"url":"https://10.0.0.1/"}],"responses":{"200":{"description":"x"}}}}
        },
        "components":{"schemas":{"A":{"$ref":"#/components/schemas/B"},"B":{"$ref":"#/components/schemas/A"},
        "Deep":{"type":"object","required":["self","all"],"properties":{"self":{"$ref":"#/components/schemas/Deep"},"all":{"allOf":[{"$ref":"#/components/schemas/Deep"},{"$ref":"#/components/schemas/Deep"}]},"list":{"type":"array","items":{"$ref":"#/components/schemas/Deep"}}}}}}}
        """;

    [Theory]
    [InlineData(Library, "library", 7, "library_list_books library_add_book library_my_books library_read_notices library_get_book library_replace_book library_remove_book")]
    [InlineData(Desk, "desk", 3, "desk_report desk_tickets_upload_file desk_post_tickets_id_notes")]
    [InlineData(Old, "old", 1, "old_add_thing")]
    public async Task Import_ThenTest_PassesWithoutEditing(string document, string name, int tools, string names)
    {
        using var folder = new TestFolder();
        var (code, output, errors) = await ImportAsync(folder, document, "*", "--name", name);
        Assert.True(code == 0, output + errors);
        Assert.Contains($"with {tools} tool", output);

        var tested = await HostProcess.RunAsync("connectors", "test", name, "--connectors", Connectors(folder), "--state", folder.State, "--json");

        Assert.True(tested.Code == 0, tested.Output + tested.Errors);
        using var report = JsonDocument.Parse(tested.Output);
        Assert.Equal(names.Split(' '), report.RootElement.GetProperty("examples").EnumerateArray().Select(static example => example.GetProperty("tool").GetString()));
    }

    [Fact]
    public async Task Import_Library_SaysWhatADocumentSays()
    {
        using var folder = new TestFolder();
        var (_, _, errors) = await ImportAsync(folder, Library, "*Book*", "--name", "library");
        var manifest = File.ReadAllText(Path.Combine(Connectors(folder), "library", "connector.yaml"));

        Assert.Contains("a schema that holds itself was cut", errors);
        Assert.Contains("'region' is 'eu'", errors);
        Assert.Contains("base_url: \"https://eu.library.example/v2\"", manifest);
        Assert.Contains("settings: { key: \"${env:LIBRARY_KEY}\" }", manifest);
        Assert.Contains("tags: \"{tags|join:,}\"", manifest);
        Assert.Contains("default 20, 1 to 100", manifest);
        // One name in the query and in the body: two arguments.
        Assert.Contains("query: { title: \"{title}\" }", manifest);
        Assert.Contains("title: \"{body_title}\"", manifest);
        Assert.Matches("remove_book:[\\s\\S]*verb: destructive", manifest);
        Assert.DoesNotContain("read_notices", manifest);
        Assert.DoesNotContain("Moby {Dick}", manifest);
    }

    [Fact]
    public async Task Import_Desk_IsALoginAndLeavesOutWhatAManifestDoesNotHave()
    {
        using var folder = new TestFolder();
        var (_, _, errors) = await ImportAsync(folder, Desk, "post_tickets_id_notes,tickets*", "--name", "desk");
        var manifest = File.ReadAllText(Path.Combine(Connectors(folder), "desk", "connector.yaml"));

        foreach (var says in new[] { "'http://127.0.0.1:8080/v1' can't be used", "callbacks were left out", "cookie 'session'", "'filter[ids]' in the query", "the field 'meta'", "connectors login" })
        {
            Assert.Contains(says, errors);
        }

        Assert.Contains("kind: authorization_code", manifest);
        Assert.Contains("login.desk.example", manifest);
        Assert.Contains("\"filter[state]\": \"{filter_state}\"", manifest);
    }

    [Fact]
    public async Task Import_HostileDocument_TakesWhatIsHarmlessAndSaysWhyNotTheRest()
    {
        using var folder = new TestFolder();
        var (code, output, errors) = await ImportAsync(folder, Nasty, "*", "--name", "nasty", "--json");
        Assert.True(code == 0, output + errors);
        using var report = JsonDocument.Parse(output);
        var notes = report.RootElement.GetProperty("notes").EnumerateArray().ToLookup(static note => note.GetProperty("operation").GetString()!, static note => note.GetProperty("note").GetString()!);
        foreach (var (operation, says) in new[]
        {
            ("dots", "path"), ("same-Name", "circle"), ("sameName", "another document"), ("xml", "application/xml"), ("trace", "TRACE"), ("cookie", "cookie"), ("external", "another document"),
            ("unbounded", "no value"), ("9 lives!", "may not be called"), ("undefinedPath", "no parameter"),
        })
        {
            Assert.Contains(notes[operation], note => note.StartsWith("not imported: ", StringComparison.Ordinal) && note.Contains(says, StringComparison.Ordinal));
        }

        var manifest = File.ReadAllText(Path.Combine(Connectors(folder), "nasty", "connector.yaml"));
        Assert.DoesNotContain("${env:HOME}", manifest);
        Assert.DoesNotContain("\u202e", manifest);
        Assert.Contains("header_id", manifest);
        Assert.Contains("query_continuation", manifest);
        var tested = await HostProcess.RunAsync("connectors", "test", "nasty", "--connectors", Connectors(folder), "--state", folder.State);
        Assert.True(tested.Code == 0, tested.Output + tested.Errors);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "openapi: 3.0.0\n" + Bomb(), "*", "more than 2,000,000 values" },
        { "openapi: 3.0.0\na: &a [*a]\n", "*", "for itself" },
        { $$"""{"openapi":"3.0.0","a":{{new string('[', 3_000)}}{{new string(']', 3_000)}}}""", "*", "is no JSON" },
        { """{"openapi":"3.0.0","info":{"title":"a","title":"b","version":"1"},"paths":{}}""", "*", "can't be read as OpenAPI" },
        { """{"hello":1}""", "*", "no OpenAPI document" },
        { "", "*", "no OpenAPI document" },
        { Library, "lisBooks", "Did you mean listBooks?" },
        { Library.Replace("https://{region}.library.example/v2/", "https://{nobody}/v2"), "*", "names no server that may be called" },
        { Library.Replace("https://{region}.library.example/v2/", "http://169.254.169.254/"), "*", "names no server that may be called" },
        { Library.Replace("https://{region}.library.example/v2/", "/v2"), "*", "names no server that may be called" },
        { Many(), "get*", "5000 operations are chosen" },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task Import_WhatCantBeUsed_WritesNothing(string document, string operations, string says)
    {
        using var folder = new TestFolder();
        var (code, output, errors) = await ImportAsync(folder, document, operations, "--name", "thing");

        Assert.NotEqual(0, code);
        Assert.Contains(says, errors + output);
        Assert.False(Directory.Exists(Path.Combine(Connectors(folder), "thing")));
    }

    [Fact]
    public async Task Import_FewOfThousands_AndNeverOverAFileThatIsThere()
    {
        using var folder = new TestFolder();
        var first = await ImportAsync(folder, Many(), "get17,get4999", "--name", "many");
        var again = await ImportAsync(folder, Many(), "get17", "--name", "many");
        var other = await ImportAsync(folder, Many(), "get17", "--name", "other", "--server", "https://127.0.0.1/v1");

        Assert.True(first.Code == 0, first.Errors);
        Assert.Contains("with 2 tools", first.Output);
        Assert.Contains("there already", again.Errors);
        Assert.Contains("--server can't be used", other.Errors);
    }

    [Fact]
    public async Task Import_FileBeyondTheCap_IsNotRead()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "large.json");
        using (var large = File.Create(file))
        {
            large.SetLength((50 * 1024 * 1024) + 1);
        }

        var (code, _, errors) = await HostProcess.RunAsync("connectors", "import-openapi", file, "--operations", "*", "--connectors", Connectors(folder), "--state", folder.State);

        Assert.NotEqual(0, code);
        Assert.Contains("more than 50 MB", errors);
    }

    private static async Task<(int Code, string Output, string Errors)> ImportAsync(TestFolder folder, string document, string operations, params IReadOnlyList<string> more)
    {
        var file = Path.Combine(folder.Path, "document.txt");
        await File.WriteAllTextAsync(file, document, TestContext.Current.CancellationToken);
        return await HostProcess.RunAsync(["connectors", "import-openapi", file, "--operations", operations, "--connectors", Connectors(folder), "--state", folder.State, .. more]);
    }

    private static string Connectors(TestFolder folder) => Path.Combine(folder.Path, "connectors");

    private static string Bomb() => string.Concat(Enumerable.Range(0, 12).Select(static level =>
        $"a{level}: &a{level} [{string.Join(',', Enumerable.Repeat(level == 0 ? "x" : $"*a{level - 1}", 9))}]\n"));

    private static string Many() => $$"""
        {"openapi":"3.0.0","info":{"title":"Many","version":"1"},"servers":[{"url":"https://many.example.com"}],"paths":{ {{string.Join(",", Enumerable.Range(0, 5_000).Select(static number =>
            $"\"/p{number}/{{id}}\":{{\"get\":{{\"operationId\":\"get{number}\",\"parameters\":[{{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{{\"type\":\"string\"}}}}],\"responses\":{{\"200\":{{\"description\":\"x\"}}}}}}}}"))}} } }
        """;
}

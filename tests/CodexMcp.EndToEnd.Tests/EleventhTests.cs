using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>
/// Two systems that do not ship, each in the one file that connectors/README.md leads to: a GraphQL API with a refresh token, and a REST API with a sign-in,
/// tables, lines, pictures and a job whose result is a list. With the real executable: loaded, tried, put into a role and called.
/// </summary>
public sealed class EleventhTests
{
    private const string Role = """
        role: pilot
        version: 1.0.0
        description: Tries two new systems.
        owner: pilot
        instructions:
          summary: Name the record for every number.
        tools:
          max_list_tokens: 10000
          default_tools_approval_mode: approve
          connectors:
            linea: { enabled_tools: ["*"] }
            depot: { enabled_tools: ["*"] }
        execution:
          environment: sandbox
        governance:
          access: { groups: [pilot] }

        """;

    [Theory]
    [InlineData("linea", 7)]
    [InlineData("depot", 12)]
    public async Task ConnectorsTest_OneFile_RunsEveryExample(string connector, int examples)
    {
        using var folder = new TestFolder();
        var connectors = Copy(folder);

        var (code, output, errors) = await HostProcess.RunAsync("connectors", "test", connector, "--connectors", connectors, "--state", folder.State, "--json");

        Assert.True(code == 0, output + errors);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(examples, report.RootElement.GetProperty("examples").GetArrayLength());
    }

    [Fact]
    public async Task Stdio_RoleWithBoth_ReadsOnWritesOnceAndFetchesFiles()
    {
        using var folder = new TestFolder();
        var connectors = Copy(folder);
        var roles = Path.Combine(folder.Path, "own-roles");
        Directory.CreateDirectory(Path.Combine(roles, "pilot"));
        await File.WriteAllTextAsync(Path.Combine(roles, "pilot", "role.yaml"), Role, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(roles, "groups.yaml"), "groups:\n  pilot:\n    description: The pilots.\n    members: [\"local:*\"]\n", TestContext.Current.CancellationToken);
        await using var host = HostProcess.Serve(folder.State, roles, "pilot", "--connectors", connectors);
        await host.HandshakeAsync();
        var id = 0;

        // A list goes on where it ended, behind GraphQL and behind page numbers.
        var first = await CallAsync("linea_list_items", """{"limit":2}""");
        Assert.True(first.GetProperty("truncated").GetBoolean());
        var rest = await CallAsync("linea_list_items", $$"""{"limit":2,"continuation":"{{first.GetProperty("continuation").GetString()}}"}""");
        Assert.Equal("Dark mode", rest.GetProperty("items")[0].GetProperty("title").GetString());
        var articles = await CallAsync("depot_list_articles", """{"limit":1}""");
        var next = await CallAsync("depot_list_articles", $$"""{"limit":1,"continuation":"{{articles.GetProperty("continuation").GetString()}}"}""");
        Assert.Equal(["102"], next.GetProperty("articles").EnumerateArray().Select(static article => article.GetProperty("number").GetString()));

        // A write with a key happens once.
        var made = await CallAsync("linea_create_item", """{"title":"Offline mode","idempotency_key":"k-1"}""");
        Assert.Equal(made.GetProperty("id").GetString(), (await CallAsync("linea_create_item", """{"title":"Offline mode","idempotency_key":"k-1"}""")).GetProperty("id").GetString());
        Assert.Equal("Offline mode", (await CallAsync("linea_get_item", $$"""{"id":"{{made.GetProperty("id").GetString()}}"}""")).GetProperty("title").GetString());

        // A job ends, and its long result is read on with its handle.
        var count = await CallAsync("depot_count_stock", """{"zone":"A"}""");
        Assert.Equal(("done", "103"), (count.GetProperty("status").GetString(), count.GetProperty("differences")[0].GetProperty("number").GetString()));

        // Files come as what they are, and their addresses as links.
        Assert.Contains(await BlocksAsync("depot_get_picture", """{"number":"101"}"""), static block => block.GetProperty("type").GetString() == "image" && block.GetProperty("mimeType").GetString() == "image/png");
        Assert.Contains(await BlocksAsync("linea_download_attachment", """{"id":"7"}"""), static block => block.GetProperty("type").GetString() == "image");
        Assert.Contains(await BlocksAsync("linea_export_roadmap", """{"quarter":"2026Q3"}"""), static block => block.GetProperty("type").GetString() == "resource_link" && block.GetProperty("uri").GetString() == "https://files.linea.example/exports/1.csv");

        // What the system refuses is told so that an agent can act on it.
        var error = (await CallAsync("linea_get_item", """{"id":"99"}""")).GetProperty("error");
        Assert.StartsWith("There is no such item.", error.GetProperty("message").GetString());
        Assert.Equal("denied", (await CallAsync("depot_order_article", """{"number":"101","pieces":500}""")).GetProperty("error").GetProperty("code").GetString());

        async Task<JsonElement> AnswerAsync(string tool, string arguments)
        {
            await host.CallAsync(++id, tool, arguments);
            return (await host.ReadAsync(id)).GetProperty("result");
        }

        async Task<IEnumerable<JsonElement>> BlocksAsync(string tool, string arguments) => (await AnswerAsync(tool, arguments)).GetProperty("content").EnumerateArray();

        async Task<JsonElement> CallAsync(string tool, string arguments) => (await AnswerAsync(tool, arguments)).GetProperty("structuredContent");
    }

    private static string Copy(TestFolder folder)
    {
        var connectors = Path.Combine(folder.Path, "own-connectors");
        foreach (var name in new[] { "linea", "depot" })
        {
            Directory.CreateDirectory(Path.Combine(connectors, name));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Eleventh", name, "connector.yaml"), Path.Combine(connectors, name, "connector.yaml"));
        }

        return connectors;
    }
}

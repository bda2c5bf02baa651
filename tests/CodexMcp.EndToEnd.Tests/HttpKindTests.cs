using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>Connectors that their manifests alone describe, over STDIO with the real executable, and the commands for who writes one.</summary>
public sealed class HttpKindTests
{
    private const string Role = """
        role: desk
        version: 1.0.0
        description: Reads filings and posts what is found.
        owner: desk
        instructions:
          summary: Name the filing for every number.
        tools:
          default_tools_approval_mode: writes
          connectors:
            sec_edgar:
              enabled_tools: [find_company, list_filings]
            slack:
              enabled_tools: [list_channels, read_channel, post_message]
              scope: { read_channels: [C0SYNTH01], post_channels: [C0SYNTH02] }
              tools: { post_message: { approval_mode: approve } }
        execution:
          environment: sandbox
        governance:
          access: { groups: [desk] }

        """;

    [Fact]
    public async Task Stdio_RoleWithManifestsOnly_ReadsWritesAndIsHeldToItsScope()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State, Roles(folder), "desk");
        await host.HandshakeAsync();
        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        var tools = (await host.ReadAsync(1)).GetProperty("result").GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString());
        Assert.Superset(new HashSet<string?> { "sec_edgar_find_company", "sec_edgar_list_filings", "slack_list_channels", "slack_read_channel", "slack_post_message" }, tools.ToHashSet());

        await host.CallAsync(2, "sec_edgar_list_filings", """{"cik":"9000001","forms":["8-K"],"item":"2.02"}""");
        var answer = await host.ReadAsync(2);
        var filings = Structured(answer);
        Assert.Equal("0009000001-26-000051", filings.GetProperty("filings")[0].GetProperty("accession").GetString());
        Assert.Equal("SEC EDGAR", filings.GetProperty("provenance").GetProperty("source").GetString());
        Assert.Equal(filings.GetProperty("provenance").GetRawText(), answer.GetProperty("result").GetProperty("_meta").GetProperty("codex-mcp/provenance").GetRawText());

        await host.CallAsync(3, "slack_post_message", """{"channel":"C0SYNTH02","text":"See <!channel> & <@U0SYNTH01>"}""");
        Assert.Equal("C0SYNTH02", Structured(await host.ReadAsync(3)).GetProperty("channel").GetString());

        await host.CallAsync(4, "slack_post_message", """{"channel":"C0SYNTH01","text":"Not here"}""");
        Assert.Equal("denied", Structured(await host.ReadAsync(4)).GetProperty("error").GetProperty("code").GetString());
        await host.CallAsync(5, "slack_read_channel", """{"channel":"C0SYNTH02"}""");
        Assert.Equal("denied", Structured(await host.ReadAsync(5)).GetProperty("error").GetProperty("code").GetString());

        await host.CallAsync(6, "slack_read_channel", """{"channel":"C0SYNTH01","limit":2}""");
        var first = Structured(await host.ReadAsync(6));
        Assert.True(first.GetProperty("truncated").GetBoolean());
        await host.CallAsync(7, "slack_read_channel", $$"""{"channel":"C0SYNTH01","limit":2,"continuation":"{{first.GetProperty("continuation").GetString()}}"}""");
        Assert.Equal("Who owns the renewal?", Structured(await host.ReadAsync(7)).GetProperty("messages")[0].GetProperty("text").GetString());

        await host.CallAsync(8, "sec_edgar_list_filings", """{"cik":"777"}""");
        var error = Structured(await host.ReadAsync(8)).GetProperty("error");
        Assert.Equal("connector_error", error.GetProperty("code").GetString());
        Assert.Contains("sec_edgar_find_company", error.GetProperty("next").GetString());
    }

    [Fact]
    public async Task Connectors_NewAndTest_MakeAnEleventhFromOneFile()
    {
        using var folder = new TestFolder();
        var connectors = Path.Combine(folder.Path, "connectors");

        var made = await HostProcess.RunAsync("connectors", "new", "crm", "--connectors", connectors, "--state", folder.State);
        var tested = await HostProcess.RunAsync("connectors", "test", "crm", "--connectors", connectors, "--state", folder.State, "--json");
        var again = await HostProcess.RunAsync("connectors", "new", "crm", "--connectors", connectors, "--state", folder.State);

        Assert.True(made.Code == 0, made.Errors);
        Assert.True(tested.Code == 0, tested.Output + tested.Errors);
        Assert.Equal("connector.yaml", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(connectors, "crm")))));
        using var report = JsonDocument.Parse(tested.Output);
        Assert.Equal(["crm_list_records", "crm_add_record"], report.RootElement.GetProperty("examples").EnumerateArray().Select(example => example.GetProperty("tool").GetString()));
        Assert.Equal(1, again.Code);
        Assert.Equal(2, (await HostProcess.RunAsync("connectors", "new", "../evil", "--connectors", connectors, "--state", folder.State)).Code);
    }

    [Fact]
    public async Task Connectors_TestOfAManifestWhoseExampleIsWrong_FailsAndSaysWhy()
    {
        using var folder = new TestFolder();
        var connectors = Path.Combine(folder.Path, "connectors");
        await HostProcess.RunAsync("connectors", "new", "crm", "--connectors", connectors, "--state", folder.State);
        var file = Path.Combine(connectors, "crm", "connector.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("/name: Gemini", "/name: Vostok"));

        var (code, output, _) = await HostProcess.RunAsync("connectors", "test", "crm", "--connectors", connectors, "--state", folder.State);

        Assert.Equal(1, code);
        Assert.Contains("BAD  crm (simulator): crm_add_record, example 1. At /name stands \"Gemini\", not \"Vostok\".", output);
    }

    private static JsonElement Structured(JsonElement message) => message.GetProperty("result").GetProperty("structuredContent");

    private static string Roles(TestFolder folder)
    {
        var roles = Path.Combine(folder.Path, "own-roles");
        Directory.CreateDirectory(Path.Combine(roles, "desk"));
        File.WriteAllText(Path.Combine(roles, "desk", "role.yaml"), Role);
        File.WriteAllText(Path.Combine(roles, "groups.yaml"), "groups:\n  desk:\n    description: The desk.\n    members: [\"local:*\"]\n");
        return roles;
    }
}

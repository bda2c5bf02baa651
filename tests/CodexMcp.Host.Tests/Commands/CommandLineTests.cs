using System.Text.Json;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Tests.Commands;

/// <summary>Every command in process, with and without <c>--json</c>, and every exit code.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Query = """{"statement":"SELECT 6 * 7 AS answer"}""";
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;

    private string State => Path.Combine(folder, "state");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("roles list", "data-analytics")]
    [InlineData("roles show data-analytics", "snowflake_run_query")]
    [InlineData("roles explain data-analytics", "roles/data-analytics/role.yaml:")]
    [InlineData("roles explain data-analytics snowflake_run_query", "snowflake_run_query")]
    [InlineData("roles validate", "decisions")]
    [InlineData("roles validate data-analytics", "decisions")]
    [InlineData("tools --role data-analytics", "snowflake_cancel_query")]
    [InlineData("connectors list", "snowflake")]
    [InlineData("connectors test", "snowflake")]
    [InlineData("connectors test snowflake", "snowflake")]
    [InlineData("audit verify", "records")]
    [InlineData("codex-config --role data-analytics", "snowflake_run_query")]
    public async Task Command_RightUse_ReportsInWordsAndAsJson(string line, string expected)
    {
        var words = await RunAsync(line.Split(' '));
        var json = await RunAsync([.. line.Split(' '), "--json"]);

        Assert.True(words.Code == 0, words.Errors);
        Assert.Contains(expected, words.Output);
        Assert.DoesNotContain("\u001b", words.Output);
        Assert.True(json.Code == 0, json.Errors);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(json.Output).RootElement.ValueKind);
        Assert.Contains(expected, json.Output);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, "nonsense")]
    [InlineData(2, "tools")]
    [InlineData(2, "tools", "--role", "data-analytics", "--nonsense")]
    [InlineData(2, "call", "--role", "data-analytics", "snowflake_run_query", "--yes")]
    [InlineData(2, "call", "--role", "data-analytics", "snowflake_run_query", "--args", "{")]
    [InlineData(2, "call", "--role", "data-analytics", "snowflake_run_query", "--args", "[1]")]
    [InlineData(2, "call", "--role", "data-analytics", "snowflake_run_query", "--args", """{"a":1,"a":2}""")]
    [InlineData(2, "tools", "--role", "data-analytics", "--log-level", "loud")]
    [InlineData(2, "audit", "tail", "--lines", "-1")]
    [InlineData(78, "tools", "--role", "nobody")]
    [InlineData(78, "roles", "show", "../data-analytics")]
    [InlineData(78, "roles", "explain", "nobody")]
    [InlineData(78, "roles", "validate", "nobody")]
    [InlineData(78, "codex-config", "--role", "nobody")]
    [InlineData(78, "call", "--role", "nobody", "snowflake_run_query")]
    [InlineData(1, "roles", "explain", "data-analytics", "snowflake_nonsense")]
    [InlineData(1, "connectors", "test", "nonsense")]
    [InlineData(1, "call", "--role", "data-analytics", "snowflake_nonsense")]
    [InlineData(1, "call", "--role", "data-analytics", "snowflake_run_query")]
    [InlineData(1, "call", "--role", "data-analytics", "snowflake_run_query", "--args", """{"statement":"DROP TABLE x"}""")]
    [InlineData(3, "call", "--role", "data-analytics", "snowflake_cancel_query", "--args", """{"query_id":"x"}""")]
    public async Task Command_WrongUse_HasItsExitCodeAndSaysWhatToDo(int code, params string[] arguments)
    {
        var words = await RunAsync(arguments);
        var json = await RunAsync([.. arguments, "--json"]);

        Assert.Equal(code, words.Code);
        Assert.NotEmpty(words.Errors);
        Assert.Equal(code, json.Code);
        if (json.Output.Length > 0)
        {
            JsonDocument.Parse(json.Output);
        }
    }

    [Fact]
    public async Task Call_Query_PrintsItsTableAndItsStructure()
    {
        var words = await RunAsync("call", "--role", "data-analytics", "snowflake_run_query", "--args", Query);
        var json = await RunAsync("call", "--role", "data-analytics", "snowflake_run_query", "--args", Query, "--json");

        Assert.Contains("42", words.Output);
        var root = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal("succeeded", root.GetProperty("outcome").GetString());
        Assert.Equal(42, root.GetProperty("structured").GetProperty("rows")[0][0].GetInt32());
    }

    [Theory]
    [InlineData("approve\n", "no query with this", 1)]
    [InlineData("yes\n", "declined", 3)]
    [InlineData("", "declined", 3)]
    public async Task Call_ThatAsks_DoesWhatThePersonSays(string typed, string expected, int code)
    {
        var result = await RunAsync(typed, canAsk: true, "call", "--role", "data-analytics", "snowflake_cancel_query", "--args", """{"query_id":"some-handle"}""");

        Assert.Contains("some-handle", result.Errors);
        Assert.Contains("Type \"approve\"", result.Errors);
        Assert.Contains(expected, result.Errors);
        Assert.Equal(code, result.Code);
    }

    [Fact]
    public async Task AuditTail_AfterCalls_ShowsThemInWordsAndAsTheyAre()
    {
        await RunAsync("call", "--role", "data-analytics", "snowflake_run_query", "--args", Query);

        var words = await RunAsync("audit", "tail");
        var json = await RunAsync("audit", "tail", "--json", "--lines", "1");

        Assert.Contains("snowflake_run_query", words.Output);
        Assert.Single(json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("audit.closed", JsonDocument.Parse(json.Output).RootElement.GetProperty("event").GetString());
    }

    [Fact]
    public async Task AuditVerify_OneByteChanged_EndsWithTheCheckCode()
    {
        await RunAsync("call", "--role", "data-analytics", "snowflake_run_query", "--args", Query);
        var file = Directory.EnumerateFiles(Path.Combine(State, "audit"), "*.jsonl").Single();
        File.WriteAllText(file, File.ReadAllText(file).Replace("succeeded", "succeedet"));

        var words = await RunAsync("audit", "verify");
        var json = await RunAsync("audit", "verify", "--json");

        Assert.Equal(65, words.Code);
        Assert.Contains("NOT SOUND", words.Output);
        Assert.Contains(Path.GetFileName(file), words.Output);
        Assert.Equal(65, json.Code);
        Assert.False(JsonDocument.Parse(json.Output).RootElement.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task RolesValidate_DecisionThatIsNotSo_EndsWithTheCheckCodeAndNamesTheRow()
    {
        var roles = CopyRoles();
        var table = Path.Combine(roles, "data-analytics", "decisions.yaml");
        File.AppendAllText(table, "  - name: Wishes for a write\n    tool: snowflake_run_query\n    arguments: { statement: \"DROP TABLE x\" }\n    expect: succeeded\n    why: It can't be so.\n");

        var words = await RunAsync("roles", "validate", "--roles", roles);
        var json = await RunAsync("roles", "validate", "--roles", roles, "--json");

        Assert.Equal(65, words.Code);
        Assert.Contains("Wishes for a write", words.Output);
        Assert.Equal(65, json.Code);
        Assert.False(JsonDocument.Parse(json.Output).RootElement.GetProperty("ok").GetBoolean());
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public async Task RolesList_FileWithErrors_TellsEachWithItsPlace()
    {
        var roles = CopyRoles();
        var file = Path.Combine(roles, "data-analytics", "role.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("owner:", "ownr:"));

        var words = await RunAsync("roles", "list", "--roles", roles);
        var json = await RunAsync("roles", "list", "--roles", roles, "--json");

        Assert.Equal(78, words.Code);
        Assert.Matches(@"roles/data-analytics/role\.yaml:\d+:\d+: ", words.Errors);
        var errors = JsonDocument.Parse(json.Output).RootElement.GetProperty("errors");
        Assert.True(errors.GetArrayLength() > 0);
        Assert.True(errors[0].GetProperty("line").GetInt32() > 1);
    }

    [Fact]
    public async Task EveryCommand_Help_NamesWhatItDoes()
    {
        using var output = new StringWriter();
        var line = new CommandLine(Terminal.For(output, TextWriter.Null, TextReader.Null));
        var names = line.Root.Subcommands.Select(command => command.Name).ToList();

        Assert.Equal(["stdio", "serve", "keys", "roles", "tools", "call", "approvals", "calls", "switches", "connectors", "audit", "sandbox", "doctor", "demo", "codex-config"], names);
        foreach (var command in line.Root.Subcommands)
        {
            Assert.EndsWith(".", command.Description);
            Assert.Equal(0, await line.RunAsync([command.Name, "--help"]));
        }

        Assert.DoesNotContain("--yes", output.ToString());
    }

    private string CopyRoles()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "roles");
        var copy = Path.Combine(folder, "roles");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync("", canAsk: false, arguments);

    private async Task<(int Code, string Output, string Errors)> RunAsync(string typed, bool canAsk, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var line = new CommandLine(Terminal.For(output, errors, new StringReader(typed), canAsk));
        var code = await line.RunAsync([.. arguments, "--state", State]);
        return (code, output.ToString(), errors.ToString());
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Connectors.McpKind.Upstream;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>A connector of kind mcp as the host runs it, with the fixture server in a process of its own behind it.</summary>
internal sealed class UpstreamRig : IAsyncDisposable
{
    private const string Names = """
        tools:
          simple: { upstream: test_simple_text, verb: read }
          echo: { upstream: test_echo, verb: read }
          progress: { upstream: test_tool_with_progress, verb: read }
          logging: { upstream: test_logging_tool, verb: read }
          slow: { upstream: test_slow, verb: read }
          mixed: { upstream: test_multiple_content_types, verb: read }
          ask: { upstream: test_input_required_result_request_state, verb: read }
          elicit: { upstream: test_elicitation, verb: read }
          sample: { upstream: test_sampling, verb: read }
          header: { upstream: test_custom_header, verb: read }
          beside: { upstream: test_beside, verb: read }
          change: { upstream: test_trigger_resource_change, verb: read }
          exit: { upstream: test_exit, verb: read }
        prompts:
          image: { upstream: test_prompt_with_image }
          greet: { upstream: test_prompt_with_arguments }
        resources:
          fixed: { uri: "test://static-*" }
          watched: { uri: "test://watched-resource" }
        resource_templates:
          one: { uri: "test://template/{id}/data" }
        """;

    private const string Do = "tools: { do: { verb: read }, write: { upstream: do_not, verb: write } }";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codex-mcp-");
    private readonly HttpMessageHandler transport = ConnectorHttp.LoopbackTransport();
    private readonly UpstreamPool pool = new();
    private readonly string text;
    private Process? server;

    private UpstreamRig(string upstream, string names, string more, string address = "-")
    {
        text = $$"""
            connector: docs
            kind: mcp
            version: 1.0.0
            title: Docs
            description: A server of the tests.
            hosts: {{(upstream.StartsWith("url", StringComparison.Ordinal) ? "[docs.example.com]" : "[]")}}
            environments: { sandbox: { settings: { token: s3cret-canary, url: "{{address}}" } } }
            upstream: { {{upstream}} }
            {{more}}
            {{names}}
            """;
        Directory.CreateDirectory(Home);
        File.WriteAllText(Path.Combine(Home, "connector.yaml"), text);
    }

    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static string Fixture { get; } = Path.Combine(AppContext.BaseDirectory, "CodexMcp.FixtureServer.dll");

    public List<Quarantine> Reports { get; } = [];

    public int Changes { get; private set; }

    /// <summary>The resources that were told to have changed, as they come.</summary>
    public Channel<string> Updates { get; } = Channel.CreateUnbounded<string>();

    public string Home => Path.Combine(folder.FullName, "docs");

    public ConnectorManifest Manifest { get; private set; } = null!;

    public IConnector Connector { get; private set; } = null!;

    /// <summary>The fixture over STDIO, pinned.</summary>
    public static Task<UpstreamRig> StdioAsync(string more = "protocol: auto", TimeProvider? time = null) =>
        PinnedAsync(new(Command("", $"start_timeout: 60s, {more}"), Names, ""), time);

    /// <summary>A server that misbehaves, pinned.</summary>
    public static Task<UpstreamRig> BadAsync(string mode, string verb = "read", TimeProvider? time = null) =>
        PinnedAsync(new(Command($", bad, {mode}", "start_timeout: 20s, max_message_bytes: 200000"), Do.Replace("verb: read", $"verb: {verb}"), ""), time);

    /// <summary>A connector whose server can't be pinned, or whose pins are made by the test.</summary>
    public static UpstreamRig Unpinned(string mode, string more) => new(Command($", bad, {mode}", more), Do, "");

    /// <summary>The fixture over HTTP, pinned.</summary>
    public static async Task<UpstreamRig> HttpAsync(string more = "protocol: auto", string? token = null)
    {
        var start = new ProcessStartInfo(Dotnet, [Fixture, "http"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["FIXTURE_TOKEN"] = token ?? "";
        var server = Process.Start(start)!;
        var address = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return await PinnedAsync(new($"url: \"{{setting.url}}\", start_timeout: 60s, {more}", Names, token is null ? "" : "auth: { kind: bearer, token: \"{setting.token}\" }", address!) { server = server }, null);
    }

    /// <summary>A server of the test's own over HTTP, pinned.</summary>
    public static Task<UpstreamRig> HttpAsync(string address, string verb, string more) =>
        PinnedAsync(new($"url: \"{{setting.url}}\", max_message_bytes: 200000, {more}", Do.Replace("verb: read", $"verb: {verb}"), "auth: { kind: bearer, token: \"{setting.token}\" }", address), null);

    /// <summary>A server of the test's own that wants a login, not pinned.</summary>
    public static UpstreamRig WithLogin(string address, ILoginStore logins, string auth = "{ kind: authorization_code }", string more = "protocol: legacy") =>
        new($"url: \"{{setting.url}}\", {more}", Do, $"auth: {auth}", address) { Logins = logins };

    /// <summary>Where logins are kept, or null.</summary>
    public ILoginStore? Logins { get; init; }

    /// <summary>Reads the manifest and the pins anew, as a reload of the files does.</summary>
    public void Load(TimeProvider? time = null)
    {
        var errors = new ConfigurationErrors();
        Manifest = ManifestLoader.Load(ConfigurationFolder.Open(folder.FullName), "docs", static _ => null, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        Connector = new McpKindConnectorFactory(Manifest, pool, Reports.Add, new(() => Changes++, Updated), Logins).Create(new()
        {
            Environment = "sandbox",
            Settings = Manifest.ResolveSettings("sandbox"),
            Http = ConnectorHttp.Create(new() { Hosts = new HostAllowlist(Manifest.Hosts, loopback: true) }, transport),
            Time = time ?? TimeProvider.System,
        });
    }

    public Task<PinReview> ReviewAsync() => ((IUpstreamReview)Connector).ReviewAsync(TestContext.Current.CancellationToken);

    public ToolInvocation Call(string tool, string arguments = "{}") => new()
    {
        CallId = "0198c0de0000700080000000000000aa",
        Role = "tester",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = Manifest.Catalog.Tools.GetValueOrDefault(tool) ?? Manifest.Catalog.Prompts.GetValueOrDefault(tool) ?? Manifest.Catalog.Resources[tool],
        Arguments = JsonDocument.Parse(arguments).RootElement,
        Handles = Sealer.Shared,
    };

    public Task<ToolResult> RunAsync(ToolInvocation call) => Connector.ExecuteAsync(call, TestContext.Current.CancellationToken).AsTask();

    public Task<ToolResult> RunAsync(string tool, string arguments = "{}") => RunAsync(Call(tool, arguments));

    public async Task<ConnectorException> FailAsync(string tool, string arguments = "{}")
    {
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tool, arguments));
        Assert.DoesNotContain("s3cret-canary", failure.ToString());
        Assert.NotEmpty(failure.Next);
        return failure;
    }

    /// <summary>Nobody watches the resource any more.</summary>
    public void Unwatch(string uri) => pool.Unwatch(uri);

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        transport.Dispose();
        if (server is not null)
        {
            server.StandardInput.Close();
            server.Kill();
            server.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private Task Updated(string uri) => Updates.Writer.WriteAsync(uri).AsTask();

    private static string Command(string arguments, string more) => $"command: \"{Dotnet}\", args: [\"{Fixture}\"{arguments}], inherit: [PATH, HOME], environment: {{ TOKEN: \"{{setting.token}}\" }}, {more}";

    private static async Task<UpstreamRig> PinnedAsync(UpstreamRig rig, TimeProvider? time)
    {
        rig.Load();
        (await rig.ReviewAsync()).Write();
        rig.Load(time);
        return rig;
    }
}

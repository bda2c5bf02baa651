using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Conformance.Client;

/// <summary>The connector's folder as an operator would write it for the scenario's server.</summary>
internal sealed class ClientFolder : IDisposable
{
    private const string Name = "suite";
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("codex-mcp-");

    public ClientFolder(ClientScenario scenario, string url)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            connector: {{Name}}
            kind: mcp
            version: 1.0.0
            title: The suite
            description: A server of the conformance suite.
            hosts: [conformance.example.com]
            environments: { sandbox: { settings: { url: {{Quoted(url)}}, client: {{Quoted(scenario.Given("client_id") ?? "-")}}, secret: {{Quoted(scenario.Given("client_secret") ?? "-")}} } } }
            upstream: { url: "{setting.url}", protocol: {{scenario.Protocol}}, start_timeout: 2m }
            """);
        if (scenario.IsAuth)
        {
            text.AppendLine(scenario.Given("client_id") is null
                ? "auth: { kind: authorization_code, client_metadata_url: \"https://conformance-test.local/client-metadata.json\" }"
                : "auth: { kind: authorization_code, client_id: \"{setting.client}\", client_secret: \"{setting.secret}\" }");
        }

        text.AppendLine("tools:");
        foreach (var tool in scenario.Tools)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Call.ActionOf(tool)}: {{ upstream: {Quoted(tool)}, verb: read }}");
        }

        if (scenario.HasGuidance)
        {
            text.AppendLine("prompts: { prompt: { upstream: test_prompt } }");
            text.AppendLine("resources: { file: { uri: \"file:///path/*\" }, page: { uri: \"https://example.com/*\" } }");
        }

        Directory.CreateDirectory(Path.Combine(root.FullName, Name));
        File.WriteAllText(Path.Combine(root.FullName, Name, "connector.yaml"), text.ToString());
    }

    /// <summary>Reads the folder as the host does at its start.</summary>
    public ConnectorManifest Load()
    {
        var errors = new ConfigurationErrors();
        return ManifestLoader.Load(ConfigurationFolder.Open(root.FullName), Name, static _ => null, errors) is { } manifest && errors.Count == 0
            ? manifest
            : throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
    }

    public void Dispose() => root.Delete(recursive: true);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Manifest;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>
/// Each place of the manifests that ship, spoiled in each of a few ways. A manifest that is wrong is refused with file, line and what to do; one that is taken
/// can be run: nothing that the check lets through breaks at the first call.
/// </summary>
public sealed partial class ManifestMutationTests
{
    private static readonly string[] Connectors = [.. Directory.EnumerateDirectories(Shipped.Connectors)
        .Where(static folder => File.Exists(Path.Combine(folder, "connector.yaml")) && File.ReadAllText(Path.Combine(folder, "connector.yaml")).Contains("\nkind: http\n", StringComparison.Ordinal))
        .Select(static folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, Func<string, JsonNode?, (string Key, JsonNode? Value)?>> Ways = new(StringComparer.Ordinal)
    {
        ["deleted"] = static (_, _) => null,
        ["misspelt"] = static (key, value) => (key + "zz", value?.DeepClone()),
        ["null"] = static (key, _) => (key, null),
        ["number"] = static (key, _) => (key, JsonValue.Create(-7)),
        ["unknown placeholder"] = static (key, _) => (key, JsonValue.Create("{nobody_knows}")),
        ["bad pointer"] = static (key, _) => (key, JsonValue.Create("/a | nosuchstep")),
        ["list"] = static (key, _) => (key, new JsonArray(JsonValue.Create("zz"))),
        ["object"] = static (key, _) => (key, new JsonObject { ["zz"] = "zz" }),
    };

    public static TheoryData<string, string> Cases => [.. Connectors.SelectMany(static connector => Ways.Keys.Select(way => (connector, way)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Load_PlaceThatIsSpoiled_IsRefusedWithItsLineOrCanBeRun(string connector, string way)
    {
        using var folder = new Copy(connector);
        foreach (var path in Places(connector))
        {
            var root = JsonNode.Parse(folder.Json)!;
            KeepWhatMatters(root, path);
            var (parent, key) = Find(root, path);
            var changed = Ways[way](key, parent[key]);
            parent.Remove(key);
            if (changed is { } now)
            {
                parent[now.Key] = now.Value;
            }

            var (manifest, errors) = folder.Load(root.ToJsonString(Copy.Indented));
            Assert.All(errors, error => Assert.Matches(Told(), error.ToString()));
            if (manifest is null)
            {
                Assert.NotEmpty(errors);
                continue;
            }

            Assert.True(way != "misspelt" || IsName(path), $"{string.Join('/', path)} can be misspelt");
            await RunsAsync(manifest, $"{string.Join('/', path)} {way}");
        }
    }

    /// <summary>What runs is made of every part of the manifest: a text that can't be read breaks here.</summary>
    private static async Task RunsAsync(ConnectorManifest manifest, string what)
    {
        try
        {
            foreach (var action in manifest.Catalog.Tools.Keys)
            {
                _ = HttpKindTool.Read(manifest.Definition, manifest.Name, action);
            }

            await using var simulator = new ManifestSimulator(manifest.Name, manifest.Definition, TimeProvider.System);
            using var http = new HttpClient(new SimulatorHttpHandler(simulator));
            await using var made = new HttpKindConnectorFactory(manifest).Create(new() { Environment = "sandbox", Settings = default, Http = http, Time = TimeProvider.System });
        }
        catch (ConnectorException)
        {
            // No setting is given here.
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what} is taken and can't be run: {exception}");
        }
    }

    /// <summary>One place of each shape: the names of tools, arguments and the like don't matter.</summary>
    private static IEnumerable<string[]> Places(string connector)
    {
        var seen = Connectors.TakeWhile(other => other != connector).SelectMany(static other => AllPlaces(other).Select(Shape)).ToHashSet(StringComparer.Ordinal);
        return AllPlaces(connector).Where(path => seen.Add(Shape(path)));
    }

    private static IEnumerable<string[]> AllPlaces(string connector)
    {
        using var folder = new Copy(connector);
        return Walk(JsonNode.Parse(folder.Json)!, []).ToList();
    }

    private static IEnumerable<string[]> Walk(JsonNode? node, string[] path) => node switch
    {
        JsonObject members => members.SelectMany(member => Walk(member.Value, [.. path, member.Key]).Prepend([.. path, member.Key])),
        JsonArray items => items.SelectMany((item, at) => Walk(item, [.. path, $"{at}"])),
        _ => [],
    };

    private static string Shape(string[] path)
    {
        var shape = new List<string>();
        for (var i = 0; i < path.Length; i++)
        {
            var parent = string.Join('/', path[..i]);
            if (Free().IsMatch(parent))
            {
                shape.Add("...");
                break;
            }

            shape.Add(Named().IsMatch(parent) ? "*" : int.TryParse(path[i], out _) ? "0" : path[i]);
        }

        return string.Join('/', shape);
    }

    /// <summary>Takes away the tools that a place has nothing to do with; those with jobs know of each other.</summary>
    private static void KeepWhatMatters(JsonNode root, string[] path)
    {
        if (path is ["tools", var kept, _, ..])
        {
            foreach (var tool in root["tools"]!.AsObject().Where(tool => tool.Key != kept && tool.Value!["job"] is null).Select(static tool => tool.Key).ToList())
            {
                root["tools"]!.AsObject().Remove(tool);
            }
        }
    }

    private static (JsonObject Parent, string Key) Find(JsonNode root, string[] path)
    {
        var node = root;
        foreach (var step in path[..^1])
        {
            node = node is JsonArray list ? list[int.Parse(step)]! : node[step]!;
        }

        return (node.AsObject(), path[^1]);
    }

    /// <summary>Whether the last step is a name that the manifest's author chose, or a key of JSON Schema, which has words of its own that nobody need know.</summary>
    private static bool IsName(string[] path) => string.Join('/', path[..^1]) is var parent && (Named().IsMatch(parent) || Free().IsMatch(parent));

    [GeneratedRegex(@"^(tools|(tools/[^/]+/)?provenance|sandbox/(collections|files)|auth/(parameters|claims|authorize_parameters|values)|errors/say)$|(^|/)headers$|/(query|form|multipart|values|say|take|settings)$|/(response|read_back)/result$|/graphql/variables$")]
    private static partial Regex Named();

    [GeneratedRegex(@"^(scope|sandbox/scope|environments/\w+/settings|tools/[^/]+/(input|output)|sandbox/collections/[^/]+/rows/\d+)(/|$)|/(json|variables)(/|$)|/examples/\d+/(arguments|expect)(/|$)|/guard/\d+/(arguments|body)(/|$)|^(tools/[^/]+/)?sandbox(/[^/]+)*/(body|row|new|where|if|headers|fails_when)(/|$)|/claims$")]
    private static partial Regex Free();

    [GeneratedRegex(@"^connectors/[a-z_]+/connector\.yaml:[1-9]\d*:[1-9]\d*: .+\. .+[.?]$", RegexOptions.Singleline)]
    private static partial Regex Told();

    /// <summary>The manifest as JSON, which is YAML too: each key has a line of its own.</summary>
    private sealed class Copy : IDisposable
    {
        public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("codex-mcp-");
        private readonly string connector;

        public Copy(string connector)
        {
            this.connector = connector;
            root.CreateSubdirectory(Path.Combine("connectors", connector));
            Json = Load(File.ReadAllText(Path.Combine(Shipped.Connectors, connector, "connector.yaml"))).Manifest!.Definition.GetRawText();
        }

        public string Json { get; }

        public (ConnectorManifest? Manifest, IReadOnlyList<ConfigurationError> Errors) Load(string text)
        {
            File.WriteAllText(Path.Combine(root.FullName, "connectors", connector, "connector.yaml"), text);
            var errors = new ConfigurationErrors();
            var manifest = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(root.FullName, "connectors")), connector, static _ => null, errors);
            return (manifest, errors.ToSorted());
        }

        public void Dispose() => root.Delete(recursive: true);
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>What holds for every tool of every connector that ships, native ones too.</summary>
public sealed partial class EveryConnectorTests
{
    private const int MostTokens = 700;
    private static readonly LoadedConfiguration Loaded = Shipped.Load(null);

    public static TheoryData<string> Connectors => [.. Directory.EnumerateDirectories(Shipped.Connectors).Where(static folder => !Path.GetFileName(folder).StartsWith('.')).Select(static folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Connector_ThatShips_LoadsAndExplainsItself(string connector)
    {
        Assert.True(Loaded.Manifests.ContainsKey(connector), $"{connector} does not load");
        Assert.Contains("sandbox", Loaded.Manifests[connector].Environments);
        var readme = File.ReadAllText(Path.Combine(Shipped.Connectors, connector, "README.md"));
        Assert.True(readme.Length > 500, $"{connector}/README.md says next to nothing");
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Tools_OfAConnector_AreFitForAgents(string connector)
    {
        foreach (var tool in Loaded.Manifests[connector].Catalog.Tools.Values)
        {
            Assert.True(tool.OutputSchema is not null, $"{tool.Name} has no output schema");
            var tokens = (tool.Name.Length + tool.Title.Length + tool.Description.Length + JsonMarshal.GetRawUtf8Value(tool.InputSchema).Length + JsonMarshal.GetRawUtf8Value(tool.OutputSchema.Value).Length) / 4;
            Assert.True(tokens < MostTokens, $"{tool.Name} costs {tokens} tokens");
            Assert.True(tool.Description.Length >= 12, $"{tool.Name} is not described");
            Assert.True(tool.Idempotent || tool.Verb != ToolVerb.Read, $"{tool.Name} reads and is not idempotent");
            Assert.True(tool.Timeout is not null, $"{tool.Name} has no timeout");
            Assert.True(tool.InputSchema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False, $"{tool.Name} takes arguments that it does not name");
        }
    }

    /// <summary>A connector that no role has can't be tried from a clean clone.</summary>
    [Theory]
    [MemberData(nameof(Connectors))]
    public void Connector_ThatShips_IsUsedByARole(string connector) =>
        Assert.Contains(Loaded.Profiles.Values.SelectMany(static profile => profile.Tools), tool => tool.Definition.Connector == connector);

    /// <summary>What a manifest of kind http shows of each tool: calls that end well, and for each that takes an id or key one that does not.</summary>
    [Theory]
    [MemberData(nameof(Connectors))]
    public void Tools_OfAManifest_ShowAGoodCallAndABadOne(string connector)
    {
        if (Loaded.Manifests[connector].Kind != "http")
        {
            return; // A native connector's calls are in its own tests and in the roles' decision tables.
        }

        foreach (var tool in Loaded.Manifests[connector].Definition.GetProperty("tools").EnumerateObject())
        {
            var outcomes = tool.Value.GetProperty("examples").EnumerateArray().Select(static example => example.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : "succeeded").ToList();
            var path = tool.Value.TryGetProperty("request", out var request) ? OfTheSession().Replace(request.GetProperty("path").GetString()!, "") : null;
            Assert.True(path is null || outcomes.Contains("succeeded"), $"{connector}_{tool.Name} shows no call that succeeds");
            Assert.True(path?.Contains('{', StringComparison.Ordinal) is false || outcomes.Exists(static outcome => outcome != "succeeded"), $"{connector}_{tool.Name} shows no call that fails");
        }
    }

    /// <summary>A sentence that sends an agent to a tool sends it to one that is there.</summary>
    [Theory]
    [MemberData(nameof(Connectors))]
    public void Sentences_ThatNameATool_NameOneThatExists(string connector)
    {
        var tools = Loaded.Manifests.Values.SelectMany(manifest => manifest.Catalog.Tools.Values).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        var named = Next(Loaded.Manifests[connector].Definition).SelectMany(sentence => Word().Matches(sentence).Select(match => match.Value)).Where(word => word.StartsWith(connector + "_", StringComparison.Ordinal));

        Assert.All(named, name => Assert.Contains(name, tools));
    }

    private static IEnumerable<string> Next(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => member is { Name: "next", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : Next(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Next),
        _ => [],
    };

    [GeneratedRegex(@"\{session\.[a-z_]+\}")]
    private static partial Regex OfTheSession();

    [GeneratedRegex("[a-z][a-z0-9_]+")]
    private static partial Regex Word();
}

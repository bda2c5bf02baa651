using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Tests.Manifests;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Every tool of every manifest of kind http, against the simulator that is made of the same file.</summary>
public sealed class ShippedManifestTests
{
    private static readonly LoadedConfiguration Loaded = Shipped.Load(null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Tools =>
        [.. Loaded.Manifests.Values.Where(manifest => manifest.Kind == "http").SelectMany(manifest => manifest.Catalog.Tools.Keys.Select(tool => (manifest.Name, tool)))];

    /// <summary>Those that send something whatever they are asked: not the ones that ask for a job with a handle.</summary>
    public static TheoryData<string, string> Senders =>
        [.. Loaded.Manifests.Values.Where(manifest => manifest.Kind == "http").SelectMany(manifest => manifest.Catalog.Tools.Keys
            .Where(tool => manifest.Definition.GetProperty("tools").GetProperty(tool).TryGetProperty("request", out _)).Select(tool => (manifest.Name, tool)))];

    [Fact]
    public void Manifests_ThatShip_AreThere() =>
        Assert.Superset(new HashSet<string> { "canva", "figma", "github", "hex", "jira", "outreach", "sec_edgar", "slack", "tableau" }, Loaded.Manifests.Values.Where(manifest => manifest.Kind == "http").Select(manifest => manifest.Name).ToHashSet());

    [Theory]
    [MemberData(nameof(Tools))]
    public void Definition_OfEachTool_IsFitForAgents(string connector, string action)
    {
        var tool = Loaded.Manifests[connector].Catalog.Tools[action];

        Assert.NotNull(tool.OutputSchema);
        var tokens = (tool.Name.Length + tool.Title.Length + tool.Description.Length + JsonMarshal.GetRawUtf8Value(tool.InputSchema).Length + JsonMarshal.GetRawUtf8Value(tool.OutputSchema.Value).Length) / 4;
        Assert.True(tokens < 700, $"{tool.Name} costs {tokens} tokens");
        Assert.True(tool.Idempotent || tool.Verb != ToolVerb.Read);
        Assert.True(File.Exists(Path.Combine(Shipped.Connectors, connector, "README.md")), $"{connector} has no README.md");
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Execute_EachExample_EndsAsTheManifestSays(string connector, string action)
    {
        await using var rig = new SimulatedRig(Loaded.Manifests[connector]);
        var tool = rig.Manifest.Definition.GetProperty("tools").GetProperty(action);
        foreach (var example in tool.GetProperty("examples").EnumerateArray())
        {
            var call = rig.Call(action, example.GetProperty("arguments"));
            if (example.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "denied")
            {
                Assert.NotNull((await rig.Connector.Guard!.CheckAsync(call, Token)).Rejection);
                continue;
            }

            if (outcome.ValueKind == JsonValueKind.String && outcome.GetString() != "succeeded")
            {
                Assert.Equal("connector_error", outcome.GetString());
                var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await rig.Connector.ExecuteAsync(call, Token));
                Assert.Equal(ConnectorFailure.Refused, failure.Failure);
                continue;
            }

            Assert.Null((await rig.Connector.Guard!.CheckAsync(call, Token)).Rejection);
            var result = await rig.Connector.ExecuteAsync(call, Token);
            foreach (var expected in example.TryGetProperty("expect", out var members) ? members.EnumerateObject() : default)
            {
                var found = Pointer.Parse(expected.Name).In(result.Structured);
                Assert.True(found is { } value && JsonElement.DeepEquals(value, expected.Value), $"At {expected.Name} stands {found}, not {expected.Value}.");
            }

            Assert.Empty(CodexMcp.JsonSchema.JsonSchema.Compile(call.Tool.OutputSchema!.Value).Validate(result.Structured).Select(static error => error.ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Execute_WrongCredential_IsForAnOperator(string connector, string action)
    {
        await using var rig = new SimulatedRig(Loaded.Manifests[connector], spoil: true);
        var example = rig.Manifest.Definition.GetProperty("tools").GetProperty(action).GetProperty("examples")[0].GetProperty("arguments");

        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await rig.Connector.ExecuteAsync(rig.Call(action, example), Token));

        Assert.Contains(failure.Failure, new[] { ConnectorFailure.Configuration, ConnectorFailure.RateLimited });
        Assert.Contains("operator", failure.Next);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Execute_EachWireFault_IsAFailureThatSaysWhatToDo(string connector, string action)
    {
        foreach (var (kind, expected) in new[]
        {
            (WireFaultKind.TooManyRequests, ConnectorFailure.RateLimited),
            (WireFaultKind.InternalError, ConnectorFailure.Unavailable),
            (WireFaultKind.Unavailable, ConnectorFailure.Unavailable),
            (WireFaultKind.AnswerLost, ConnectorFailure.Unavailable),
            (WireFaultKind.TruncatedBody, ConnectorFailure.Unavailable),
            (WireFaultKind.BrokenGzip, ConnectorFailure.BadAnswer),
        })
        {
            await using var rig = new SimulatedRig(Loaded.Manifests[connector]);
            rig.Simulator.Activity.Fail(new WireFault(kind), int.MaxValue);
            var example = rig.Manifest.Definition.GetProperty("tools").GetProperty(action).GetProperty("examples")[0].GetProperty("arguments");
            if (kind == WireFaultKind.TruncatedBody && rig.Manifest.Definition.GetProperty("tools").GetProperty(action).GetProperty("sandbox").TryGetProperty("status", out var status) && status.GetInt32() == 204)
            {
                continue; // an answer without a body can't be cut
            }

            var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await rig.Connector.ExecuteAsync(rig.Call(action, example), Token));

            Assert.True(expected == failure.Failure, $"{kind}: {failure.Failure}");
            Assert.NotEmpty(failure.Next);
        }
    }

    /// <summary>The simulator does not take what the real system would not: each required field in turn is left out of the request.</summary>
    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Simulator_RequestWithoutARequiredField_IsRefused(string connector, string action)
    {
        await using var rig = new SimulatedRig(Loaded.Manifests[connector]);
        var tool = rig.Manifest.Definition.GetProperty("tools").GetProperty(action);
        var example = tool.GetProperty("examples")[0].GetProperty("arguments");
        var path = tool.GetProperty("request").GetProperty("path").GetString()!;
        var required = tool.GetProperty("input").TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToArray() : [];
        foreach (var name in required.Where(name => !path.Contains($"{{{name}", StringComparison.Ordinal)))
        {
            var without = JsonDocument.Parse("{" + string.Join(',', example.EnumerateObject().Where(member => member.Name != name).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}").RootElement;

            var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await rig.Connector.ExecuteAsync(rig.Call(action, without), Token));

            Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        }
    }

    /// <summary>What a tool wrote is found again by the call's id, with the result that the call had.</summary>
    [Theory]
    [MemberData(nameof(Senders))]
    public async Task FindAsync_WriteThatHappened_GivesItsResult(string connector, string action)
    {
        await using var rig = new SimulatedRig(Loaded.Manifests[connector]);
        var tool = rig.Manifest.Definition.GetProperty("tools").GetProperty(action);
        if (!tool.TryGetProperty("read_back", out _))
        {
            return;
        }

        var call = rig.Call(action, tool.GetProperty("examples")[0].GetProperty("arguments"));
        var recovery = (IWriteRecovery)rig.Connector;
        Assert.False((await recovery.FindAsync(call, call.CallId, Token)).IsKnown);
        var result = await rig.Connector.ExecuteAsync(call, Token);

        var fate = await recovery.FindAsync(call, call.CallId, Token);

        Assert.Equal(result.Structured.GetRawText(), fate.Result?.Structured.GetRawText());
    }
}

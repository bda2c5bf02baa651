using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>
/// Simulates the system of a manifest of kind <c>http</c> from that manifest alone. It reads requests from the wire and knows nothing of the connector: the
/// login, the required fields and their types, the pages and the errors are those that the manifest declares.
/// </summary>
public sealed class ManifestSimulator : IVendorSimulator
{
    private readonly SimulatedAuth auth;
    private readonly SimulatedTool[] tools;
    private readonly FrozenDictionary<string, SimulatedCollection> collections;
    private readonly SimulatedClock clock;
    private readonly TimeProvider time;
    private readonly JsonElement? sandbox;

    /// <summary>Makes the system.</summary>
    /// <param name="system">Its name.</param>
    /// <param name="manifest">The whole manifest as JSON.</param>
    /// <param name="time">The system's clock.</param>
    public ManifestSimulator(string system, JsonElement manifest, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        System = system;
        this.time = time;
        clock = new(time);
        sandbox = SandboxJson.Member(manifest, "sandbox");
        auth = new(manifest, time);
        tools = SandboxJson.Member(manifest, "tools") is { } all ? [.. all.EnumerateObject().Where(static tool => SandboxJson.Member(tool.Value, "request") is not null).Select(tool => new SimulatedTool(manifest, tool.Value, auth.Fill, clock, time))] : [];
        collections = (SandboxJson.Member(sandbox, "collections") is { } given ? given.EnumerateObject() : default)
            .ToFrozenDictionary(static entry => entry.Name, static entry => new SimulatedCollection(entry.Value), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string System { get; }

    /// <summary>What has arrived, and what shall fail.</summary>
    public WireActivity Activity { get; } = new();

    /// <summary>Ends every access token that was given, as a vendor does when an administrator revokes them.</summary>
    public void ExpireTokens() => auth.ExpireTokens();

    /// <inheritdoc/>
    public void WriteCredentials(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        auth.Write(writer);
    }

    /// <inheritdoc/>
    public async ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Activity.Arrived(request) is { } fault
            ? await WireFaults.GiveAsync(fault, () => Task.FromResult(Answer(request)), Words, time, ct).ConfigureAwait(false)
            : Answer(request);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        auth.Dispose();
        return ValueTask.CompletedTask;
    }

    private SimulatorResponse Answer(SimulatorRequest request)
    {
        if (request.Method == "GET" && SandboxJson.Member(SandboxJson.Member(sandbox, "files"), request.Path) is { } file)
        {
            return SimulatedAnswer.From(file, 200, static _ => null);
        }

        if (auth.Token(request) is { } token)
        {
            return token;
        }

        if (!auth.Accepts(request))
        {
            return Words(WireFaultKind.Unauthorized);
        }

        string? problem = null;
        foreach (var tool in tools)
        {
            if (tool.Jobs?.Answer(request, path => auth.Holds(request, path)) is { } told)
            {
                return told;
            }

            if (tool.Shape.Method != request.Method || tool.Shape.Match(request.Path) is not { } path || !auth.Holds(request, path))
            {
                continue;
            }

            // Two tools may share a path: the first that the request is right for answers.
            var values = WireValues.Read(request, path);
            if (tool.Shape.Problem(values) is not { } wrong)
            {
                return tool.Answer(request, values, collections.GetValueOrDefault, clock);
            }

            problem ??= wrong;
        }

        return problem is null
            ? SimulatedAnswer.From(SandboxJson.Member(sandbox, "missing"), 404, static _ => null)
            : SimulatedAnswer.From(SandboxJson.Member(sandbox, "invalid"), 400, name => name == "problem" ? SandboxJson.Text(problem) : null);
    }

    private SimulatorResponse Words(WireFaultKind kind) => kind == WireFaultKind.TooManyRequests
        ? SimulatedAnswer.From(null, 429, static _ => null)
        : SimulatedAnswer.From(SandboxJson.Member(sandbox, "unauthorized"), 401, static _ => null);
}

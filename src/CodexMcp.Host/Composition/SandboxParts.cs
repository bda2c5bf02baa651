using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Snowflake;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Host.Composition;

/// <summary>The simulated systems of this process, and the way to them. Data and keys are made at the first call that needs them.</summary>
internal sealed class SandboxParts : IAsyncDisposable
{
    private readonly Lazy<SandboxEndpoint> snowflake;

    /// <summary>Creates the parts.</summary>
    public SandboxParts(TimeProvider time)
    {
        Simulator = new SnowflakeSimulator(time, new() { Credentials = Credentials });
        snowflake = new(() => new(new SimulatorHttpHandler(Simulator), Settings()));
    }

    /// <summary>The synthetic account.</summary>
    public SandboxCredentials Credentials { get; } = new();

    /// <summary>The simulator.</summary>
    public SnowflakeSimulator Simulator { get; }

    /// <summary>Where a connector ends in the sandbox, or null for one that has no simulator.</summary>
    public SandboxEndpoint? Endpoint(string connector) => connector == Simulator.System ? snowflake.Value : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync().ConfigureAwait(false);
        Credentials.Dispose();
    }

    /// <summary>The simulated account's credentials in the form of the connector's settings.</summary>
    private JsonElement Settings()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("account"u8, Credentials.AccountIdentifier);
            writer.WriteString("user"u8, Credentials.User);
            writer.WriteStartObject("auth"u8);
            writer.WriteString("method"u8, "key_pair"u8);
            writer.WriteString("private_key"u8, Credentials.PrivateKeyPem);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        return document.RootElement.Clone();
    }
}

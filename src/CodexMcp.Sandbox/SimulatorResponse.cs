namespace CodexMcp.Sandbox;

/// <summary>One HTTP response, free of any transport.</summary>
public sealed class SimulatorResponse
{
    /// <summary>The HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>Response headers by name, <c>Content-Type</c> and <c>Content-Encoding</c> included.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body as it goes over the wire.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When set, the connection breaks after <see cref="Body"/>, which is then only a part of what was promised.</summary>
    public bool BreaksOff { get; init; }
}

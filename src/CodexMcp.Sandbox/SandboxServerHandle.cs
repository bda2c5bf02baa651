using Microsoft.AspNetCore.Builder;

namespace CodexMcp.Sandbox;

/// <summary>Where one system is served.</summary>
/// <param name="System">The simulated system, e.g. <c>snowflake</c>.</param>
/// <param name="Address">Its base address on loopback.</param>
public sealed record SandboxEndpoint(string System, Uri Address);

/// <summary>The running servers. Disposing it stops them; the simulators stay the caller's.</summary>
public sealed class SandboxServerHandle : IAsyncDisposable
{
    private readonly List<WebApplication> _applications;

    internal SandboxServerHandle(IReadOnlyList<SandboxEndpoint> endpoints, List<WebApplication> applications)
    {
        Endpoints = endpoints;
        _applications = applications;
    }

    /// <summary>What is served where, in the order the simulators were given.</summary>
    public IReadOnlyList<SandboxEndpoint> Endpoints { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }
}

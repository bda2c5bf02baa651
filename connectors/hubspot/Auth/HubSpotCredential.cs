namespace CodexMcp.Connectors.HubSpot.Auth;

/// <summary>Gives the bearer token of each request.</summary>
internal abstract class HubSpotCredential : IDisposable
{
    /// <summary>Gives a token that should hold for the next minute.</summary>
    /// <exception cref="Abstractions.ConnectorException">There is none to be had.</exception>
    public abstract ValueTask<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>Says that a token was refused. The next <see cref="GetAsync"/> reads or buys another one.</summary>
    public abstract void Refused(string token);

    public virtual void Dispose()
    {
        // A private app's token holds nothing to release.
    }
}

/// <summary>A private app's token. Its file is read again after a refusal, because an operator may have rotated it.</summary>
internal sealed class PrivateAppCredential(HubSpotSettings settings) : HubSpotCredential
{
    private string? current;

    public override ValueTask<string> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(current ??= settings.Secret().Token);

    public override void Refused(string token) => Interlocked.CompareExchange(ref current, null, token);
}

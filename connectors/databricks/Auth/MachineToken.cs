namespace CodexMcp.Connectors.Databricks.Auth;

/// <summary>The one access token of the service principal that is in use, made anew before it ends.</summary>
internal sealed class MachineToken(TokenEndpoint endpoint, TimeProvider time) : DatabricksCredential
{
    private readonly TokenFlight<BearerToken> flight = new(() => endpoint.MintAsync(CancellationToken.None), time, token => token.IsFresh(time.GetUtcNow()));

    public override ValueTask<BearerToken> GetAsync(CancellationToken cancellationToken) => new(flight.GetAsync(cancellationToken));

    public override void Refused(BearerToken token) => flight.Refused(token);
}

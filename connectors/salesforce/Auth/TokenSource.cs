using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Auth;

/// <summary>Keeps the one session in use, for all calls.</summary>
internal sealed class TokenSource(TokenEndpoint endpoint, TimeProvider time)
{
    private readonly TokenFlight<AccessToken> flight = new(() => endpoint.MintAsync(CancellationToken.None), time);

    /// <summary>Gives the token in use, or asks for one. A caller that leaves does not stop the others' request.</summary>
    public Task<AccessToken> GetAsync(CancellationToken cancellationToken) => flight.GetAsync(cancellationToken);

    /// <summary>Says that a token was refused, so that the next one is a new one. Late news about an older token change nothing.</summary>
    public void Refused(AccessToken token) => flight.Refused(token);

    /// <summary>Says that a token was refused that had just been made, or that never will do: nobody tries again for a while.</summary>
    public ConnectorException RefusedAgain(Exception cause)
    {
        var refused = new ConnectorException(
            ConnectorFailure.Configuration,
            "Salesforce gives the connector a session and then does not accept it.",
            "Ask an operator to check that the connector's user may use the API, and the session settings of the org.",
            "INVALID_SESSION_ID",
            inner: cause);
        flight.Fail(refused);
        return refused;
    }
}

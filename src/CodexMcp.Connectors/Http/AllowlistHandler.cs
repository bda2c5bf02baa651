using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Http;

/// <summary>Stops a request to any other host before it leaves.</summary>
internal sealed class AllowlistHandler(HostAllowlist allowlist, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        allowlist.Check(request.RequestUri) is { } reason
            ? Task.FromException<HttpResponseMessage>(new ConnectorException(
                ConnectorFailure.Configuration,
                $"The connector was about to call an address that it may not call: {reason}.",
                "Ask an operator to check the connector's settings and the hosts in its connector.yaml."))
            : base.SendAsync(request, cancellationToken);
}

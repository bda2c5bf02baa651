using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using ModelContextProtocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Why a request has no answer, in this host's words: a transport's own may quote the server.</summary>
internal static class Undelivered
{
    /// <summary>Gives the reason.</summary>
    public static Exception Because(Exception exception) => exception switch
    {
        McpProtocolException refused => new UpstreamErrorException((int)refused.ErrorCode, refused.Message, null),
        BodyTooLargeException large => new UpstreamBrokenException(large.Message, new UpstreamTooMuchException((int)large.MaxBytes)),
        UpstreamTooMuchException => new UpstreamBrokenException(exception.Message, exception),
        McpException => new UpstreamBrokenException("The server ended its answer without a result.", exception),
        ConnectorException or UpstreamAwayException or UpstreamBrokenException => exception,
        _ => new UpstreamBrokenException("The request could not be delivered.", exception),
    };
}

using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Connectors.McpKind.Upstream;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>What an agent is told when a server fails, and whether the call may have taken effect.</summary>
internal static class Failures
{
    private const string Later = "Wait a moment and send the same call again.";

    /// <summary>The server could not be reached, so nothing was sent: a write that failed so has certainly not happened.</summary>
    public static ConnectorException NotSent(ToolInvocation invocation, UpstreamAwayException away) => new(
        invocation.Tool.Verb == ToolVerb.Read || invocation.Tool.Idempotent ? ConnectorFailure.Unavailable : ConnectorFailure.Refused,
        $"{away.Message} The call was not sent.",
        Later,
        retryAfter: away.RetryAfter,
        inner: away.InnerException);

    /// <summary>The definition is not what was accepted.</summary>
    public static ConnectorException Quarantined(string reason) => new(
        ConnectorFailure.Refused, $"{reason} The call was not sent.", "Go on without it; an operator has to accept the change first.");

    /// <summary>The connection broke in the middle of the call.</summary>
    public static ConnectorException Broken(string system, UpstreamBrokenException exception) => exception.InnerException is UpstreamTooMuchException
        ? new(ConnectorFailure.BadAnswer, $"The answer of {system} can't be used: it is larger than this host reads. {exception.Message}", "Ask for less; the same call will be answered with the same.", inner: exception)
        : new(ConnectorFailure.Unavailable, $"The connection to {system} broke in the middle of the call. {exception.Message}", Later, inner: exception);

    /// <summary>The server answered with an error of the protocol; null when it says that there is no such resource.</summary>
    public static ConnectorException? Error(string system, DefinitionKind kind, UpstreamErrorException error)
    {
        if (kind is DefinitionKind.Resource or DefinitionKind.Template && (error.Code is UpstreamErrorException.ResourceNotFound or UpstreamErrorException.InvalidParams))
        {
            return null;
        }

        var words = Native.VendorText.Clean(error.Message, 500);
        return error.Code switch
        {
            UpstreamErrorException.InvalidParams or UpstreamErrorException.InvalidRequest => new(ConnectorFailure.Refused, $"{system} refuses the call: {words}", "Change the arguments as it says, or use another tool.", Code(error)),
            UpstreamErrorException.MethodNotFound => new(ConnectorFailure.Refused, $"{system} does not know the call: {words}", "Use another tool.", Code(error)),
            _ => new(ConnectorFailure.BadAnswer, $"{system} failed: {words}", "Change the call, or go on without it; the same call will probably fail again.", Code(error)),
        };
    }

    private static string Code(UpstreamErrorException error) => error.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

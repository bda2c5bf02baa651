using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Puts what a handler needs to know to an older client, as requests on the stream of its call.</summary>
internal static class Questions
{
    /// <summary>Asks all at once; the first failure takes the others back.</summary>
    public static async Task<IDictionary<string, InputResponse>> AskAsync(
        McpServer server, IDictionary<string, InputRequest> requests, CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = requests.Select(async request =>
        {
            try
            {
                return (request.Key, Answer: await AskAsync(server, request.Value, all.Token).ConfigureAwait(false));
            }
            catch
            {
                await all.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }).ToArray();

        var answers = await Task.WhenAll(asked).ConfigureAwait(false);
        return answers.ToDictionary(answer => answer.Key, answer => answer.Answer, StringComparer.Ordinal);
    }

#pragma warning disable MCP9005 // Older clients still have sampling and roots.
    private static async Task<InputResponse> AskAsync(McpServer server, InputRequest request, CancellationToken cancellationToken) => request.Method switch
    {
        RequestMethods.ElicitationCreate when request.ElicitationParams is { } form =>
            InputResponse.FromElicitResult(await server.ElicitAsync(form, cancellationToken).ConfigureAwait(false)),
        RequestMethods.SamplingCreateMessage when request.SamplingParams is { } sampling =>
            InputResponse.FromSamplingResult(await server.SampleAsync(sampling, cancellationToken).ConfigureAwait(false)),
        RequestMethods.RootsList => InputResponse.FromRootsResult(await server.RequestRootsAsync(request.RootsParams ?? new(), cancellationToken).ConfigureAwait(false)),
        _ => throw new McpException($"An older client can't be asked with {request.Method}."),
    };
#pragma warning restore MCP9005
}

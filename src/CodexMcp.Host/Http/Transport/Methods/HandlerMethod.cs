using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>A method that one of the adapter's handlers answers, the same one as over STDIO.</summary>
internal abstract class HandlerMethod<TParams, TResult>(McpRequestHandler<TParams, TResult> handler, ILogger logger) : McpMethod
    where TParams : RequestParams
    where TResult : Result
{
    /// <summary>As many questions as the SDK puts to an older client for one request.</summary>
    private const int MaxRounds = 10;

    private static readonly JsonTypeInfo<TParams> ParamsFormat = Wire.Format<TParams>();
    private static readonly JsonTypeInfo<TResult> ResultFormat = Wire.Format<TResult>();
    private static readonly JsonTypeInfo<InputRequiredResult> QuestionFormat = Wire.Format<InputRequiredResult>();

    /// <inheritdoc/>
    public override async ValueTask<PooledBuffer?> AnswerAsync(ExchangeServer server, IncomingMessage message, JsonRpcRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var parameters = Read(message)!;
            for (var round = 0; ; round++)
            {
                try
                {
                    var result = await handler(new(server, request, parameters), cancellationToken).ConfigureAwait(false);
                    return Write(server, message, result);
                }
                catch (InputRequiredException question) when (server.IsModern)
                {
                    return Wire.Result(message.Id, ResultStamp.Stamp(question.Result, modern: true), QuestionFormat);
                }
                catch (InputRequiredException question) when (round < MaxRounds && question.Result.InputRequests is { Count: > 0 } requests)
                {
                    parameters.InputResponses = await Questions.AskAsync(server, requests, cancellationToken).ConfigureAwait(false);
                    parameters.RequestState = question.Result.RequestState;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            return Failed(server, message, exception, logger);
        }
    }

    /// <summary>Writes the handler's result.</summary>
    protected virtual PooledBuffer Write(ExchangeServer server, IncomingMessage message, TResult result) =>
        Wire.Result(message.Id, ResultStamp.Stamp(result, server.IsModern), ResultFormat);

    /// <summary>What the client is told when the handler failed.</summary>
    protected virtual PooledBuffer Failed(ExchangeServer server, IncomingMessage message, Exception exception, ILogger log) =>
        ErrorAnswers.For(message, exception, server.IsModern, log);

    /// <summary>Reads the parameters.</summary>
    protected virtual TParams? Read(IncomingMessage message) => message.Params.ValueKind == JsonValueKind.Object
        ? message.Params.Deserialize(ParamsFormat)
        : JsonSerializer.Deserialize("{}"u8, ParamsFormat);
}

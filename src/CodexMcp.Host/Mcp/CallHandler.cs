using System.Text.Json;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary><c>tools/call</c>: an MCP request becomes a call of the pipeline, and the pipeline's outcome an MCP result, question or error.</summary>
internal sealed class CallHandler(ScopeOf scopeOf, CallTool call, TimeProvider time)
{
    /// <summary>The key of our question among a result's input requests.</summary>
    private const string QuestionKey = "approval";

    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private bool closing;

    /// <summary>Answers one call.</summary>
    public async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref running);
        try
        {
            CallOutcome outcome;
            var progress = request.Params!.ProgressToken is { } token ? new ProgressPump(request.Server, token, time, cancellationToken) : null;
            var notices = NoticePump.For(request, cancellationToken);
            try
            {
                outcome = await call(Translate(request, progress, notices), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (progress is not null)
                {
                    await progress.DisposeAsync().ConfigureAwait(false);
                }

                if (notices is not null)
                {
                    await notices.DisposeAsync().ConfigureAwait(false);
                }
            }

            if (outcome.InvalidApprovalState && Era.IsModern(request.JsonRpcRequest.Context))
            {
                throw new McpProtocolException("The requestState is not one of ours, or was used before. Repeat the call without it.", McpErrorCode.InvalidParams);
            }

            return Translate(outcome, cancellationToken);
        }
        finally
        {
            if (Interlocked.Decrement(ref running) == 0 && Volatile.Read(ref closing))
            {
                idle.TrySetResult();
            }
        }
    }

    /// <summary>Ends when no call is under way any more. Called once, when no new ones can come.</summary>
    public Task WhenIdleAsync()
    {
        Volatile.Write(ref closing, true);
        if (Volatile.Read(ref running) == 0)
        {
            idle.TrySetResult();
        }

        return idle.Task;
    }

    private CallRequest Translate(RequestContext<CallToolRequestParams> request, ProgressPump? progress, NoticePump? notices)
    {
        var parameters = request.Params!;
        var scope = scopeOf(request);
        var context = request.JsonRpcRequest.Context;
        var client = context?.ClientInfo ?? request.Server.ClientInfo;

        // A client is asked only for what it declared, and only where the answer can come back.
        var elicitation = (context?.ClientCapabilities ?? request.Server.ClientCapabilities)?.Elicitation;
        return new()
        {
            Profile = scope.Profile,
            Principal = scope.Principal,
            Tool = parameters.Name,
            Arguments = ToObject(parameters.Arguments),
            CanAsk = CanFillForms(elicitation) && request.Server.IsMrtrSupported,
            Reply = Reply(parameters),
            Progress = progress,
            Notices = notices,
            Client = client is null ? null : Shorten($"{client.Name}/{client.Version}"),
        };
    }

    /// <summary>An elicitation capability without any mode means forms.</summary>
    private static bool CanFillForms(ElicitationCapability? capability) =>
        capability is not null && (capability.Form is not null || capability.Url is null);

    private static ApprovalReply? Reply(CallToolRequestParams parameters)
    {
        if (parameters.RequestState is null && parameters.InputResponses is null)
        {
            return null;
        }

        ElicitResult? answer = null;
        if (parameters.InputResponses is { } responses && responses.TryGetValue(QuestionKey, out var response))
        {
            try
            {
                answer = response.Deserialize(InputResponse.ElicitResultJsonTypeInfo);
            }
            catch (JsonException)
            {
                // An answer of another shape is no answer: the person is asked again.
            }
        }

        return new(
            parameters.RequestState,
            answer?.Action switch
            {
                "accept" => ApprovalAction.Accept,
                "decline" => ApprovalAction.Decline,
                "cancel" => ApprovalAction.Cancel,
                _ => null,
            },
            answer?.Content is { } content ? ToObject(content) : null);
    }

    private static CallToolResult Translate(CallOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome.Code)
        {
            case OutcomeCode.UnknownTool:
                // The same words for a tool that the role denies and one that nobody has.
                throw new McpProtocolException($"Unknown tool. {outcome.Text}", McpErrorCode.InvalidParams);
            case OutcomeCode.Cancelled when cancellationToken.IsCancellationRequested:
                throw new OperationCanceledException(cancellationToken);
            case OutcomeCode.ApprovalRequired when outcome.Question is { } question:
                throw new InputRequiredException(
                    new Dictionary<string, InputRequest> { [QuestionKey] = InputRequest.ForElicitation(Form(question)) },
                    question.State);
            default:
                return new()
                {
                    Content = ContentWriter.Write(outcome),
                    StructuredContent = outcome.Structured,
                    IsError = outcome.IsError,
                };
        }
    }

    private static ElicitRequestParams Form(ApprovalQuestion question) => new()
    {
        Mode = "form",
        Message = question.Message,
        RequestedSchema = (ElicitRequestParams.RequestSchema?)question.Schema.Deserialize(
            McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ElicitRequestParams.RequestSchema))),
    };

    private static JsonElement ToObject(IDictionary<string, JsonElement>? members)
    {
        if (members is null || members.Count == 0)
        {
            return default;
        }

        var buffer = new LineBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.Written.Span, new JsonReaderOptions { MaxDepth = 128 });
        return JsonElement.ParseValue(ref reader);
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200];
}

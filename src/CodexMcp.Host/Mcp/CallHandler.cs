using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Telemetry;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary><c>tools/call</c>: an MCP request becomes a call of the pipeline, and the pipeline's outcome an MCP result, question or error.</summary>
internal sealed class CallHandler(ScopeOf scopeOf, CallTool call, TimeProvider time)
{
    /// <summary>The key of our question among a result's input requests.</summary>
    private const string QuestionKey = "approval";

    /// <summary>Where a client may put why its agent makes a call.</summary>
    private const string ReasonKey = "codex-mcp/reason";

    /// <summary>Names the call whose first result an answer repeats: nothing was sent for this one.</summary>
    private const string ReplaysKey = "codex-mcp/replays";

    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private bool closing;

    /// <summary>Answers one call of a tool.</summary>
    public async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var parameters = request.Params!;
        var notices = NoticePump.For(request, cancellationToken);
        var outcome = await RunAsync(request, ToolKind.Tool, parameters.Name, ToObject(parameters.Arguments), notices, cancellationToken).ConfigureAwait(false);
        ThrowUnlessAnswer(outcome, Era.IsModern(request.JsonRpcRequest.Context), cancellationToken);
        var delimiters = ContentMark.Delimiters(outcome);
        var meta = ContentMark.Meta(outcome, delimiters);
        if (outcome.Replays is { } first)
        {
            (meta ??= [])[ReplaysKey] = first;
        }

        return new()
        {
            Content = ContentWriter.Write(outcome, delimiters),
            StructuredContent = outcome.Structured,
            IsError = outcome.IsError,
            Meta = meta,
        };
    }

    /// <summary>Takes a request through the pipeline, by whichever door it came.</summary>
    public async ValueTask<CallOutcome> RunAsync<TParams>(
        RequestContext<TParams> request, ToolKind kind, string name, JsonElement arguments, NoticePump? notices, CancellationToken cancellationToken)
        where TParams : RequestParams
    {
        Interlocked.Increment(ref running);
        try
        {
            CallOutcome outcome;
            var progress = request.Params!.ProgressToken is { } token ? new ProgressPump(request.Server, token, time, cancellationToken) : null;
            try
            {
                var first = Translate(request, kind, name, arguments, progress, notices);
                outcome = await call(first, cancellationToken).ConfigureAwait(false);
                if (outcome.Pending is { } review)
                {
                    outcome = await AfterReviewAsync(request, first, outcome, review, cancellationToken).ConfigureAwait(false);
                }
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

            return outcome;
        }
        finally
        {
            if (Interlocked.Decrement(ref running) == 0 && Volatile.Read(ref closing))
            {
                idle.TrySetResult();
            }
        }
    }

    /// <summary>Holds the request open for its reviewers, then makes the call again as everything stands by then.</summary>
    private async ValueTask<CallOutcome> AfterReviewAsync(
        MessageContext request, CallRequest first, CallOutcome ticket, PendingReview review, CancellationToken cancellationToken)
    {
        await review.WaitAsync(first.Progress, cancellationToken).ConfigureAwait(false);
        var before = scopeOf(request);
        if ((before.Source is { } source ? await source.RenewAsync(cancellationToken).ConfigureAwait(false) : before) is not { } now)
        {
            return ticket; // who asked may not ask any more
        }

        var again = await call(first with { Profile = now.Profile, Principal = now.Principal }, cancellationToken).ConfigureAwait(false);
        return again.Code == OutcomeCode.RateLimited ? ticket : again;
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

    private CallRequest Translate<TParams>(
        RequestContext<TParams> request, ToolKind kind, string name, JsonElement arguments, ProgressPump? progress, NoticePump? notices)
        where TParams : RequestParams
    {
        var scope = scopeOf(request);
        var context = request.JsonRpcRequest.Context;
        var client = context?.ClientInfo ?? request.Server.ClientInfo;

        // A client is asked only for what it declared, and only where the answer can come back.
        var abilities = ClientQuestions.Abilities(context?.ClientCapabilities ?? request.Server.ClientCapabilities, request.Server);
        return new()
        {
            Profile = scope.Profile,
            Principal = scope.Principal,
            Kind = kind,
            Tool = name,
            Arguments = arguments,
            CanAsk = (abilities & ClientAbilities.Forms) != 0,
            Abilities = abilities,
            Answers = ClientQuestions.Answers(request.Params!),
            Reply = Reply(request.Params!),
            WorkUnit = scope.WorkUnit ?? request.Server.SessionId,
            Reason = Origins.Text(request.Params!.Meta, ReasonKey),
            Progress = progress,
            Notices = notices,
            Client = client is null ? null : Shorten($"{client.Name}/{client.Version}"),
            Origin = CallTelemetry.IsTraced ? Origins.Of(request, scope.Origin) : null,
        };
    }

    private static ApprovalReply? Reply(RequestParams parameters)
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

    /// <summary>Throws what MCP has for an end that is neither a result nor an error of the tool.</summary>
    public static void ThrowUnlessAnswer(CallOutcome outcome, bool modern, CancellationToken cancellationToken)
    {
        if (outcome.InvalidApprovalState && modern)
        {
            throw new McpProtocolException("The requestState is not one of ours, or was used before. Repeat the call without it.", McpErrorCode.InvalidParams);
        }

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
            case OutcomeCode.InputRequired:
                ClientQuestions.Throw(outcome, modern);
                break;
        }
    }

    private static ElicitRequestParams Form(ApprovalQuestion question) => new()
    {
        Mode = "form",
        Message = question.Message,
        RequestedSchema = (ElicitRequestParams.RequestSchema?)question.Schema.Deserialize(
            McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ElicitRequestParams.RequestSchema))),
    };

    /// <summary>Makes one object of the arguments.</summary>
    public static JsonElement ToObject(IDictionary<string, JsonElement>? members)
    {
        if (members is WholeArguments arguments)
        {
            return arguments.Whole;
        }

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

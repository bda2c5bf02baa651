using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Upstream;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>One call on a connection of its own, and the questions that its server waits for.</summary>
internal sealed class ParkedCall : IAsyncDisposable, IProgress<ToolProgress>, IProgress<ToolNotice>
{
    private const int MostQuestions = 8;
    private readonly Lock gate = new();
    private readonly List<Open> open = [];
    private readonly CancellationTokenSource life;
    private readonly UpstreamSession session;
    private readonly ClientAbilities asks;
    private TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ToolInvocation? listener;
    private int asking;

    public ParkedCall(UpstreamSession session, ClientAbilities asks, UpstreamRequest request, TimeSpan lifetime, TimeProvider time)
    {
        this.session = session;
        this.asks = asks;
        life = new(lifetime, time);
        var sink = new CallSink(this, this) { Asked = AskAsync };
        Answer = session.RequestAsync(request.Method, request.Parameters, asks, sink, null, life.Token);
    }

    private sealed record Open(ToolQuestion Question, TaskCompletionSource<JsonNode?> Answered);

    /// <summary>The server's result.</summary>
    public Task<JsonElement> Answer { get; }

    /// <summary>Whether nothing can come of it any more.</summary>
    public bool IsOver => life.IsCancellationRequested || Answer.IsCompleted;

    /// <summary>From now on the server's reports go to this call's client.</summary>
    public void Attach(ToolInvocation invocation) => listener = invocation;

    /// <summary>From now on nobody hears them.</summary>
    public void Detach() => listener = null;

    /// <inheritdoc/>
    public void Report(ToolProgress value) => listener?.Progress?.Report(value);

    /// <inheritdoc/>
    public void Report(ToolNotice value) => listener?.Notices?.Report(value);

    /// <summary>Gives the server what was answered, and waits for its result (null) or for what it asks next.</summary>
    public async Task<IReadOnlyList<ToolQuestion>?> GoOnAsync(IReadOnlyDictionary<string, JsonElement>? given, CancellationToken cancellationToken)
    {
        Task next;
        lock (gate)
        {
            foreach (var question in open.ToArray())
            {
                if (given is not null && given.TryGetValue(question.Question.Key, out var answer) && answer.ValueKind == JsonValueKind.Object)
                {
                    open.Remove(question);
                    question.Answered.TrySetResult(FormDefaults.Fill(question.Question.Parameters, Questions.Node(answer)!));
                }
            }

            if (open.Count == 0)
            {
                asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            next = asked.Task;
        }

        await Task.WhenAny(Answer, next).WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            return Answer.IsCompleted ? null : [.. open.Select(static question => question.Question)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await life.CancelAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
        life.Dispose();
    }

    private Task<JsonNode?> AskAsync(string method, JsonNode? parameters, CancellationToken cancellationToken)
    {
        var words = BesideReader.WithoutMeta(Questions.Element(parameters));
        if (Questions.Ability(method) is not { } needs || !asks.HasFlag(needs) || !Questions.IsForm(words))
        {
            return Task.FromResult<JsonNode?>(null);
        }

        var question = new Open(new($"question_{Interlocked.Increment(ref asking)}", needs, words), new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            if (open.Count >= MostQuestions)
            {
                return Task.FromResult<JsonNode?>(null);
            }

            open.Add(question);
            asked.TrySetResult();
        }

        return question.Answered.Task.WaitAsync(cancellationToken);
    }
}

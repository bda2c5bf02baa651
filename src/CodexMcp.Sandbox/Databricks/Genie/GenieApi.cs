using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Genie's conversations: a question is matched to a query, the query is run, and the answer speaks of its rows.</summary>
internal sealed class GenieApi(StatementApi statements, DatabricksSimulatorOptions options)
{
    private const int PageSize = 100;
    private readonly ConcurrentDictionary<string, GenieTurn> turns = new();
    private readonly ConcurrentDictionary<string, string> conversations = new();

    private sealed record GenieTurn(string Space, string Conversation, string Message, string Question, GenieEntry? Entry, DateTimeOffset Created)
    {
        private int looks;

        public SparkStatement? Statement { get; set; }

        public int Look() => Interlocked.Increment(ref looks);

        public bool IsDone(int steps) => Volatile.Read(ref looks) > steps && Statement?.IsRunning != true;
    }

    /// <summary>Answers a request under /api/2.0/genie/spaces; <paramref name="path"/> begins after it.</summary>
    public async Task<SimulatorResponse> AnswerAsync(DatabricksCall call, string[] path)
    {
        var method = call.Request.Method;
        if (path.Length == 0)
        {
            return method == "GET" ? Spaces(call) : throw new DatabricksError(405, "METHOD_NOT_ALLOWED", "The method is not allowed here.");
        }

        var space = GenieBook.Spaces.FirstOrDefault(space => space.Id == path[0]) ?? throw DatabricksError.Missing($"Genie space {path[0]} does not exist.");
        return (method, path[1..]) switch
        {
            ("GET", []) => DatabricksReply.Json(200, writer => Write(writer, space)),
            ("POST", ["start-conversation"]) => Start(call, space),
            ("POST", ["conversations", var conversation, "messages"]) when conversations.GetValueOrDefault(conversation) == space.Id => Ask(call, space, conversation),
            ("GET", ["conversations", var conversation, "messages", var message]) => await LookAsync(Find(space, conversation, message)).ConfigureAwait(false),
            ("GET", ["conversations", var conversation, "messages", var message, "attachments", var attachment, "query-result"]) =>
                Rows(Find(space, conversation, message), attachment),
            ("POST", ["conversations", var conversation, "messages", var message, "attachments", var attachment, "execute-query"]) =>
                await AgainAsync(Find(space, conversation, message), attachment).ConfigureAwait(false),
            _ => throw DatabricksError.Missing("The conversation or message does not exist."),
        };
    }

    private static SimulatorResponse Spaces(DatabricksCall call)
    {
        var size = int.TryParse(call.Query("page_size"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and < PageSize ? asked : PageSize;
        var first = int.TryParse(call.Query("page_token"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
        return DatabricksReply.Json(200, writer =>
        {
            writer.WriteStartArray("spaces");
            foreach (var space in GenieBook.Spaces.Skip(first).Take(size))
            {
                writer.WriteStartObject();
                Write(writer, space);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            if (first + size < GenieBook.Spaces.Count)
            {
                writer.WriteString("next_page_token", (first + size).ToString(CultureInfo.InvariantCulture));
            }
        });
    }

    private static void Write(Utf8JsonWriter writer, GenieSpace space)
    {
        writer.WriteString("space_id", space.Id);
        writer.WriteString("title", space.Title);
        writer.WriteString("description", space.Description);
        writer.WriteString("warehouse_id", Warehouse.Id);
    }

    private SimulatorResponse Start(DatabricksCall call, GenieSpace space)
    {
        var conversation = Guid.NewGuid().ToString("N");
        var turn = Add(call, space, conversation);
        conversations[conversation] = space.Id;
        return DatabricksReply.Json(200, writer =>
        {
            writer.WriteString("conversation_id", conversation);
            writer.WriteString("message_id", turn.Message);
            writer.WriteStartObject("conversation");
            writer.WriteString("conversation_id", conversation);
            writer.WriteString("space_id", space.Id);
            writer.WriteString("title", turn.Question.Length > 60 ? turn.Question[..60] : turn.Question);
            writer.WriteEndObject();
            writer.WriteStartObject("message");
            Write(writer, turn, "SUBMITTED");
            writer.WriteEndObject();
        });
    }

    private SimulatorResponse Ask(DatabricksCall call, GenieSpace space, string conversation)
    {
        var turn = Add(call, space, conversation);
        return DatabricksReply.Json(200, writer => Write(writer, turn, "SUBMITTED"));
    }

    private GenieTurn Add(DatabricksCall call, GenieSpace space, string conversation)
    {
        var question = DatabricksCall.Text(call.Body(), "content") is { Length: > 0 } text ? text : throw DatabricksError.Parameter("content must be set.");
        var turn = new GenieTurn(space.Id, conversation, Guid.NewGuid().ToString("N"), question, space.Find(question), call.Now);
        turns[turn.Message] = turn;
        return turn;
    }

    private GenieTurn Find(GenieSpace space, string conversation, string message) =>
        turns.TryGetValue(message, out var turn) && turn.Space == space.Id && turn.Conversation == conversation
            ? turn
            : throw DatabricksError.Missing($"Message {message} does not exist.");

    private async Task<SimulatorResponse> LookAsync(GenieTurn turn)
    {
        var looks = turn.Look();
        if (looks >= options.GenieSteps && turn is { Entry: not null, Statement: null })
        {
            turn.Statement = Run(turn.Entry.Sql);
        }

        if (looks > options.GenieSteps && turn.Statement is { } statement)
        {
            await statement.Done.ConfigureAwait(false);
        }

        var status = turn.IsDone(options.GenieSteps)
            ? turn.Statement?.Error is null ? "COMPLETED" : "FAILED"
            : turn.Statement is null ? "ASKING_AI" : "EXECUTING_QUERY";
        return DatabricksReply.Json(200, writer => Write(writer, turn, status));
    }

    private SparkStatement Run(string sql) => statements.Start(new StatementRequest(
        sql, "analytics", "curated", new Dictionary<string, SqlBinding>(), 5_000, null, TimeSpan.Zero, false));

    private SimulatorResponse Rows(GenieTurn turn, string attachment) => Statement(turn, attachment) is { } statement
        ? Response(statement)
        : throw DatabricksError.Missing($"Attachment {attachment} does not exist.");

    private async Task<SimulatorResponse> AgainAsync(GenieTurn turn, string attachment)
    {
        if (Statement(turn, attachment) is null)
        {
            throw DatabricksError.Missing($"Attachment {attachment} does not exist.");
        }

        turn.Statement = Run(turn.Entry!.Sql);
        await turn.Statement.Done.ConfigureAwait(false);
        return Response(turn.Statement);
    }

    private SparkStatement? Statement(GenieTurn turn, string attachment) => turn.IsDone(options.GenieSteps) && attachment == Attachment(turn) ? turn.Statement : null;

    private SimulatorResponse Response(SparkStatement statement) => DatabricksReply.Json(200, writer =>
    {
        writer.WriteStartObject("statement_response");
        statements.Write(writer, statement);
        writer.WriteEndObject();
    });

    private static string Attachment(GenieTurn turn) => "a" + turn.Message[..31];

    private void Write(Utf8JsonWriter writer, GenieTurn turn, string status)
    {
        writer.WriteString("id", turn.Message);
        writer.WriteString("message_id", turn.Message);
        writer.WriteString("space_id", turn.Space);
        writer.WriteString("conversation_id", turn.Conversation);
        writer.WriteString("content", turn.Question);
        writer.WriteString("status", status);
        writer.WriteNumber("created_timestamp", turn.Created.ToUnixTimeMilliseconds());
        if (status == "FAILED")
        {
            writer.WriteStartObject("error");
            writer.WriteString("type", "SQL_EXECUTION_EXCEPTION");
            writer.WriteString("error", turn.Statement!.Error!.Message);
            writer.WriteEndObject();
        }

        if (status != "COMPLETED")
        {
            return;
        }

        writer.WriteStartArray("attachments");
        if (turn is { Entry: { } entry, Statement.Result: { } result })
        {
            WriteQuery(writer, turn, entry, result);
        }

        writer.WriteStartObject();
        writer.WriteString("attachment_id", "t" + turn.Message[..31]);
        writer.WriteStartObject("text");
        writer.WriteString("content", Words(turn));
        writer.WriteString("purpose", "TEXT_ATTACHMENT_PURPOSE_ANSWER");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteStartObject("suggested_questions");
        writer.WriteStartArray("questions");
        foreach (var other in GenieBook.Spaces.First(space => space.Id == turn.Space).Entries.Where(other => other != turn.Entry))
        {
            writer.WriteStringValue($"Show me: {other.Title.ToLowerInvariant()}");
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteQuery(Utf8JsonWriter writer, GenieTurn turn, GenieEntry entry, SparkResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("attachment_id", Attachment(turn));
        writer.WriteStartObject("query");
        writer.WriteString("title", entry.Title);
        writer.WriteString("description", $"{entry.Title}, as asked.");
        writer.WriteString("query", entry.Sql);
        writer.WriteString("statement_id", turn.Statement!.Id);
        writer.WriteStartObject("query_result_metadata");
        writer.WriteNumber("row_count", result.Rows.Count);
        writer.WriteBoolean("is_truncated", turn.Statement.Truncated);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What Genie says. It quotes the data, as the real one does.</summary>
    private static string Words(GenieTurn turn) => turn is { Entry: { } entry, Statement.Result: { } result }
        ? result.Rows.Count == 0 ? $"{entry.Title}: there is nothing."
            : $"{entry.Title}: {result.Rows.Count} rows. The first: {string.Join(", ", result.Columns.Select((column, i) => $"{column.Name} {result.Rows[0][i] ?? "NULL"}"))}."
        : "I found no table in this space that answers the question. Ask about what the space is for.";
}

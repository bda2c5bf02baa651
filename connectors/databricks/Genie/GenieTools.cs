using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Genie;

/// <summary>list_genie_spaces, genie_ask and genie_result.</summary>
internal sealed class GenieTools(GenieApi api, GenieJudge judge, GenieConversations conversations, TimeProvider time)
{
    private const int DefaultWait = 90;
    private const int DefaultRows = 500;
    private const int MaxText = 8_000;
    private const int MaxSuggestions = 10;
    private const int MaxSql = 16_000;
    private const int MaxFailedPolls = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public async Task<ToolResult> SpacesAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var spaces = await api.SpacesAsync(id => GenieJudge.Allows(invocation, id), cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("spaces");
        foreach (var space in spaces.Skip(page.Offset))
        {
            writer.WriteStartObject();
            foreach (var name in new[] { "space_id", "title", "description" })
            {
                if (VendorJson.Text(space, name) is { Length: > 0 } text)
                {
                    writer.WriteString(name, VendorText.Clean(text, 500));
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return page.Result(JsonResult.End(writer, buffer));
    }

    public async Task<ToolResult> AskAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var space = GenieJudge.Allowed(invocation, Arguments.Required(invocation, "space_id"));
        var earlier = Arguments.Text(invocation, "follow_up") is { } token ? GenieQuestion.Unseal(invocation, token) : null;
        if (earlier is not null && (earlier.Space != space || !conversations.MayGoOn(earlier.Conversation)))
        {
            throw new ConnectorException(ConnectorFailure.Refused, "This conversation can't go on: its last answer is not judged yet, was refused, or is too long ago.",
                "Read the last answer with databricks_genie_result, or ask without follow_up.");
        }

        var question = await api.AskAsync(space, earlier?.Conversation, Arguments.Required(invocation, "question"), cancellationToken).ConfigureAwait(false);
        conversations.Asked(question);
        using var answer = await WaitAsync(invocation, question, cancellationToken).ConfigureAwait(false);
        return answer is null ? Running(invocation, question) : await AnswerAsync(invocation, question, new GenieMessage(answer.Root), cancellationToken).ConfigureAwait(false);
    }

    public async Task<ToolResult> ResultAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var question = GenieQuestion.Unseal(invocation, Arguments.Required(invocation, "answer_id"));
        GenieJudge.Allowed(invocation, question.Space);
        using var answer = await api.MessageAsync(question, cancellationToken).ConfigureAwait(false);
        var message = new GenieMessage(answer.Root);
        if (!message.IsDone)
        {
            return Running(invocation, question);
        }

        return Arguments.Text(invocation, "attachment_id") is { } attachment
            ? await RowsAsync(invocation, question, message, attachment, cancellationToken).ConfigureAwait(false)
            : await AnswerAsync(invocation, question, message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for Genie; null when it needs longer than the call may take. It goes on by itself then.</summary>
    private async Task<WireAnswer?> WaitAsync(ToolInvocation invocation, GenieQuestion question, CancellationToken cancellationToken)
    {
        var bound = TimeSpan.FromSeconds(Arguments.Number(invocation, "wait_seconds", DefaultWait));
        var started = time.GetTimestamp();
        var pause = FirstPause;
        var failed = 0;
        while (time.GetElapsedTime(started) < bound)
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 3 / 2));
            try
            {
                var answer = await api.MessageAsync(question, cancellationToken).ConfigureAwait(false);
                var message = new GenieMessage(answer.Root);
                if (message.IsDone)
                {
                    return answer;
                }

                using (answer)
                {
                    var seconds = time.GetElapsedTime(started).TotalSeconds;
                    invocation.Progress?.Report(new ToolProgress(seconds, null, $"Genie {Doing(message.Status)} ({seconds:0} s)."));
                }

                failed = 0;
            }
            catch (ConnectorException exception)
                when (exception.Failure is ConnectorFailure.RateLimited or ConnectorFailure.Unavailable && ++failed <= MaxFailedPolls)
            {
                pause = LongestPause; // Genie goes on; only this look at it failed.
            }
        }

        return null;
    }

    private static string Doing(string status) => status switch
    {
        "FETCHING_METADATA" or "FILTERING_CONTEXT" => "looks at the tables of the space",
        "ASKING_AI" => "writes a query",
        "PENDING_WAREHOUSE" => "waits for the warehouse, which may need some minutes to start",
        "EXECUTING_QUERY" => "runs its query",
        _ => "has the question",
    };

    private static ToolResult Running(ToolInvocation invocation, GenieQuestion question) => JsonResult.Of(writer =>
    {
        writer.WriteString("status", "running");
        writer.WriteString("answer_id", question.Seal(invocation));
        writer.WriteString("notice", "Genie is not done yet. Ask databricks_genie_result with this answer_id.");
    });

    private async Task<ToolResult> AnswerAsync(ToolInvocation invocation, GenieQuestion question, GenieMessage message, CancellationToken cancellationToken)
    {
        message.ThrowIfFailed();
        var queries = message.Queries;
        var problems = new SqlProblem?[queries.Count];
        for (var i = 0; i < queries.Count; i++)
        {
            problems[i] = await judge.CheckAsync(invocation, queries[i], cancellationToken).ConfigureAwait(false);
        }

        var clean = Array.TrueForAll(problems, static problem => problem is null);
        if (clean)
        {
            conversations.Cleared(question);
        }

        return JsonResult.Of(writer =>
        {
            writer.WriteString("status", clean ? "completed" : "withheld");
            writer.WriteString("answer_id", question.Seal(invocation));
            writer.WriteStartArray("queries");
            var left = MaxSql;
            for (var i = 0; i < queries.Count; i++)
            {
                WriteQuery(writer, queries[i], problems[i], clean, ref left);
            }

            writer.WriteEndArray();
            if (clean)
            {
                WriteTexts(writer, "text", message.Texts, MaxText);
                WriteTexts(writer, "suggested_questions", message.Suggestions.Take(MaxSuggestions), MaxText / 4);
            }
            else
            {
                writer.WriteString("notice", "Genie ran a query that this role's scope does not allow, so nothing of its answer is handed out. "
                    + "Ask for something else without follow_up, or write a query with databricks_run_query.");
            }
        });
    }

    /// <summary>What Genie ran. The text of a query that read too much stays here: it may hold values that Genie saw.</summary>
    private static void WriteQuery(Utf8JsonWriter writer, GenieQuery query, SqlProblem? problem, bool clean, ref int left)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("allowed", problem is null && clean);
        if (problem is not null)
        {
            writer.WriteString("refused_because", problem.Message);
        }
        else if (clean)
        {
            writer.WriteString("attachment_id", query.Attachment);
            if (query.Title is { Length: > 0 } title)
            {
                writer.WriteString("title", VendorText.Clean(title, 200));
            }

            // All of an answer must fit the smallest cap on results, which can cut rows only.
            var sql = VendorText.Plain(query.Sql);
            writer.WriteString("sql", left > 0 ? VendorText.Cut(sql, left) : "");
            if (sql.Length > left)
            {
                writer.WriteBoolean("sql_cut", true);
            }

            left = Math.Max(0, left - sql.Length);
        }

        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts, int left)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts.Select(VendorText.Plain).TakeWhile(_ => left > 0))
        {
            writer.WriteStringValue(VendorText.Cut(text, left));
            left -= text.Length;
        }

        writer.WriteEndArray();
    }

    private async Task<ToolResult> RowsAsync(ToolInvocation invocation, GenieQuestion question, GenieMessage message, string attachment, CancellationToken cancellationToken)
    {
        message.ThrowIfFailed();
        var query = message.Queries.FirstOrDefault(query => query.Attachment == attachment)
            ?? throw new ConnectorException(ConnectorFailure.Refused, "The answer has no such query.", "Use an attachment_id of the answer.");
        if (await judge.CheckAsync(invocation, query, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The rows of Genie's query are not handed out. {problem}", problem.Next);
        }

        var fingerprint = CallHash.OfStatement($"{question.Conversation}/{question.Message}/{attachment}", default);
        var page = new QueryHandle("genie", 0, fingerprint);
        if (Arguments.Text(invocation, "continuation") is { } token)
        {
            page = QueryHandle.Unseal(invocation, token) is var next && next.Fingerprint == fingerprint ? next : throw QueryHandle.Unknown(invocation.Tool.Connector);
        }

        var started = time.GetTimestamp();
        using var result = await api.RowsAsync(question, attachment, message.IsExpired, cancellationToken).ConfigureAwait(false);
        return result is null
            ? Running(invocation, question)
            : await ResultPage.WriteAsync(invocation, result, page, Arguments.Number(invocation, "max_rows", DefaultRows), null,
                (long)time.GetElapsedTime(started).TotalMilliseconds, null, cancellationToken).ConfigureAwait(false);
    }
}

using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Databricks.Results;

namespace CodexMcp.Connectors.Databricks.Genie;

/// <summary>The requests of Genie's conversations. Every id in an address has been checked to be one.</summary>
internal sealed class GenieApi(DatabricksApi api)
{
    private const string Root = "api/2.0/genie/spaces";
    private const int MaxPages = 100;

    /// <summary>The spaces that the connector sees and <paramref name="keep"/> lets through.</summary>
    public async Task<List<JsonElement>> SpacesAsync(Func<string, bool> keep, CancellationToken cancellationToken)
    {
        var spaces = new List<JsonElement>();
        string? token = null;
        for (var page = 0; page < MaxPages; page++)
        {
            using var answer = await api.GetAsync(token is null ? $"{Root}?page_size=100" : $"{Root}?page_size=100&page_token={Uri.EscapeDataString(token)}", cancellationToken)
                .ConfigureAwait(false);
            spaces.AddRange(VendorJson.Items(answer.Root, "spaces").Where(space => VendorJson.Text(space, "space_id") is { } id && keep(id)).Select(static space => space.Clone()));
            if (VendorJson.Text(answer.Root, "next_page_token") is not { Length: > 0 } next || next == token)
            {
                break;
            }

            token = next;
        }

        return spaces;
    }

    /// <summary>Asks a question, in a new conversation or in one that is there; gives the conversation and the message.</summary>
    public async Task<GenieQuestion> AskAsync(string space, string? conversation, string question, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(question.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("content", question);
            writer.WriteEndObject();
        }

        var path = conversation is null ? $"{Root}/{space}/start-conversation" : $"{Root}/{space}/conversations/{conversation}/messages";
        using var answer = await api.PostAsync(path, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        var message = conversation is null ? VendorJson.Member(answer.Root, "message") : answer.Root;
        return new GenieQuestion(
            space,
            conversation ?? Id(VendorJson.Text(answer.Root, "conversation_id") ?? VendorJson.Text(message, "conversation_id")),
            Id(VendorJson.Text(message, "message_id") ?? VendorJson.Text(answer.Root, "message_id") ?? VendorJson.Text(message, "id")));
    }

    public Task<WireAnswer> MessageAsync(GenieQuestion question, CancellationToken cancellationToken) => api.GetAsync(Path(question), cancellationToken);

    /// <summary>The rows of a query that Genie ran, which is run again when they are not kept any more; null while it runs.</summary>
    public async Task<StatementResult?> RowsAsync(GenieQuestion question, string attachment, bool again, CancellationToken cancellationToken)
    {
        var path = $"{Path(question)}/attachments/{attachment}/";
        var answer = again
            ? await api.PostAsync(path + "execute-query", "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false)
            : await api.GetAsync(path + "query-result", cancellationToken).ConfigureAwait(false);
        try
        {
            var statement = new StatementAnswer(VendorJson.Member(answer.Root, "statement_response"));
            if (statement.IsRunning)
            {
                answer.Dispose();
                return null;
            }

            statement.ThrowUnlessSucceeded();
            // Later parts of a Genie result can't be had one by one.
            return new StatementResult(api, answer, statement, firstOnly: true);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static string Path(GenieQuestion question) => $"{Root}/{question.Space}/conversations/{question.Conversation}/messages/{question.Message}";

    private static string Id(string? id) => DatabricksSettings.IsId(id) ? id! : throw DatabricksErrors.BadAnswer("Genie names no conversation or message");
}

/// <summary>One question in one conversation, as a sealed token: only the same principal in the same role can ask after it.</summary>
internal sealed record GenieQuestion(string Space, string Conversation, string Message)
{
    private const string Prefix = "genie1";

    public string Seal(ToolInvocation invocation) => invocation.Handles.Seal(invocation, $"{Prefix}|{Space}|{Conversation}|{Message}");

    /// <exception cref="ConnectorException">The token is forged, old or somebody else's: one answer for all.</exception>
    public static GenieQuestion Unseal(ToolInvocation invocation, string token) =>
        invocation.Handles.TryUnseal(invocation, token, out var value) && value.Split('|') is [Prefix, var space, var conversation, var message]
            && DatabricksSettings.IsId(space) && DatabricksSettings.IsId(conversation) && DatabricksSettings.IsId(message)
                ? new GenieQuestion(space, conversation, message)
                : throw new ConnectorException(ConnectorFailure.Refused, "There is no question with this answer_id.",
                    "Use the answer_id that databricks_genie_ask gave to you, or ask again.");
}

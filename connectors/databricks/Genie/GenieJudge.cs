using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Genie;

/// <summary>
/// Which spaces a role may ask, and what it may hear of an answer. Genie writes and runs its queries at Databricks, where no guard of ours
/// stands before them; so each is judged as it ran before anything that came of it is handed out.
/// </summary>
internal sealed class GenieJudge(StatementGuard guard)
{
    /// <summary>Whether the role's scope names the space; a role without a list of spaces has none.</summary>
    public static bool Allows(ToolInvocation invocation, string space) =>
        DatabricksSettings.IsId(space) && invocation.Scope is { ValueKind: JsonValueKind.Object } scope
        && VendorJson.Items(scope, "genie_spaces").Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(space));

    /// <exception cref="ConnectorException">The space is not on the role's list: the same answer as for one that is not there.</exception>
    public static string Allowed(ToolInvocation invocation, string space) => Allows(invocation, space)
        ? space
        : throw new ConnectorException(ConnectorFailure.Refused, "There is no such Genie space, or this role may not ask it.", "Use a space_id of databricks_list_genie_spaces.");

    /// <summary>Why nothing of the query may be handed out; null when the role may see all that it read.</summary>
    public async ValueTask<SqlProblem?> CheckAsync(ToolInvocation invocation, GenieQuery query, CancellationToken cancellationToken)
    {
        var reading = SqlReader.Read(query.Sql, SqlDialect.Databricks);
        if (reading.Problem is { } unreadable)
        {
            // The reader quotes what it stumbles over, which may be a value that Genie saw.
            return new SqlProblem("It is nothing that this host can read as one statement that only reads.", unreadable.Next, unreadable.Line, unreadable.Column);
        }

        var judged = await guard.JudgeAsync(invocation, reading, cancellationToken).ConfigureAwait(false);
        return SqlGuard.CheckUnchanged(reading, judged, guard.ScopeOf(invocation));
    }
}

/// <summary>
/// The conversations of this process and whether all that Genie saw in them was the role's to see. A follow-up may repeat in words what an
/// earlier query found, so one that read too much ends its conversation.
/// </summary>
internal sealed class GenieConversations
{
    private const int Most = 10_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Message, bool Clean)> known = new(StringComparer.Ordinal);

    /// <summary>Notes a question that nobody has judged the answer of.</summary>
    public void Asked(GenieQuestion question) => Set(question, clean: false);

    /// <summary>Notes that the answer may be told.</summary>
    public void Cleared(GenieQuestion question)
    {
        lock (gate)
        {
            if (known.TryGetValue(question.Conversation, out var entry) && entry.Message == question.Message)
            {
                known[question.Conversation] = (question.Message, true);
            }
        }
    }

    /// <summary>Whether a follow-up may be asked: the last answer in the conversation was judged, and was good.</summary>
    public bool MayGoOn(string conversation)
    {
        lock (gate)
        {
            return known.TryGetValue(conversation, out var entry) && entry.Clean;
        }
    }

    private void Set(GenieQuestion question, bool clean)
    {
        lock (gate)
        {
            if (known.Count >= Most)
            {
                known.Clear(); // Who is forgotten has to begin anew: that is the careful answer.
            }

            known[question.Conversation] = (question.Message, clean);
        }
    }
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;

namespace CodexMcp.Connectors.Databricks.Genie;

/// <summary>A query that Genie wrote and ran.</summary>
internal sealed record GenieQuery(string Attachment, string? Title, string Sql);

/// <summary>A message of a conversation, as far as it is known.</summary>
internal readonly struct GenieMessage(JsonElement root)
{
    public string Status => VendorJson.Text(root, "status") ?? "";

    /// <summary>Whether Genie has ended, well or not.</summary>
    public bool IsDone => Status is "COMPLETED" or "FAILED" or "CANCELLED" or "QUERY_RESULT_EXPIRED";

    public bool IsExpired => Status == "QUERY_RESULT_EXPIRED";

    /// <summary>The queries that Genie wrote. One that can't be read counts as one that nobody may see.</summary>
    public IReadOnlyList<GenieQuery> Queries =>
    [
        .. VendorJson.Items(root, "attachments")
            .Where(static attachment => VendorJson.Member(attachment, "query").ValueKind == JsonValueKind.Object)
            .Select(static attachment => (Id: VendorJson.Text(attachment, "attachment_id"), Query: VendorJson.Member(attachment, "query")))
            .Select(static pair => new GenieQuery(
                DatabricksSettings.IsId(pair.Id) ? pair.Id! : throw DatabricksErrors.BadAnswer("an attachment of Genie's has no id"),
                VendorJson.Text(pair.Query, "title"),
                VendorJson.Text(pair.Query, "query") ?? "")),
    ];

    /// <summary>What Genie says in words.</summary>
    public IEnumerable<string> Texts => VendorJson.Items(root, "attachments")
        .Select(static attachment => VendorJson.Text(VendorJson.Member(attachment, "text"), "content")).OfType<string>();

    /// <summary>What Genie thinks one could ask next.</summary>
    public IEnumerable<string> Suggestions => VendorJson.Items(root, "attachments")
        .SelectMany(static attachment => VendorJson.Items(VendorJson.Member(attachment, "suggested_questions"), "questions"))
        .Where(static question => question.ValueKind == JsonValueKind.String).Select(static question => question.GetString()!);

    /// <summary>Throws why Genie has no answer. Its own words about data are not repeated: they may hold what a query found.</summary>
    public void ThrowIfFailed()
    {
        if (Status == "CANCELLED")
        {
            throw new ConnectorException(ConnectorFailure.Refused, "Genie's answer was cancelled.", "Ask again.", Status);
        }

        if (Status != "FAILED")
        {
            return;
        }

        var type = VendorJson.Text(VendorJson.Member(root, "error"), "type") ?? "";
        throw type switch
        {
            "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION" or "RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION" => new ConnectorException(
                ConnectorFailure.RateLimited, "Genie answers only a few questions in a minute.", "Wait a minute and ask again.", type, TimeSpan.FromMinutes(1)),
            "WAREHOUSE_ACCESS_MISSING_EXCEPTION" or "WAREHOUSE_NOT_FOUND_EXCEPTION" => new ConnectorException(
                ConnectorFailure.Configuration, "The space's warehouse may not be used by the connector.", "Ask an operator for CAN USE on the warehouse of the space.", type),
            "SQL_EXECUTION_EXCEPTION" => new ConnectorException(
                ConnectorFailure.Refused, "The query that Genie wrote failed.", "Ask in other words, or write the query yourself with databricks_run_query.", type),
            _ => new ConnectorException(
                ConnectorFailure.Refused, "Genie found no answer.", "Ask in other words, or write the query yourself with databricks_run_query.", VendorText.Clean(type, 80)),
        };
    }
}

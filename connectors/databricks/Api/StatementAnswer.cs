using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Api;

/// <summary>What is known of a statement: its id, its state, and why it failed. A failed statement is an answer of 200 like every other.</summary>
/// <param name="root">The answer, or the <c>statement_response</c> in it.</param>
internal readonly struct StatementAnswer(JsonElement root)
{
    public JsonElement Root => root;

    /// <summary>The statement's id; it goes into addresses, so it must look like one.</summary>
    public string Id => VendorJson.Text(root, "statement_id") is { } id && QueryHandle.IsHandle(id) ? id : throw DatabricksErrors.BadAnswer("it names no statement");

    public string State => VendorJson.Text(VendorJson.Member(root, "status"), "state") ?? "";

    public bool IsWaiting => State == "PENDING";

    public bool IsRunning => State is "PENDING" or "RUNNING";

    /// <summary>Throws what an ended statement without rows means for the agent.</summary>
    public void ThrowUnlessSucceeded()
    {
        switch (State)
        {
            case "SUCCEEDED":
                return;
            case "FAILED":
                var error = VendorJson.Member(VendorJson.Member(root, "status"), "error");
                throw DatabricksErrors.Failed(VendorJson.Text(error, "error_code"), VendorJson.Text(error, "message"));
            case "CANCELED":
                throw DatabricksErrors.Cancelled();
            case "CLOSED":
                throw DatabricksErrors.Expired();
            default:
                throw DatabricksErrors.BadAnswer("its statement is in no state that is known");
        }
    }
}

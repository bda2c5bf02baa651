using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>A bulk job as its starter knows it: sealed, so that nobody else can ask for it, and bound to the scope it was judged by.</summary>
/// <param name="IsQuery">Whether it reads.</param>
/// <param name="Id">Salesforce's id of it.</param>
/// <param name="Object">The object that it is about.</param>
/// <param name="Operation">E.g. <c>query</c> or <c>insert</c>.</param>
internal sealed record BulkJob(bool IsQuery, string Id, string Object, string Operation)
{
    private const string Prefix = "sj1";

    /// <summary>Its path below the API's version.</summary>
    public string Path => $"jobs/{(IsQuery ? "query" : "ingest")}/{Id}";

    public string Seal(ToolInvocation invocation) =>
        invocation.Handles.Seal(invocation, $"{Prefix}|{CallHash.OfScope(invocation)}|{(IsQuery ? "q" : "i")}|{Id}|{Object}|{Operation}");

    /// <exception cref="ConnectorException">The handle is forged, old, somebody else's, or was given under another scope.</exception>
    public static BulkJob Read(ToolInvocation invocation) =>
        invocation.Handles.TryUnseal(invocation, Arguments.Required(invocation, "job"), out var value)
            && value.Split('|') is [Prefix, var scope, var kind, var id, var of, var operation] && scope == CallHash.OfScope(invocation)
            ? new BulkJob(kind == "q", id, of, operation)
            : throw SalesforceErrors.UnknownHandle("job");

    /// <summary>The id in a job's answer; it goes into addresses, so it must look like one.</summary>
    public static string IdOf(ApiAnswer answer) =>
        SalesforceId.TryNormalise(ApiJson.Text(answer.Root, "id"), out var id) ? id : throw SalesforceErrors.BadAnswer("it names no job");
}

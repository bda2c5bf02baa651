using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Guard;
using CodexMcp.Connectors.HttpKind.Jobs;
using CodexMcp.Connectors.HttpKind.Paging;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>One tool of a manifest, read when a call first needs it.</summary>
internal sealed class HttpKindTool
{
    private HttpKindTool(JsonElement manifest, string system, string action, JsonElement tool)
    {
        Job = JobPlan.Read(manifest, action, tool);
        // A tool that asks for another's job gives that one's results.
        var response = Json.Member(JobPlan.OwnerOf(manifest, tool), "response") ?? default;
        Request = RequestPlan.Read(manifest, Json.Member(tool, "request") ?? default);
        Errors = ErrorPlan.Read(system, manifest, response);
        Response = ResponsePlan.Read(system, manifest, response, Json.String(tool, "items"));
        Pages = PagePlan.Read(tool);
        Rules = GuardRule.Read(manifest, tool, Request);
        Provenance = Provenance.Read(manifest, tool);
        ItemsMember = Json.String(tool, "items")?[1..];
        RowsArgument = Json.String(tool, "rows_argument");
        DefaultRows = Json.Int(tool, "default_rows") ?? 100;
        ReadBack = ReadBack.Read(manifest, tool);
        IdempotencyHeader = Json.String(Json.Member(tool, "request") ?? default, "idempotency_header");
    }

    /// <summary>The request.</summary>
    public RequestPlan Request { get; }

    /// <summary>The job that the request begins or the tool asks for, or null.</summary>
    public JobPlan? Job { get; }

    /// <summary>How errors are told.</summary>
    public ErrorPlan Errors { get; }

    /// <summary>What result is made of an answer.</summary>
    public ResponsePlan Response { get; }

    /// <summary>How the list goes on, or null.</summary>
    public PagePlan? Pages { get; }

    /// <summary>What a call must hold to.</summary>
    public GuardRule[] Rules { get; }

    /// <summary>Where the data comes from, or null.</summary>
    public Provenance? Provenance { get; }

    /// <summary>The member of the result that holds the rows, or null.</summary>
    public string? ItemsMember { get; }

    /// <summary>The argument that says how many rows are wanted, or null.</summary>
    public string? RowsArgument { get; }

    /// <summary>How many rows an answer has when the call does not say.</summary>
    public int DefaultRows { get; }

    /// <summary>The header that carries the call's id, so that the vendor knows a repeat; or null.</summary>
    public string? IdempotencyHeader { get; }

    /// <summary>How a write whose end was lost is found again, or null.</summary>
    public ReadBack? ReadBack { get; }

    /// <summary>Reads a tool of a checked manifest.</summary>
    public static HttpKindTool Read(JsonElement manifest, string system, string action) =>
        Json.Member(manifest, "tools") is { } tools && Json.Member(tools, action) is { } tool
            ? new(manifest, system, action, tool)
            : throw new ConnectorException(ConnectorFailure.Configuration, $"{system} has no tool {action}.", "Ask an operator to look at the connector's manifest.");
}

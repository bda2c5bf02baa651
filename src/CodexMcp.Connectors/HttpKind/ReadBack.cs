using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>How a tool's write is found again when its answer was lost: a request that reads, the row that is it, and what result it would have had.</summary>
internal sealed class ReadBack
{
    private readonly RequestPlan request;
    private readonly ResultNode rows;
    private readonly (string Name, ResultNode Node)[] result;
    private readonly bool absentIsSure;

    private ReadBack(JsonElement manifest, JsonElement section)
    {
        request = RequestPlan.Read(manifest, Json.Member(section, "request") ?? default);
        rows = ResultNode.Parse(Json.Member(section, "rows") ?? default);
        result = [.. (Json.Member(section, "result") is { } members ? members.EnumerateObject() : default).Select(static member => (member.Name, ResultNode.Parse(member.Value)))];
        absentIsSure = Json.String(section, "absent") == "did_not_happen";
    }

    /// <summary>Reads a checked section; null when there is none.</summary>
    public static ReadBack? Read(JsonElement manifest, JsonElement tool) => Json.Member(tool, "read_back") is { } section ? new(manifest, section) : null;

    /// <summary>Looks for what the lost call wrote.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="caller">Sends the request.</param>
    /// <param name="scope">The identical call, with the lost one's id.</param>
    /// <param name="cancellationToken">The usual.</param>
    public async ValueTask<WriteFate> FindAsync(HttpKindTool tool, HttpCaller caller, TemplateScope scope, CancellationToken cancellationToken)
    {
        var answer = await caller.SendAsync(request, scope, PageEdit.None, null, cancellationToken).ConfigureAwait(false);
        if (tool.Errors.Find(answer) is { } failure)
        {
            throw failure;
        }

        // A list that is not there, or an answer that is no JSON, proves nothing.
        if (answer.Json is not { } body || rows.Rows(scope with { Answer = body }) is not { } found)
        {
            return WriteFate.Unknown;
        }

        return found switch
        {
            [var only] => WriteFate.Happened(new() { Structured = Result(scope with { Answer = only }) }),
            [] when absentIsSure => WriteFate.DidNotHappen,
            // Two can't both be the one that was lost.
            _ => WriteFate.Unknown,
        };
    }

    private JsonElement Result(TemplateScope filled) => Json.Build((result, filled), static (writer, state) =>
    {
        writer.WriteStartObject();
        foreach (var (name, node) in state.result)
        {
            node.WriteMember(writer, name, state.filled);
        }

        writer.WriteEndObject();
    });
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>One query as it ran.</summary>
/// <param name="Tool">The tool that ran it.</param>
/// <param name="QueryId">The id that the tool gave, or null.</param>
/// <param name="Sql">The text as it ran, after the guard's changes.</param>
/// <param name="Values">The bound values as JSON.</param>
/// <param name="Rows">How many rows were read.</param>
/// <param name="Cached">Whether the rows came from the tool's cache.</param>
internal sealed record RanQuery(string Tool, string? QueryId, string Sql, JsonElement Values, int Rows, bool Cached);

/// <summary>Runs statements through the role's own query tool, reads all pages, and remembers what ran.</summary>
internal sealed class QueryRunner(AnalyticsCall call)
{
    private const int PageRows = 10_000;
    private const int MostPages = 100;

    private readonly List<RanQuery> ran = [];

    /// <summary>The queries in their order.</summary>
    public IReadOnlyList<RanQuery> Ran => ran;

    public Names Names { get; } = new(call.Settings.Dialect);

    /// <summary>Gives all rows; null when there are more than the role may read, so that nothing is computed over a part of them.</summary>
    public async ValueTask<IReadOnlyList<JsonElement>?> RunAsync(string sql, JsonElement bound)
    {
        var tool = call.Settings.QueryTool;
        if (!call.Tools.CanCall(tool))
        {
            throw new ConnectorException(ConnectorFailure.Configuration, $"The role can't run {tool} without asking, and analytics reads through it.",
                "Ask the role's owner to enable it in role.yaml, or to name another query_tool in the scope of analytics.");
        }

        var rows = new List<JsonElement>();
        string? continuation = null;
        JsonElement first = default;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = (await call.Tools.CallAsync(tool, Arguments(sql, bound, continuation), call.CancellationToken).ConfigureAwait(false)).Structured;
            first = page == 0 ? answer : first;
            if (!answer.TryGetProperty("rows", out var more) || more.ValueKind != JsonValueKind.Array || Text(answer, "status") == "running")
            {
                throw Bad(tool, "no rows");
            }

            rows.AddRange(more.EnumerateArray());
            var next = Text(answer, "continuation");
            var truncated = answer.TryGetProperty("truncated", out var cut) && cut.ValueKind == JsonValueKind.True;
            if (next is null || next == continuation || more.GetArrayLength() == 0)
            {
                ran.Add(new RanQuery(tool, Text(first, "query_id"), Text(first, "statement") ?? sql, bound, rows.Count,
                    first.TryGetProperty("cached", out var cached) && cached.ValueKind == JsonValueKind.True));
                call.Invocation.Progress?.Report(new ToolProgress(ran.Count, null, ran.Count == 1 ? "1 query has run." : $"{ran.Count} queries have run."));
                return truncated ? null : rows;
            }

            continuation = next;
        }

        throw Bad(tool, "pages without end");
    }

    /// <summary>Whether anything is bound.</summary>
    public static bool HasValues(JsonElement bound) => bound.ValueKind == JsonValueKind.Object ? bound.EnumerateObject().Any() : bound.GetArrayLength() > 0;

    private static JsonElement Arguments(string sql, JsonElement bound, string? continuation) => JsonResult.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("statement", sql);
        if (HasValues(bound))
        {
            writer.WritePropertyName("parameters");
            bound.WriteTo(writer);
        }

        writer.WriteNumber("max_rows", PageRows);
        if (continuation is not null)
        {
            writer.WriteString("continuation", continuation);
        }

        writer.WriteEndObject();
    });

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static ConnectorException Bad(string tool, string what) =>
        new(ConnectorFailure.BadAnswer, $"{tool} gave {what}.", "Run the query with it by itself to see its answer, and tell the operator.");
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sales;

/// <summary>Reads all pages through the role's own tools, and counts what came from where.</summary>
internal sealed class RoleReader(IRoleTools tools)
{
    /// <summary>A source that never ends is not read to its end.</summary>
    private const int MostRows = 50_000;
    private const int PageRows = 1_000;

    private readonly SortedDictionary<string, (int Calls, int Records)> sources = new(StringComparer.Ordinal);

    /// <summary>How many calls and records, by tool.</summary>
    public IReadOnlyDictionary<string, (int Calls, int Records)> Sources => sources;

    public bool Has(string tool) => tools.CanCall(tool);

    /// <summary>Reads Salesforce records.</summary>
    /// <param name="soql">The query; values stand as names.</param>
    /// <param name="ids">What <c>:ids</c> stands for, or null.</param>
    /// <param name="owner">What <c>:owner</c> stands for, or null.</param>
    /// <param name="cancellationToken">The usual.</param>
    public IAsyncEnumerable<JsonElement> QueryAsync(string soql, IReadOnlyList<string>? ids, string? owner, CancellationToken cancellationToken) =>
        PagesAsync("salesforce_query", writer =>
        {
            writer.WriteString("soql", soql);
            writer.WriteNumber("max_rows", PageRows);
            if (ids is null && owner is null)
            {
                return;
            }

            writer.WriteStartObject("params");
            if (ids is not null)
            {
                writer.WriteStartArray("ids");
                foreach (var id in ids)
                {
                    writer.WriteStringValue(id);
                }

                writer.WriteEndArray();
            }

            if (owner is not null)
            {
                writer.WriteString("owner", owner);
            }

            writer.WriteEndObject();
        }, cancellationToken);

    /// <summary>Reads all pages of any tool that answers <c>records</c> and a <c>continuation</c>.</summary>
    public async IAsyncEnumerable<JsonElement> PagesAsync(
        string tool, Action<Utf8JsonWriter> arguments, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        var read = 0;
        do
        {
            var page = await CallAsync(tool, arguments, continuation, cancellationToken).ConfigureAwait(false);
            if (!page.TryGetProperty("records", out var records) || records.ValueKind != JsonValueKind.Array)
            {
                throw Bad(tool, "no list of records");
            }

            foreach (var record in records.EnumerateArray())
            {
                yield return record;
            }

            read += records.GetArrayLength();
            var next = page.TryGetProperty("continuation", out var token) && token.ValueKind == JsonValueKind.String ? token.GetString() : null;
            if (next is null && page.TryGetProperty("truncated", out var truncated) && truncated.ValueKind == JsonValueKind.True)
            {
                // A ranking over a part of the records would look like one over all of them.
                throw new ConnectorException(ConnectorFailure.Refused, $"{tool} gives a part of the records and no way to the rest, so nothing is ranked.", tool == HubSpotTouches.Tool
                    ? "Ask an operator to leave it out of the role: then the ranking uses Salesforce alone, and says so."
                    : "Rank fewer accounts: give account_ids or owner_id.");
            }

            if (read > MostRows || (next is not null && (next == continuation || records.GetArrayLength() == 0)))
            {
                throw new ConnectorException(ConnectorFailure.Refused, $"{tool} gives more records than can be ranked over ({read} and counting).", "Rank fewer accounts: give account_ids or owner_id.");
            }

            continuation = next;
        }
        while (continuation is not null);
    }

    private async ValueTask<JsonElement> CallAsync(string tool, Action<Utf8JsonWriter> arguments, string? continuation, CancellationToken cancellationToken)
    {
        var json = JsonResult.Build(writer =>
        {
            writer.WriteStartObject();
            arguments(writer);
            if (continuation is not null)
            {
                writer.WriteString("continuation", continuation);
            }

            writer.WriteEndObject();
        });
        var result = (await tools.CallAsync(tool, json, cancellationToken).ConfigureAwait(false)).Structured;
        var before = sources.GetValueOrDefault(tool);
        sources[tool] = (before.Calls + 1, before.Records + (result.TryGetProperty("records", out var records) && records.ValueKind == JsonValueKind.Array ? records.GetArrayLength() : 0));
        return result;
    }

    private static ConnectorException Bad(string tool, string what) =>
        new(ConnectorFailure.BadAnswer, $"{tool} gave {what}.", "Call it by itself to see its answer, and tell the operator.");
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales;

/// <summary>The tool <c>sales_rank_accounts</c>: reads, scores, puts in order, tells.</summary>
internal static class RankAccounts
{
    private const int DefaultTop = 20;

    public static async ValueTask<ToolResult> RunAsync(ToolInvocation invocation, TimeProvider time, CancellationToken cancellationToken)
    {
        var tools = invocation.Tools ?? throw new ConnectorException(ConnectorFailure.Configuration, "Accounts can't be ranked inside another call.", "Call sales_rank_accounts by itself.");
        if (!tools.CanCall("salesforce_query"))
        {
            throw new ConnectorException(ConnectorFailure.Configuration, "The role can't run salesforce_query without asking, and the ranking reads through it.", "Ask the role's owner to enable it in role.yaml.");
        }

        var arguments = invocation.Arguments;
        var asOf = Fields.Day(arguments, "as_of") ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var top = arguments.TryGetProperty("top", out var given) ? given.GetInt32() : DefaultTop;
        Weights.TryOfRole(invocation.Scope, out var weights, out _);
        Weights.TryRead(arguments, "compare_weights", out var compared, out _);
        var skip = Skip(invocation);

        var reader = new RoleReader(tools);
        var notes = new List<string>();
        var accounts = await new FactsReader(reader, asOf).ReadAsync(Ids(arguments), Fields.Text(arguments, "owner_id"), cancellationToken).ConfigureAwait(false);
        if (reader.Has(HubSpotTouches.Tool))
        {
            await HubSpotTouches.AddAsync(reader, accounts, asOf, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            notes.Add($"The role has no {HubSpotTouches.Tool}, so engagement comes from Salesforce alone.");
        }

        var scored = accounts.Select(account => Scored.Of(account, asOf)).ToList();
        var ranked = Ranking.Rank(scored, weights);
        var moves = compared is null ? null : Ranking.Compare(ranked, Ranking.Rank(scored, compared), top);
        if (Ids(arguments) is { } asked && asked.Count > accounts.Count)
        {
            notes.Add($"{asked.Count - accounts.Count} of the {asked.Count} accounts are no customers that the role sees, and were left out.");
        }

        var shown = ranked.Take(top).Skip(skip).ToList();
        var structured = ResultJson.Build(writer => new RankingWriter(weights, asOf).Write(writer, accounts.Count, shown, moves, compared, reader, notes));
        return new ToolResult
        {
            Structured = structured,
            Text = Words(shown, weights, asOf),
            ContinueAfter = kept => invocation.Handles.Seal(invocation, Key(invocation) + (skip + kept).ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static IReadOnlyList<string>? Ids(JsonElement arguments) =>
        arguments.TryGetProperty("account_ids", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!).Distinct(StringComparer.Ordinal)] : null;

    private static int Skip(ToolInvocation invocation)
    {
        if (Fields.Text(invocation.Arguments, "continuation") is not { } token)
        {
            return 0;
        }

        return invocation.Handles.TryUnseal(invocation, token, out var value) && value.StartsWith(Key(invocation), StringComparison.Ordinal)
            && int.TryParse(value.AsSpan(Key(invocation).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? skip
            : throw new ConnectorException(ConnectorFailure.Refused, "The continuation is not one of this ranking.", "Call again without it.");
    }

    private static string Key(ToolInvocation invocation) => invocation.Tool.Action + "|";

    private static string Words(List<Place> places, Weights weights, DateOnly asOf)
    {
        var text = new StringBuilder();
        foreach (var place in places)
        {
            var (action, _) = Advice.For(place.Account, weights, asOf);
            text.Append(CultureInfo.InvariantCulture, $"{place.Rank}. {place.Account.Account.Name} ({place.Account.Account.Id}): {Number.Text(place.Score)} = ")
                .Append(CultureInfo.InvariantCulture, $"usage {Number.Text(place.Account.Usage.Score)}, ARR {Number.Text(place.Account.Arr.Score)}, engagement {Number.Text(place.Account.Engagement.Score)}, enrichment {Number.Text(place.Account.Enrichment.Score)}. ")
                .Append(action)
                .Append('\n');
        }

        return text.Length == 0 ? "No customers to rank." : text.ToString();
    }
}

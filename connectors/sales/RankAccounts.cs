using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

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
        var place = Placed(invocation);
        // A later page belongs to the day of the first one.
        var asOf = place?.AsOf ?? Fields.Day(arguments, "as_of") ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var top = arguments.TryGetProperty("top", out var given) ? given.GetInt32() : DefaultTop;
        Weights.TryOfRole(invocation.Scope, out var weights, out _);
        Weights.TryRead(arguments, "compare_weights", out var compared, out _);
        var skip = place?.Skip ?? 0;

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
        var structured = JsonResult.Build(writer => new RankingWriter(weights, asOf).Write(writer, accounts.Count, shown, moves, compared, reader, notes));
        return new ToolResult
        {
            Structured = structured,
            Text = Words(shown, weights, asOf),
            ContinueAfter = kept => invocation.Handles.Seal(invocation, string.Create(CultureInfo.InvariantCulture, $"{Key(invocation)}|{Number.Day(asOf)}|{skip + kept}")),
        };
    }

    private static IReadOnlyList<string>? Ids(JsonElement arguments) =>
        arguments.TryGetProperty("account_ids", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!).Distinct(StringComparer.Ordinal)] : null;

    /// <summary>Where the ranking goes on; null for a first page.</summary>
    private static (DateOnly AsOf, int Skip)? Placed(ToolInvocation invocation)
    {
        if (Fields.Text(invocation.Arguments, "continuation") is not { } token)
        {
            return null;
        }

        return invocation.Handles.TryUnseal(invocation, token, out var value) && value.Split('|') is [var action, var hash, var day, var number] && $"{action}|{hash}" == Key(invocation)
            && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? (asOf, skip)
            : throw new ConnectorException(ConnectorFailure.Refused, "The continuation is not one of this ranking.", "Send it with the arguments of the call that gave it, or call again without it.");
    }

    private static string Key(ToolInvocation invocation) => $"{invocation.Tool.Action}|{CallHash.OfCall(invocation, "continuation")}";

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

using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>Judges every new stage of an opportunity, whichever tool sets it: it is one of the org's, and the role's rule lets the opportunity go there from where it is.</summary>
internal sealed class StageRule(RecordLookup lookup)
{
    public const string Field = "StageName";

    public static bool IsStaged(RoleObject target) => target.Name == "Opportunity";

    /// <summary>Gives the stage that the values set, or null when they set none. It tells nothing of any record.</summary>
    /// <exception cref="Abstractions.ConnectorException">The org has no such stage.</exception>
    public static string? NewStage(RoleObject target, IReadOnlyList<FieldValue> values)
    {
        var at = IsStaged(target) ? values.Select(static value => value.Name).ToList().IndexOf(Field) : -1;
        if (at < 0)
        {
            return null;
        }

        var stages = target.Details.Fields[Field].Picklist;
        return values[at].Text is { } stage && (stages.Count == 0 || stages.Contains(stage, StringComparer.OrdinalIgnoreCase)) ? stage
            : throw SalesforceErrors.Refused($"'{SoqlProblem.Quote(values[at].Text ?? "null")}' is no stage of this org.", $"Its stages are: {string.Join(", ", stages.Take(30))}.");
    }

    /// <summary>Judges the values of one write. A record that is changed must be known to be visible: the answer tells its stage.</summary>
    /// <returns>When the opportunity was last changed, if its stage was looked at: the write must not go out when it has been changed since.</returns>
    public async ValueTask<DateTimeOffset?> CheckAsync(RoleView view, RoleObject target, IReadOnlyList<FieldValue> values, string? id, CancellationToken cancellationToken) =>
        NewStage(target, values) is { } stage && id is not null
        && (await CheckAsync(view, target, new Dictionary<string, string> { [id] = stage }, cancellationToken).ConfigureAwait(false)).TryGetValue(id, out var seen) ? seen : null;

    /// <summary>Judges the new stages of several visible records with one read.</summary>
    /// <returns>When each was last changed; none when the role has no rule.</returns>
    public async ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> CheckAsync(RoleView view, RoleObject target, IReadOnlyDictionary<string, string> stages, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (view.Moves is not { } moves || stages.Count == 0)
        {
            return seen;
        }

        var soql = $"SELECT Id, {Field}, LastModifiedDate FROM Opportunity WHERE Id IN ({string.Join(", ", stages.Keys.Select(static id => $"'{id}'"))}) LIMIT {stages.Count}";
        foreach (var row in await lookup.RowsAsync(soql, cancellationToken).ConfigureAwait(false))
        {
            if (!SalesforceId.TryNormalise(ApiJson.Text(row, "Id"), out var id) || !stages.TryGetValue(id, out var stage) || ApiJson.Text(row, Field) is not { } current)
            {
                continue;
            }

            if (!moves.Allows(current, stage))
            {
                throw SalesforceErrors.Refused(
                    $"The role's rule does not let an opportunity go from '{VendorText.Clean(current, 60)}' to '{SoqlProblem.Quote(stage)}'.",
                    $"From there it may go to: {moves.From(current)}.");
            }

            seen[id] = ApiTime.Parse(ApiJson.Text(row, "LastModifiedDate")) ?? throw SalesforceErrors.BadAnswer("an opportunity does not say when it was changed");
        }

        return seen.Count == stages.Count ? seen : throw SalesforceErrors.NoRecord(target.Name);
    }
}

using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>Judges every new stage of an opportunity, whichever tool sets it: it is one of the org's, and the role's rule lets the opportunity go there from where it is.</summary>
internal sealed class StageRule(RecordLookup lookup)
{
    private const string Stage = "StageName";

    public static bool IsStaged(RoleObject target) => target.Name == "Opportunity";

    /// <summary>Judges the values.</summary>
    /// <returns>When the opportunity was last changed, if its stage was looked at: the write must not go out when it has been changed since.</returns>
    public async ValueTask<DateTimeOffset?> CheckAsync(RoleView view, RoleObject target, IReadOnlyList<FieldValue> values, string? id, CancellationToken cancellationToken)
    {
        var at = IsStaged(target) ? values.Select(static value => value.Name).ToList().IndexOf(Stage) : -1;
        if (at < 0)
        {
            return null;
        }

        var stages = target.Details.Fields[Stage].Picklist;
        if (values[at].Text is not { } stage || (stages.Count > 0 && !stages.Contains(stage, StringComparer.OrdinalIgnoreCase)))
        {
            throw SalesforceErrors.Refused($"'{SoqlProblem.Quote(values[at].Text ?? "null")}' is no stage of this org.", $"Its stages are: {string.Join(", ", stages.Take(30))}.");
        }

        if (view.Moves is not { } moves || id is null)
        {
            return null;
        }

        var rows = await lookup.RowsAsync($"SELECT StageName, LastModifiedDate FROM Opportunity WHERE Id = '{id}' LIMIT 1", cancellationToken).ConfigureAwait(false);
        if (rows.Count != 1 || ApiJson.Text(rows[0], Stage) is not { } current)
        {
            throw SalesforceErrors.NoRecord(target.Name);
        }

        return moves.Allows(current, stage)
            ? ApiTime.Parse(ApiJson.Text(rows[0], "LastModifiedDate"))
            : throw SalesforceErrors.Refused(
                $"The role's rule does not let an opportunity go from '{VendorText.Clean(current, 60)}' to '{SoqlProblem.Quote(stage)}'.",
                $"From there it may go to: {moves.From(current)}.");
    }
}

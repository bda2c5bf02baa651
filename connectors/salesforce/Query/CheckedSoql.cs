using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>A query that may be sent.</summary>
/// <param name="Text">It, as the check wrote it anew.</param>
/// <param name="Notes">What was changed and why, one sentence each.</param>
/// <param name="Object">The object that it begins at.</param>
internal readonly record struct CheckedSoql(string Text, IReadOnlyList<string> Notes, string Object)
{
    private const int MostChildren = 2_000;

    /// <exception cref="ConnectorException">It may not run.</exception>
    public static async ValueTask<CheckedSoql> OfAsync(RoleView view, JudgedQueries judged, string soql, JsonElement parameters, int maxRows, CancellationToken cancellationToken)
    {
        if (parameters.ValueKind == JsonValueKind.Undefined && judged.ObjectOf(view, soql) is { } known)
        {
            return new CheckedSoql(soql, [], known);
        }

        var limits = new SoqlLimits(maxRows, Math.Min(maxRows, MostChildren));
        var verdict = await new SoqlCheck(view.Scope, view.Catalog).CheckAsync(soql, parameters.ValueKind == JsonValueKind.Undefined ? null : parameters, limits, cancellationToken).ConfigureAwait(false);
        if (verdict.Problem is { } problem)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The query is refused. {problem}", problem.Next);
        }

        var of = verdict.Query!.From[0].Path.Parts[0];
        judged.Add(view, verdict.Text, of);
        return new CheckedSoql(verdict.Text, verdict.Notes, of);
    }
}

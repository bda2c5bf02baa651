using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>
/// Judges a query by a role's scope. Everything it names is resolved with the org's descriptions, through aliases, subqueries and relationships;
/// what can't be resolved is refused, and a thing that is hidden gets the same answer as one that does not exist. What comes out is written
/// anew from what was understood: without aliases of objects, with the row filters of the role and with a LIMIT.
/// </summary>
/// <param name="scope">The role's scope.</param>
/// <param name="catalog">The org's descriptions.</param>
internal sealed class SoqlCheck(SalesforceScope scope, IObjectCatalog catalog)
{
    /// <summary>Judges a query.</summary>
    /// <param name="soql">The query as the agent wrote it.</param>
    /// <param name="parameters">The values behind its <c>:name</c>s: an object, or null.</param>
    /// <param name="limits">The most rows it may read.</param>
    /// <param name="cancellationToken">Ends the wait for a description.</param>
    /// <exception cref="Abstractions.ConnectorException">A row filter of the role does not fit the org: only an operator can mend it.</exception>
    public async ValueTask<SoqlVerdict> CheckAsync(string soql, JsonElement? parameters, SoqlLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(soql);
        if (SoqlParser.Parse(soql, parameters, out var query) is { } wrong)
        {
            return new SoqlVerdict { Problem = wrong };
        }

        var lookup = new ObjectLookup(catalog, cancellationToken);
        while (true)
        {
            try
            {
                var resolver = new SoqlResolver(soql, scope, lookup, limits);
                var resolved = resolver.Main(query!);
                var text = SoqlPrinter.Print(resolved);
                return text.Length > SoqlLexer.MaxLength
                    ? new SoqlVerdict { Problem = SoqlProblem.At(soql, 0, $"With its values and filters the query has more than {SoqlLexer.MaxLength} characters.", "Ask for fewer values or fields at once.") }
                    : new SoqlVerdict { Text = text, Query = resolved, Notes = resolver.Notes };
            }
            catch (SoqlRefusal refusal)
            {
                return new SoqlVerdict { Problem = refusal.Problem };
            }
            catch (ObjectPendingException)
            {
                // A description has to be fetched: once for each object while the catalog is cold.
                await lookup.LoadAsync();
            }
        }
    }
}

/// <summary>The most rows that a query may read.</summary>
/// <param name="Rows">For the query itself.</param>
/// <param name="ChildRows">For each record's subquery.</param>
internal readonly record struct SoqlLimits(int Rows, int ChildRows);

/// <summary>What became of a query: a problem, or the text to send.</summary>
internal sealed record SoqlVerdict
{
    /// <summary>Why the query may not run, or null.</summary>
    public SoqlProblem? Problem { get; init; }

    /// <summary>The query to send; empty when there is a problem.</summary>
    public string Text { get; init; } = "";

    /// <summary>The same as a tree, or null.</summary>
    public SoqlQuery? Query { get; init; }

    /// <summary>What was changed and why, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

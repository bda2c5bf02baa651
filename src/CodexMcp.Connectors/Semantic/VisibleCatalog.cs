using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Semantic;

/// <summary>
/// What of a catalogue a role may read of. A table or column that is not for it shows nowhere, not even by name: what names one in
/// words, in a metric, a join or an example is left out whole.
/// </summary>
public static class VisibleCatalog
{
    /// <summary>Gives the views that the role sees, each without what is hidden.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="scope">What the role may see; one with a problem sees nothing.</param>
    /// <param name="functions">The functions that anybody may call, to judge the examples.</param>
    /// <param name="maxRows">The most rows that the role may read.</param>
    public static IReadOnlyList<SemanticView> For(SemanticCatalog catalog, SqlScope scope, SqlFunctions functions, int maxRows)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Problem is not null)
        {
            return [];
        }

        var seen = new List<SemanticView>();
        var (hidden, shown) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var view in catalog.Views)
        {
            var sees = scope.Sees(view.Table);
            (sees ? shown : hidden).Add(view.Table.Name);
            foreach (var column in view.Columns)
            {
                (sees && !scope.Denies(view.Table, column.Name) ? shown : hidden).Add(column.Name);
            }

            foreach (var metric in view.Metrics)
            {
                (sees && !metric.Columns.Any(column => scope.Denies(view.Table, column)) ? shown : hidden).Add(metric.Name);
            }

            if (sees)
            {
                seen.Add(view);
            }
        }

        hidden.ExceptWith(shown);
        var columns = catalog.Views.ToDictionary(static view => view.Table, static view => (IReadOnlyList<string>)[.. view.Columns.Select(static column => column.Name)]);
        return seen.ConvertAll(view => Cut(view, scope, functions, maxRows, new HiddenWords(hidden), columns));
    }

    private static SemanticView Cut(
        SemanticView view, SqlScope scope, SqlFunctions functions, int maxRows, HiddenWords hidden, Dictionary<SqlTable, IReadOnlyList<string>> columns)
    {
        bool Shows(SqlTable table, string column) => scope.Sees(table) && !scope.Denies(table, column);
        return view with
        {
            Title = hidden.Names(view.Title) ? view.Table.Name : view.Title,
            Meaning = hidden.Cut(view.Meaning),
            Grain = hidden.Cut(view.Grain),
            DateColumn = view.DateColumn is { } date && Shows(view.Table, date) ? date : null,
            Synonyms = hidden.Cut(view.Synonyms),
            Columns =
            [
                .. view.Columns.Where(column => Shows(view.Table, column.Name)).Select(column => column with
                {
                    Meaning = hidden.Cut(column.Meaning), Unit = hidden.Visible(column.Unit), Values = hidden.Cut(column.Values), Synonyms = hidden.Cut(column.Synonyms),
                }),
            ],
            Joins =
            [
                .. view.Joins.Where(join => join.On.All(pair => Shows(view.Table, pair.Here) && Shows(join.To, pair.There)))
                    .Select(join => join with { Meaning = join.Meaning is { } meaning ? hidden.Cut(meaning) : null }),
            ],
            Metrics =
            [
                .. view.Metrics.Where(metric => metric.Columns.All(column => Shows(view.Table, column))).Select(metric => metric with
                {
                    Title = hidden.Names(metric.Title) ? metric.Name : metric.Title, Meaning = hidden.Cut(metric.Meaning), Unit = hidden.Visible(metric.Unit), Synonyms = hidden.Cut(metric.Synonyms),
                }),
            ],
            Examples = [.. view.Examples.Where(example => !hidden.Names(example.Question) && !hidden.Names(example.Statement) && Runs(example, scope, functions, maxRows, columns))],
        };
    }

    /// <summary>Whether the guard would let the role run it: an example that is refused teaches nothing.</summary>
    private static bool Runs(SemanticExample example, SqlScope scope, SqlFunctions functions, int maxRows, Dictionary<SqlTable, IReadOnlyList<string>> columns)
    {
        var judged = SqlGuard.Judge(SqlReader.Read(example.Statement, scope.Dialect), functions, scope, maxRows, columns.GetValueOrDefault);
        return judged is { Problem: null, Unknown.Count: 0 }
            && judged.Tables.All(use => scope.Sees(use.Table) && !judged.Columns.Any(column => column.Name != "*" && scope.Denies(use.Table, column.Name)));
    }
}

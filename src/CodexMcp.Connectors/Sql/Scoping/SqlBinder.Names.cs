using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <content>Whose a name is.</content>
internal sealed partial class SqlBinder
{
    private SqlTable Resolve(TableName name) => new(
        name.Parts.Count > 2 ? name.Parts[^3].Value : scope.Database,
        name.Parts.Count > 1 ? name.Parts[^2].Value : scope.Schema,
        name.Parts[^1].Value);

    /// <summary>The table, when the query in parentheses is to the letter what a rewrite makes of a read of it.</summary>
    private (SqlTable Table, TableName Name)? Wrapped(Source source, Query query) =>
        query.Terms is [Select { From: [{ Joins.Count: 0, First: { Suffixes.Count: 0, Lateral: false, Body: TableName { Parts.Count: 3 } name } }] }]
        && wrapper(name, Resolve(name)) is { } text && reading.Text.AsSpan(source.Body.Start, source.Body.End - source.Body.Start).SequenceEqual(text)
            ? (Resolve(name), name)
            : null;

    private TableRead? Owner(ColumnRef column)
    {
        if (column.Parts.Count > 1)
        {
            return Find(column.Parts[^2].Value) ?? Find(column.Parts[0].Value);
        }

        // Without the catalog a bare name belongs for sure to the only source there is.
        return lambdas.Exists(parameter => parameter.Value == column.Last.Value) || frame is not { Sources: [(_, var read)], Outer: null } ? null : read;
    }

    private TableRead? Find(string alias)
    {
        for (var at = frame; at is not null; at = at.Outer)
        {
            foreach (var (name, read) in at.Sources)
            {
                if (name == alias)
                {
                    return read;
                }
            }
        }

        return null;
    }
}

using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <summary>Finds what no engine takes for the moment that a table is read at: a query, or a column of a table.</summary>
internal sealed class MomentCheck : SqlWalker
{
    /// <summary>The first of them, or null.</summary>
    public SqlNode? Odd { get; private set; }

    public override void Visit(SqlNode? node)
    {
        if (node is Query or Star or Lambda or ColumnRef { Parts.Count: > 1 })
        {
            Odd ??= node;
            return;
        }

        base.Visit(node);
    }
}

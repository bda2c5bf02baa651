using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>One place where the statement reads a table of the warehouse.</summary>
internal sealed class TableRead(SqlTable table, TableName node, Source source, string alias, Frame frame)
{
    public SqlTable Table { get; } = table;

    public TableName Node { get; } = node;

    public Source Source { get; } = source;

    public string Alias { get; } = alias;

    public Frame Frame { get; } = frame;

    /// <summary>Whether the statement reads it in exactly the way that a rewrite makes, so that nothing is left to do.</summary>
    public bool Wrapped { get; init; }

    /// <summary>Whether a query was put in its place.</summary>
    public bool Replaced { get; set; }

    /// <summary>Whether what follows it gives its columns other names or makes others of them: then a condition on a name may be on another column.</summary>
    public bool Renamed { get; set; }

    /// <summary>Whether what follows its join does not see its columns.</summary>
    public bool Unseen { get; set; }

    /// <summary>Windows of days that are put around the read, since the statement has none or a wider one.</summary>
    public List<DateWindow> Windows { get; } = [];

    /// <summary>Conditions that every row of it that is used fulfils.</summary>
    public List<SqlNode> Conditions { get; } = [];
}

/// <summary>The sources of one SELECT, and of the one around it.</summary>
internal sealed class Frame(Frame? outer)
{
    public Frame? Outer { get; } = outer;

    /// <summary>The common table expression that this SELECT goes on, which its own FROM may name.</summary>
    public string? Self { get; init; }

    /// <summary>Each source by its alias; without a table when it is a query, a function or rows.</summary>
    public List<(string Alias, TableRead? Read)> Sources { get; } = [];
}

/// <summary>The names of common table expressions that can be read, the nearest first.</summary>
internal sealed record CteNames(string Name, CteNames? Outer)
{
    public static bool Has(CteNames? names, string name)
    {
        for (; names is not null; names = names.Outer)
        {
            if (names.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}

namespace CodexMcp.Connectors.Sql.Ast;

/// <summary>A query: WITH, one or more terms joined by set operators, ORDER BY and a limit.</summary>
internal sealed class Query : SqlNode
{
    public bool Recursive { get; set; }

    public List<Cte> Ctes { get; } = [];

    /// <summary>Each a <see cref="Select"/>, a <see cref="ParenQuery"/> or a <see cref="ValuesRows"/>.</summary>
    public List<SqlNode> Terms { get; } = [];

    /// <summary>What stands between the terms: UNION ALL, …</summary>
    public List<string> Operators { get; } = [];

    public Phrase? Order { get; set; }

    public RowLimit? Limit { get; set; }

    public override void Print(SqlPrinter to)
    {
        for (var i = 0; i < Ctes.Count; i++)
        {
            to.Word(i > 0 ? "," : Recursive ? "WITH RECURSIVE" : "WITH");
            Ctes[i].Print(to);
        }

        for (var i = 0; i < Terms.Count; i++)
        {
            if (i > 0)
            {
                to.Word(Operators[i - 1]);
            }

            Terms[i].Print(to);
        }

        Order?.Print(to);
        Limit?.Print(to);
    }

    public override void Walk(SqlWalker walker)
    {
        foreach (var cte in Ctes)
        {
            walker.Visit(cte.Query);
        }

        foreach (var term in Terms)
        {
            walker.Visit(term);
        }

        walker.Visit(Order);
    }
}

/// <summary>A common table expression.</summary>
internal sealed class Cte(SqlName name, Group? columns, Phrase? levels, Query query) : SqlNode
{
    public SqlName Name { get; } = name;

    public Query Query { get; } = query;

    public override void Print(SqlPrinter to)
    {
        Name.Print(to);
        columns?.Print(to);
        levels?.Print(to);
        to.Word("AS");
        to.Word("(");
        Query.Print(to);
        to.Word(")");
    }
}

/// <summary>LIMIT, OFFSET and FETCH.</summary>
internal sealed class RowLimit : Wording
{
    /// <summary>The number of LIMIT or FETCH, or null when there is OFFSET alone.</summary>
    public Leaf? Count { get; set; }
}

/// <summary>A query in parentheses, as a term, a value or a table; a word such as EXISTS may stand before it.</summary>
internal sealed class ParenQuery(string? word, Query query) : SqlNode
{
    public Query Query { get; } = query;

    public override void Print(SqlPrinter to)
    {
        if (word is not null)
        {
            to.Word(word);
        }

        to.Word("(");
        Query.Print(to);
        to.Word(")");
    }

    public override void Walk(SqlWalker walker) => walker.Visit(Query);
}

/// <summary>VALUES and its rows.</summary>
internal sealed class ValuesRows : Wording;

/// <summary>SELECT … FROM … WHERE … and the clauses after it.</summary>
internal sealed class Select : SqlNode
{
    /// <summary>DISTINCT or ALL.</summary>
    public string? Quantifier { get; set; }

    /// <summary>The number of TOP.</summary>
    public Leaf? Top { get; set; }

    public List<SqlNode> Items { get; } = [];

    public List<SourceList> From { get; } = [];

    /// <summary>LATERAL VIEW, which stands after the sources in Databricks.</summary>
    public List<Phrase> LateralViews { get; } = [];

    public SqlNode? Where { get; set; }

    public Phrase? Hierarchy { get; set; }

    public Phrase? GroupBy { get; set; }

    /// <summary>HAVING, QUALIFY and WINDOW, each with its word.</summary>
    public Phrase? Rest { get; set; }

    public override void Print(SqlPrinter to)
    {
        to.Word("SELECT");
        if (Quantifier is not null)
        {
            to.Word(Quantifier);
        }

        if (Top is not null)
        {
            to.Word("TOP");
            Top.Print(to);
        }

        to.List(Items);
        if (From.Count > 0)
        {
            to.Word("FROM");
            to.List(From);
        }

        foreach (var view in LateralViews)
        {
            view.Print(to);
        }

        if (Where is not null)
        {
            to.Word("WHERE");
            Where.Print(to);
        }

        Hierarchy?.Print(to);
        GroupBy?.Print(to);
        Rest?.Print(to);
    }

    public override void Walk(SqlWalker walker)
    {
        foreach (var source in From)
        {
            walker.Visit(source);
        }

        foreach (var view in LateralViews)
        {
            walker.Visit(view);
        }

        foreach (var item in Items)
        {
            walker.Visit(item);
        }

        walker.Visit(Where);
        walker.Visit(Hierarchy);
        walker.Visit(GroupBy);
        walker.Visit(Rest);
    }
}

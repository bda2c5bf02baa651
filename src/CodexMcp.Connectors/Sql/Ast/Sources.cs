namespace CodexMcp.Connectors.Sql.Ast;

/// <summary>A source and what is joined to it.</summary>
internal sealed class SourceList(Source first) : SqlNode
{
    public Source First { get; } = first;

    public List<Join> Joins { get; } = [];

    public override void Print(SqlPrinter to)
    {
        First.Print(to);
        foreach (var join in Joins)
        {
            join.Print(to);
        }
    }

    public override void Walk(SqlWalker walker)
    {
        walker.Visit(First);
        foreach (var join in Joins)
        {
            walker.Visit(join);
        }
    }
}

/// <summary>Which rows a join keeps without a match.</summary>
internal enum JoinKind
{
    Inner,
    Left,
    Right,
    Full,

    /// <summary>SEMI and ANTI, which give the left side's rows only.</summary>
    Half,
    Asof,
}

/// <summary>One joined source with its condition.</summary>
internal sealed class Join(JoinKind kind, string words, Source source) : SqlNode
{
    public JoinKind Kind { get; } = kind;

    public Source Source { get; } = source;

    public SqlNode? Match { get; set; }

    public SqlNode? On { get; set; }

    public Group? Using { get; set; }

    /// <summary>Whether it joins on all columns of the same name.</summary>
    public bool IsNatural { get; } = words.StartsWith("NATURAL", StringComparison.Ordinal);

    public override void Print(SqlPrinter to)
    {
        to.Word(words);
        Source.Print(to);
        if (Match is not null)
        {
            to.Word("MATCH_CONDITION");
            Match.Print(to);
        }

        if (On is not null)
        {
            to.Word("ON");
            On.Print(to);
        }

        if (Using is not null)
        {
            to.Word("USING");
            Using.Print(to);
        }
    }

    public override void Walk(SqlWalker walker)
    {
        walker.Visit(Source);
        walker.Visit(Match);
        walker.Visit(On);
    }
}

/// <summary>What stands in FROM: a table, a query, a call, rows or joined sources in parentheses; then its aliases, samples and pivots.</summary>
internal sealed class Source(bool lateral, SqlNode body) : SqlNode
{
    public bool Lateral { get; } = lateral;

    /// <summary>A <see cref="TableName"/>, <see cref="ParenQuery"/>, <see cref="FunctionSource"/>, <see cref="ValuesRows"/> or <see cref="ParenSource"/>.</summary>
    public SqlNode Body { get; } = body;

    /// <summary>What follows the body, in order.</summary>
    public List<Phrase> Suffixes { get; } = [];

    /// <summary>The last alias, or null.</summary>
    public SqlName? Alias { get; set; }

    /// <summary>Whether a PIVOT, UNPIVOT or MATCH_RECOGNIZE makes other columns of it.</summary>
    public bool Reshaped { get; set; }

    /// <summary>Whether its alias gives its columns names.</summary>
    public bool Renames { get; set; }

    public override void Print(SqlPrinter to)
    {
        if (Lateral)
        {
            to.Word("LATERAL");
        }

        Body.Print(to);
        foreach (var suffix in Suffixes)
        {
            suffix.Print(to);
        }
    }

    public override void Walk(SqlWalker walker)
    {
        walker.Visit(Body);
        foreach (var suffix in Suffixes)
        {
            walker.Visit(suffix);
        }
    }
}

/// <summary>A table's or view's name, and the moment it is read at.</summary>
internal sealed class TableName(List<SqlName> parts) : SqlNode
{
    public List<SqlName> Parts { get; } = parts;

    /// <summary>AT, BEFORE, CHANGES or VERSION AS OF.</summary>
    public Phrase? Travel { get; set; }

    /// <summary>Where the name alone ends.</summary>
    public int NameEnd => Parts[^1].End;

    public override void Print(SqlPrinter to)
    {
        ColumnRef.Dotted(to, Parts);
        Travel?.Print(to);
    }

    public override void Walk(SqlWalker walker) => walker.Visit(Travel);
}

/// <summary>A table function, alone or inside TABLE( … ).</summary>
internal sealed class FunctionSource(Call call, bool inTable) : SqlNode
{
    public Call Call { get; } = call;

    public override void Print(SqlPrinter to)
    {
        if (inTable)
        {
            to.Word("TABLE");
            to.Glue();
            to.Word("(");
        }

        Call.Print(to);
        if (inTable)
        {
            to.Word(")");
        }
    }

    public override void Walk(SqlWalker walker) => walker.Visit(Call);
}

/// <summary>Joined sources in parentheses.</summary>
internal sealed class ParenSource(List<SourceList> lists) : SqlNode
{
    public List<SourceList> Lists { get; } = lists;

    public override void Print(SqlPrinter to)
    {
        to.Word("(");
        to.List(Lists);

        to.Word(")");
    }

    public override void Walk(SqlWalker walker)
    {
        foreach (var list in Lists)
        {
            walker.Visit(list);
        }
    }
}

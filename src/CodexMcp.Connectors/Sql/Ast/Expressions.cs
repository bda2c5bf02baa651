namespace CodexMcp.Connectors.Sql.Ast;

/// <summary>A column, or what else a dotted name may be.</summary>
internal sealed class ColumnRef(List<SqlName> parts) : SqlNode
{
    public List<SqlName> Parts { get; } = parts;

    public SqlName Last => Parts[^1];

    public override void Print(SqlPrinter to) => Dotted(to, Parts);

    internal static void Dotted(SqlPrinter to, List<SqlName> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                to.Glue();
                to.Word(".");
            }

            parts[i].Print(to);
        }
    }
}

/// <summary><c>*</c> or <c>t.*</c>, with what is left out or put in another's place.</summary>
internal sealed class Star(List<SqlName>? qualifier, Phrase? modifiers) : SqlNode
{
    public List<SqlName>? Qualifier { get; } = qualifier;

    public override void Print(SqlPrinter to)
    {
        if (Qualifier is not null)
        {
            ColumnRef.Dotted(to, Qualifier);
            to.Glue();
            to.Word(".");
        }

        to.Word("*");
        modifiers?.Print(to);
    }

    public override void Walk(SqlWalker walker) => walker.Visit(modifiers);
}

/// <summary>Where a call stands.</summary>
internal enum CallPlace
{
    Expression,
    From,
}

/// <summary>A call: its name, its arguments in parentheses, and what follows them (WITHIN GROUP, FILTER, OVER).</summary>
internal sealed class Call(List<SqlName> name, CallPlace place) : SqlNode
{
    public List<SqlName> Name { get; } = name;

    public CallPlace Place { get; } = place;

    public List<SqlNode> Arguments { get; } = [];

    /// <summary>DISTINCT or ALL before the arguments.</summary>
    public string? Quantifier { get; set; }

    /// <summary>What stands after the arguments.</summary>
    public Phrase? Rest { get; set; }

    /// <summary>Whether OVER follows.</summary>
    public bool Windowed { get; set; }

    public override void Print(SqlPrinter to)
    {
        ColumnRef.Dotted(to, Name);
        to.Glue();
        to.Word("(");
        if (Quantifier is not null)
        {
            to.Word(Quantifier);
        }

        to.List(Arguments);

        to.Word(")");
        Rest?.Print(to);
    }

    public override void Walk(SqlWalker walker)
    {
        foreach (var argument in Arguments)
        {
            walker.Visit(argument);
        }

        walker.Visit(Rest);
    }
}

/// <summary>What a step of a chain does with what stands before it.</summary>
internal enum TailKind
{
    /// <summary>AND, OR.</summary>
    And,
    Or,

    /// <summary>=, &lt;&gt;, &lt;, …: the word is the operator.</summary>
    Compare,
    In,
    Between,
    Is,
    Like,

    /// <summary>+, -, *, /, ||, …</summary>
    Arithmetic,
    Cast,
    Path,
}

/// <summary>One step of a chain.</summary>
internal sealed class Tail(TailKind kind, string word, bool not) : Wording(1)
{
    public TailKind Kind { get; } = kind;

    /// <summary>The operator.</summary>
    public string Word { get; } = word;

    public bool Not { get; } = not;

    public override void Print(SqlPrinter to)
    {
        if (Not)
        {
            to.Word("NOT");
        }

        if (Kind is TailKind.Cast or TailKind.Path)
        {
            to.Glue();
        }

        to.Word(Word);
        if (Kind is TailKind.Cast or TailKind.Path)
        {
            to.Glue();
        }

        base.Print(to);
    }
}

/// <summary>A value and the steps after it that bind equally strong, flat: a long chain is no deep tree.</summary>
internal sealed class Chain(SqlNode first, List<Tail> tails) : SqlNode
{
    public SqlNode First { get; } = first;

    public List<Tail> Tails { get; } = tails;

    public override void Print(SqlPrinter to)
    {
        First.Print(to);
        foreach (var tail in Tails)
        {
            tail.Print(to);
        }
    }

    public override void Walk(SqlWalker walker)
    {
        walker.Visit(First);
        foreach (var tail in Tails)
        {
            walker.Visit(tail);
        }
    }
}

/// <summary>One or more values in parentheses.</summary>
internal sealed class Group(List<SqlNode> items) : SqlNode
{
    public List<SqlNode> Items { get; } = items;

    public override void Print(SqlPrinter to)
    {
        to.Word("(");
        to.List(Items);

        to.Word(")");
    }

    public override void Walk(SqlWalker walker)
    {
        foreach (var item in Items)
        {
            walker.Visit(item);
        }
    }
}

/// <summary><c>x -> …</c> or <c>(x, y) -> …</c>, in Snowflake with or without the types of its parameters.</summary>
internal sealed class Lambda(List<SqlName> parameters, List<SqlNode> written, SqlNode body) : SqlNode
{
    public List<SqlName> Parameters { get; } = parameters;

    public SqlNode Body { get; } = body;

    public override void Print(SqlPrinter to)
    {
        to.Word("(");
        to.List(written);

        to.Word(")");
        to.Word("->");
        Body.Print(to);
    }

    public override void Walk(SqlWalker walker) => walker.Visit(Body);
}

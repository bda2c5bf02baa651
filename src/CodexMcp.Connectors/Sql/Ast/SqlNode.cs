namespace CodexMcp.Connectors.Sql.Ast;

/// <summary>A piece of a parsed statement, with its place in the text.</summary>
internal abstract class SqlNode
{
    /// <summary>The first character, from 0.</summary>
    public int Start { get; init; }

    /// <summary>The character after the last one.</summary>
    public int End { get; set; }

    /// <summary>Writes the piece as SQL.</summary>
    public abstract void Print(SqlPrinter to);

    /// <summary>Shows the walker each piece inside this one, in order.</summary>
    public virtual void Walk(SqlWalker walker)
    {
    }
}

/// <summary>Goes through a statement: by default into everything.</summary>
internal abstract class SqlWalker
{
    public virtual void Visit(SqlNode? node) => node?.Walk(this);
}

/// <summary>One part of a name.</summary>
/// <param name="value">The name as the engine keeps it.</param>
/// <param name="quoted">Whether it stands in quotes.</param>
internal sealed class SqlName(string value, bool quoted) : SqlNode
{
    public string Value { get; } = value;

    public bool Quoted { get; } = quoted;

    public override void Print(SqlPrinter to) => to.Source(Start, End);
}

internal enum LeafKind
{
    Number,
    String,
    Placeholder,
    Constant,

    /// <summary>Words and marks that are kept as they are: a type, a pattern.</summary>
    Tokens,
}

/// <summary>What has no parts: a number, a text, a <c>?</c>, a constant, or tokens that are repeated as they stand.</summary>
internal sealed class Leaf(LeafKind kind) : SqlNode
{
    public LeafKind Kind { get; } = kind;

    public override void Print(SqlPrinter to) => to.Source(Start, End);
}

/// <summary>Words and pieces of every construct whose structure no rule looks at.</summary>
internal sealed class Phrase(int expected = 4) : Wording(expected);

/// <summary>Words and pieces one after the other.</summary>
/// <param name="expected">How many of them there will be, as far as one can say.</param>
internal abstract class Wording(int expected = 4) : SqlNode
{
    private Piece[] pieces = [];
    private int count;

    /// <summary>What is inside, words and nodes.</summary>
    public ArraySegment<Piece> Pieces => new(pieces, 0, count);

    public void Add(string word) => Add(new Piece(word, null));

    public void Add(SqlNode? node)
    {
        if (node is not null)
        {
            Add(new Piece(null, node));
        }
    }

    private void Add(Piece piece)
    {
        // Most of the memory of a long statement would else be lists that hold one piece.
        if (count == pieces.Length)
        {
            Array.Resize(ref pieces, count == 0 ? expected : count * 2);
        }

        pieces[count++] = piece;
    }

    public override void Print(SqlPrinter to)
    {
        foreach (var piece in Pieces)
        {
            if (piece.Node is null)
            {
                to.Word(piece.Word!);
            }
            else
            {
                piece.Node.Print(to);
            }
        }
    }

    public override void Walk(SqlWalker walker)
    {
        foreach (var piece in Pieces)
        {
            if (piece.Node is not null)
            {
                walker.Visit(piece.Node);
            }
        }
    }

    /// <summary>A word, or a node.</summary>
    public readonly record struct Piece(string? Word, SqlNode? Node);
}

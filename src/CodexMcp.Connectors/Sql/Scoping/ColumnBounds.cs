using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Between which values the conditions on a read hold one of its columns.</summary>
/// <param name="Bounded">Whether a constant holds it from below.</param>
/// <param name="From">The earliest day, when it can be said.</param>
/// <param name="To">The latest day, when there is one and it can be said.</param>
internal readonly record struct ColumnRange(bool Bounded, DateOnly? From, DateOnly? To)
{
    public ColumnRange And(ColumnRange other) => new(Bounded || other.Bounded, Later(From, other.From) ?? From ?? other.From, Earlier(To, other.To) ?? To ?? other.To);

    public ColumnRange Or(ColumnRange other) => new(Bounded && other.Bounded, Earlier(From, other.From), Later(To, other.To));

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other is null ? null : one > other ? one : other;

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null || other is null ? null : one < other ? one : other;
}

/// <summary>Reads from the conditions on a table how its column is held. What it does not know for sure is no bound.</summary>
internal sealed class ColumnBounds(SqlReading reading, DateConstants dates)
{
    /// <summary>The range that all conditions on the read leave to the column.</summary>
    public ColumnRange Of(TableRead read, string column)
    {
        var range = default(ColumnRange);
        foreach (var condition in read.Renamed ? [] : read.Conditions)
        {
            range = range.And(Range(condition, read, column));
        }

        return range;
    }

    private ColumnRange Range(SqlNode condition, TableRead read, string column)
    {
        switch (condition)
        {
            case Group { Items: [var only] }:
                return Range(only, read, column);
            case Chain { Tails: [{ Kind: TailKind.And }, ..] } all:
                return all.Tails.Aggregate(Range(all.First, read, column), (range, tail) => range.And(Range(tail.Pieces[0].Node!, read, column)));
            case Chain { Tails: [{ Kind: TailKind.Or }, ..] } any:
                return any.Tails.Aggregate(Range(any.First, read, column), (range, tail) => range.Or(Range(tail.Pieces[0].Node!, read, column)));
            case Chain { Tails: [{ Not: false } tail] } one:
                return tail.Kind switch
                {
                    TailKind.Compare => Compared(one.First, tail, read, column),
                    TailKind.Between when IsColumn(one.First, read, column) && AreConstant(tail) => new(true, Day(tail, 0), Day(tail, 2)),
                    TailKind.In when IsColumn(one.First, read, column) && AreConstant(tail) => Listed(tail),
                    _ => default,
                };
            default:
                return default;
        }
    }

    private ColumnRange Compared(SqlNode left, Tail tail, TableRead read, string column)
    {
        if (tail.Pieces[0].Node is not { } right)
        {
            return default;
        }

        var (constant, word) = IsColumn(left, read, column) ? (right, tail.Word) : IsColumn(right, read, column) ? (left, Mirrored(tail.Word)) : (null, "");
        if (constant is null || !IsConstant(constant))
        {
            return default;
        }

        var day = constant is Phrase ? null : dates.Day(constant); // ANY ( … ) and the like are no single day
        return word switch
        {
            "=" or "==" => new(true, day, day),
            ">=" or ">" => new(true, day, null),
            "<=" or "<" => new(false, null, day),
            _ => default,
        };
    }

    private static string Mirrored(string word) => word switch { ">=" => "<=", ">" => "<", "<=" => ">=", "<" => ">", _ => word };

    private DateOnly? Day(Tail tail, int piece) => tail.Pieces.Count > piece && tail.Pieces[piece].Node is { } node ? dates.Day(node) : null;

    private ColumnRange Listed(Tail tail)
    {
        if (tail.Pieces[0].Node is not Group { Items: { Count: > 0 } items })
        {
            return new(true, null, null);
        }

        var range = new ColumnRange(true, dates.Day(items[0]), dates.Day(items[0]));
        for (var i = 1; i < items.Count; i++)
        {
            var day = dates.Day(items[i]);
            range = range.Or(new(true, day, day));
        }

        return range;
    }

    /// <summary>Whether it is that column of that read and of no other: a longer name must name the table's own schema and database.</summary>
    private bool IsColumn(SqlNode node, TableRead read, string column) => node switch
    {
        ColumnRef { Parts: var parts } => parts[^1].Value == column && parts.Count switch
        {
            1 => true,
            2 => parts[0].Value == read.Alias,
            3 or 4 => read.Source.Alias is null && parts[^2].Value == read.Alias && parts[^3].Value == read.Table.Schema && (parts.Count == 3 || parts[0].Value == read.Table.Database),
            _ => false,
        },
        Group { Items: [var only] } => IsColumn(only, read, column),
        // A cast to a day or a moment keeps the order of the values.
        Chain { Tails: [{ Kind: TailKind.Cast, Pieces: [{ Node: { } type }] }] } cast => DateParts.IsMoment(reading.Text, type) && IsColumn(cast.First, read, column),
        _ => false,
    };

    private bool AreConstant(Tail tail) => tail.Pieces.All(piece => piece.Node is null || IsConstant(piece.Node));

    private bool IsConstant(SqlNode node)
    {
        var check = new ConstantCheck(reading.Text);
        check.Visit(node);
        return check.Constant;
    }

    private sealed class ConstantCheck(string sql) : SqlWalker
    {
        public bool Constant { get; private set; } = true;

        public override void Visit(SqlNode? node)
        {
            switch (node)
            {
                case ColumnRef or Query or Star or Lambda:
                    Constant = false;
                    break;
                case Leaf { Kind: LeafKind.Placeholder } place when sql[place.Start] == '$':
                    Constant = false; // a column by its place
                    break;
                case Call call:
                    for (var i = 0; i < call.Arguments.Count; i++)
                    {
                        if (!DateParts.IsPart(call, i))
                        {
                            Visit(call.Arguments[i]);
                        }
                    }

                    Visit(call.Rest);
                    break;
                default:
                    base.Visit(node);
                    break;
            }
        }
    }
}

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>A place in the statement's text: line from 1, position from 0.</summary>
internal readonly record struct SqlPlace(int Line, int Position);

/// <summary>A name as Snowflake stores it: unquoted ones in upper case.</summary>
internal sealed record SqlName(IReadOnlyList<string> Parts, SqlPlace Place)
{
    public string Last => Parts[^1];

    public override string ToString() => string.Join('.', Parts);
}

/// <summary>A type as written.</summary>
internal sealed record SqlTypeName(string Name, IReadOnlyList<int> Arguments, SqlPlace Place);

internal abstract record SqlNode(SqlPlace Place);

internal enum LiteralKind { Null, Number, Text, Boolean, Date, Time, Timestamp, TimestampTz, Interval }

internal sealed record LiteralNode(SqlPlace Place, LiteralKind Kind, string Value) : SqlNode(Place);

internal sealed record ParameterNode(SqlPlace Place, int Index) : SqlNode(Place);

internal sealed record NameNode(SqlName Name) : SqlNode(Name.Place);

internal sealed record UnaryNode(SqlPlace Place, string Operator, SqlNode Operand) : SqlNode(Place);

internal sealed record BinaryNode(SqlPlace Place, string Operator, SqlNode Left, SqlNode Right) : SqlNode(Place);

/// <summary>A chain of AND or OR, flat so that a long one is not deep.</summary>
internal sealed record LogicNode(SqlPlace Place, string Operator, IReadOnlyList<SqlNode> Terms) : SqlNode(Place);

internal sealed record IsNode(SqlPlace Place, SqlNode Operand, string What, bool Not) : SqlNode(Place);

internal sealed record BetweenNode(SqlPlace Place, SqlNode Operand, SqlNode Low, SqlNode High, bool Not) : SqlNode(Place);

internal sealed record InListNode(SqlPlace Place, SqlNode Operand, IReadOnlyList<SqlNode> Items, bool Not) : SqlNode(Place);

internal sealed record InQueryNode(SqlPlace Place, SqlNode Operand, QueryNode Query, bool Not) : SqlNode(Place);

internal sealed record LikeNode(SqlPlace Place, SqlNode Operand, string Kind, IReadOnlyList<SqlNode> Patterns, bool All, SqlNode? Escape, bool Not)
    : SqlNode(Place);

internal sealed record CaseNode(SqlPlace Place, SqlNode? Operand, IReadOnlyList<(SqlNode When, SqlNode Then)> Whens, SqlNode? Else) : SqlNode(Place);

internal sealed record CastNode(SqlPlace Place, SqlNode Operand, SqlTypeName Type, bool Try) : SqlNode(Place);

internal sealed record CallNode(
    SqlPlace Place,
    string Name,
    IReadOnlyList<SqlNode> Arguments,
    bool Distinct,
    bool Star,
    IReadOnlyList<OrderItem>? WithinGroup,
    bool IgnoreNulls,
    WindowNode? Over) : SqlNode(Place);

internal sealed record NamedArgumentNode(SqlPlace Place, string Name, SqlNode Value) : SqlNode(Place);

internal sealed record WindowNode(IReadOnlyList<SqlNode> Partition, IReadOnlyList<OrderItem> Order, FrameNode? Frame);

internal sealed record FrameNode(string Unit, FrameBound From, FrameBound To);

internal sealed record FrameBound(string Kind, SqlNode? Value);

internal sealed record ExistsNode(SqlPlace Place, QueryNode Query) : SqlNode(Place);

internal sealed record SubqueryNode(SqlPlace Place, QueryNode Query) : SqlNode(Place);

internal sealed record PathNode(SqlPlace Place, SqlNode Operand, IReadOnlyList<SqlNode> Steps) : SqlNode(Place);

internal sealed record RowNode(SqlPlace Place, IReadOnlyList<SqlNode> Items) : SqlNode(Place);

internal sealed record OrderItem(SqlNode Value, bool Descending, bool? NullsFirst);

internal sealed record QueryNode(
    SqlPlace Place,
    bool Recursive,
    IReadOnlyList<CteNode> Ctes,
    BodyNode Body,
    IReadOnlyList<OrderItem> Order,
    SqlNode? Limit,
    SqlNode? Offset);

internal sealed record CteNode(string Name, IReadOnlyList<string>? Columns, QueryNode Query);

internal abstract record BodyNode(SqlPlace Place);

internal sealed record SetNode(SqlPlace Place, string Operator, bool All, BodyNode Left, BodyNode Right) : BodyNode(Place);

internal sealed record NestedNode(SqlPlace Place, QueryNode Query) : BodyNode(Place);

internal sealed record ValuesNode(SqlPlace Place, IReadOnlyList<IReadOnlyList<SqlNode>> Rows) : BodyNode(Place);

internal sealed record SelectNode(
    SqlPlace Place,
    bool Distinct,
    IReadOnlyList<SelectItem> Items,
    SourceNode? From,
    SqlNode? Where,
    GroupNode? Group,
    SqlNode? Having,
    SqlNode? Qualify) : BodyNode(Place);

internal sealed record GroupNode(bool All, IReadOnlyList<SqlNode> Items);

internal abstract record SelectItem;

internal sealed record ValueItem(SqlNode Value, string? Alias, string Text) : SelectItem;

internal sealed record StarItem(
    SqlPlace Place, SqlName? Qualifier, IReadOnlyList<string> Exclude, IReadOnlyDictionary<string, string> Rename) : SelectItem;

internal abstract record SourceNode(SqlPlace Place);

internal sealed record TableSource(SqlName Name, string? Alias, IReadOnlyList<string>? Columns) : SourceNode(Name.Place);

internal sealed record QuerySource(SqlPlace Place, QueryNode Query, string? Alias, IReadOnlyList<string>? Columns) : SourceNode(Place);

internal sealed record FunctionSource(SqlPlace Place, CallNode Call, string? Alias, IReadOnlyList<string>? Columns) : SourceNode(Place);

internal sealed record JoinSource(
    SqlPlace Place, string Kind, bool Natural, SourceNode Left, SourceNode Right, SqlNode? On, IReadOnlyList<string>? Using) : SourceNode(Place);

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>One parsed statement with its own text.</summary>
internal abstract record StatementNode
{
    public string Text { get; init; } = "";
}

internal sealed record SelectStatement(QueryNode Query) : StatementNode;

internal sealed record ExplainStatement(string Format, StatementNode Inner) : StatementNode;

/// <summary>SHOW of a kind, optionally LIKE a pattern, IN a scope, STARTS WITH, LIMIT.</summary>
internal sealed record ShowStatement(string Kind, bool Terse, string? Like, string? ScopeKind, SqlName? Scope, string? StartsWith, int? Limit) : StatementNode;

internal sealed record DescribeStatement(string Kind, SqlName Name) : StatementNode;

internal sealed record InsertStatement(SqlName Table, IReadOnlyList<string>? Columns, QueryNode Source, bool Overwrite) : StatementNode;

internal sealed record UpdateStatement(SqlName Table, string? Alias, IReadOnlyList<(string Column, SqlNode Value)> Set, SqlNode? Where) : StatementNode;

internal sealed record DeleteStatement(SqlName Table, string? Alias, SqlNode? Where) : StatementNode;

internal sealed record TruncateStatement(SqlName Table) : StatementNode;

internal sealed record ColumnDefinition(string Name, SqlTypeName Type, bool NotNull, string? Comment);

internal sealed record CreateTableStatement(
    SqlName Table, bool OrReplace, bool IfNotExists, IReadOnlyList<ColumnDefinition>? Columns, QueryNode? Source, string? Comment) : StatementNode;

internal sealed record CreateViewStatement(SqlName View, bool OrReplace, QueryNode Query, string? Comment) : StatementNode;

internal sealed record DropStatement(string Kind, SqlName Name, bool IfExists) : StatementNode;

/// <summary>USE of a ROLE, WAREHOUSE, DATABASE or SCHEMA.</summary>
internal sealed record UseStatement(string Kind, SqlName Name) : StatementNode;

/// <summary>BEGIN, COMMIT or ROLLBACK.</summary>
internal sealed record TransactionStatement(string Verb) : StatementNode;

internal sealed record CallStatement(CallNode Call) : StatementNode;

/// <summary>A verb that Snowflake knows and the simulator does not carry out.</summary>
internal sealed record OtherStatement(string Verb) : StatementNode;

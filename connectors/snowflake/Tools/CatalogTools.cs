using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Results;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>
/// list_databases, list_schemas and list_tables, of what the role's scope holds. Names go into the statements in double quotes, values are bound.
/// </summary>
internal sealed class CatalogTools(StatementRunner runner, SnowflakeSettings settings, StatementGuard guard)
{
    private const int MaxItems = 10_000;
    private static readonly ResultColumn Plain = new("", "text", CellKind.Text, true);

    public Task<ToolResult> DatabasesAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(invocation);
        return ListAsync(invocation, "SHOW DATABASES", default, "databases", [("name", "name", false), ("comment", "comment", false)], [], new Sight(scope, scope.Sees), cancellationToken);
    }

    public Task<ToolResult> SchemasAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(invocation);
        var database = Seen(scope, Name(invocation, "database", settings.Database));
        return ListAsync(invocation, $"SHOW SCHEMAS IN DATABASE {SqlName.Quote(database, SqlDialect.Snowflake)}", default, "schemas",
            [("name", "name", false), ("comment", "comment", false)], [("database", database)], new Sight(scope, name => scope.Sees(database, name)), cancellationToken);
    }

    public Task<ToolResult> TablesAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(invocation);
        var database = Seen(scope, Name(invocation, "database", settings.Database));
        var schema = Name(invocation, "schema", settings.Schema);
        var like = Arguments.Text(invocation, "like");
        var statement = $"""
            SELECT table_name, table_type, row_count, bytes, last_altered, comment FROM {SqlName.Quote(database, SqlDialect.Snowflake)}.INFORMATION_SCHEMA.TABLES
            WHERE table_schema = ?{(like is null ? "" : " AND table_name ILIKE ?")} ORDER BY table_name LIMIT {MaxItems + 1}
            """;
        return ListAsync(invocation, statement, Texts(like is null ? [schema] : [schema, like]), "tables",
            [("name", "table_name", false), ("kind", "table_type", false), ("rows", "row_count", true), ("bytes", "bytes", true), ("changed", "last_altered", true), ("comment", "comment", false)],
            [("database", database), ("schema", schema)],
            new Sight(scope, name => scope.Sees(new SqlTable(database, schema, name))) { Sizeless = name => scope.HidesRowsOf(new SqlTable(database, schema, name)) }, cancellationToken);
    }

    /// <summary>What of a list the role may see.</summary>
    /// <param name="Scope">Its scope.</param>
    /// <param name="Sees">Whether a name is for it.</param>
    private sealed record Sight(SqlScope Scope, Func<string, bool> Sees)
    {
        /// <summary>Whether the size of what is named would tell of rows that are hidden.</summary>
        public Func<string, bool> Sizeless { get; init; } = static _ => false;
    }

    /// <summary>Values for the <c>?</c> marks.</summary>
    internal static JsonElement Texts(params ReadOnlySpan<string> values)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static string Name(ToolInvocation invocation, string argument, string otherwise) =>
        Arguments.Text(invocation, argument) is { } text ? SqlName.Parse(text, 1, SqlDialect.Snowflake)[0] : otherwise;

    private SqlScope ScopeOf(ToolInvocation invocation) => Readable(guard.ScopeOf(invocation));

    /// <summary>The scope, if it could be read.</summary>
    /// <exception cref="ConnectorException">It could not: then nothing may be told.</exception>
    internal static SqlScope Readable(SqlScope scope) => scope.Problem is { } problem
        ? throw new ConnectorException(ConnectorFailure.Refused, $"The role's scope can't be read: {problem}", "Ask an operator to correct the scope in the role's profile.")
        : scope;

    /// <summary>The database, if the role may know of it; otherwise the answer is the one for a database that is not there.</summary>
    private static string Seen(SqlScope scope, string database) => scope.Sees(database)
        ? database
        : throw new ConnectorException(ConnectorFailure.Refused, "There is no such database, or this role may not see it.", "Look the name up with snowflake_list_databases.");

    private async Task<ToolResult> ListAsync(
        ToolInvocation invocation,
        string statement,
        JsonElement parameters,
        string member,
        (string Member, string Column, bool Typed)[] columns,
        (string Member, string Value)[] scope,
        Sight sight,
        CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var request = new StatementRequest
        {
            Statement = statement,
            Parameters = parameters,
            RowsPerResultSet = MaxItems + 1,
            Timeout = invocation.Tool.Timeout ?? TimeSpan.FromMinutes(1),
        };
        using var result = await runner.QueryAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        foreach (var (name, value) in scope)
        {
            writer.WriteString(name, value);
        }

        writer.WriteStartArray(member);
        var rows = await result.RowsAsync(MaxItems, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows.Where(row => sight.Sees(result.Cell(row, columns[0].Column) ?? "")).Skip(page.Offset))
        {
            writer.WriteStartObject();
            var sizeless = sight.Sizeless(result.Cell(row, columns[0].Column) ?? "");
            foreach (var (name, column, typed) in columns.Where(column => !sizeless || column.Member is not ("rows" or "bytes")))
            {
                WriteMember(writer, result, row, name, column, typed);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        var truncated = result.TotalRows > rows.Count;
        writer.WriteBoolean("truncated", truncated);
        if (truncated)
        {
            writer.WriteString("notice", $"There are more than the first {MaxItems}, which is all that is listed. Narrow the list down{(sight.Scope.Hides ? "" : ", or query INFORMATION_SCHEMA")}.");
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    private static void WriteMember(Utf8JsonWriter writer, QueryResult result, JsonElement row, string name, string column, bool typed)
    {
        var at = 0;
        while (at < result.Columns.Count && !string.Equals(result.Columns[at].Name, column, StringComparison.OrdinalIgnoreCase))
        {
            at++;
        }

        if (at >= result.Columns.Count || at >= row.GetArrayLength() || row[at].ValueKind == JsonValueKind.Null
            || (row[at].ValueKind == JsonValueKind.String && row[at].ValueEquals("")))
        {
            return; // What is unknown or empty costs no tokens.
        }

        writer.WritePropertyName(name);
        CellWriter.Write(writer, typed ? result.Columns[at] : Plain, row[at]);
    }
}

using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Results;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>describe_table: columns with types and comments, and values of them where the role's scope says <c>sample_values: true</c>.</summary>
internal sealed class DescribeTool(StatementRunner runner, SnowflakeSettings settings, StatementGuard guard)
{
    private const int MaxColumns = 10_000;
    private const int SampleRows = 3;
    private const int MaxSampleText = 100;

    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var parts = SqlName.Parse(Arguments.Required(invocation, "table"), 3, SqlDialect.Snowflake);
        var table = parts[^1];
        var schema = parts.Count > 1 ? parts[^2] : settings.Schema;
        var database = parts.Count > 2 ? parts[0] : settings.Database;
        var scope = CatalogTools.Readable(guard.ScopeOf(invocation));
        var full = new SqlTable(database, schema, table);
        if (!scope.Sees(full))
        {
            throw NoTable();
        }

        using var columns = await ReadAsync(invocation, full, cancellationToken).ConfigureAwait(false);
        var all = await columns.RowsAsync(MaxColumns, cancellationToken).ConfigureAwait(false);
        var rows = all.FindAll(row => !scope.Denies(full, columns.Cell(row, "column_name") ?? ""));
        if (rows.Count == 0)
        {
            throw NoTable();
        }

        var asked = Arguments.Flag(invocation, "sample");
        var allowed = invocation.Scope is { ValueKind: JsonValueKind.Object } written && written.TryGetProperty("sample_values", out var value)
            && value.ValueKind == JsonValueKind.True;
        var look = asked && allowed ? Look(scope, full, [.. all.Select(row => columns.Cell(row, "column_name") ?? "")]) : null;
        using var sample = look is null
            ? null
            : await runner.QueryAsync(invocation, Request(invocation, look, default, SampleRows, 1), cancellationToken).ConfigureAwait(false);
        return Write(page, columns, rows, columns.TotalRows > all.Count, sample, $"{database}.{schema}.{table}", asked && look is null, scope.Hides);
    }

    /// <summary>The columns of a table that the role sees.</summary>
    /// <exception cref="ConnectorException">There are none.</exception>
    public async Task<IReadOnlyList<WarehouseColumn>> ColumnsAsync(ToolInvocation invocation, SqlTable table, SqlScope scope, CancellationToken cancellationToken)
    {
        using var columns = await ReadAsync(invocation, table, cancellationToken).ConfigureAwait(false);
        var rows = (await columns.RowsAsync(MaxColumns, cancellationToken).ConfigureAwait(false))
            .FindAll(row => !scope.Denies(table, columns.Cell(row, "column_name") ?? ""));
        return rows.Count == 0
            ? throw NoTable()
            : rows.ConvertAll(row => new WarehouseColumn(
                columns.Cell(row, "column_name") ?? "", Type(columns, row), columns.Cell(row, "is_nullable") != "NO", columns.Cell(row, "comment")));
    }

    public static ConnectorException NoTable() => new(ConnectorFailure.Refused, "There is no such table or view, or the Snowflake role may not read it.",
        "Look the name up with snowflake_list_tables, or write it as database.schema.table.");

    private async Task<ResultSet> ReadAsync(ToolInvocation invocation, SqlTable table, CancellationToken cancellationToken)
    {
        var statement = $"""
            SELECT column_name, data_type, is_nullable, character_maximum_length, numeric_precision, numeric_scale, comment
            FROM {SqlName.Quote(table.Database, SqlDialect.Snowflake)}.INFORMATION_SCHEMA.COLUMNS WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position LIMIT {MaxColumns + 1}
            """;
        return await runner.QueryAsync(invocation, Request(invocation, statement, CatalogTools.Texts(table.Schema, table.Name), MaxColumns + 1, 0), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The statement for a few rows, as the guard lets the role read them; null when it lets no plain look at the table pass.</summary>
    private static string? Look(SqlScope scope, SqlTable table, IReadOnlyList<string> columns)
    {
        var statement = $"SELECT * FROM {SqlName.Quote(table.Database, SqlDialect.Snowflake)}.{SqlName.Quote(table.Schema, SqlDialect.Snowflake)}.{SqlName.Quote(table.Name, SqlDialect.Snowflake)} LIMIT {SampleRows}";
        var judged = SqlGuard.Judge(SqlReader.Read(statement, SqlDialect.Snowflake), SnowflakeStatements.Functions.Value, scope, SampleRows, _ => columns);
        return judged.Problem is null ? judged.Text : null;
    }

    private static StatementRequest Request(ToolInvocation invocation, string statement, JsonElement parameters, int rows, int ordinal) => new()
    {
        Statement = statement,
        Parameters = parameters,
        RowsPerResultSet = rows,
        Timeout = invocation.Tool.Timeout ?? TimeSpan.FromMinutes(1),
        Ordinal = ordinal,
    };

    private static ToolResult Write(ListPage page, ResultSet columns, List<JsonElement> rows, bool truncated, ResultSet? sample, string table, bool withheld, bool hides)
    {
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("table", table);
        writer.WriteStartArray("columns");
        foreach (var row in rows.Skip(page.Offset))
        {
            var name = columns.Cell(row, "column_name") ?? "";
            var type = Type(columns, row);
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("type", type);
            writer.WriteBoolean("nullable", columns.Cell(row, "is_nullable") != "NO");
            if (columns.Cell(row, "comment") is { Length: > 0 } comment)
            {
                writer.WriteString("comment", comment);
            }

            WriteSamples(writer, sample, name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (truncated)
        {
            writer.WriteBoolean("truncated", true);
            writer.WriteString("notice", $"There are more than the first {MaxColumns} columns, which is all that is listed.{(hides ? "" : " Query INFORMATION_SCHEMA.COLUMNS for the rest.")}");
        }
        else if (withheld)
        {
            writer.WriteString("notice", "Sample values are left out: this role may not see them here.");
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    private static string Type(ResultSet columns, JsonElement row)
    {
        var type = VendorText.Clean(columns.Cell(row, "data_type"), 60);
        var precision = columns.Cell(row, "numeric_precision");
        var length = columns.Cell(row, "character_maximum_length");
        return type == "NUMBER" && IsCount(precision) && columns.Cell(row, "numeric_scale") is { } scale && IsCount(scale) ? $"NUMBER({precision},{scale})"
            // The largest length is what a text has when nobody said one.
            : type == "TEXT" && IsCount(length) && length is not ("16777216" or "134217728") ? $"TEXT({length})"
            : type;
    }

    private static bool IsCount(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static void WriteSamples(Utf8JsonWriter writer, ResultSet? sample, string name)
    {
        if (sample is null)
        {
            return;
        }

        for (var at = 0; at < sample.Columns.Count; at++)
        {
            if (sample.Columns[at].Name != name)
            {
                continue;
            }

            writer.WriteStartArray("sample");
            foreach (var row in sample.FirstRows.EnumerateArray())
            {
                if (row[at].ValueKind == JsonValueKind.String && row[at].GetString() is { Length: > MaxSampleText } full)
                {
                    writer.WriteStringValue(string.Concat(full.AsSpan(0, MaxSampleText), "…"));
                }
                else
                {
                    CellWriter.Write(writer, sample.Columns[at], row[at]);
                }
            }

            writer.WriteEndArray();
            return;
        }
    }
}

/// <summary>A column as the warehouse describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as SQL has it.</param>
/// <param name="Nullable">Whether it may be empty.</param>
/// <param name="Comment">What somebody wrote about it there, or null.</param>
internal sealed record WarehouseColumn(string Name, string Type, bool Nullable, string? Comment);

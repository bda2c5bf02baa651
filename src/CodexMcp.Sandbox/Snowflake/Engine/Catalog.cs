namespace CodexMcp.Sandbox.Snowflake;

internal sealed record CatalogColumn(string Name, SqlType Type, bool NotNull = false, string? Comment = null);

/// <summary>Takes the rows of a table while it is built. Values: null, long, double, string or bool.</summary>
internal delegate void RowSink(ReadOnlySpan<object?> row);

/// <summary>A table or view of the synthetic account.</summary>
internal sealed class CatalogTable
{
    public required string Database { get; init; }

    public required string Schema { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<CatalogColumn> Columns { get; init; }

    public string? Comment { get; init; }

    public string Owner { get; init; } = "SYSADMIN";

    /// <summary>The table's name in SQLite.</summary>
    public string Storage { get; init; } = "";

    /// <summary>The text of a view; null for a table.</summary>
    public string? ViewText { get; init; }

    public QueryNode? ViewQuery { get; init; }

    /// <summary>Makes the rows of a seeded table; null for one that a statement created.</summary>
    public Action<RowSink>? Seed { get; init; }

    /// <summary>The DATE column that the rows are ordered by, with the first and last day, for pruning estimates.</summary>
    public (string Column, int First, int Last)? Clustering { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset AlteredOn { get; set; }

    public bool Built { get; set; }

    public bool IsView => ViewQuery is not null;

    public string FullName => $"{Database}.{Schema}.{Name}";

    /// <summary>A plausible number of bytes for one row, compressed.</summary>
    public int RowBytes => Columns.Sum(c => c.Type.Kind switch
    {
        SqlKind.Text => 6,
        SqlKind.Fixed => 4,
        SqlKind.Date => 1,
        SqlKind.Boolean => 1,
        SqlKind.Variant => 40,
        _ => 7,
    });
}

internal sealed record CatalogSchema(string Database, string Name, string Owner, string? Comment, IReadOnlyList<string> VisibleTo);

internal sealed record CatalogDatabase(string Name, string Owner, string? Comment, IReadOnlyList<string> VisibleTo);

/// <summary>The objects of the account and who sees them. Guarded by the engine's turn.</summary>
internal sealed class Catalog
{
    public required IReadOnlyList<CatalogDatabase> Databases { get; init; }

    public required IReadOnlyList<CatalogSchema> Schemas { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required IReadOnlyList<(string Name, string Size, IReadOnlyList<string> VisibleTo)> Warehouses { get; init; }

    public Dictionary<string, CatalogTable> Tables { get; } = new(StringComparer.Ordinal);

    public int NextStorage { get; set; } = 1;

    public void Add(CatalogTable table) => Tables[table.FullName] = table;

    public CatalogDatabase? Database(string name, string role) =>
        Databases.FirstOrDefault(d => d.Name == name && d.VisibleTo.Contains(role));

    public CatalogSchema? Schema(string database, string name, string role) =>
        Schemas.FirstOrDefault(s => s.Database == database && s.Name == name && s.VisibleTo.Contains(role));

    /// <summary>Finds a table the role may see. What it may not see does not exist.</summary>
    public CatalogTable? Table(string database, string schema, string name, string role) =>
        Database(database, role) is not null && Schema(database, schema, role) is not null
        && Tables.TryGetValue($"{database}.{schema}.{name}", out var table)
            ? table
            : null;

    /// <summary>Only SYSADMIN writes; every other role reads.</summary>
    public static bool MayWrite(string role) => role == "SYSADMIN";
}

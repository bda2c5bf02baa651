using CodexMcp.Connectors.Sql.Scoping;

namespace CodexMcp.Connectors.Sql;

/// <summary>
/// What of a warehouse a role may read. What it grants is narrow: a name without its database or schema is one in the role's own. What it
/// takes away is wide: such a name then stands for that table wherever it is.
/// </summary>
public sealed class SqlScope
{
    private const string Information = "INFORMATION_SCHEMA";

    internal SqlScope(SqlDialect dialect, string database, string schema)
    {
        Dialect = dialect;
        Database = dialect == SqlDialect.Snowflake ? database : database.ToLowerInvariant();
        Schema = dialect == SqlDialect.Snowflake ? schema : schema.ToLowerInvariant();
    }

    /// <summary>Whose SQL the names are in.</summary>
    public SqlDialect Dialect { get; }

    /// <summary>The database of a name without one; empty when there is none.</summary>
    public string Database { get; }

    /// <summary>The schema of a name without one; empty when there is none.</summary>
    public string Schema { get; }

    /// <summary>Why the scope can't be read, for the operator; null when it can.</summary>
    public string? Problem { get; internal init; }

    /// <summary>Whether there are tables, columns or rows that the role may not see: then the names and sizes of things are not for it either.</summary>
    public bool Hides => Databases is not null || Schemas is not null || Tables is not null || DeniedColumns.Count > 0 || Filters.Count > 0;

    internal IReadOnlyList<NamePattern>? Databases { get; init; }

    internal IReadOnlyList<NamePattern>? Schemas { get; init; }

    internal IReadOnlyList<NamePattern>? Tables { get; init; }

    /// <summary>The table's pattern and the column's.</summary>
    internal IReadOnlyList<NamePattern> DeniedColumns { get; init; } = [];

    internal IReadOnlyList<RequiredPredicate> Required { get; init; } = [];

    internal IReadOnlyList<(NamePattern Table, string Predicate)> Filters { get; init; } = [];

    internal IReadOnlySet<string> Functions { get; init; } = new HashSet<string>();

    internal IReadOnlySet<string> TableFunctions { get; init; } = new HashSet<string>();

    /// <summary>A scope that hides nothing and completes no names.</summary>
    public static SqlScope Unrestricted(SqlDialect dialect) => new(dialect, "", "");

    /// <summary>Whether the role may know of the database.</summary>
    public bool Sees(string database) => (!Hides || !IsOwn(database) || NamesOwn(database)) && Known(database);

    private bool Known(string database) => Databases is null ? (Schemas is null && Tables is null) || IsNamed(database) : Any(Databases, database);

    /// <summary>Whether the role may know of the schema.</summary>
    public bool Sees(string database, string schema)
    {
        if ((Databases is not null && !Any(Databases, database)) || (Hides && IsOwn(database) && !NamesOwn(database)))
        {
            return false;
        }

        if (Hides && string.Equals(schema, Information, StringComparison.OrdinalIgnoreCase))
        {
            // It tells what else there is: only an operator who names it gives it.
            return Named(Schemas, 1, schema, database, schema) || Tables?.Any(pattern => pattern.Names(2, schema) && pattern.IsMatch(database, schema, "TABLES")) == true;
        }

        return Schemas is null ? Tables is null || Tables.Any(pattern => pattern.IsSchema(database, schema)) : Any(Schemas, database, schema);
    }

    /// <summary>Whether the role may read the table or view.</summary>
    public bool Sees(SqlTable table)
    {
        if (Hides && IsOwn(table.Database) && !NamesOwn(table.Database))
        {
            return false;
        }

        if (Hides && string.Equals(table.Schema, Information, StringComparison.OrdinalIgnoreCase))
        {
            return (Databases is null || Any(Databases, table.Database))
                && (Named(Schemas, 1, table.Schema, table.Database, table.Schema) || Named(Tables, 2, table.Schema, table.Database, table.Schema, table.Name));
        }

        return (Databases is null || Any(Databases, table.Database)) && (Schemas is null || Any(Schemas, table.Database, table.Schema))
            && (Tables is null || Any(Tables, table.Database, table.Schema, table.Name));
    }

    /// <summary>Whether some column of the table may be hidden, so that its columns must be known before it is read.</summary>
    public bool HidesColumnsOf(SqlTable table) => DeniedColumns.Any(pattern => pattern.Covers(table.Database, table.Schema, table.Name, null));

    /// <summary>Whether some rows of the table are hidden: then its size is not for the role either.</summary>
    public bool HidesRowsOf(SqlTable table) => Filters.Any(rule => rule.Table.Covers(table.Database, table.Schema, table.Name));

    /// <summary>Whether the role may not see the column.</summary>
    public bool Denies(SqlTable table, string column) => DeniedColumns.Any(pattern => pattern.Covers(table.Database, table.Schema, table.Name, column));

    /// <summary>The columns that a statement must bound where it reads the table.</summary>
    internal IEnumerable<RequiredPredicate> RequiredBy(SqlTable table) => Required.Where(rule => rule.Table.Covers(table.Database, table.Schema, table.Name));

    /// <summary>What the rows of the table must fulfil, as SQL, or null.</summary>
    public string? FilterOf(SqlTable table)
    {
        var all = Filters.Where(rule => rule.Table.Covers(table.Database, table.Schema, table.Name)).Select(static rule => $"({rule.Predicate})").ToList();
        return all.Count == 0 ? null : string.Join(" AND ", all);
    }

    /// <summary>Whether the database is the engine's own, which tells of everything in the account: of statements, tables, columns and who ran what.</summary>
    private bool IsOwn(string database) => string.Equals(database, Dialect == SqlDialect.Snowflake ? "SNOWFLAKE" : "system", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an operator gives the engine's own database by its name.</summary>
    private bool NamesOwn(string database) =>
        Named(Databases, 1, database, database) || Named(Schemas, 2, database, database, null) || Named(Tables, 3, database, database, null, null);

    private static bool Any(IReadOnlyList<NamePattern> patterns, params ReadOnlySpan<string?> name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Named(IReadOnlyList<NamePattern>? patterns, int fromEnd, string part, params ReadOnlySpan<string?> name)
    {
        foreach (var pattern in patterns ?? [])
        {
            if (pattern.Names(fromEnd, part) && pattern.IsMatch(name))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNamed(string database) =>
        (Schemas?.Any(pattern => pattern.IsMatch(database, null)) ?? false) || (Tables?.Any(pattern => pattern.IsMatch(database, null, null)) ?? false);
}

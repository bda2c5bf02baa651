namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Statements that change data: they really do, for a role that may.</summary>
internal sealed partial class SnowflakeEngine
{
    private CatalogTable Writable(SqlName name, SessionContext session)
    {
        var (database, schema, table) = session.Resolve(name);
        var found = Catalog(session).Table(database, schema, table, session.Role)
            ?? throw SnowflakeException.NotFound("Table", $"{database}.{schema}.{table}");
        if (!Snowflake.Catalog.MayWrite(session.Role))
        {
            throw Denied("table", found.Name);
        }

        if (found.IsView)
        {
            throw SnowflakeException.Unsupported("DML on a view");
        }

        Build(found);
        return found;
    }

    private string Target(SqlName name, SessionContext session, out string database, out string schema)
    {
        (database, schema, var table) = session.Resolve(name);
        if (Catalog(session).Schema(database, schema, session.Role) is null)
        {
            throw SnowflakeException.NotFound("Schema", $"{database}.{schema}");
        }

        if (!Snowflake.Catalog.MayWrite(session.Role) || schema == "INFORMATION_SCHEMA")
        {
            throw Denied("schema", schema);
        }

        return table;
    }

    private static StatementResult Changed(string what, DmlStats stats) => StatementResult.Of(
        [new OutputColumn($"number of rows {what}", SqlType.Whole(19), false)],
        [[stats.Inserted + stats.Updated + stats.Deleted]]) with
    { Stats = stats };

    private StatementResult Insert(InsertStatement insert, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        var table = Writable(insert.Table, session);
        var translator = NewTranslator(session, bindings);
        var source = translator.Translate(insert.Source);
        Build(translator);
        var columns = insert.Columns is null
            ? table.Columns.Select((_, i) => i).ToList()
            : insert.Columns.Select(c => IndexOf(table, c, insert.Table.Place)).ToList();
        if (columns.Count != source.Columns.Count)
        {
            throw SnowflakeException.Compilation("002020", "21S01", $"Insert value list does not match column list expecting {columns.Count} but got {source.Columns.Count}");
        }

        if (insert.Overwrite)
        {
            Database.Run($"DELETE FROM {table.Storage}", cancellation);
        }

        var fitted = translator.FitTo(source, columns.Select(i => table.Columns[i].Type).ToList());
        Database.Run($"INSERT INTO {table.Storage} ({string.Join(", ", columns.Select(i => $"c{i}"))}) {fitted}", bindings, translator.UsedBindings, null, cancellation);
        table.AlteredOn = session.Now;
        return Changed("inserted", new DmlStats(Database.Changes, 0, 0));
    }

    private static int IndexOf(CatalogTable table, string column, SqlPlace place)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Name == column)
            {
                return i;
            }
        }

        throw SnowflakeException.InvalidIdentifier(place.Line, place.Position, column);
    }

    private StatementResult Update(UpdateStatement update, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        var table = Writable(update.Table, session);
        var translator = NewTranslator(session, bindings);
        var sql = translator.Update(table, update);
        Build(translator);
        Database.Run(sql, bindings, translator.UsedBindings, null, cancellation);
        table.AlteredOn = session.Now;
        return Changed("updated", new DmlStats(0, Database.Changes, 0));
    }

    private StatementResult Delete(DeleteStatement delete, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        var table = Writable(delete.Table, session);
        var translator = NewTranslator(session, bindings);
        var sql = translator.Delete(table, delete);
        Build(translator);
        Database.Run(sql, bindings, translator.UsedBindings, null, cancellation);
        table.AlteredOn = session.Now;
        return Changed("deleted", new DmlStats(0, 0, Database.Changes));
    }

    private StatementResult CreateTable(
        CreateTableStatement create, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        var name = Target(create.Table, session, out var database, out var schema);
        var catalog = Catalog(session);
        if (catalog.Tables.ContainsKey($"{database}.{schema}.{name}") && !create.OrReplace)
        {
            return create.IfNotExists
                ? StatementResult.Message("status", $"{name} already exists, statement succeeded.")
                : throw SnowflakeException.Compilation("002002", "42710", $"Object '{database}.{schema}.{name}' already exists.");
        }

        var translator = NewTranslator(session, bindings);
        var source = create.Source is null ? null : translator.Translate(create.Source);
        Build(translator);
        var columns = create.Columns?.Select(c => new CatalogColumn(c.Name, SqlType.Parse(c.Type), c.NotNull, c.Comment)).ToList()
            ?? source!.Columns.Select(c => new CatalogColumn(c.Name, c.Type.Kind == SqlKind.Null ? SqlType.Text : c.Type, !c.Nullable)).ToList();
        if (columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw SnowflakeException.Compilation("002025", "42S21", $"duplicate column name '{twice.Key}'");
        }

        if (source is not null && source.Columns.Count != columns.Count)
        {
            throw SnowflakeException.Compilation("002020", "21S01", $"Table has {columns.Count} columns, the query {source.Columns.Count}.");
        }

        var table = new CatalogTable
        {
            Database = database,
            Schema = schema,
            Name = name,
            Columns = columns,
            Comment = create.Comment,
            Owner = session.Role,
            Storage = $"b{catalog.NextStorage++}",
            CreatedOn = session.Now,
            AlteredOn = session.Now,
        };
        Build(table);
        if (source is not null)
        {
            Database.Run(
                $"INSERT INTO {table.Storage} {translator.FitTo(source, columns.Select(c => c.Type).ToList())}", bindings, translator.UsedBindings, null, cancellation);
        }

        catalog.Add(table);
        return StatementResult.Message("status", $"Table {name} successfully created.");
    }

    private StatementResult CreateView(CreateViewStatement create, SessionContext session)
    {
        var name = Target(create.View, session, out var database, out var schema);
        var catalog = Catalog(session);
        if (catalog.Tables.ContainsKey($"{database}.{schema}.{name}") && !create.OrReplace)
        {
            throw SnowflakeException.Compilation("002002", "42710", $"Object '{database}.{schema}.{name}' already exists.");
        }

        var query = NewTranslator(session, new Dictionary<int, SqlBinding>()).Translate(create.Query);
        catalog.Add(new CatalogTable
        {
            Database = database,
            Schema = schema,
            Name = name,
            Columns = query.Columns.Select(c => new CatalogColumn(c.Name, c.Type, !c.Nullable)).ToList(),
            Comment = create.Comment,
            Owner = session.Role,
            ViewText = create.Text,
            ViewQuery = create.Query,
            CreatedOn = session.Now,
            AlteredOn = session.Now,
        });
        return StatementResult.Message("status", $"View {name} successfully created.");
    }

    private StatementResult Drop(DropStatement drop, SessionContext session)
    {
        var name = Target(drop.Name, session, out var database, out var schema);
        var catalog = Catalog(session);
        if (!catalog.Tables.Remove($"{database}.{schema}.{name}", out var table))
        {
            return drop.IfExists
                ? StatementResult.Message("status", $"Drop statement executed successfully ({name} already dropped).")
                : throw SnowflakeException.NotFound(drop.Kind == "VIEW" ? "View" : "Table", $"{database}.{schema}.{name}");
        }

        if (table.Built)
        {
            Database.Run($"DROP TABLE {table.Storage}");
        }

        return StatementResult.Message("status", $"{name} successfully dropped.");
    }
}

using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Collects changes at places of the statement and applies them in one pass; what needs no change stays as it was written.</summary>
internal sealed class SqlRewriter(SqlReading reading, SqlScope scope, TableWrappers wrappers, SqlBinds binds)
{
    private readonly List<(int Start, int Length, string Text)> edits = [];
    private readonly List<string> notes = [];
    private readonly HashSet<string> completed = [];
    private int added;

    /// <summary>Whether the statement would become longer than any that is read.</summary>
    public bool TooLong => added > SqlTokenizer.MaxLength;

    public IReadOnlyList<string> Notes
    {
        get
        {
            if (completed.Count > 0)
            {
                notes.Insert(0, $"Names were completed with the role's database and schema: {string.Join(", ", completed.Take(10))}{(completed.Count > 10 ? ", …" : "")}.");
                completed.Clear();
            }

            return notes;
        }
    }

    /// <summary>Puts the table's name in full, or the query that stands for the table.</summary>
    public void Complete(TableRead read)
    {
        if (TooLong || (read.Wrapped && read.Windows.Count == 0))
        {
            return;
        }

        var node = read.Node;
        var query = wrappers.TextOf(node, read.Table);
        if (read.Windows.Count > 0)
        {
            Narrow(read, query);
            return;
        }

        if (query is not null)
        {
            Replace(read, node, query);
            var name = SqlNames.Full(read.Table, scope.Dialect);
            Note(scope.FilterOf(read.Table) is null ? $"Of {name} only the columns that this role may read are read."
                : $"Of {name} only the rows and columns that this role may read are read.");
            return;
        }

        var missing = 3 - node.Parts.Count;
        if (missing > 0 && scope.Database.Length > 0)
        {
            var prefix = missing == 2 ? $"{SqlNames.Quoted(scope.Database, scope.Dialect)}.{SqlNames.Quoted(scope.Schema, scope.Dialect)}." : $"{SqlNames.Quoted(scope.Database, scope.Dialect)}.";
            edits.Add((node.Start, 0, prefix));
            completed.Add(SqlNames.Full(read.Table, scope.Dialect));
        }
    }

    /// <summary>Puts a window of days around a read that has none, or a wider one.</summary>
    private void Narrow(TableRead read, string? query)
    {
        var name = SqlNames.Full(read.Table, scope.Dialect);
        var travel = query is null && read.Node.Travel is { } at ? $" {reading.Text[at.Start..at.End]}" : "";
        var inner = query is null ? name + travel : $"{query} AS {SqlNames.Quoted(read.Table.Name, scope.Dialect)}";
        Replace(read, read.Wrapped ? read.Source.Body : read.Node, $"(SELECT * FROM {inner} WHERE {string.Join(" AND ", read.Windows.ConvertAll(window => window.Condition(scope.Dialect)))})");
        foreach (var window in read.Windows)
        {
            Note($"Of {name} only the rows where {window.Condition(scope.Dialect)} are read: this role reads at most {window.Days} days of it at once, and the statement asked for more or did not say.");
        }
    }

    private void Replace(TableRead read, SqlNode place, string query)
    {
        var alias = read.Source.Alias is null && !read.Source.Reshaped && !read.Wrapped ? $" AS {Slice(read.Node.Parts[^1])}" : "";
        edits.Add((place.Start, place.End - place.Start, query + alias));
        added += query.Length;
        read.Replaced = true;
    }

    /// <summary>A query in a table's place has no schema: <c>schema.table.column</c> becomes <c>table.column</c>.</summary>
    public void CutQualifiers(SqlBinder binder)
    {
        foreach (var (node, read) in binder.Columns)
        {
            if (node.Parts.Count > 2 && IsReplaced(read, node.Parts[^2]))
            {
                edits.Add((node.Start, node.Parts[^2].Start - node.Start, ""));
            }
        }

        foreach (var (node, read) in binder.Stars)
        {
            if (node.Qualifier is { Count: > 1 } qualifier && IsReplaced(read, qualifier[^1]))
            {
                edits.Add((node.Start, qualifier[^1].Start - node.Start, ""));
            }
        }
    }

    private static bool IsReplaced(TableRead? read, SqlName table) =>
        read is { Replaced: true, Source.Alias: null } && table.Value == read.Alias;

    /// <summary>Holds the rows at one more than the role may read, so that a cut is seen.</summary>
    public SqlProblem? Limit(long maxRows)
    {
        var most = maxRows + 1;
        var query = reading.Query!;
        var words = most.ToString(CultureInfo.InvariantCulture);
        var why = $"this role reads at most {maxRows} rows, and one more shows that there are more.";
        while (query is { Limit: null, Terms: [ParenQuery inner], Order: null })
        {
            query = inner.Query;
        }

        if (query.Limit?.Count is { } count)
        {
            return Lower(count, most, $"LIMIT {words} stands in place of the query's own: {why}");
        }

        if (query.Terms is [Select { Top: { } top }])
        {
            return Lower(top, most, $"TOP {words} stands in place of the query's own: {why}");
        }

        if (!RowCount.IsOne(query, reading))
        {
            edits.Add(query.Limit is { } offset ? (offset.Start, 0, $"LIMIT {words} ") : (query.End, 0, $" LIMIT {words}"));
            Note($"LIMIT {words} was added: {why}");
        }

        return null;
    }

    private SqlProblem? Lower(Leaf count, long most, string note)
    {
        var text = reading.Text.AsSpan(count.Start, count.End - count.Start);
        if (count.Kind == LeafKind.Placeholder)
        {
            return LowerBind(count, most, note);
        }

        if (count.Kind != LeafKind.Number || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) || asked > most)
        {
            edits.Add((count.Start, count.End - count.Start, most.ToString(CultureInfo.InvariantCulture)));
            Note(note);
        }

        return null;
    }

    /// <summary>A bound limit is judged by its value. One that is too high is bound lower, so that the statement stays as it was written.</summary>
    private SqlProblem? LowerBind(Leaf count, long most, string note)
    {
        if (binds.ValueAt(count.Start) is not { ValueKind: JsonValueKind.Number } value || !value.TryGetInt64(out var asked) || asked < 0)
        {
            return SqlProblem.At(reading.Text, count.Start, "The value that is bound to the limit is not known here, or is no whole number.",
                $"Bind a whole number of at most {most - 1} to it, or write the number into the statement.");
        }

        if (asked <= most)
        {
            return null;
        }

        // What is named by its number may stand in other places too.
        if (binds.IndexAt(count.Start) is not { } index || reading.Text[count.Start] != '?')
        {
            return SqlProblem.At(reading.Text, count.Start, $"The value that is bound to the limit is more than {most - 1}, the most rows that this role reads.", $"Bind a number of at most {most - 1} to it.");
        }

        Bind = (index, most);
        Note(note);
        return null;
    }

    /// <summary>A bound value that must be another one.</summary>
    public (int Index, long Value)? Bind { get; private set; }

    /// <summary>The statement with all changes; null when two of them would change the same place.</summary>
    public string? Apply()
    {
        if (edits.Count == 0)
        {
            return reading.Text;
        }

        // An inner query's limit and a name may end at the same place; the order of adding keeps them apart.
        var order = new (int Start, int Index)[edits.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (edits[i].Start, i);
        }

        Array.Sort(order);
        var (at, length) = (0, reading.Text.Length);
        foreach (var (start, index) in order)
        {
            if (start < at)
            {
                return null;
            }

            at = start + edits[index].Length;
            length += edits[index].Text.Length - edits[index].Length;
        }

        // In one go: a builder of a long statement would be as large again.
        return string.Create(length, (reading.Text, edits, order), static (text, made) =>
        {
            var from = 0;
            foreach (var (start, index) in made.order)
            {
                made.Text.AsSpan(from, start - from).CopyTo(text);
                text = text[(start - from)..];
                made.edits[index].Text.CopyTo(text);
                text = text[made.edits[index].Text.Length..];
                from = start + made.edits[index].Length;
            }

            made.Text.AsSpan(from).CopyTo(text);
        });
    }

    private void Note(string note)
    {
        if (notes.Count < 20 && !notes.Contains(note))
        {
            notes.Add(note);
        }
    }

    /// <summary>The name as it stands, or in quotes where it could stand behind a dot but not alone.</summary>
    private string Slice(SqlName name) => !name.Quoted && SqlKeywords.Find(name.Value) != SqlKeyword.None
        ? SqlNames.Quoted(name.Value, scope.Dialect)
        : reading.Text[name.Start..name.End];
}

using System.Globalization;
using System.Text;
using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Collects changes at places of the statement and applies them in one pass; what needs no change stays as it was written.</summary>
internal sealed class SqlRewriter(SqlReading reading, SqlScope scope, TableWrappers wrappers)
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
        if (read.Wrapped || TooLong)
        {
            return;
        }

        var node = read.Node;
        if (wrappers.TextOf(node, read.Table) is { } query)
        {
            var alias = read.Source.Alias is null && !read.Source.Reshaped ? $" AS {Slice(node.Parts[^1])}" : "";
            edits.Add((node.Start, node.End - node.Start, alias.Length == 0 ? query : query + alias));
            added += query.Length;
            read.Replaced = true;
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
            return SqlProblem.At(reading.Text, count.Start, "A limit must be a number here, not a bound value.", $"Write a number of at most {most - 1}.");
        }

        if (count.Kind != LeafKind.Number || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) || asked > most)
        {
            edits.Add((count.Start, count.End - count.Start, most.ToString(CultureInfo.InvariantCulture)));
            Note(note);
        }

        return null;
    }

    public string Apply()
    {
        if (edits.Count == 0)
        {
            return reading.Text;
        }

        // An inner query's limit and a name may end at the same place; the order of adding keeps them apart.
        var text = new StringBuilder(reading.Text.Length + (edits.Count * 32));
        var at = 0;
        foreach (var (start, length, replacement) in edits.Select(static (edit, index) => (edit, index)).OrderBy(static item => item.edit.Start).ThenBy(static item => item.index).Select(static item => item.edit))
        {
            text.Append(reading.Text, at, start - at).Append(replacement);
            at = start + length;
        }

        return text.Append(reading.Text, at, reading.Text.Length - at).ToString();
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

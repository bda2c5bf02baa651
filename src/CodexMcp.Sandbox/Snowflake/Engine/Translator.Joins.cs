using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <content>Joins.</content>
internal sealed partial class Translator
{
    private string Join(JoinSource join, Scope scope)
    {
        var before = scope.Sources.Count;
        var left = Source(join.Left, scope);
        var middle = scope.Sources.Count;
        var right = Source(join.Right, scope);
        var leftSources = scope.Sources[before..middle];
        var rightSources = scope.Sources[middle..];
        foreach (var source in rightSources.Where(r => r.Alias is not null && scope.Sources[..middle].Exists(l => l.Alias == r.Alias && l.FullName?.ToString() == r.FullName?.ToString())))
        {
            throw SnowflakeException.Compilation("002028", "42601", $"duplicate alias '{source.Alias}'");
        }

        var condition = join.Kind == "CROSS" ? "1" : Condition(join, scope, before, middle);
        switch (join.Kind)
        {
            case "LEFT":
                MakeNullable(scope, middle, scope.Sources.Count);
                return $"{left} LEFT JOIN {Group(join.Right, right)} ON {condition}";
            case "RIGHT":
                MakeNullable(scope, before, middle);
                return $"{right} LEFT JOIN {Group(join.Left, left)} ON {condition}";
            case "FULL":
                return Full(join, scope, before, leftSources.Count, left, right, condition);
            default:
                return $"{left} JOIN {Group(join.Right, right)} ON {condition}";
        }
    }

    private static string Group(SourceNode node, string sql) => node is JoinSource { Kind: not "FULL" } ? $"({sql})" : sql;

    private static void MakeNullable(Scope scope, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var source = scope.Sources[i];
            scope.Sources[i] = source with
            {
                Columns = source.Columns.Select(c => c with { Value = c.Value with { Nullable = true } }).ToList(),
            };
        }
    }

    private string Condition(JoinSource join, Scope scope, int before, int middle)
    {
        var names = join.Using;
        if (join.Natural)
        {
            var there = scope.Sources[middle..].SelectMany(s => s.Columns).Select(c => c.Name).ToHashSet();
            names = scope.Sources[before..middle].SelectMany(s => s.Columns).Where(c => there.Contains(c.Name)).Select(c => c.Name).Distinct().ToList();
        }

        if (names is null)
        {
            if (join.On is null)
            {
                return "1";
            }

            var local = new Scope(scope.Outer) { Sources = [.. scope.Sources[before..]], NoAggregates = "ON", NoWindows = true };
            return Condition(join.On, local).Sql;
        }

        var terms = new List<string>();
        foreach (var name in names)
        {
            ScopeColumn Find(List<ScopeSource> sources) =>
                sources.SelectMany(s => s.Columns).FirstOrDefault(c => c.Name == name && !c.Merged)
                ?? throw SnowflakeException.InvalidIdentifier(join.Place.Line, join.Place.Position, name);
            var (a, b) = (Find(scope.Sources[before..middle]), Find(scope.Sources[middle..]));
            NoteRead(a.Value);
            NoteRead(b.Value);
            terms.Add(Compare("=", a.Value, b.Value));
            // The row that is always there gives the merged column: the right one's in a RIGHT JOIN.
            var (from, to) = join.Kind == "RIGHT" ? (before, middle) : (middle, scope.Sources.Count);
            for (var i = from; i < to; i++)
            {
                scope.Sources[i] = scope.Sources[i] with
                {
                    Columns = scope.Sources[i].Columns.Select(c => c.Name == name ? c with { Merged = true } : c).ToList(),
                };
            }
        }

        return terms.Count == 0 ? "1" : string.Join(" AND ", terms);
    }

    /// <summary>SQLite 3.35 has no FULL JOIN: the left join, and then what is on the right only.</summary>
    private string Full(JoinSource join, Scope scope, int before, int leftCount, string left, string right, string condition)
    {
        var alias = NewAlias();
        var mark = NewAlias();
        var sources = scope.Sources[before..];
        var all = sources.SelectMany((s, i) => s.Columns.Select(c => (Column: c, Left: i < leftCount))).ToList();
        var both = new StringBuilder("SELECT ").AppendJoin(", ", all.Select((c, i) => $"{c.Column.Value.Sql} AS c{i}"));
        both.Append($" FROM {left} LEFT JOIN {Group(join.Right, right)} ON {condition} UNION ALL SELECT ");
        both.AppendJoin(", ", all.Select((c, i) => $"{(c.Left ? "NULL" : c.Column.Value.Sql)} AS c{i}"));
        both.Append($" FROM {right} WHERE NOT EXISTS (SELECT 1 AS {mark} FROM {left} WHERE {condition})");
        scope.Sources.RemoveRange(before, scope.Sources.Count - before);
        var at = 0;
        var merged = all.Select((c, i) => (c.Column, Index: i, c.Left)).Where(c => c.Column.Merged).ToList();
        foreach (var source in sources)
        {
            var columns = new List<ScopeColumn>();
            foreach (var column in source.Columns)
            {
                var sql = $"{alias}.c{at++}";
                var twin = join.Using is not null || join.Natural
                    ? merged.FirstOrDefault(m => m.Column.Name == column.Name && !column.Merged)
                    : default;
                columns.Add(column with
                {
                    Value = column.Value with { Sql = twin.Column is null ? sql : $"coalesce({sql}, {alias}.c{twin.Index})", Nullable = true },
                });
            }

            scope.Sources.Add(source with { Columns = columns });
        }

        return $"({both}) AS {alias}";
    }
}

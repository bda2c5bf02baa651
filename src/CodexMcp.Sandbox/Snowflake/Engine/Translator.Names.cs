namespace CodexMcp.Sandbox.Snowflake;

/// <content>Names of columns and of aliases.</content>
internal sealed partial class Translator
{
    private SqlExpr Column(SqlName name, Scope scope)
    {
        for (var level = scope; level is not null; level = level.Outer)
        {
            if (level == scope && scope.PreferAliases && Alias(name, level) is { } preferred)
            {
                return preferred;
            }

            var found = Find(name, level);
            if (found is not null)
            {
                NoteRead(found.Value);
                if (!level.GroupKeys.Contains(found.Value.Sql))
                {
                    level.Bare.Add((name.ToString(), name.Place));
                }

                return found.Value;
            }

            if (Alias(name, level) is { } alias)
            {
                return alias;
            }

            if (name.Parts.Count > 1 && Find(new SqlName([name.Parts[0]], name.Place), level) is { Value.Type.IsSemiStructured: true })
            {
                throw SnowflakeException.InvalidIdentifier(name.Place.Line, name.Place.Position, name.ToString());
            }
        }

        throw SnowflakeException.InvalidIdentifier(name.Place.Line, name.Place.Position, Shown(name));
    }

    private static string Shown(SqlName name) =>
        string.Join('.', name.Parts.Select(p => p.Any(c => char.IsLower(c) || !(char.IsLetterOrDigit(c) || c is '_' or '$')) ? $"\"{p}\"" : p));

    private static ScopeColumn? Find(SqlName name, Scope scope)
    {
        ScopeColumn? found = null;
        foreach (var source in scope.Sources)
        {
            if (name.Parts.Count > 1 && !source.Answers(name.Parts.Take(name.Parts.Count - 1).ToList()))
            {
                continue;
            }

            foreach (var column in source.Columns)
            {
                if (column.Name != name.Last || (name.Parts.Count == 1 && column.Merged))
                {
                    continue;
                }

                if (found is not null)
                {
                    throw SnowflakeException.Compilation(
                        "002028", "42601", $"error line {name.Place.Line} at position {name.Place.Position}\nambiguous column name '{name.Last}'");
                }

                found = column;
            }
        }

        return found;
    }

    private SqlExpr? Alias(SqlName name, Scope scope)
    {
        if (name.Parts.Count != 1 || !scope.Aliases.TryGetValue(name.Last, out var node) || !scope.Expanding.Add(name.Last))
        {
            return null;
        }

        try
        {
            var prefer = scope.PreferAliases;
            scope.PreferAliases = false;
            var value = Expression(node, scope);
            scope.PreferAliases = prefer;
            return value;
        }
        finally
        {
            scope.Expanding.Remove(name.Last);
        }
    }
}

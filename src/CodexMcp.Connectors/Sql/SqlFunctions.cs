namespace CodexMcp.Connectors.Sql;

/// <summary>The functions that a statement may call: everything else is refused.</summary>
public sealed class SqlFunctions
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> scalar;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> table;

    private SqlFunctions(HashSet<string> scalar, HashSet<string> table)
    {
        this.scalar = scalar.GetAlternateLookup<ReadOnlySpan<char>>();
        this.table = table.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads the list that stands in a connector's assembly.</summary>
    public static SqlFunctions Load(System.Reflection.Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException("The list of functions is not in the assembly: build it again.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>
    /// Reads a list: names between white space, <c>#</c> to the end of a line is a comment, names after a line <c>[table]</c> are functions
    /// that may stand in FROM.
    /// </summary>
    public static SqlFunctions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scalar = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var table = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var into = scalar;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var names = line.IndexOf('#') is var comment and >= 0 ? line[..comment] : line;
            if (names.Trim() is "[table]")
            {
                into = table;
                continue;
            }

            foreach (var range in names.SplitAny(' ', '\t'))
            {
                if (!names[range].IsEmpty)
                {
                    into.Add(names[range].ToString());
                }
            }
        }

        return new SqlFunctions(scalar, table);
    }

    /// <summary>Whether the function may stand in an expression.</summary>
    public bool Allows(ReadOnlySpan<char> name) => scalar.Contains(name);

    /// <summary>Whether the function may stand in FROM.</summary>
    public bool AllowsInFrom(ReadOnlySpan<char> name) => table.Contains(name);

    /// <summary>The allowed function whose name is nearest, or null when none is near.</summary>
    public string? Nearest(ReadOnlySpan<char> name)
    {
        if (name.Length > 40)
        {
            return null;
        }

        string? best = null;
        var bound = Math.Min(3, (name.Length / 3) + 1);
        foreach (var candidate in scalar.Set)
        {
            if (Math.Abs(candidate.Length - name.Length) < bound && Distance(name, candidate) is var distance && distance < bound)
            {
                (best, bound) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>The Levenshtein distance without regard to case; both names are short.</summary>
    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + cost);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}

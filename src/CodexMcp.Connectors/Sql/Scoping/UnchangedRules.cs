using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Judges a statement that somebody else ran as it stands, so that no rewrite of ours kept hidden columns and rows out of it: it must not have
/// touched any.
/// </summary>
internal static class UnchangedRules
{
    public static SqlProblem? Check(SqlReading reading, SqlBinder binder, SqlScope scope)
    {
        var hidden = new List<TableRead>();
        foreach (var read in binder.Reads)
        {
            if (read.Node.Parts.Count != 3)
            {
                return No(reading, read.Node.Start, "A table is named without its catalog and schema, so nobody can say which one was read.");
            }

            if (scope.FilterOf(read.Table) is not null)
            {
                return No(reading, read.Node.Start, "It reads a table of which this role sees only some rows.");
            }

            if (read.Windows.Count > 0)
            {
                return No(reading, read.Node.Start, "It reads more days of a table than this role may read at once.");
            }

            if (scope.HidesColumnsOf(read.Table))
            {
                hidden.Add(read);
            }
        }

        return hidden.Count == 0 ? null : Columns(reading, binder, scope, hidden);
    }

    private static SqlProblem? Columns(SqlReading reading, SqlBinder binder, SqlScope scope, List<TableRead> hidden)
    {
        var counted = binder.Calls.Where(static call => call.Name is [{ Value: "count" }] && call.Arguments is [Star { Qualifier: null }]).Select(static call => call.Arguments[0]).ToHashSet();
        foreach (var (star, read) in binder.Stars)
        {
            if (!counted.Contains(star) && (read is null || hidden.Contains(read)))
            {
                return No(reading, star.Start, "A star holds columns that this role may not see.");
            }
        }

        foreach (var (column, _) in binder.Columns)
        {
            // Whose a name is can't always be said without the catalog: it is taken for a hidden table's. An alias alone is a whole row.
            if (column.Parts.Exists(part => hidden.Exists(read => scope.Denies(read.Table, part.Value) || (column.Parts.Count == 1 && read.Alias == part.Value))))
            {
                return No(reading, column.Start, "It reads a column that this role may not see.");
            }
        }

        foreach (var token in reading.Tokens)
        {
            // These take columns that nobody names; and a name that stands where no column was looked for counts all the same.
            if (token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier
                && (token.IsWord(reading.Text, "NATURAL") || token.IsWord(reading.Text, "PIVOT") || token.IsWord(reading.Text, "UNPIVOT")
                    || hidden.Exists(read => scope.Denies(read.Table, Name(token.Text(reading.Text), scope.Dialect)))))
            {
                return No(reading, token.Start, "It may read a column that this role may not see.");
            }
        }

        return null;
    }

    private static string Name(ReadOnlySpan<char> token, SqlDialect dialect) => token[0] is '`' or '"'
        ? Folded(token[1..^1].ToString().Replace(token[..1].ToString() + token[..1].ToString(), token[..1].ToString(), StringComparison.Ordinal), dialect == SqlDialect.Snowflake, true)
        : Folded(token.ToString(), dialect == SqlDialect.Snowflake, false);

    private static string Folded(string name, bool snowflake, bool quoted) => !snowflake ? name.ToLowerInvariant() : quoted ? name : name.ToUpperInvariant();

    private static SqlProblem No(SqlReading reading, int position, string message) =>
        SqlProblem.At(reading.Text, position, message, "Run a query of your own over what the role may see: it is rewritten before it runs.");
}

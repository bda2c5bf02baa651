using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Finds sources that nothing ties to those before them. A name without a table may be anybody's, so it counts as a tie: what is said here is
/// so for sure.
/// </summary>
internal sealed class CrossProducts(SqlReading reading) : SqlWalker
{
    private const int MostSources = 50;

    /// <summary>What such a source is called, and where it stands.</summary>
    public List<(string Alias, int Place)> Found { get; } = [];

    public override void Visit(SqlNode? node)
    {
        if (node is Select { From: [_, ..] } select)
        {
            Look(select);
        }

        base.Visit(node);
    }

    private void Look(Select select)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in select.From)
        {
            Take(list.First, null, true, select.Where, before);
            foreach (var join in list.Joins)
            {
                Take(join.Source, join, false, select.Where, before);
            }
        }
    }

    private void Take(Source source, Join? join, bool comma, SqlNode? where, HashSet<string> before)
    {
        // Rows, functions and lateral queries hang on what stands before them.
        var alias = source.Alias?.Value ?? (source.Body is TableName name ? name.Parts[^1].Value : "");
        if (before.Count > MostSources)
        {
            return;
        }

        var plain = !source.Lateral && source.Body is TableName or ParenQuery && alias.Length > 0;
        if (plain && before.Count > 0 && (comma || join is { Using: null, Match: null, IsNatural: false }) && !Ties(join?.On, alias, before) && !Ties(where, alias, before))
        {
            Found.Add((alias, source.Start));
        }

        if (plain)
        {
            before.Add(alias);
        }
    }

    private bool Ties(SqlNode? condition, string alias, HashSet<string> before)
    {
        var ties = new Tie(reading, alias, before);
        ties.Visit(condition);
        return ties.Found;
    }

    /// <summary>A comparison, or a call, that has columns of both sides.</summary>
    private sealed class Tie(SqlReading reading, string alias, HashSet<string> before) : SqlWalker
    {
        public bool Found { get; private set; }

        public override void Visit(SqlNode? node)
        {
            if (node is Chain { Tails: [{ Kind: not (TailKind.And or TailKind.Or) }, ..] } or Call)
            {
                var sides = new Sides(alias, before);
                sides.Visit(node);
                Found |= sides.This && sides.Before;
            }

            if (!Found && node is not Query && reading.Problem is null)
            {
                base.Visit(node);
            }
        }
    }

    private sealed class Sides(string alias, HashSet<string> before) : SqlWalker
    {
        public bool This { get; private set; }

        public bool Before { get; private set; }

        public override void Visit(SqlNode? node)
        {
            if (node is ColumnRef column)
            {
                var table = column.Parts.Count > 1 ? column.Parts[^2].Value : null;
                This |= table is null || table == alias;
                Before |= table is null || before.Contains(table);
            }

            base.Visit(node);
        }
    }
}

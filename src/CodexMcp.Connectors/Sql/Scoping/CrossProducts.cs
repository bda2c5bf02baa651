using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Finds sources that nothing ties to those before them. A name without a table may be anybody's, so two of them in one comparison count as a tie: what is
/// said here is so for sure.
/// </summary>
internal sealed class CrossProducts(SqlReading reading) : SqlWalker
{
    private const int MostSources = 50;

    /// <summary>What such a source is called, and where it stands; a source of one row multiplies nothing, and is none of them.</summary>
    public List<(string Alias, int Place)> Found { get; } = [];

    /// <summary>The sources of each SELECT that has such a one, each with whether it is tied to one before it.</summary>
    public Dictionary<Select, List<(Source Source, bool Tied)>> Selects { get; } = [];

    public override void Visit(SqlNode? node)
    {
        if (node is Select { From: [_, ..] } select)
        {
            var sources = new List<(Source Source, bool Tied)>();
            Look(select.From, select.Where, sources, []);
            if (sources.Exists(static source => !source.Tied))
            {
                Selects.Add(select, sources);
            }
        }

        base.Visit(node);
    }

    private void Look(List<SourceList> lists, SqlNode? where, List<(Source Source, bool Tied)> sources, HashSet<string> before)
    {
        foreach (var list in lists)
        {
            Take(list.First, null, where, sources, before);
            foreach (var join in list.Joins)
            {
                Take(join.Source, join, where, sources, before);
            }
        }
    }

    private void Take(Source source, Join? join, SqlNode? where, List<(Source Source, bool Tied)> sources, HashSet<string> before)
    {
        if (sources.Count > MostSources)
        {
            return;
        }

        if (source.Body is ParenSource inner)
        {
            Look(inner.Lists, join?.On is null ? where : new Group(where is null ? [join.On] : [join.On, where]), sources, before);
            return;
        }

        // Functions of what stands before them hang on it.
        var counts = source.Body is TableName or ParenQuery or ValuesRows || (source.Body is FunctionSource { Call: { } call } && SourceRows.Makes(call));
        if (!counts)
        {
            return;
        }

        var alias = source.Alias?.Value ?? (source.Body is TableName name ? name.Parts[^1].Value : "");
        var tied = sources.Count == 0 || join is { Using: not null } or { Match: not null } or { IsNatural: true } || (source.Lateral && LeansOn(source.Body, before)) || Ties(join?.On, alias, before) || Ties(where, alias, before);
        if (!tied && !SourceRows.IsOne(source, reading))
        {
            Found.Add((alias, source.Start));
        }

        sources.Add((source, tied));
        before.Add(alias);
    }

    /// <summary>
    /// Whether every row that the condition lets through fulfils a comparison, or a call, that has columns of both sides. That two columns differ lets
    /// nearly all rows through.
    /// </summary>
    private static bool Ties(SqlNode? condition, string alias, HashSet<string> before) => condition switch
    {
        null or Query or ParenQuery => false,
        Group group => group.Items.Exists(item => Ties(item, alias, before)),
        Chain { Tails: [{ Kind: TailKind.And }, ..] } all => Ties(all.First, alias, before) || all.Tails.Exists(tail => Ties(tail.Pieces[0].Node, alias, before)),
        Chain { Tails: [{ Kind: TailKind.Or }, ..] } any => Ties(any.First, alias, before) && any.Tails.TrueForAll(tail => Ties(tail.Pieces[0].Node, alias, before)),
        Chain { Tails: [{ Not: true } or { Word: "<>" or "!=" }] } or Phrase { Pieces: [{ Word: "NOT" }, ..] } => false,
        _ => Sides.Of(condition, alias, before).Both,
    };

    /// <summary>Whether a lateral query names a column of a source before it.</summary>
    private static bool LeansOn(SqlNode query, HashSet<string> before) => Sides.Of(query, "", before).Earlier;

    private sealed class Sides(string alias, HashSet<string> before) : SqlWalker
    {
        private int own;
        private int earlier;
        private int anybodys;

        public static Sides Of(SqlNode node, string alias, HashSet<string> before)
        {
            var sides = new Sides(alias, before);
            sides.Visit(node);
            return sides;
        }

        /// <summary>Whether a column is for sure that of a source before it.</summary>
        public bool Earlier => earlier > 0;

        /// <summary>Whether one column may be this source's and another one that of a source before it.</summary>
        public bool Both => (own > 0 && earlier > 0) || (anybodys > 0 && own + earlier > 0) || anybodys > 1;

        public override void Visit(SqlNode? node)
        {
            if (node is ColumnRef { Parts.Count: 1 })
            {
                anybodys++;
            }
            else if (node is ColumnRef column)
            {
                // A table's name stands before the column's, or first, when a field of the column follows.
                own += column.Parts[^2].Value == alias || column.Parts[0].Value == alias ? 1 : 0;
                earlier += before.Contains(column.Parts[^2].Value) || before.Contains(column.Parts[0].Value) ? 1 : 0;
            }

            base.Visit(node);
        }
    }
}

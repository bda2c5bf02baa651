using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <content>FROM: which table each source is, and which conditions hold for it.</content>
internal sealed partial class SqlBinder
{
    private void Bind(SourceList list)
    {
        var own = frame!;
        var first = Reads.Count;
        Bind(list.First);
        foreach (var join in list.Joins)
        {
            var before = Reads.Count;
            Bind(join.Source);
            var after = Reads.Count;
            Nested(join.Match, own);
            Nested(join.On, own);
            if (join.On is not null && join.Kind is not (JoinKind.Full or JoinKind.Asof))
            {
                Hold(join.On, own, join.Kind is JoinKind.Left or JoinKind.Half ? before : first, join.Kind == JoinKind.Right ? before : after);
            }

            // Nothing after it sees the columns of such a source: a name there is another's.
            for (var i = before; i < after && join.Kind == JoinKind.Half; i++)
            {
                Reads[i].Unseen = true;
            }
        }
    }

    /// <summary>Notes that the condition holds for the SELECT's own reads among these.</summary>
    private void Hold(SqlNode condition, Frame own, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (Reads[i].Frame == own && !Reads[i].Unseen)
            {
                Reads[i].Conditions.Add(condition);
            }
        }
    }

    private void Bind(Source source)
    {
        if (++sources > MaxSources)
        {
            return;
        }

        var own = frame!;
        var first = Reads.Count;
        switch (source.Body)
        {
            case TableName name:
                Bind(name, source, own);
                break;
            case ParenSource inner:
                foreach (var list in inner.Lists)
                {
                    Bind(list);
                }

                break;
            case ParenQuery { Query: var query } when Wrapped(source, query) is (var read, var name):
                var wrapped = new TableRead(read, name, source, source.Alias?.Value ?? read.Name, own) { Wrapped = true };
                Reads.Add(wrapped);
                own.Sources.Add((wrapped.Alias, wrapped));
                Nested(name.Travel, own); // The only part of it that is the statement's own: the rest is to the letter what a rewrite makes.
                break;
            default:
                Nested(source.Body, own);
                own.Sources.Add((source.Alias?.Value ?? "", null));
                break;
        }

        // The conditions of a query inside it are on the names there.
        for (var i = first; i < Reads.Count; i++)
        {
            Reads[i].Renamed |= Reads[i].Frame == own && (source.Reshaped || source.Renames || (source.Body is ParenSource && source.Suffixes.Count > 0));
        }

        foreach (var suffix in source.Suffixes)
        {
            Nested(suffix, own);
        }

        frame = own;
    }

    private void Bind(TableName name, Source source, Frame own)
    {
        var alias = source.Alias?.Value ?? name.Parts[^1].Value;
        // What is read as it was at another time is never a common table expression.
        if (name.Parts is [var only] && name.Travel is null && (own.Self == only.Value || CteNames.Has(ctes, only.Value)))
        {
            own.Sources.Add((alias, null));
            return;
        }

        var read = new TableRead(Resolve(name), name, source, alias, own);
        Reads.Add(read);
        own.Sources.Add((alias, read));
        Visit(name.Travel);
    }
}

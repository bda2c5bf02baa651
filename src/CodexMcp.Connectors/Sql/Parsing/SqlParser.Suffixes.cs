using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>What follows a source: aliases, samples, PIVOT and UNPIVOT.</content>
internal sealed partial class SqlParser
{
    /// <summary>Reads one of them, if one stands here.</summary>
    private bool Suffix(Source source)
    {
        var start = Current.Start;
        var phrase = new Phrase { Start = start };
        if (Accept(SqlKeyword.As) || ImplicitAlias())
        {
            source.Alias = Name("an alias");
            phrase.Add("AS");
            phrase.Add(source.Alias);
            source.Renames |= Is('(');
            phrase.Add(Is('(') ? NameGroup() : null);
        }
        else if (Accept(SqlKeyword.Sample) || Accept(SqlKeyword.Tablesample))
        {
            Sample(phrase);
        }
        else if (Is(SqlKeyword.Pivot) && Ahead().IsSymbol(sql, '('))
        {
            Pivot(phrase);
            source.Reshaped = true;
        }
        else if (Is(SqlKeyword.Unpivot) && StartsSuffix())
        {
            Unpivot(phrase);
            source.Reshaped = true;
        }
        else if (Is(SqlKeyword.Match_recognize) && Ahead().IsSymbol(sql, '('))
        {
            MatchRecognize(phrase);
            source.Reshaped = true;
        }
        else
        {
            return false;
        }

        phrase.End = LastEnd;
        source.Suffixes.Add(phrase);
        return true;
    }

    private void Sample(Phrase phrase)
    {
        phrase.Add(IsSnowflake ? "SAMPLE" : "TABLESAMPLE");
        Words(phrase, "BERNOULLI", "SYSTEM", "BLOCK", "ROW");
        Expect('(');
        phrase.Add("(");
        phrase.Add(Sum());
        Words(phrase, "PERCENT", "ROWS");
        Expect(')');
        phrase.Add(")");
        if (Is(SqlKeyword.Seed) || Is(SqlKeyword.Repeatable))
        {
            phrase.Add(Current.Keyword.ToString().ToUpperInvariant());
            at++;
            phrase.Add(ExpressionGroup());
        }
    }

    private void Pivot(Phrase phrase)
    {
        at += 2;
        phrase.Add("PIVOT");
        phrase.Add("(");
        AliasedList(phrase);
        Expect(SqlKeyword.For);
        phrase.Add("FOR");
        phrase.Add(Is('(') ? ExpressionGroup() : Sum());
        Expect(SqlKeyword.In);
        Expect('(');
        phrase.Add("IN");
        phrase.Add("(");
        if (Is(SqlKeyword.Select) || Is(SqlKeyword.With))
        {
            phrase.Add(Query());
        }
        else if (Accept(SqlKeyword.Any))
        {
            phrase.Add("ANY");
            phrase.Add(Is(SqlKeyword.Order) ? OrderBy("ORDER") : null);
        }
        else
        {
            AliasedList(phrase);
        }

        Expect(')');
        phrase.Add(")");
        if (AcceptWord("DEFAULT"))
        {
            Expect(SqlKeyword.On);
            Expect(SqlKeyword.Null);
            phrase.Add("DEFAULT ON NULL");
            phrase.Add(ExpressionGroup());
        }

        Expect(')');
        phrase.Add(")");
    }

    /// <summary>Expressions with or without names after them.</summary>
    private void AliasedList(Phrase phrase)
    {
        var first = true;
        do
        {
            if (!first)
            {
                phrase.Add(",");
            }

            first = false;
            phrase.Add(Expression());
            if (Accept(SqlKeyword.As) || (ImplicitAlias() && !Is(SqlKeyword.For)))
            {
                phrase.Add("AS");
                phrase.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Name("a name"));
            }
        }
        while (Accept(','));
    }

    private void Unpivot(Phrase phrase)
    {
        at++;
        phrase.Add("UNPIVOT");
        if (IsWord("INCLUDE") || Is(SqlKeyword.Exclude))
        {
            phrase.Add(IsWord("INCLUDE") ? "INCLUDE NULLS" : "EXCLUDE NULLS");
            at++;
            Expect(SqlKeyword.Nulls);
        }

        Expect('(');
        phrase.Add("(");
        phrase.Add(Is('(') ? NameGroup() : Name("a column"));
        Expect(SqlKeyword.For);
        phrase.Add("FOR");
        phrase.Add(Name("a column"));
        Expect(SqlKeyword.In);
        Expect('(');
        phrase.Add("IN");
        phrase.Add("(");
        AliasedList(phrase);
        Expect(')');
        phrase.Add(")");
        Expect(')');
        phrase.Add(")");
    }
}

using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Stars, and what is left out of them or put in another's place.</content>
internal sealed partial class SqlParser
{
    /// <summary>Whether <c>*</c> or <c>a.b.*</c> stands here.</summary>
    private bool StarAhead()
    {
        if (Is('*'))
        {
            return true;
        }

        var ahead = 0;
        while (ahead < 10 && Ahead(ahead).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && Ahead(ahead + 1).IsSymbol(sql, '.'))
        {
            ahead += 2;
            if (Ahead(ahead).IsSymbol(sql, '*'))
            {
                return !Ahead(0).Keyword.IsNoColumn() && !Ahead(0).Keyword.IsForbidden();
            }
        }

        return false;
    }

    private Star Star()
    {
        var start = Current.Start;
        List<SqlName>? qualifier = null;
        while (!Is('*') && Problem is null)
        {
            (qualifier ??= []).Add(NameHere());
            Expect('.');
        }

        Expect('*');
        var modifiers = new Phrase { Start = Current.Start };
        StarModifiers(modifiers);
        return new Star(qualifier, modifiers.Pieces.Count > 0 ? modifiers : null) { Start = start, End = LastEnd };
    }

    private void StarModifiers(Phrase phrase)
    {
        if (Is(SqlKeyword.Ilike) && IsSnowflake)
        {
            at++;
            phrase.Add("ILIKE");
            phrase.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Missing("a pattern in single quotes"));
        }

        var except = !IsSnowflake && Is(SqlKeyword.Except) && Ahead().IsSymbol(sql, '(') && Ahead(2).Keyword is not (SqlKeyword.Select or SqlKeyword.With)
            && !Ahead(2).IsSymbol(sql, '(');
        if (except || (Is(SqlKeyword.Exclude) && (Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier || Ahead().IsSymbol(sql, '('))))
        {
            phrase.Add(except ? "EXCEPT" : "EXCLUDE");
            at++;
            phrase.Add(Is('(') ? NameGroup() : Name("a column"));
        }

        if (IsWord("REPLACE") && Ahead().IsSymbol(sql, '('))
        {
            at += 2;
            phrase.Add("REPLACE");
            phrase.Add("(");
            Renamed(phrase, Expression);
            Expect(')');
            phrase.Add(")");
        }

        if (!Is(SqlKeyword.Rename))
        {
            return;
        }

        at++;
        phrase.Add("RENAME");
        if (Accept('('))
        {
            phrase.Add("(");
            Renamed(phrase, () => Name("a column"));
            Expect(')');
            phrase.Add(")");
        }
        else
        {
            phrase.Add(Name("a column"));
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(AliasName());
        }
    }

    private void Renamed(Phrase phrase, Func<SqlNode> what)
    {
        var first = true;
        do
        {
            if (!first)
            {
                phrase.Add(",");
            }

            first = false;
            phrase.Add(what());
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(AliasName());
        }
        while (Accept(','));
    }
}

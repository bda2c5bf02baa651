using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>What a SELECT gives, with its names.</content>
internal sealed partial class SqlParser
{
    private SqlNode Item()
    {
        if (StarAhead())
        {
            return Star();
        }

        var value = Expression();
        if (Accept(SqlKeyword.As))
        {
            var named = new Phrase { Start = value.Start };
            named.Add(value);
            named.Add("AS");
            named.Add(Is('(') && !IsSnowflake ? NameGroup() : AliasName());
            named.End = LastEnd;
            return named;
        }

        if (ImplicitAlias())
        {
            // A verb that is a column's name has no name of another after it: CALL p must never be taken for one.
            var named = new Phrase { Start = value.Start };
            named.Add(value);
            named.Add("AS");
            named.Add(NameHere());
            named.End = LastEnd;
            return named;
        }

        return value;
    }

    private bool ImplicitAlias() => Current.Kind == SqlTokenKind.QuotedIdentifier
        || (Current.Kind == SqlTokenKind.Word && !Current.Keyword.IsNoAlias() && Current.Keyword != SqlKeyword.Null && !StartsSuffix());

    /// <summary>Words that are an alias unless they begin what they are for.</summary>
    private bool StartsSuffix()
    {
        var keyword = Current.Keyword;
        if (keyword is SqlKeyword.At or SqlKeyword.Before or SqlKeyword.Changes or SqlKeyword.Pivot or SqlKeyword.Unpivot)
        {
            return Ahead().IsSymbol(sql, '(') || (keyword == SqlKeyword.Unpivot && (Ahead().IsWord(sql, "INCLUDE") || Ahead().Keyword == SqlKeyword.Exclude));
        }

        return !IsSnowflake && (IsWord("SEMI") || IsWord("ANTI") || IsDistribution() || ((IsWord("VERSION") || IsWord("TIMESTAMP")) && Ahead().Keyword == SqlKeyword.As));
    }
}

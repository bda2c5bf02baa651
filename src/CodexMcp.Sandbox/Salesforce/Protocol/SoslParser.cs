namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Reads <c>FIND {term} IN ALL FIELDS RETURNING Account(Id, Name WHERE ... LIMIT n), Contact LIMIT n</c>.</summary>
internal static class SoslParser
{
    public static (string Term, string Scope, IReadOnlyList<SearchTarget> Targets, int Limit) Parse(string sosl)
    {
        var rest = sosl.Trim();
        SalesforceException Bad(string what) => new(400, "MALFORMED_SEARCH", $"{what} in search: {sosl}");
        if (!Word(ref rest, "FIND") || rest.Length == 0 || rest[0] is not ('{' or '\''))
        {
            throw Bad("FIND {term} expected");
        }

        var end = Closing(rest, rest[0] == '{' ? '}' : '\'');
        if (end < 0)
        {
            throw Bad("The term has no end");
        }

        var term = Unescaped(rest[1..end]);
        rest = rest[(end + 1)..].TrimStart();
        var scope = "ALL";
        if (Word(ref rest, "IN"))
        {
            var space = rest.IndexOf(' ', StringComparison.Ordinal);
            scope = space < 0 ? rest : rest[..space];
            rest = space < 0 ? "" : rest[space..].TrimStart();
            if (!Word(ref rest, "FIELDS"))
            {
                throw Bad("FIELDS expected");
            }
        }

        var targets = new List<SearchTarget>();
        var limit = 2_000;
        if (Word(ref rest, "RETURNING"))
        {
            do
            {
                targets.Add(Target(ref rest, Bad));
            }
            while (Symbol(ref rest, ','));
        }

        if (Word(ref rest, "LIMIT"))
        {
            var digits = rest.TakeWhile(char.IsAsciiDigit).Count();
            if (!int.TryParse(rest.AsSpan(0, digits), out limit) || limit < 1)
            {
                throw Bad("LIMIT needs a number");
            }

            rest = rest[digits..].Trim();
            limit = Math.Min(limit, 2_000);
        }

        return rest.Length == 0 ? (term, scope, targets, limit) : throw Bad($"Unexpected '{rest}'");
    }

    private static SearchTarget Target(ref string rest, Func<string, SalesforceException> bad)
    {
        var name = new string([.. rest.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_')]);
        if (name.Length == 0)
        {
            throw bad("An object's name expected");
        }

        rest = rest[name.Length..].TrimStart();
        if (!Symbol(ref rest, '('))
        {
            return new SearchTarget(name, ["Id"], "", 2_000);
        }

        // Up to the matching parenthesis; texts in quotes may hold any.
        var (depth, quoted, at) = (1, false, 0);
        for (; at < rest.Length && depth > 0; at++)
        {
            var c = rest[at];
            if (c == '\\' && quoted)
            {
                at++;
            }
            else if (c == '\'')
            {
                quoted = !quoted;
            }
            else if (!quoted)
            {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
        }

        if (depth > 0)
        {
            throw bad("A parenthesis is not closed");
        }

        var inside = rest[..(at - 1)].Trim();
        rest = rest[at..].TrimStart();
        var clause = ((string[])[" WHERE ", " ORDER BY ", " LIMIT ", " OFFSET "]).Select(w => inside.IndexOf(w, StringComparison.OrdinalIgnoreCase)).Where(i => i >= 0).DefaultIfEmpty(inside.Length).Min();
        return new SearchTarget(name, inside[..clause].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), inside[clause..], 2_000);
    }

    private static bool Word(ref string rest, string word)
    {
        if (!rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) || (rest.Length > word.Length && char.IsAsciiLetterOrDigit(rest[word.Length])))
        {
            return false;
        }

        rest = rest[word.Length..].TrimStart();
        return true;
    }

    private static bool Symbol(ref string rest, char symbol)
    {
        if (rest.Length == 0 || rest[0] != symbol)
        {
            return false;
        }

        rest = rest[1..].TrimStart();
        return true;
    }

    private static int Closing(string text, char end)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == end)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Unescaped(string text) => string.Concat(text.Where((c, i) => c != '\\' || (i > 0 && text[i - 1] == '\\')));
}

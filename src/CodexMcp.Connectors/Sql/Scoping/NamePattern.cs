using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// A dotted name of a role's scope: parts as in SQL, so upper and lower case are the same unless a part stands in quotes; <c>*</c> in a part
/// without quotes stands for any text.
/// </summary>
internal sealed class NamePattern
{
    private readonly (string Text, bool Exact)[] parts;

    private NamePattern((string Text, bool Exact)[] parts) => this.parts = parts;

    /// <summary>Reads a pattern of at most so many parts; null when it is none.</summary>
    public static NamePattern? Parse(string text, int maxParts, SqlDialect dialect)
    {
        var quote = dialect == SqlDialect.Snowflake ? '"' : '`';
        var parts = new List<(string, bool)>();
        var at = 0;
        while (true)
        {
            var start = at;
            if (at < text.Length && text[at] == quote)
            {
                do
                {
                    at = text.IndexOf(quote, at + 1) + 1;
                }
                while (at > 0 && at < text.Length && text[at] == quote);

                if (at == 0 || at - start < 3)
                {
                    return null;
                }

                var inner = text[(start + 1)..(at - 1)].Replace($"{quote}{quote}", quote.ToString(), StringComparison.Ordinal);
                parts.Add((dialect == SqlDialect.Snowflake ? inner : inner.ToLowerInvariant(), true));
            }
            else
            {
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '$' or '*'))
                {
                    at++;
                }

                var plain = text[start..at];
                if (plain.Length == 0)
                {
                    return null;
                }

                parts.Add((dialect == SqlDialect.Snowflake ? plain.ToUpperInvariant() : plain.ToLowerInvariant(), !plain.Contains('*', StringComparison.Ordinal)));
            }

            if (at == text.Length)
            {
                return parts.Count <= maxParts ? new NamePattern([.. parts]) : null;
            }

            if (text[at++] != '.')
            {
                return null;
            }
        }
    }

    /// <summary>The same pattern with these parts before it where it has fewer than the names it is for.</summary>
    public NamePattern Under(int count, params ReadOnlySpan<string> defaults)
    {
        var missing = count - parts.Length;
        return missing <= 0 ? this : new NamePattern([.. defaults[..missing].ToArray().Select(static part => (part, true)), .. parts]);
    }

    /// <summary>Whether the pattern's parts but the last fit the schema: it is a table's pattern.</summary>
    public bool IsSchema(string database, string schema) => IsMatch(database, schema, null);

    /// <summary>Whether the name fits; parts that the pattern does not have, and null, fit whatever they are.</summary>
    public bool IsMatch(params ReadOnlySpan<string?> name)
    {
        for (var i = 1; i <= parts.Length && i <= name.Length; i++)
        {
            var (text, exact) = parts[^i];
            if (name[^i] is { } part && (exact ? text != part : !Glob.IsMatch(text, part)))
            {
                return false;
            }
        }

        return parts.Length <= name.Length;
    }

    /// <summary>
    /// Whether what the pattern takes away holds for the name: as <see cref="IsMatch"/>, but whatever the case of either. An account can be told to take
    /// names in quotes in any case, so that "customers" is CUSTOMERS.
    /// </summary>
    public bool Covers(params ReadOnlySpan<string?> name)
    {
        for (var i = 1; i <= parts.Length && i <= name.Length; i++)
        {
            var (text, exact) = parts[^i];
            if (name[^i] is { } part && !(exact ? string.Equals(Folded(text), Folded(part), StringComparison.OrdinalIgnoreCase) : Glob.IsMatch(Folded(text).ToUpperInvariant(), Folded(part).ToUpperInvariant())))
            {
                return false;
            }
        }

        return parts.Length <= name.Length;
    }

    /// <summary>Letters whose upper or lower case is an ASCII letter: ſ is an S for an engine that folds case.</summary>
    private static string Folded(string name)
    {
        if (System.Text.Ascii.IsValid(name))
        {
            return name;
        }

        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            _ = letter switch
            {
                '\u0130' or '\u0131' => text.Append('I'),
                '\u017F' => text.Append('S'),
                '\u212A' => text.Append('K'),
                '\u00DF' or '\u1E9E' => text.Append("SS"),
                '\uFB00' => text.Append("FF"),
                '\uFB01' => text.Append("FI"),
                '\uFB02' => text.Append("FL"),
                '\uFB03' => text.Append("FFI"),
                '\uFB04' => text.Append("FFL"),
                '\uFB05' or '\uFB06' => text.Append("ST"),
                _ => text.Append(letter),
            };
        }

        return text.ToString();
    }

    /// <summary>Whether the part at this place, counted from the end, is exactly that and no glob.</summary>
    public bool Names(int fromEnd, string part) => parts.Length >= fromEnd && parts[^fromEnd] is (var text, true) && text == part;
}

namespace CodexMcp.Core.Configuration;

/// <summary>A URI with <c>{name}</c> in place of single parts of its path (level 1 of RFC 6570). Matched in one pass, with no pattern that could run away.</summary>
public static class UriTemplate
{
    private const int MaxUri = 2_000;

    /// <summary>Whether a text is a URI or a template: a scheme, well-formed names, none twice, none beside another.</summary>
    public static bool IsValid(string template)
    {
        var names = new List<string>();
        var text = template;
        for (var open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{'))
        {
            var close = text.IndexOf('}', open);
            if (close <= open + 1 || (open > 0 && text[open - 1] == '\0') || !ConfigurationName.IsIdentifier(text[(open + 1)..close]) || text[(open + 1)..close] == "uri")
            {
                return false;
            }

            names.Add(text[(open + 1)..close]);
            text = $"{text[..open]}\0{text[(close + 1)..]}";
        }

        return template.Length <= MaxUri && !text.Contains('}') && names.Distinct().Count() == names.Count
            && Uri.TryCreate(text.Replace('\0', 'x'), UriKind.Absolute, out _);
    }

    /// <summary>The names in it, in order.</summary>
    public static IReadOnlyList<string> Names(string template) =>
        [.. template.Split('{').Skip(1).Select(part => part[..part.IndexOf('}')])];

    /// <summary>Gives the parts of a URI by name, or null when it does not fit.</summary>
    public static Dictionary<string, string>? Match(string template, string uri)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var (t, u) = (0, 0);
        while (t < template.Length && uri.Length <= MaxUri)
        {
            if (template[t] != '{')
            {
                if (u == uri.Length || uri[u] != template[t])
                {
                    return null;
                }

                (t, u) = (t + 1, u + 1);
                continue;
            }

            var close = template.IndexOf('}', t);
            var stop = close + 1 < template.Length ? template[close + 1] : '/';
            var end = u;
            while (end < uri.Length && uri[end] != '/' && uri[end] != stop)
            {
                end++;
            }

            if (end == u)
            {
                return null;
            }

            found[template[(t + 1)..close]] = Uri.UnescapeDataString(uri[u..end]);
            (t, u) = (close + 1, end);
        }

        return u == uri.Length ? found : null;
    }
}

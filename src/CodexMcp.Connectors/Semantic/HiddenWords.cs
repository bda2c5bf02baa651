namespace CodexMcp.Connectors.Semantic;

/// <summary>Finds names in prose that a role may not read of. A sentence that holds one is dropped: too little is said rather than too much.</summary>
/// <param name="hidden">The names, whatever their case.</param>
internal sealed class HiddenWords(HashSet<string> hidden)
{
    /// <summary>Whether the text holds one of the names as a whole word.</summary>
    public bool Names(string text)
    {
        if (hidden.Count == 0)
        {
            return false;
        }

        var lookup = hidden.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$'))
            {
                at++;
            }

            if (at > start && lookup.Contains(text.AsSpan(start, at - start)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text, or null when it holds one.</summary>
    public string? Visible(string? text) => text is null || Names(text) ? null : text;

    /// <summary>The text without the sentences that hold one.</summary>
    public string Cut(string text) => Names(text) ? string.Join(". ", text.Split(". ").Where(sentence => !Names(sentence))) : text;

    /// <summary>The texts without those that hold one.</summary>
    public IReadOnlyList<string> Cut(IReadOnlyList<string> texts) => hidden.Count == 0 ? texts : [.. texts.Where(text => !Names(text))];
}

namespace CodexMcp.Core.Untrusted;

/// <summary>What stands near a word: how far its sentence goes, which parts the words there can play, and whether one of them is among them.</summary>
internal static class WordsAround
{
    /// <summary>Whether a "not" stands shortly before the word.</summary>
    internal static bool IsNegated(in PlainWords words, int at, int reach) => (Around(words, Since(words, at, at - reach, Cue.Sentence), at - 1) & Cue.Not) != 0;

    /// <summary>The last word up to <paramref name="to"/> before something new begins.</summary>
    internal static int Until(in PlainWords words, int at, int to, Cue stop)
    {
        var end = at;
        while (end < to && end + 1 < words.Count && (words[end + 1] & stop) == 0)
        {
            end++;
        }

        return end;
    }

    /// <summary>The first word from <paramref name="from"/> on that belongs to the same.</summary>
    internal static int Since(in PlainWords words, int at, int from, Cue stop)
    {
        var first = at;
        while (first > from && first > 0 && (words[first] & stop) == 0)
        {
            first--;
        }

        return first;
    }

    /// <summary>Whether the word is among those from one place to another.</summary>
    internal static bool Finds(in PlainWords words, int from, int to, string word)
    {
        for (var i = Math.Max(0, from); i <= to && i < words.Count; i++)
        {
            if (words.Word(i).SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the two words stand there one behind the other.</summary>
    internal static bool Follows(in PlainWords words, int from, int to, string first, string second)
    {
        for (var i = from; i < to; i++)
        {
            if (words.Word(i).SequenceEqual(first) && words.Word(i + 1).SequenceEqual(second))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All parts that the words from one place to another can play.</summary>
    internal static Cue Around(in PlainWords words, int from, int to)
    {
        var all = Cue.None;
        for (var i = Math.Max(0, from); i <= to && i < words.Count; i++)
        {
            all |= words[i];
        }

        return all;
    }
}

using System.Buffers;

namespace CodexMcp.Core.Untrusted;

/// <summary>Runs of characters that nobody sees are how text is smuggled past a reader: by tags, variation selectors, or bits of zero width.</summary>
internal static class HiddenRuns
{
    /// <summary>So many in a row are no accident of an editor.</summary>
    private const int Many = 6;

    private static readonly SearchValues<char> Suspects = SearchValues.Create("\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\uFEFF\u180E\uDB40\uDB41\uDB42\uDB43");

    /// <summary>Whether a text has such a run. The flags of England, Scotland and Wales are five tags behind a black flag, and their end.</summary>
    public static bool Are(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(Suspects);
        while (at >= 0)
        {
            var (run, i) = (0, at);
            while (i < text.Length && Suspects.Contains(text[i]))
            {
                i += char.IsHighSurrogate(text[i]) ? 2 : 1;
                run++;
            }

            if (run >= Many && !(run == Many && at >= 2 && text[at - 2] == '\uD83C' && text[at - 1] == '\uDFF4'))
            {
                return true;
            }

            var next = i < text.Length ? text[i..].IndexOfAny(Suspects) : -1;
            at = next < 0 ? -1 : i + next;
        }

        return false;
    }
}

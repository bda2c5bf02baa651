using System.Buffers;

namespace CodexMcp.Core.Untrusted;

/// <summary>
/// The words of a text as a model reads them, whatever they were disguised as. Letters are folded, what has no width is gone, and letters that stand apart
/// ("i g n o r e") are one word. One pass, in rented memory.
/// </summary>
internal ref struct PlainWords
{
    private readonly char[] letters;
    private readonly Cue[] cues;
    private readonly Range[] places;

    public PlainWords(ReadOnlySpan<char> text)
    {
        letters = ArrayPool<char>.Shared.Rent(text.Length + 1);
        cues = ArrayPool<Cue>.Shared.Rent((text.Length / 2) + 2);
        places = ArrayPool<Range>.Shared.Rent((text.Length / 2) + 2);
        Read(text);
    }

    /// <summary>How many words there are.</summary>
    public int Count { get; private set; }

    /// <summary>All parts that some word can play.</summary>
    public Cue Present { get; private set; }

    /// <summary>Whether a long word holds an order to ignore instructions without any space.</summary>
    public bool IsSqueezed { get; private set; }

    /// <summary>The parts of a word; none outside the text.</summary>
    public readonly Cue this[int index] => index >= 0 && index < Count ? cues[index] : Cue.None;

    /// <summary>The word itself.</summary>
    public readonly ReadOnlySpan<char> Word(int index) => index >= 0 && index < Count ? letters.AsSpan(places[index]) : default;

    /// <summary>Gives the memory back.</summary>
    public readonly void Dispose()
    {
        ArrayPool<char>.Shared.Return(letters);
        ArrayPool<Cue>.Shared.Return(cues);
        ArrayPool<Range>.Shared.Return(places);
    }

    private void Read(ReadOnlySpan<char> text)
    {
        var (length, start, gap, plain) = (0, 0, 0, 0);
        var single = false; // whether the last word is a letter, or letters that stood apart
        var (begins, lines) = (Cue.None, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var folded = i < text.Length ? LetterFold.At(text, ref i) : LetterFold.Break;
            if (folded > LetterFold.Drop)
            {
                letters[length++] = (char)(folded & ~LetterFold.Digit);
                plain += folded < LetterFold.Digit ? 1 : 0;
                continue;
            }

            if (folded == LetterFold.Drop)
            {
                continue;
            }

            var end = i < text.Length ? text[i] : ' ';
            if (length == start)
            {
                gap++;
                lines += end == '\n' ? 1 : 0;
                begins |= lines > 1 ? Cue.Sentence | Cue.Paragraph : Cue.None;
                continue;
            }

            var one = length - start == 1;
            if (one && single && gap <= 1)
            {
                places[Count - 1] = places[Count - 1].Start..length;
                Judge(Count - 1);
            }
            else
            {
                places[Count] = start..length;
                cues[Count++] = begins;
                if (plain > 0)
                {
                    Judge(Count - 1); // a number is no word
                }
            }

            // A stop behind a single letter ends no sentence, and one inside a word does not either.
            begins = !one && end is '.' or '!' or '?' && i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]) ? Cue.Sentence : Cue.None;
            lines = end == '\n' ? 1 : 0;
            (start, gap, plain, single) = (length, 1, 0, one);
        }
    }

    private void Judge(int index)
    {
        var word = letters.AsSpan(places[index]);
        Present |= cues[index] = (cues[index] & (Cue.Sentence | Cue.Paragraph)) | Cues.Of(word);
        IsSqueezed |= word.Length is >= 14 and <= 80
            && (word.Contains("ignore", StringComparison.Ordinal) || word.Contains("disregard", StringComparison.Ordinal) || word.Contains("forget", StringComparison.Ordinal))
            && (word.Contains("instruction", StringComparison.Ordinal) || word.Contains("prompt", StringComparison.Ordinal));
    }
}

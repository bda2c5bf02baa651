using System.Globalization;

namespace CodexMcp.Connectors.PrPolicy.Diff;

/// <summary>Reads a unified diff of one file as GitHub gives it: hunks without file headers.</summary>
internal static class DiffReader
{
    /// <summary>Gives the changed lines; <paramref name="isWhole"/> is false when the diff ends early or is none.</summary>
    /// <param name="patch">The diff.</param>
    /// <param name="changes">How many lines were added and deleted, as the vendor counts.</param>
    /// <param name="isWhole">Whether every changed line is among them.</param>
    public static List<ChangedLine> Read(string patch, int changes, out bool isWhole)
    {
        var lines = new List<ChangedLine>();
        var (oldLine, newLine, inHunk) = (0, 0, false);
        foreach (var line in patch.Split('\n'))
        {
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                inHunk = Hunk(line, out oldLine, out newLine);
                continue;
            }

            if (!inHunk)
            {
                continue;
            }

            // Of an empty line of context the mark may have been cut off on the way: it counts all the same.
            switch (line.Length == 0 || line == "\r" ? ' ' : line[0])
            {
                case '+':
                    lines.Add(new(newLine++, true, line[1..].TrimEnd('\r')));
                    break;
                case '-':
                    lines.Add(new(oldLine++, false, line[1..].TrimEnd('\r')));
                    break;
                case ' ':
                    oldLine++;
                    newLine++;
                    break;
                default:
                    break; // "\ No newline at end of file"
            }
        }

        // A diff that was cut has fewer changed lines than were counted; so has one that lies.
        isWhole = lines.Count >= changes && !patch.EndsWith('…');
        return lines;
    }

    // @@ -old,count +new,count @@ text
    private static bool Hunk(string line, out int oldLine, out int newLine)
    {
        newLine = 0;
        var parts = line.Split(' ', 4);
        return Start(parts, 1, '-', out oldLine) && Start(parts, 2, '+', out newLine);
    }

    private static bool Start(string[] parts, int at, char mark, out int line)
    {
        line = 0;
        return at < parts.Length && parts[at].StartsWith(mark) && int.TryParse(parts[at][1..].Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out line);
    }
}

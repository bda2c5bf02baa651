namespace CodexMcp.Core.Configuration;

/// <summary>Matches whole names; <c>*</c> stands for any characters, everything else for itself. At worst the product of both lengths, never exponential.</summary>
public static class Glob
{
    /// <summary>Whether the whole name fits the pattern.</summary>
    public static bool IsMatch(string pattern, string name)
    {
        var (p, n) = (0, 0);
        var (star, mark) = (-1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>Whether the pattern is made of <c>[a-z0-9_]</c> and <c>*</c> only.</summary>
    public static bool IsPattern(string pattern)
    {
        foreach (var character in pattern)
        {
            if (character is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '*'))
            {
                return false;
            }
        }

        return pattern.Length is > 0 and <= 64;
    }
}

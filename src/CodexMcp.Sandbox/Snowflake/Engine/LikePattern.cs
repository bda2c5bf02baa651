using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>LIKE and ILIKE without backtracking over more than the last <c>%</c>.</summary>
internal static class LikePattern
{
    private const char Many = '\uFFFE';
    private const char One = '\uFFFF';

    public static bool Matches(string text, string pattern, string? escape, bool ignoreCase)
    {
        pattern = Compile(pattern, escape is { Length: > 0 } ? escape[0] : null);
        if (ignoreCase)
        {
            text = text.ToUpperInvariant();
            pattern = pattern.ToUpperInvariant();
        }

        var (t, p, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Many)
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == One || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == Many)
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static string Compile(string pattern, char? escape)
    {
        var result = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == escape && i + 1 < pattern.Length)
            {
                result.Append(pattern[++i]);
            }
            else
            {
                result.Append(pattern[i] switch { '%' => Many, '_' => One, var c => c });
            }
        }

        return result.ToString();
    }
}

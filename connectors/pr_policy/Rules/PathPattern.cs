using System.Text;
using System.Text.RegularExpressions;

namespace CodexMcp.Connectors.PrPolicy.Rules;

/// <summary>A glob over paths: <c>*</c> and <c>?</c> stay within one part, <c>**</c> goes over parts. Matched in linear time, whatever the path is.</summary>
internal sealed class PathPattern
{
    private readonly Regex regex;

    private PathPattern(Regex regex) => this.regex = regex;

    public static PathPattern[] ParseAll(IEnumerable<string> globs) => [.. globs.Select(Parse)];

    public static PathPattern Parse(string glob)
    {
        var pattern = new StringBuilder("\\A");
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob[i] == '*' && i + 1 < glob.Length && glob[i + 1] == '*')
            {
                i++;
                if (i + 1 < glob.Length && glob[i + 1] == '/')
                {
                    i++;
                    pattern.Append("(?:.*/)?");
                }
                else
                {
                    pattern.Append(".*");
                }
            }
            else
            {
                pattern.Append(glob[i] switch { '*' => "[^/]*", '?' => "[^/]", var other => Regex.Escape(other.ToString()) });
            }
        }

        return new(new(pattern.Append("\\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline));
    }

    public bool Fits(string path) => regex.IsMatch(path);
}

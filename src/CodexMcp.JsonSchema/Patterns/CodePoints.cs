using System.Globalization;
using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>A set of Unicode code points, and the .NET pattern that matches one of them in UTF-16.</summary>
/// <remarks>Surrogates never match by themselves: half pairs in the text are replaced before matching.</remarks>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;
    private readonly List<(int First, int Last)> _ranges = [];

    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    public CodePoints Add(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    public CodePoints Add(CodePoints other)
    {
        _ranges.AddRange(other._ranges);
        return this;
    }

    public CodePoints Complement()
    {
        Normalize();
        var complement = new CodePoints();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
            {
                complement.Add(next, first - 1);
            }

            next = last + 1;
        }

        return next <= Last ? complement.Add(next, Last) : complement;
    }

    /// <summary>Whether a sorted set, as read from the property file, holds a code point.</summary>
    public bool Contains(int codePoint)
    {
        var low = 0;
        var high = _ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (codePoint > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the pattern.</summary>
    public void Write(StringBuilder pattern)
    {
        Normalize();
        var alternatives = new List<string>();
        var basic = new StringBuilder();
        foreach (var (first, last) in _ranges)
        {
            AppendRange(basic, first, Math.Min(last, 0xD7FF));
            AppendRange(basic, Math.Max(first, 0xE000), Math.Min(last, 0xFFFF));
        }

        if (basic.Length > 0)
        {
            alternatives.Add(_ranges is [var (only, end)] && only == end ? basic.ToString() : $"[{basic}]");
        }

        foreach (var (first, last) in _ranges)
        {
            AddPairs(alternatives, Math.Max(first, 0x10000), last);
        }

        _ = alternatives.Count switch
        {
            0 => pattern.Append(@"[^\s\S]"), // nothing
            1 when basic.Length > 0 => pattern.Append(alternatives[0]),
            _ => pattern.Append("(?:").AppendJoin('|', alternatives).Append(')'),
        };
    }

    /// <summary>Sorts the ranges and joins those that touch.</summary>
    public CodePoints Normalize()
    {
        _ranges.Sort(static (left, right) => left.First != right.First ? left.First.CompareTo(right.First) : left.Last.CompareTo(right.Last));
        var kept = 0;
        for (var i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[i].First <= _ranges[kept].Last + 1)
            {
                _ranges[kept] = (_ranges[kept].First, Math.Max(_ranges[kept].Last, _ranges[i].Last));
            }
            else
            {
                _ranges[++kept] = _ranges[i];
            }
        }

        if (_ranges.Count > 0)
        {
            _ranges.RemoveRange(kept + 1, _ranges.Count - kept - 1);
        }

        return this;
    }

    /// <summary>Code points beyond U+FFFF as pairs: a rest of the first high half, whole high halves, a rest of the last.</summary>
    private static void AddPairs(List<string> alternatives, int first, int last)
    {
        while (first <= last)
        {
            var high = High(first);
            if (Low(first) == 0xDC00 && High(last) > high)
            {
                var lastWhole = Low(last) == 0xDFFF ? High(last) : High(last) - 1;
                alternatives.Add($"{Class(high, lastWhole)}{Class(0xDC00, 0xDFFF)}");
                first = ((lastWhole - 0xD800 + 1) << 10) + 0x10000;
            }
            else
            {
                var end = High(last) == high ? last : ((high - 0xD800 + 1) << 10) + 0xFFFF;
                alternatives.Add($"{Class(high, high)}{Class(Low(first), Low(end))}");
                first = end + 1;
            }
        }
    }

    private static int High(int codePoint) => 0xD800 + ((codePoint - 0x10000) >> 10);

    private static int Low(int codePoint) => 0xDC00 + ((codePoint - 0x10000) & 0x3FF);

    private static string Class(int first, int last)
    {
        var range = new StringBuilder();
        AppendRange(range, first, last);
        return first == last ? range.ToString() : $"[{range}]";
    }

    private static void AppendRange(StringBuilder pattern, int first, int last)
    {
        if (first <= last)
        {
            AppendUnit(pattern, first);
            if (first < last)
            {
                AppendUnit(pattern.Append('-'), last);
            }
        }
    }

    private static void AppendUnit(StringBuilder pattern, int unit) => _ = unit < 0x80 && char.IsAsciiLetterOrDigit((char)unit)
        ? pattern.Append((char)unit)
        : pattern.Append(CultureInfo.InvariantCulture, $"\\u{unit:X4}");
}

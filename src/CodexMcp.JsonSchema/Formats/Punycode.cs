using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>Punycode, RFC 3492.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int Min = 1;
    private const int Max = 26;
    private const int MaxLength = 63;

    public static bool TryDecode(ReadOnlySpan<char> text, out List<int> points)
    {
        points = [];
        var dash = text.LastIndexOf('-');
        foreach (var c in text[..Math.Max(0, dash)])
        {
            points.Add(char.ToLowerInvariant(c));
        }

        var (point, index, bias) = (128, 0L, 72);
        for (var i = dash + 1; i < text.Length;)
        {
            var start = index;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                if (i >= text.Length || Digit(text[i++]) is not (>= 0 and var digit))
                {
                    return false;
                }

                index += digit * weight;
                var threshold = Math.Clamp(k - bias, Min, Max);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
                if (index > int.MaxValue || weight > int.MaxValue)
                {
                    return false;
                }
            }

            bias = Adapt(index - start, points.Count + 1, start == 0);
            var next = point + index / (points.Count + 1);
            if (next > 0x10FFFF || next is >= 0xD800 and <= 0xDFFF || points.Count >= MaxLength)
            {
                return false;
            }

            point = (int)next;
            index %= points.Count + 1;
            points.Insert((int)index++, point);
        }

        return points.Count > 0;
    }

    public static string Encode(List<int> points)
    {
        var text = new StringBuilder();
        foreach (var basic in points.Where(candidate => candidate < 128))
        {
            text.Append((char)basic);
        }

        var handled = text.Length;
        var basics = handled;
        if (basics > 0)
        {
            text.Append('-');
        }

        var (point, delta, bias) = (128, 0L, 72);
        while (handled < points.Count)
        {
            var current = point;
            var next = points.Where(candidate => candidate >= current).Min();
            delta += (long)(next - point) * (handled + 1);
            point = next;
            foreach (var candidate in points)
            {
                delta += candidate < point ? 1 : 0;
                if (candidate == point)
                {
                    AppendNumber(text, delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basics);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            point++;
        }

        return text.ToString();
    }

    private static void AppendNumber(StringBuilder text, long number, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Math.Clamp(k - bias, Min, Max);
            if (number < threshold)
            {
                text.Append(Letter(number));
                return;
            }

            text.Append(Letter(threshold + (number - threshold) % (Base - threshold)));
            number = (number - threshold) / (Base - threshold);
        }
    }

    private static int Adapt(long delta, int count, bool first)
    {
        delta /= first ? 700 : 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - Min) * Max / 2; k += Base)
        {
            delta /= Base - Min;
        }

        return (int)(k + (Base - Min + 1) * delta / (delta + 38));
    }

    private static int Digit(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };

    private static char Letter(long digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}

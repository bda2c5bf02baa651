using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Text functions. Patterns run in linear time: LIKE by hand, regular expressions without backtracking.</summary>
internal static partial class ScalarFunctions
{
    private static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(2);

    private static string Bounded(long length, Func<string> make) => length <= MaxText
        ? make()
        : throw new SnowflakeException("100078", "22000", "String is too long and would be truncated");

    private static string Substring(string text, long start, long length)
    {
        if (start < 0)
        {
            start = Math.Max(text.Length + start, -1) + 1;
        }

        start = Math.Max(start, 1);
        return start > text.Length || length <= 0 ? "" : text.Substring((int)start - 1, (int)Math.Min(length, text.Length - start + 1));
    }

    private static void Texts(FunctionHost host)
    {
        host.Strict("sf_upper", 1, a => a.Text(0).ToUpperInvariant());
        host.Strict("sf_lower", 1, a => a.Text(0).ToLowerInvariant());
        host.Strict("sf_initcap", 1, a => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(a.Text(0).ToLowerInvariant()));
        Trim(host, "sf_trim_both", static (text, set) => text.Trim(set));
        Trim(host, "sf_trim_left", static (text, set) => text.TrimStart(set));
        Trim(host, "sf_trim_right", static (text, set) => text.TrimEnd(set));
        host.Strict("sf_octets", 1, a => Encoding.UTF8.GetByteCount(a.Text(0)));
        host.Strict("sf_reverse", 1, a => new string([.. a.Text(0).Reverse()]));
        host.Strict("sf_translate", 3, a =>
        {
            var (from, to) = (a.Text(1), a.Text(2));
            return string.Concat(a.Text(0).Select(c => from.IndexOf(c) is var at && at < 0 ? c.ToString() : at < to.Length ? to[at].ToString() : ""));
        });
        host.Strict("sf_contains", 2, a => a.Text(0).Contains(a.Text(1), StringComparison.Ordinal));
        host.Strict("sf_starts", 2, a => a.Text(0).StartsWith(a.Text(1), StringComparison.Ordinal));
        host.Strict("sf_ends", 2, a => a.Text(0).EndsWith(a.Text(1), StringComparison.Ordinal));
        host.Strict("sf_substr", 2, a => Substring(a.Text(0), a.Long(1), MaxText));
        host.Strict("sf_substr", 3, a => Substring(a.Text(0), a.Long(1), a.Long(2)));
        host.Strict("sf_left", 2, a => Substring(a.Text(0), 1, a.Long(1)));
        host.Strict("sf_right", 2, a => a.Long(1) <= 0 ? "" : a.Text(0) is var text && a.Long(1) >= text.Length ? text : text[^a.Int(1)..]);
        host.Strict("sf_repeat", 2, a => a.Long(1) <= 0 ? "" : Bounded(a.Text(0).Length * Math.Min(a.Long(1), MaxText + 1), () => new StringBuilder().Insert(0, a.Text(0), a.Int(1)).ToString()));
        host.Strict("sf_pad", 4, a => Pad(a.Text(0), a.Long(1), a.Text(2), a.Flag(3)));
        host.Strict("sf_position", 3, a => a.Long(2) < 1 || a.Long(2) > a.Text(1).Length + 1 ? 0 : a.Text(1).IndexOf(a.Text(0), a.Int(2) - 1, StringComparison.Ordinal) + 1);
        host.Strict("sf_split_part", 3, a =>
        {
            var parts = a.Text(1).Length == 0 ? [a.Text(0)] : a.Text(0).Split(a.Text(1));
            var at = a.Int(2) > 0 ? a.Int(2) - 1 : a.Int(2) == 0 ? 0 : parts.Length + a.Int(2);
            return at >= 0 && at < parts.Length ? parts[at] : "";
        });
        host.Strict("sf_split", 2, a => JsonText(writer =>
        {
            writer.WriteStartArray();
            foreach (var part in a.Text(1).Length == 0 ? [a.Text(0)] : a.Text(0).Split(a.Text(1)))
            {
                writer.WriteStringValue(part);
            }

            writer.WriteEndArray();
        }));
        host.Strict("sf_strtok", 3, a =>
        {
            var parts = a.Text(0).Split(a.Text(1).ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
            return a.Int(2) >= 1 && a.Int(2) <= parts.Length ? parts[a.Int(2) - 1] : null;
        });
        host.Strict("sf_ascii", 1, a => a.Text(0) is { Length: > 0 } text ? text[0] : 0);
        host.Strict("sf_digest", 2, a => Digest(a.Text(0), Encoding.UTF8.GetBytes(a.Text(1))));
        host.Scalar("sf_like", 4, a => a.IsNull(0) || a.IsNull(1) ? null : LikePattern.Matches(a.Text(0), a.Text(1), a.IsNull(2) ? null : a.Text(2), a.Flag(3)));
        host.Strict("sf_regexp_like", 3, a => Regex($"^(?:{a.Text(1)})$", a.Text(2) + "s").IsMatch(a.Text(0)));
        host.Strict("sf_regexp_replace", 3, a => Regex(a.Text(1), "").Replace(a.Text(0), Replacement(a.Text(2))));
        host.Strict("sf_regexp_count", 2, a => Regex(a.Text(1), "").Count(a.Text(0)));
        host.Strict("sf_regexp_substr", 6, a =>
        {
            var matches = Regex(a.Text(1), a.Text(4)).Matches(a.Text(0), Math.Clamp(a.Int(2) - 1, 0, a.Text(0).Length));
            var at = a.Int(3) - 1;
            if (at < 0 || at >= matches.Count)
            {
                return null;
            }

            var group = matches[at].Groups[a.Int(5)];
            return group.Success ? group.Value : null;
        });
    }

    private static void Trim(FunctionHost host, string name, Func<string, char[], string> trim)
    {
        host.Strict(name, 1, a => trim(a.Text(0), [' ']));
        host.Strict(name, 2, a => trim(a.Text(0), a.Text(1).ToCharArray()));
    }

    private static string Pad(string text, long length, string pad, bool left)
    {
        if (length <= text.Length)
        {
            return length <= 0 ? "" : text[..(int)length];
        }

        return Bounded(length, () =>
        {
            if (pad.Length == 0)
            {
                return text;
            }

            var missing = (int)length - text.Length;
            var fill = new StringBuilder().Insert(0, pad, (missing / pad.Length) + 1).ToString()[..missing];
            return left ? fill + text : text + fill;
        });
    }

    private static string Digest(string name, byte[] bytes)
    {
#pragma warning disable CA5350, CA5351 // Snowflake's MD5() and SHA1() are what an analyst asks for; nothing is protected by them.
        var hash = name switch
        {
            "MD5" or "MD5_HEX" => MD5.HashData(bytes),
            "SHA1" => SHA1.HashData(bytes),
            _ => SHA256.HashData(bytes),
        };
#pragma warning restore CA5350, CA5351
        return System.Convert.ToHexStringLower(hash);
    }

    /// <summary>Snowflake writes groups as \1, .NET as $1.</summary>
    private static string Replacement(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                result.Append("${").Append(text[++i]).Append('}');
            }
            else
            {
                result.Append(text[i] == '$' ? "$$" : text[i].ToString());
            }
        }

        return result.ToString();
    }

    [ThreadStatic]
    private static (string Pattern, string Flags, Regex Regex)? _lastRegex;

    private static Regex Regex(string pattern, string flags)
    {
        if (_lastRegex is { } last && last.Pattern == pattern && last.Flags == flags)
        {
            return last.Regex;
        }

        var options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
        options |= flags.Contains('i') ? RegexOptions.IgnoreCase : 0;
        options |= flags.Contains('s') ? RegexOptions.Singleline : 0;
        options |= flags.Contains('m') ? RegexOptions.Multiline : 0;
        try
        {
            var regex = new Regex(pattern, options, RegexLimit);
            _lastRegex = (pattern, flags, regex);
            return regex;
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            throw new SnowflakeException("100048", "2201B", $"Invalid regular expression: '{pattern}'");
        }
    }

    private static readonly JsonWriterOptions RelaxedJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string JsonText(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, RelaxedJson))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

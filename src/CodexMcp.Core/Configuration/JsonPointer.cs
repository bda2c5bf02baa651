using System.Text;

namespace CodexMcp.Core.Configuration;

/// <summary>RFC 6901 pointers, read and shown.</summary>
internal static class JsonPointer
{
    internal static string[] Split(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        var segments = pointer[1..].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = segments[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return segments;
    }

    internal static string Append(string pointer, string segment) =>
        $"{pointer}/{segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>Gives a pointer as people write it: <c>tools.connectors.snowflake.enabled_tools[0]</c>.</summary>
    internal static string Show(IEnumerable<string> segments)
    {
        var shown = new StringBuilder();
        foreach (var segment in segments)
        {
            if (int.TryParse(segment, out _))
            {
                shown.Append('[').Append(segment).Append(']');
            }
            else
            {
                shown.Append(shown.Length > 0 ? "." : "").Append(ShownText.Escape(segment));
            }
        }

        return shown.ToString();
    }
}

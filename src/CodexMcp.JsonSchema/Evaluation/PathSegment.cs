using System.Globalization;
using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>One step into a value: a property's name, or an item's index.</summary>
internal readonly record struct PathSegment(string? Name, int Index)
{
    /// <summary>The RFC 6901 pointer for a path.</summary>
    public static string Pointer(List<PathSegment> path)
    {
        if (path.Count == 0)
        {
            return "";
        }

        var pointer = new StringBuilder();
        foreach (var segment in path)
        {
            pointer.Append('/');
            if (segment.Name is null)
            {
                pointer.Append(CultureInfo.InvariantCulture, $"{segment.Index}");
            }
            else
            {
                AppendEscaped(pointer, segment.Name);
            }
        }

        return pointer.ToString();
    }

    public static void AppendEscaped(StringBuilder pointer, string token)
    {
        foreach (var c in token)
        {
            _ = c switch
            {
                '~' => pointer.Append("~0"),
                '/' => pointer.Append("~1"),
                _ => pointer.Append(c),
            };
        }
    }
}

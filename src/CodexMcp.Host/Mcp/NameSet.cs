using System.Text;
using System.Text.Json;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// The names seen in each open object of one line. Kept between lines, so that a usual line costs no allocation; an object with
/// many names moves to a hash set, so that a wide one can't cost quadratic time.
/// </summary>
internal sealed class NameSet
{
    private const int Linear = 16;
    private readonly List<string> seen = [];
    private readonly Stack<(int Start, HashSet<string>? Wide)> open = new();
    private int start;
    private HashSet<string>? wide;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        seen.Clear();
        open.Clear();
        start = 0;
        wide = null;
    }

    /// <summary>An object begins.</summary>
    public void Enter()
    {
        open.Push((start, wide));
        start = seen.Count;
        wide = null;
    }

    /// <summary>An object ends.</summary>
    public void Leave()
    {
        seen.RemoveRange(start, seen.Count - start);
        (start, wide) = open.Pop();
    }

    /// <summary>Adds the name that the reader stands on; false when its object has it already.</summary>
    public bool Add(ref Utf8JsonReader reader)
    {
        if (wide is null && seen.Count - start < Linear)
        {
            for (var i = start; i < seen.Count; i++)
            {
                if (reader.ValueTextEquals(seen[i]))
                {
                    return false;
                }
            }

            seen.Add(Name(ref reader));
            return true;
        }

        wide ??= new(seen.GetRange(start, seen.Count - start), StringComparer.Ordinal);
        return wide.Add(Name(ref reader));
    }

    /// <summary>The names of the protocol are written in every line: they are not made anew each time.</summary>
    private static string Name(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            foreach (var (bytes, text) in Known)
            {
                if (reader.ValueSpan.SequenceEqual(bytes))
                {
                    return text;
                }
            }

            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        return reader.GetString()!;
    }

    private static readonly (byte[] Bytes, string Text)[] Known =
    [
        .. new[] { "jsonrpc", "id", "method", "params", "name", "arguments", "_meta", "progressToken", "sql",
                "io.modelcontextprotocol/protocolVersion", "io.modelcontextprotocol/clientInfo", "io.modelcontextprotocol/clientCapabilities", "version" }
            .Select(name => (Encoding.UTF8.GetBytes(name), name)),
    ];
}

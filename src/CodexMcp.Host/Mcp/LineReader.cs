namespace CodexMcp.Host.Mcp;

/// <summary>Cuts a stream into lines with bounded memory: of a line over the cap only its length is kept.</summary>
internal sealed class LineReader(Stream input, int cap)
{
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private bool ended;

    /// <summary>Whether the line just read was over the cap; its bytes were thrown away.</summary>
    public bool TooLong { get; private set; }

    /// <summary>
    /// Reads the next line without its line end; it stays valid until the next call. A last line without an end counts.
    /// </summary>
    /// <returns>False at the end of the stream.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        TooLong = false;
        var searched = start;
        while (true)
        {
            var at = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = Trim(buffer.AsMemory(start, searched + at - start));
                start = searched + at + 1;
                return true;
            }

            if (ended)
            {
                line = Trim(buffer.AsMemory(start, end - start));
                start = end;
                return TooLong || line.Length > 0;
            }

            searched = Fill();
        }
    }

    /// <summary>Reads more bytes; returns where to search on.</summary>
    private int Fill()
    {
        if (end - start > cap)
        {
            TooLong = true;
            start = end = 0;
        }
        else if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, Math.Min(buffer.Length * 2, cap + 16 * 1024));
        }

        var searched = end;
        var count = input.Read(buffer, end, buffer.Length - end);
        end += count;
        ended = count == 0;
        return searched;
    }

    private ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        if (TooLong)
        {
            return default;
        }

        if (line.Length > cap)
        {
            TooLong = true;
            return default;
        }

        var span = line.Span;
        var from = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var to = span.Length;
        while (to > from && span[to - 1] is (byte)'\r' or (byte)' ' or (byte)'\t')
        {
            to--;
        }

        return line[from..to];
    }
}

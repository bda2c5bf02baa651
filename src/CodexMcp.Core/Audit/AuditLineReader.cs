namespace CodexMcp.Core.Audit;

/// <summary>Reads a file line by line in bounded memory: a line longer than any record is cut, and its rest skipped.</summary>
internal sealed class AuditLineReader(IAuditFile file, long start = 0)
{
    /// <summary>The longest line that is kept: the largest record that options allow, with room to spare.</summary>
    public const int MaxLine = 2 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;
    private long _read = start;

    /// <summary>Where in the file the last line started.</summary>
    public long Start { get; private set; } = start;

    /// <summary>Where in the file the last line ended, its newline included.</summary>
    public long End { get; private set; } = start;

    /// <summary>The last line's number, from 1 where the reading began.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the last line had a newline and was not too long.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether the last line was longer than any record.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Gives the next line without its newline; false at the end. The bytes are valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        (Start, IsWhole, IsTooLong) = (End, false, false);
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var length = searched + newline;
                line = _buffer.AsSpan(_from, length);
                _from += length + 1;
                End += length + 1;
                Number++;
                IsWhole = !IsTooLong;
                return true;
            }
            searched = _to - _from;
            if (searched >= MaxLine)
            {
                IsTooLong = true;
                End += searched;
                _from = _to = searched = 0;
            }
            if (!Fill())
            {
                line = _buffer.AsSpan(_from, searched);
                End += searched;
                _from = _to;
                if (End == Start)
                {
                    return false;
                }
                Number++;
                return true;
            }
        }
    }

    private bool Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }
        if (_to == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = file.Read(_buffer.AsSpan(_to), _read);
        _to += read;
        _read += read;
        return read > 0;
    }
}

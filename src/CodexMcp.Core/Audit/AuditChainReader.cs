using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>Takes each sound record of a chain, in order; the bytes are valid during the call.</summary>
internal delegate void AuditRecordVisitor(string file, long line, ReadOnlySpan<byte> bytes, AuditLineParts parts);

/// <summary>Walks one chain from its origin to its end in constant memory, and stops at the first thing that is wrong. Never throws.</summary>
internal sealed class AuditChainReader(IAuditDisk disk, string chain, AuditRecordVisitor? visit = null)
{
    internal const string Keep = "Keep a copy of the folder as it is, then compare it with a backup and with the heads kept elsewhere.";
    private readonly byte[] _hash = AuditLine.Zeros.ToArray();
    private readonly byte[] _time = new byte[27];
    private string _file = "";
    private long _line;
    private AuditHead? _head;
    private bool _headEmpty;
    private bool _headMet;

    /// <summary>The number of files found from the first on.</summary>
    public int Files { get; private set; }

    /// <summary>The last sound record's number.</summary>
    public long Seq { get; private set; }

    /// <summary>The last sound record's hash.</summary>
    public string Hash => Encoding.ASCII.GetString(_hash);

    /// <summary>When the last sound record was written.</summary>
    public DateTimeOffset? LastTime =>
        DateTimeOffset.TryParse(Encoding.ASCII.GetString(_time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Whether the last record ends the chain in good order.</summary>
    public bool Closed { get; private set; }

    /// <summary>The bytes of a last line that a crash left unfinished.</summary>
    public long TornBytes { get; private set; }

    /// <summary>The first thing that is wrong, or null.</summary>
    public AuditProblem? Problem { get; private set; }

    /// <summary>Reads the whole chain.</summary>
    public AuditChainReader Read()
    {
        _file = AuditFileNames.Records(chain, 1);
        try
        {
            // The head first: a living process may write more meanwhile, but never less.
            if (ReadHead() && ReadFiles())
            {
                JudgeEnd();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = new AuditProblem(_file, _line, Seq + 1, $"can't be read: {e.Message}", "Give this user the right to read the folder, then verify again.");
        }
        return this;
    }

    private bool ReadHead()
    {
        using var file = disk.OpenRead(AuditFileNames.Head(chain));
        var bytes = new byte[AuditHead.Size + 1];
        var length = file?.Read(bytes, 0) ?? -1;
        _headEmpty = length == 0;
        _head = length > 0 ? AuditHead.Parse(bytes.AsSpan(0, length)) : null;
        if (_head is null && !_headEmpty)
        {
            _file = AuditFileNames.Head(chain);
            return Bad(length < 0 ? "is missing: the end of its chain can't be told" : "is not a head as the host writes it: it has been edited", 0);
        }
        return true;
    }

    private bool ReadFiles()
    {
        var next = disk.OpenRead(_file);
        while (next is not null)
        {
            using var file = next;
            Files++;
            next = disk.OpenRead(AuditFileNames.Records(chain, Files + 1));
            if (!ReadFile(file, next))
            {
                next?.Dispose();
                return false;
            }
        }
        return true;
    }

    private bool ReadFile(IAuditFile file, IAuditFile? next)
    {
        var previous = _file;
        _file = AuditFileNames.Records(chain, Files);
        var limit = long.MaxValue;
        if (next is not null && LeftBehind(next) is { } left)
        {
            limit = Math.Max(0, file.Length - left.Bytes);
            if (AuditFileEnd.Rest(file, limit) != left)
            {
                return Bad("does not end with the bytes that a failed write left and the next file names", 0);
            }
        }
        var reader = new AuditLineReader(file);
        while (reader.End < limit && reader.Next(out var line))
        {
            _line = reader.Number;
            if (!reader.IsWhole)
            {
                return next is null && !reader.IsTooLong && IsTorn(line) ? Torn(line.Length) : Bad("is cut, or is not an audit record");
            }
            if (!Judge(line, previous))
            {
                return false;
            }
        }
        return true;
    }

    private bool Judge(ReadOnlySpan<byte> line, string previous)
    {
        if (AuditLine.Read(line, out var parts) is { } what)
        {
            return Bad(what);
        }
        if (parts.Seq != Seq + 1)
        {
            return Bad(parts.Seq > Seq
                ? $"has seq {parts.Seq} where {Seq + 1} belongs: what was between has been cut or moved"
                : $"has seq {parts.Seq} again: it has been repeated or moved");
        }
        if (!parts.Prev.SequenceEqual(_hash))
        {
            return Bad("does not follow from the record before it: one of them has been replaced");
        }
        if (Closed)
        {
            return Bad("stands behind the end of its chain");
        }
        if (_line == 1 && Origin(line, parts, previous) is { } wrong)
        {
            return Bad(wrong);
        }
        (Seq, Closed) = (parts.Seq, parts.Event.SequenceEqual("audit.closed"u8));
        parts.Hash.CopyTo(_hash);
        parts.Time.CopyTo(_time);
        if (Seq == _head?.Seq)
        {
            _headMet = _head.File == Files && _head.Hash == Hash && (!_head.Closed || Closed);
        }
        visit?.Invoke(_file, _line, line, parts);
        return true;
    }

    /// <summary>What is wrong with a file's first record, which says where the file belongs.</summary>
    private string? Origin(ReadOnlySpan<byte> line, AuditLineParts parts, string previous)
    {
        if (Files == 1)
        {
            return parts.Event.SequenceEqual("audit.opened"u8) && Detail(line, "chain") == chain ? null : "does not open the chain of its file's name";
        }
        return parts.Event.SequenceEqual("audit.continued"u8) && Detail(line, "file") == previous ? null : $"does not go on from '{previous}'";
    }

    private void JudgeEnd()
    {
        if (_head is null)
        {
            // The head gets its first content after the first record: an empty one goes with one record at most.
            if (Seq > 1 || Files > 1)
            {
                _file = AuditFileNames.Head(chain);
                Bad("is empty though its chain has records: it has been edited", 0);
            }
            return;
        }
        if (_head.Seq > Seq)
        {
            _line++;
            Bad(Seq < _head.Synced
                ? $"misses the records {Seq + 1} to {_head.Seq}, which the head names: the end has been cut"
                : $"misses the records {Seq + 1} to {_head.Seq}, which the head names: cut, or lost with the machine's power before they were synced");
            return;
        }
        if (!_headMet)
        {
            _file = AuditFileNames.Head(chain);
            Bad("does not fit the records: one of them has been edited", 0);
        }
    }

    private bool Torn(int length)
    {
        if (_head?.Seq > Seq)
        {
            return Bad("is cut, though the head names it");
        }
        TornBytes = length;
        return true;
    }

    // What a crash leaves is the start of the next record, or, after a loss of power, blocks that were never written.
    private bool IsTorn(ReadOnlySpan<byte> line)
    {
        var expected = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{Seq + 1},\"time\":\""));
        var length = Math.Min(line.Length, expected.Length);
        return !Closed && (line[..length].SequenceEqual(expected.AsSpan(0, length)) || !line.ContainsAnyExcept((byte)0));
    }

    private bool Bad(string what, long? line = null)
    {
        Problem = new AuditProblem(_file, line ?? _line, line is null ? Seq + 1 : 0, what, Keep);
        return false;
    }

    private static (long Bytes, string Hash)? LeftBehind(IAuditFile next)
    {
        var reader = new AuditLineReader(next);
        if (!reader.Next(out var line) || !reader.IsWhole || AuditLine.Read(line, out var parts) is not null
            || !parts.Event.SequenceEqual("audit.continued"u8))
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(line.ToArray());
            return document.RootElement.TryGetProperty("details", out var details) && details.TryGetProperty("left_bytes", out var bytes)
                ? (bytes.GetInt64(), details.GetProperty("left_sha256").GetString()!)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Detail(ReadOnlySpan<byte> line, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(line.ToArray());
            return document.RootElement.GetProperty("details").GetProperty(name).GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}

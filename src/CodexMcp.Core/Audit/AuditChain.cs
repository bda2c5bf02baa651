using System.Text;
using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>
/// The chain that this process writes: puts records on it in batches, each batch with one write, records first and head second. Only the
/// leader of <see cref="AuditLog"/> calls it, but for <see cref="Sync"/>, which runs beside the writing.
/// </summary>
internal sealed class AuditChain(IAuditDisk disk, AuditLogOptions options, TimeProvider clock) : IDisposable
{
    private const int BatchBytes = 1024 * 1024;
    private const int AnchoredChains = 16;
    private readonly Lock _state = new();
    private readonly AuditRecordWriter _own = new();
    private readonly byte[] _head = AuditHead.NewBuffer();
    private readonly byte[] _hash = new byte[64];
    private readonly byte[] _hashBefore = new byte[64];
    private readonly List<IDisposable> _abandonedLocks = [];
    private readonly HashSet<int> _failedGenerations = [];
    private byte[] _out = new byte[4096];
    private int _outLength;
    private long _seqBefore;
    private IDisposable? _lock;
    private IAuditFile? _headFile;
    private IAuditFile? _file;
    private string _fileName = "";
    private int _number;
    private int _generation;
    private long _seq;
    private long _synced;
    private long _offset;
    private DateOnly _date;
    private bool _folderSynced;
    private bool _suspect;

    /// <summary>The chain's name, or null before the first record.</summary>
    public string? Name { get; private set; }

    /// <summary>Writes the slots' records; each slot gets its generation or its error. Throws nothing.</summary>
    public void Write(List<AuditSlot> slots)
    {
        var start = 0;
        while (start < slots.Count)
        {
            var end = start;
            try
            {
                Ready();
                Begin();
                for (; end < slots.Count && _outLength < BatchBytes; end++)
                {
                    Put(slots[end].Record.Members);
                }
                Flush(closed: false);
                for (var i = start; i < end; i++)
                {
                    slots[i].Generation = _generation;
                }
            }
            catch (Exception e)
            {
                // Whatever it was: an entry that is not known to be kept is refused, and the leader must go on.
                end = Math.Max(end, start + 1);
                for (var i = start; i < end; i++)
                {
                    slots[i].Error = Unavailable(e);
                }
            }
            start = end;
        }
    }

    /// <summary>
    /// Syncs what has been written; gives null, or why it failed. Waiters of another generation were synced when their file was left,
    /// or stand in the failed ones: ask <see cref="Failed"/>.
    /// </summary>
    public Exception? Sync()
    {
        IAuditFile file;
        int generation;
        long seq;
        bool folder;
        lock (_state)
        {
            if (_file is null)
            {
                return null;
            }
            (file, generation, seq, folder) = (_file, _generation, _seq, !_folderSynced);
        }
        try
        {
            file.Sync();
            if (folder)
            {
                disk.SyncFolder();
            }
        }
        catch (ObjectDisposedException)
        {
            return null; // The writer went on to the next file meanwhile, and synced this one before.
        }
        catch (Exception e) when (IsFault(e))
        {
            lock (_state)
            {
                _failedGenerations.Add(generation);
                _suspect |= generation == _generation;
            }
            return Unavailable(e);
        }
        lock (_state)
        {
            _synced = Math.Max(_synced, seq);
            _folderSynced |= folder && generation == _generation;
        }
        return null;
    }

    /// <summary>Whether what a generation's file held can't be counted on: after a failed fsync nobody knows what reached the disk.</summary>
    public bool Failed(int generation)
    {
        lock (_state)
        {
            return _failedGenerations.Contains(generation);
        }
    }

    /// <summary>Ends the chain in good order, when there is one.</summary>
    public void Close()
    {
        if (_file is null)
        {
            return;
        }
        try
        {
            Ready();
            Begin();
            PutOwn(AuditEvents.Closed, null);
            Flush(closed: true);
            SyncOrThrow();
            disk.Delete(AuditFileNames.Lock(Name!));
        }
        catch (Exception e) when (IsFault(e) || e is AuditUnavailableException)
        {
            throw e as AuditUnavailableException ?? Unavailable(e);
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Drop();
        _lock?.Dispose();
        _lock = null;
        _abandonedLocks.ForEach(held => held.Dispose());
        _abandonedLocks.Clear();
        _own.Dispose();
    }

    // .NET tells EFBIG (a file size limit reached) as an ArgumentOutOfRangeException.
    private static bool IsFault(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException or ArgumentException;

    private AuditUnavailableException Unavailable(Exception e) => e is AuditUnavailableException known ? new(known.Message, known) : new(
        $"The audit trail in '{options.Folder}' can't be written: {e.Message} Free space or restore the folder and its rights, then repeat the call.", e);

    /// <summary>Makes sure that there is a file to write to, and that it is sound, not full and of today.</summary>
    private void Ready()
    {
        var now = clock.GetUtcNow();
        if (_file is null)
        {
            Open(now, abandoned: null);
        }
        else if (_suspect)
        {
            Repair(now);
        }
        else if (_offset >= options.MaxFileBytes || DateOnly.FromDateTime(now.UtcDateTime) > _date)
        {
            SyncOrThrow();
            Continue(now, leftover: null);
        }
    }

    private void Open(DateTimeOffset now, Action<Utf8JsonWriter>? abandoned)
    {
        disk.CreateFolder();
        var name = AuditFileNames.NewChain(now);
        try
        {
            // The lock comes first: nobody ever sees records of a living chain without it.
            _lock = disk.TryLock(AuditFileNames.Lock(name), create: true)
                ?? throw new IOException($"The lock of the new chain '{name}' is held by another process.");
            _headFile = disk.Create(AuditFileNames.Head(name));
            Name = name;
            _seq = _synced = 0;
            AuditLine.Zeros.CopyTo(_hash);
            StartFile(now, 1, AuditEvents.Opened, json => Origin(json, name, now, abandoned));
        }
        catch
        {
            Drop();
            disk.Delete(AuditFileNames.Records(name, 1));
            disk.Delete(AuditFileNames.Head(name));
            disk.Delete(AuditFileNames.Lock(name));
            _lock?.Dispose();
            _lock = null;
            Name = null;
            throw;
        }
    }

    private void Origin(Utf8JsonWriter json, string name, DateTimeOffset now, Action<Utf8JsonWriter>? abandoned)
    {
        json.WriteString("chain"u8, name);
        json.WriteString("host"u8, Environment.MachineName);
        json.WriteNumber("pid"u8, Environment.ProcessId);
        json.WriteString("user"u8, Environment.UserName);
        json.WriteString("version"u8, options.ProductVersion);
        json.WriteString("started"u8, now.UtcDateTime);
        abandoned?.Invoke(json);
        AnchorEnded(json);
    }

    /// <summary>Names the ends of the chains that ended last, so that none of them can vanish unseen.</summary>
    private void AnchorEnded(Utf8JsonWriter json)
    {
        var left = AnchoredChains;
        var bytes = new byte[AuditHead.Size];
        json.WriteStartArray("chains"u8);
        foreach (var file in disk.List().Reverse())
        {
            if (left == 0)
            {
                break;
            }
            if (!file.EndsWith(".head", StringComparison.Ordinal) || !AuditFileNames.TryParse(file, out var chain, out _) || chain == Name)
            {
                continue;
            }
            using var head = disk.OpenRead(file);
            if (head?.Read(bytes, 0) == bytes.Length && AuditHead.Parse(bytes) is { Closed: true } end)
            {
                json.WriteStartObject();
                AuditAnchor.Write(json, chain, end.Seq, end.Hash);
                json.WriteEndObject();
                left--;
            }
        }
        json.WriteEndArray();
    }

    private void Continue(DateTimeOffset now, (long Bytes, string Hash)? leftover)
    {
        var (previous, seq, synced, hash) = (_fileName, _seq, _synced, Encoding.ASCII.GetString(_hash));
        StartFile(now, _number + 1, AuditEvents.Continued, json =>
        {
            json.WriteString("file"u8, previous);
            json.WriteNumber("seq"u8, seq);
            json.WriteString("hash"u8, hash);
            json.WriteNumber("synced"u8, synced);
            if (leftover is { } left)
            {
                json.WriteNumber("left_bytes"u8, left.Bytes);
                json.WriteString("left_sha256"u8, left.Hash);
            }
        });
    }

    /// <summary>Goes on in a new file; on a fault the old one stays, and the next entry tries again.</summary>
    private void StartFile(DateTimeOffset now, int number, string what, Action<Utf8JsonWriter> details)
    {
        var old = (_file, _fileName, _number, _generation, _offset, _date, _folderSynced);
        var name = AuditFileNames.Records(Name!, number);
        var file = disk.Create(name);
        lock (_state)
        {
            (_file, _fileName, _number, _offset) = (file, name, number, 0);
            (_date, _folderSynced) = (DateOnly.FromDateTime(now.UtcDateTime), false);
            _generation++;
        }
        try
        {
            Begin();
            PutOwn(what, AuditDetails.Create(details));
            Flush(closed: false);
            lock (_state)
            {
                _suspect = false;
            }
            old._file?.Dispose();
        }
        catch
        {
            lock (_state)
            {
                // The generation is not taken back: a number stands for one open file only.
                (_file, _fileName, _number, _, _offset, _date, _folderSynced) = old;
                _suspect = _file is not null;
            }
            file.Dispose();
            disk.Delete(name);
            throw;
        }
    }

    /// <summary>After a fault: looks at what is on the disk, and goes on in a new file, or in a new chain when the old one is gone.</summary>
    private void Repair(DateTimeOffset now)
    {
        var found = AuditFileEnd.Find(disk, _fileName, _offset);
        if (found is null || found.Seq != _seq || found.Hash != Encoding.ASCII.GetString(_hash) || found.Offset != _offset)
        {
            Abandon(now, found is null ? "its file is gone" : "its file is not as it was written");
            return;
        }
        var leftover = found.Leftover;
        if (leftover is not null)
        {
            try
            {
                _file!.Truncate(_offset);
                leftover = null;
            }
            catch (Exception e) when (IsFault(e))
            {
                // It stays behind the last record; the next file names its size and hash.
            }
        }
        if (!Failed(_generation))
        {
            SyncOrThrow();
        }
        Continue(now, leftover);
    }

    private void SyncOrThrow()
    {
        if (Sync() is { } failure)
        {
            throw failure;
        }
    }

    private void Abandon(DateTimeOffset now, string why)
    {
        var (name, seq, hash, generation) = (Name, _seq, Encoding.ASCII.GetString(_hash), _generation);
        lock (_state)
        {
            _failedGenerations.Add(generation);
        }
        Drop();
        if (_lock is not null)
        {
            // Held until the end: this process still lives, so nobody may call its calls ambiguous.
            _abandonedLocks.Add(_lock);
            _lock = null;
        }
        Open(now, json =>
        {
            json.WriteStartObject("abandoned"u8);
            AuditAnchor.Write(json, name!, seq, hash);
            json.WriteString("why"u8, why);
            json.WriteEndObject();
        });
    }

    private void Drop()
    {
        lock (_state)
        {
            _file?.Dispose();
            _file = null;
            _suspect = false;
        }
        _headFile?.Dispose();
        _headFile = null;
    }

    private void Begin()
    {
        _outLength = 0;
        _seqBefore = _seq;
        _hash.CopyTo(_hashBefore, 0);
    }

    private void PutOwn(string what, JsonElement? details)
    {
        _own.Render(new AuditEntry { Event = what, Details = details }, options.MaxRecordBytes);
        Put(_own.Members);
    }

    private void Put(ReadOnlySpan<byte> members)
    {
        var needed = _outLength + members.Length + AuditLine.MaxOverhead;
        if (needed > _out.Length)
        {
            Array.Resize(ref _out, Math.Max(needed, Math.Min(_out.Length * 2, BatchBytes * 2)));
        }
        _outLength += AuditLine.Write(_out.AsSpan(_outLength), ++_seq, clock.GetUtcNow(), members, _hash);
    }

    private void Flush(bool closed)
    {
        try
        {
            _file!.Write(_out.AsSpan(0, _outLength), _offset);
            if (!_file.IsThere)
            {
                // A removed file takes writes without a word; they would be lost with the last handle.
                throw new FileNotFoundException($"The file '{_fileName}' was removed.");
            }
            AuditHead.Render(_head, _number, _seq, _synced, closed, _hash);
            _headFile!.Write(_head, 0);
            lock (_state)
            {
                _offset += _outLength;
            }
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    private void Rollback()
    {
        lock (_state)
        {
            _seq = _seqBefore;
            _hashBefore.CopyTo(_hash, 0);
            _suspect = true;
        }
        try
        {
            _file!.Truncate(_offset);
        }
        catch (Exception e) when (IsFault(e))
        {
            // Repair looks at what is there before the next record is written.
        }
    }
}

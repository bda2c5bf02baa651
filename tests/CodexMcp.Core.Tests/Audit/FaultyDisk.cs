using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

/// <summary>The real disk, of which single operations can be made to fail, and which can die like a process.</summary>
internal sealed class FaultyDisk(string folder) : IAuditDisk
{
    private readonly AuditDisk _real = new(folder);
    private readonly List<IDisposable> _held = [];

    /// <summary>Bytes that still fit; a write beyond is cut short and fails.</summary>
    public long Space { get; set; } = long.MaxValue;

    public bool FailWrites { get; set; }

    public bool FailTruncates { get; set; }

    public bool FailSyncs { get; set; }

    public bool FailFolderSyncs { get; set; }

    public bool FailCreates { get; set; }

    public bool FailHeads { get; set; }

    public bool LocksWork { get; set; } = true;

    public int Syncs { get; private set; }

    /// <summary>Gives all locks and handles back without a word, as the kernel does after SIGKILL.</summary>
    public void Die()
    {
        _held.ForEach(one => one.Dispose());
        _held.Clear();
    }

    public void CreateFolder() => _real.CreateFolder();

    public IReadOnlyList<string> List() => _real.List();

    public IAuditFile Create(string name)
    {
        if (FailCreates)
        {
            throw new IOException("No space left on device (create)");
        }
        var file = new FaultyFile(this, _real.Create(name), name.EndsWith(".head", StringComparison.Ordinal));
        _held.Add(file);
        return file;
    }

    public IAuditFile? OpenRead(string name) => _real.OpenRead(name);

    public IDisposable? TryLock(string name, bool create)
    {
        if (!LocksWork)
        {
            return new MemoryStream();
        }
        var taken = _real.TryLock(name, create);
        if (taken is not null)
        {
            _held.Add(taken);
        }
        return taken;
    }

    public bool Exists(string name) => _real.Exists(name);

    public void Delete(string name) => _real.Delete(name);

    public void SyncFolder()
    {
        if (FailFolderSyncs)
        {
            throw new IOException("Input/output error (folder)");
        }
        _real.SyncFolder();
    }

    private sealed class FaultyFile(FaultyDisk disk, IAuditFile real, bool head) : IAuditFile
    {
        public long Length => real.Length;

        public bool IsThere => real.IsThere;

        public int Read(Span<byte> buffer, long offset) => real.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (head ? disk.FailHeads : disk.FailWrites)
            {
                throw new IOException("Input/output error");
            }
            if (!head && bytes.Length > disk.Space)
            {
                real.Write(bytes[..(int)disk.Space], offset);
                disk.Space = 0;
                throw new IOException("No space left on device");
            }
            disk.Space -= head || disk.Space == long.MaxValue ? 0 : bytes.Length;
            real.Write(bytes, offset);
        }

        public void Truncate(long length)
        {
            if (disk.FailTruncates)
            {
                throw new IOException("Input/output error (truncate)");
            }
            real.Truncate(length);
        }

        public void Sync()
        {
            disk.Syncs++;
            if (disk.FailSyncs)
            {
                throw new IOException("Input/output error (fsync)");
            }
            real.Sync();
        }

        public void Dispose() => real.Dispose();
    }
}

namespace CodexMcp.Core.Audit;

/// <summary>The few things the audit trail asks of a file system: narrow, so that tests can make each of them fail.</summary>
internal interface IAuditDisk
{
    /// <summary>Makes the folder when it is not there.</summary>
    void CreateFolder();

    /// <summary>The names of all files in the folder, in ordinal order; none when there is no folder.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file for writing; makes it, or empties what is there.</summary>
    IAuditFile Create(string name);

    /// <summary>Opens a file for reading, or gives null when there is none.</summary>
    IAuditFile? OpenRead(string name);

    /// <summary>
    /// Takes the exclusive lock of a file, made when <paramref name="create"/> says so. Null when another holds it, or when there is no such file.
    /// The kernel gives the lock back when the process ends, however it ends.
    /// </summary>
    IDisposable? TryLock(string name, bool create);

    /// <summary>Whether a file is there.</summary>
    bool Exists(string name);

    /// <summary>Removes a file if it is there.</summary>
    void Delete(string name);

    /// <summary>Makes the folder's list of files survive a loss of power.</summary>
    void SyncFolder();
}

/// <summary>An open file of the trail.</summary>
internal interface IAuditFile : IDisposable
{
    /// <summary>The length in bytes.</summary>
    long Length { get; }

    /// <summary>Whether there still is a file of its name in the folder.</summary>
    bool IsThere { get; }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes at an offset.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Makes the content survive a loss of power.</summary>
    void Sync();
}

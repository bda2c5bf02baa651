using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CodexMcp.Core.Audit;

/// <summary>The trail's folder on the real file system. Files are for their owner only.</summary>
internal sealed class AuditDisk(string folder) : IAuditDisk
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, FolderMode);
        }
    }

    public IReadOnlyList<string> List()
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }
        var names = Directory.GetFiles(folder);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Path.GetFileName(names[i]);
        }
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    public IAuditFile Create(string name) =>
        new DiskFile(Open(name, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public IAuditFile? OpenRead(string name)
    {
        try
        {
            return new DiskFile(Open(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public IDisposable? TryLock(string name, bool create)
    {
        try
        {
            // On Unix .NET turns FileShare.None into flock(LOCK_EX | LOCK_NB); the kernel drops it with the last handle, SIGKILL included,
            // and handles are close-on-exec, so a child can't keep it.
            return Open(name, create ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !create)
        {
            return null;
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && Exists(name) && IsSharingViolation(e))
        {
            return null;
        }
    }

    public bool Exists(string name) => File.Exists(Path.Combine(folder, name));

    public void Delete(string name) => File.Delete(Path.Combine(folder, name));

    public void SyncFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its directories; there is no call for it.
        }
        var path = Encoding.UTF8.GetBytes(folder + "\0");
        var descriptor = NativeOpen(ref path[0], 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{folder}' can't be opened (error {Marshal.GetLastPInvokeError()}).");
        }
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (NativeSync(descriptor) != 0)
        {
            throw new IOException($"The folder '{folder}' can't be synced (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    // EWOULDBLOCK is 11 on Linux and 35 on macOS; ERROR_SHARING_VIOLATION is 0x80070020.
    private static bool IsSharingViolation(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private FileStream Open(string name, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = FileMode600;
        }
        return new FileStream(Path.Combine(folder, name), options);
    }

    // .NET refuses to open a directory, and a new file's name is durable only after its directory is synced.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int NativeOpen(ref byte path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int NativeSync(int descriptor);

    private sealed class DiskFile(FileStream stream) : IAuditFile
    {
        private readonly SafeFileHandle _handle = stream.SafeFileHandle;

        public long Length => RandomAccess.GetLength(_handle);

        public bool IsThere => File.Exists(stream.Name);

        public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_handle, buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(_handle, length);

        public void Sync() => RandomAccess.FlushToDisk(_handle);

        public void Dispose() => stream.Dispose();
    }
}

using System.Security.Cryptography;

namespace CodexMcp.Core.Execution;

/// <summary>
/// A key kept in a file that only its owner can read (mode 0600), made at first use. Several processes that start at once end up with the same key.
/// </summary>
/// <param name="path">The file; its folder must exist.</param>
public sealed class FileKeySource(string path) : IKeySource
{
    private const int KeyBytes = 32;

    private readonly Lazy<byte[]> key = new(() => Load(path));

    /// <inheritdoc/>
    /// <exception cref="IOException">The file can't be read or made, is not 32 bytes long, or others may read it.</exception>
    public ReadOnlySpan<byte> GetKey() => key.Value;

    private static byte[] Load(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new IOException($"{path}: others can read this key file. Delete it; a new one is made at the next start, and old handles stop working.");
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.Length == KeyBytes
            ? bytes
            : throw new IOException($"{path}: a key file has {KeyBytes} bytes, this one has {bytes.Length}. Delete it; a new one is made.");
    }

    private static void Create(string path)
    {
        // Written beside and moved without overwriting: a crash leaves no half key, and of two processes the first one wins.
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is ours too.
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

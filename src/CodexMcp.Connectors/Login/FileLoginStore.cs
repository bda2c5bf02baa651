using System.Text;
using CodexMcp.Core.Execution;

namespace CodexMcp.Connectors.Login;

/// <summary>
/// Keeps each login in an encrypted file of its own that only its owner can read (mode 0600). A file is replaced as a whole, and a lock beside it lets one
/// process at a time change it: of several that find the same token at its end, one asks for the next, and the others find it there.
/// </summary>
/// <param name="folder">Gives the folder of the files; it is made when something is first kept.</param>
/// <param name="key">The key that seals them.</param>
/// <param name="time">The clock.</param>
public sealed class FileLoginStore(Func<string> folder, Func<IKeySource> key, TimeProvider time) : ILoginStore
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostBytes = 12 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public ValueTask<LoginTokens?> ReadAsync(LoginKey key, CancellationToken cancellationToken) => new(Read(key));

    /// <inheritdoc/>
    public async ValueTask<LoginTokens> ChangeAsync(LoginKey key, Func<LoginTokens?, Task<LoginTokens>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        PrivateFolder.Ensure(folder());
        using var held = await LockAsync(PathOf(key) + ".lock", cancellationToken).ConfigureAwait(false);
        var there = Read(key);
        var changed = await change(there).ConfigureAwait(false);
        if (!ReferenceEquals(changed, there))
        {
            Write(key, changed);
        }

        return changed;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> KeepAsync(LoginKey key, LoginTokens? tokens, CancellationToken cancellationToken)
    {
        PrivateFolder.Ensure(folder());
        using var held = await LockAsync(PathOf(key) + ".lock", cancellationToken).ConfigureAwait(false);
        var was = File.Exists(PathOf(key));
        if (tokens is null)
        {
            File.Delete(PathOf(key));
        }
        else
        {
            Write(key, tokens);
        }

        return was;
    }

    private string PathOf(LoginKey login) => Path.Combine(folder(), $"{login.Connector}.{login.Environment}");

    private static byte[] Context(LoginKey login) => SealedBox.Context("login-1", login.Connector, login.Environment);

    private LoginTokens? Read(LoginKey login)
    {
        var path = PathOf(login);
        if (!File.Exists(path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner) != 0)
        {
            throw new IOException($"{path}: others can read this login. Delete it, and log in again.");
        }

        return SealedBox.Open(key().GetKey(), Context(login), File.ReadAllText(path)) is { } content && LoginJson.Read(content) is { } tokens
            ? tokens
            : throw new IOException($"{path}: the login was sealed with another key, or is damaged. Delete it, and log in again.");
    }

    private void Write(LoginKey login, LoginTokens tokens)
    {
        var content = LoginJson.Write(tokens);
        if (content.Length > MostBytes)
        {
            throw new IOException($"The server's tokens have {content.Length} bytes together, more than the {MostBytes} that are kept.");
        }

        // Written beside and moved: a crash leaves the old login or the new one, never half of one.
        var path = PathOf(login);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = Open(temporary, FileMode.CreateNew, FileShare.None))
            {
                file.Write(Encoding.ASCII.GetBytes(SealedBox.Seal(key().GetKey(), Context(login), content)));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(path, FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(started) < LongestWait)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                throw new IOException($"{path}: another process has held this login for {LongestWait.TotalSeconds:0} seconds.", exception);
            }
        }
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return new FileStream(path, options);
    }
}

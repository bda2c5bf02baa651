using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>
/// Reloads the store when a file of roles or connectors changes on disk. The file system's own events make it quick; a look at names, times and
/// sizes every few seconds makes it sure, because network and container file systems send none.
/// </summary>
public sealed class ProfileWatcher : IDisposable
{
    /// <summary>How long files must be quiet before they are read: editors write a file in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>How often names, times and sizes are looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly RoleStore store;
    private readonly IReadOnlyList<string> folders;
    private readonly List<FileSystemWatcher> watchers = [];
    private readonly ITimer debounce;
    private readonly ITimer poll;
    private readonly Lock gate = new();
    private ulong stamp;
    private bool disposed;

    /// <summary>Starts to watch.</summary>
    /// <param name="store">What is reloaded.</param>
    /// <param name="folders">The folders <c>roles</c> and <c>connectors</c>.</param>
    /// <param name="time">The clock.</param>
    public ProfileWatcher(RoleStore store, IReadOnlyList<string> folders, TimeProvider time)
    {
        this.store = store;
        this.folders = folders;
        stamp = Stamp();
        debounce = time.CreateTimer(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        poll = time.CreateTimer(_ => Poll(), null, Period, Period);
        foreach (var folder in folders)
        {
            Watch(folder);
        }
    }

    /// <summary>Raised after each reload with its errors; empty when the new files run.</summary>
    public event Action<IReadOnlyList<ConfigurationError>>? Reloaded;

    /// <summary>Whether files have changed between the moment of that stamp and the last look.</summary>
    public bool HasChangedSince(ulong earlier)
    {
        lock (gate)
        {
            return stamp != earlier;
        }
    }

    /// <summary>Stops to watch.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        watchers.ForEach(watcher => watcher.Dispose());
        debounce.Dispose();
        poll.Dispose();
    }

    private void Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watchers.Add(watcher);
            watcher.Changed += (_, change) => Notice(change.FullPath);
            watcher.Created += (_, change) => Notice(change.FullPath);
            watcher.Deleted += (_, change) => Notice(change.FullPath);
            watcher.Renamed += (_, change) => Notice(change.FullPath);
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No more watches to be had, or no such folder: the poll goes on alone.
        }
    }

    private void Notice(string path)
    {
        if (IsConfiguration(path))
        {
            lock (gate)
            {
                if (!disposed)
                {
                    debounce.Change(Quiet, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private void Poll()
    {
        bool changed;
        lock (gate)
        {
            changed = !disposed && Stamp() != stamp;
        }

        if (changed)
        {
            Reload();
        }
    }

    private void Reload()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            // Taken before the files are read: what changes meanwhile is seen at the next look.
            stamp = Stamp();
        }

        Reloaded?.Invoke(store.Reload());
    }

    private static bool IsConfiguration(string path) => Path.GetExtension(path) is ".yaml" or ".md" or ".txt" or ".csv" or ".json" or "";

    private ulong Stamp() => Stamp(folders);

    /// <summary>Gives a number that is another one when a file's name, time or size is: taken before a first load, it tells whether that load still holds.</summary>
    /// <param name="folders">The folders <c>roles</c> and <c>connectors</c>.</param>
    public static ulong Stamp(IReadOnlyList<string> folders)
    {
        var total = 0UL;
        foreach (var folder in folders)
        {
            try
            {
                foreach (var file in Files(folder))
                {
                    total += (ulong)(uint)HashCode.Combine(file.FullName, file.LastWriteTimeUtc.Ticks, file.Length);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A folder that vanishes while it is looked at has changed; the next look sees how.
                total++;
            }
        }

        return total;
    }

    // A connector's folder may hold its source and build output: only its manifest and its semantic catalogue count.
    private static IEnumerable<FileInfo> Files(string folder)
    {
        foreach (var child in new DirectoryInfo(folder).EnumerateDirectories())
        {
            var manifest = new FileInfo(Path.Combine(child.FullName, "connector.yaml"));
            var semantic = new DirectoryInfo(Path.Combine(child.FullName, "semantic"));
            var found = manifest.Exists ? semantic.Exists ? [manifest, .. semantic.EnumerateFiles("*.yaml")] : [manifest] : child.EnumerateFiles("*", SearchOption.AllDirectories);
            foreach (var file in found)
            {
                if (IsConfiguration(file.Name))
                {
                    yield return file;
                }
            }
        }

        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.yaml"))
        {
            yield return file;
        }
    }
}

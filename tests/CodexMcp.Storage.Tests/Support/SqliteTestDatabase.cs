namespace CodexMcp.Storage.Tests.Support;

/// <summary>A state folder with an SQLite file.</summary>
internal sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codexmcp-store-");
    private readonly List<StateStore> opened = [];

    public string Folder => folder.FullName;

    public string File => Path.Combine(Folder, StateStore.FileName);

    public StateStore Open(TimeProvider time)
    {
        var store = StateStore.Sqlite(Folder, time);
        lock (opened)
        {
            opened.Add(store);
        }

        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}

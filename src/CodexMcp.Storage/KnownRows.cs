namespace CodexMcp.Storage;

/// <summary>Rows that one connection has read and nobody has changed since: good for as long as the database's version stays what it was.</summary>
internal sealed class KnownRows
{
    private const int Most = 1_000;

    private readonly Dictionary<(string Sql, string Key), object> rows = [];
    private long version;

    /// <summary>Gives the row that was read at this version, or null.</summary>
    public object? Find(string sql, string key, long now) => now == version ? rows.GetValueOrDefault((sql, key)) : null;

    /// <summary>Keeps a row that was read after the version was.</summary>
    public void Keep(string sql, string key, long now, object row)
    {
        if (now != version || rows.Count >= Most)
        {
            rows.Clear();
            version = now;
        }

        rows[(sql, key)] = row;
    }
}

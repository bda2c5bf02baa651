using CodexMcp.Core.Access;
using CodexMcp.Core.Stores;
using CodexMcp.Storage.Sqlite;
using CodexMcp.Storage.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CodexMcp.Storage.Tests.Sqlite;

/// <summary>The file under hostile conditions: every one of them is a refusal that says what to do, never an empty answer.</summary>
public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly SqliteTestDatabase database = new();
    private readonly TestClock clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public void Open_NothingAsked_MakesNoFile()
    {
        database.Open(clock);

        Assert.Empty(Directory.GetFileSystemEntries(database.Folder));
    }

    [Fact]
    public async Task FirstUse_NewFolder_MakesFilesForTheOwnerOnly()
    {
        await Create();

        Assert.True(File.Exists(database.File));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(database.Folder))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task FirstUse_OthersMayRead_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await Create();
        File.SetUnixFileMode(database.File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", (await Refused(database.Open(clock))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstUse_NoFolder_SaysSo()
    {
        await using var store = StateStore.Sqlite(Path.Combine(database.Folder, "missing"), clock);

        Assert.Contains("there is no folder", (await Refused(store)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstUse_NewerSchema_IsRefusedWithBothVersions()
    {
        await Create();
        await Sql("INSERT INTO codexmcp_schema VALUES (999, 'from the future', 0)");

        Assert.Contains("has schema version 999", (await Refused(database.Open(clock))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstUse_NotADatabase_IsRefused()
    {
        await File.WriteAllTextAsync(database.File, new string('x', 8192), Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(database.File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Contains("damaged or no store", (await Refused(database.Open(clock))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Use_FileGoneOrReplaced_IsRefusedUntilItIsBack(bool replaced)
    {
        var store = database.Open(clock);
        var keys = new ApiKeys(store.ApiKeys, clock);
        var issued = await keys.CreateAsync(Request, Token);
        File.Move(database.File, database.File + ".away");
        if (replaced)
        {
            File.Copy(database.File + ".away", database.File);
        }

        await Refused(store);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await keys.CreateAsync(Request, Token));

        File.Move(database.File + ".away", database.File, overwrite: true);
        Assert.NotNull(await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
    }

    [Fact]
    public async Task Use_AnotherProcessHoldsTheLock_WaitsThenRefuses_ReadersGoOn()
    {
        var store = database.Open(clock);
        var keys = new ApiKeys(store.ApiKeys, clock);
        var issued = await keys.CreateAsync(Request, Token);
        using (var other = Connect())
        {
            Run(other, "BEGIN IMMEDIATE");

            var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await keys.CreateAsync(Request, Token));
            Assert.Contains("is locked", refusal.Message, StringComparison.Ordinal);
            Assert.NotNull(await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
            Run(other, "ROLLBACK");
        }

        Assert.NotNull(await keys.CreateAsync(Request, Token));
    }

    [Fact]
    public async Task Use_Full_RefusesAndKeepsWhatItHad()
    {
        await using var store = new StateStore(new SqliteDatabase(database.File, clock, mostPages: 60));
        var keys = new ApiKeys(store.ApiKeys, clock);
        var issued = await keys.CreateAsync(Request, Token);

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (var number = 0; number < 10_000; number++)
            {
                await keys.CreateAsync(Request with { Note = new string('n', 200) }, Token);
            }
        });

        Assert.Contains("the disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
        Assert.Empty(await store.FindDamageAsync(Token));
    }

    [Fact]
    public async Task FindDamage_SoundAndDamaged_TellsThemApart()
    {
        var store = database.Open(clock);
        var keys = new ApiKeys(store.ApiKeys, clock);
        for (var number = 0; number < 200; number++)
        {
            await keys.CreateAsync(Request with { Note = new string('n', 200) }, Token);
        }

        Assert.Empty(await store.FindDamageAsync(Token));
        await store.DisposeAsync();
        await using (var file = File.OpenWrite(database.File))
        {
            file.Position = 3 * 4096;
            await file.WriteAsync(new byte[8192], Token);
        }

        Assert.NotEmpty(await Damage(database.Open(clock)));
    }

    [Fact]
    public async Task Use_AfterDispose_IsRefused()
    {
        var store = database.Open(clock);
        await store.CheckAsync(Token);
        await store.DisposeAsync();

        Assert.Contains("shutting down", (await Refused(store)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstUse_ManyAtOnce_MigrateOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await database.Open(clock).CheckAsync(Token), Token)));

        using var connection = Connect();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) - COUNT(DISTINCT version) FROM codexmcp_schema";
        Assert.Equal(0L, count.ExecuteScalar());
    }

    private static ApiKeyRequest Request => new() { Principal = "alice", Roles = ["sales"] };

    private static async Task<StoreUnavailableException> Refused(StateStore store) =>
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CheckAsync(Token));

    // Damage may already keep the file from being opened: then the refusal is what tells of it.
    private static async Task<IReadOnlyList<string>> Damage(StateStore store)
    {
        try
        {
            return await store.FindDamageAsync(Token);
        }
        catch (StoreUnavailableException exception)
        {
            return [exception.Message];
        }
    }

    private async Task Create()
    {
        await using var store = StateStore.Sqlite(database.Folder, clock);
        await store.CheckAsync(Token);
    }

    private async Task Sql(string sql)
    {
        await using var connection = Connect();
        Run(connection, sql);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={database.File};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using CodexMcp.Core.Stores;
using CodexMcp.Storage.Tests.Support;
using Npgsql;

namespace CodexMcp.Storage.Tests.Postgres;

/// <summary>The server under hostile conditions: every one of them is a refusal that says what to do and tells no secret.</summary>
public sealed class PostgresTests : IAsyncDisposable
{
    private readonly PostgresTestDatabase database = new();
    private readonly TestClock clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("secret-canary")]
    [InlineData("Host=db;Password=secret-canary;Nonsense=1")]
    [InlineData("Host=db;Port=secret-canary")]
    [InlineData("Password=secret-canary")]
    [InlineData("")]
    public void Open_BadConnectionString_SaysSoWithoutIt(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => StateStore.Postgres(text, clock));

        Assert.DoesNotContain("secret-canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_NobodyListens_IsRefusedWithoutThePassword()
    {
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var store = StateStore.Postgres($"Host=127.0.0.1;Port={port};Username=u;Password=secret-canary;Database=d", clock);

        var refusal = await Refused(store);

        Assert.Contains("can't be reached", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"postgresql://127.0.0.1:{port}/d", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_WrongPassword_IsRefused()
    {
        var wrong = new NpgsqlConnectionStringBuilder(database.Server) { Password = "secret-canary" }.ConnectionString;
        await using var store = StateStore.Postgres(wrong, clock);

        var refusal = await Refused(store);

        Assert.Contains("refuses us", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_NewerSchema_IsRefusedWithBothVersions()
    {
        await database.Open(clock).CheckAsync(Token);
        database.Run("INSERT INTO codexmcp_schema VALUES (999, 'from the future', 0)");

        Assert.Contains("has schema version 999", (await Refused(database.Open(clock))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstUse_ManyAtOnce_MigrateOnce() =>
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await database.Open(clock).CheckAsync(Token), Token)));

    [Fact]
    public async Task Use_ConnectionsCutByTheServer_WorksAgain()
    {
        var store = database.Open(clock);
        await store.CheckAsync(Token);
        database.Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'codex-mcp' AND pid <> pg_backend_pid() AND query LIKE 'SELECT 1%'");

        // The pool may find out by one refused question; it may not stay refused.
        try
        {
            await store.CheckAsync(Token);
        }
        catch (StoreUnavailableException)
        {
            await store.CheckAsync(Token);
        }
    }

    [Fact]
    public async Task Use_AfterDispose_IsRefused()
    {
        var store = database.Open(clock);
        await store.CheckAsync(Token);
        await store.DisposeAsync();

        Assert.Contains("shutting down", (await Refused(store)).Message, StringComparison.Ordinal);
    }

    private static async Task<StoreUnavailableException> Refused(StateStore store) =>
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CheckAsync(Token));
}

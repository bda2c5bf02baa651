namespace CodexMcp.Storage.Tests.Support;

/// <summary>What every suite over a store has: a database, a clock that the test moves, and stores over both.</summary>
public abstract class StoreTests(ITestDatabase database) : IAsyncLifetime
{
    private protected TestClock Clock { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>One more store over the same database: another process, as far as the database knows.</summary>
    private protected StateStore Open() => database.Open(Clock);

    public ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await database.DisposeAsync();
    }
}

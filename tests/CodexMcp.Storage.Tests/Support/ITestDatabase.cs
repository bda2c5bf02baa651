namespace CodexMcp.Storage.Tests.Support;

/// <summary>A database of its own for one test, that several stores can be opened over, as several processes would.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    /// <summary>Opens one more store over it.</summary>
    StateStore Open(TimeProvider time);
}

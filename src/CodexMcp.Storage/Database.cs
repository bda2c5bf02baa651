using System.Data.Common;
using CodexMcp.Core.Stores;

namespace CodexMcp.Storage;

/// <summary>A database that speaks the SQL which SQLite and PostgreSQL share. Every fault leaves it as a <see cref="StoreUnavailableException"/>.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>Where it is, without credentials.</summary>
    public abstract string Place { get; }

    /// <summary>Whether anything could be in it, as far as can be told without opening it.</summary>
    public abstract bool MayHold { get; }

    /// <summary>Runs statements that only read.</summary>
    public ValueTask<T> ReadAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(this, (state, work), static (self, args, token) => self.RunReadAsync(args.state, args.work, token), cancellationToken);

    /// <summary>
    /// Runs statements in one transaction: all of it, on disk when this returns, or nothing. The work is done under the database's write lock
    /// (SQLite) or under the locks of the rows it writes (PostgreSQL), so it updates first and reads afterwards.
    /// </summary>
    public ValueTask<T> WriteAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(this, (state, work), static (self, args, token) => self.RunWriteAsync(args.state, args.work, token), cancellationToken);

    /// <summary>Looks for damage.</summary>
    public abstract ValueTask<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Runs reading work on a connection.</summary>
    protected abstract ValueTask<T> RunReadAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs work in a transaction that is committed when the work returns, and rolled back when it throws.</summary>
    protected abstract ValueTask<T> RunWriteAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>Says what a fault means and what to do, in a sentence without secrets.</summary>
    protected abstract string Explain(Exception fault);

    private static async ValueTask<T> GuardAsync<TArgs, T>(
        Database self, TArgs args, Func<Database, TArgs, CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await run(self, args, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsOfTheStore(fault))
        {
            throw new StoreUnavailableException(self.Explain(fault), fault);
        }
    }

    private static bool IsOfTheStore(Exception fault) =>
        fault is DbException or IOException or UnauthorizedAccessException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException
            or InvalidCastException or FormatException or OverflowException or DllNotFoundException or TypeInitializationException;
}

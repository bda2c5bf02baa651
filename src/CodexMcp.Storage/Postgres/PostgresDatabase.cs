using System.Data;
using CodexMcp.Storage.Migrations;
using Npgsql;

namespace CodexMcp.Storage.Postgres;

/// <summary>A PostgreSQL database for many replicas. Each statement decides on its own what it changes, so two replicas never both win.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Of all who migrate at once, one does: the number is ours alone.</summary>
    private const string MigrationLock = "SELECT pg_advisory_xact_lock(7161320260728)";

    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim opening = new(1);
    private volatile bool ready;

    /// <summary>Takes the connection string; nothing is connected before the first question.</summary>
    /// <exception cref="ArgumentException">It can't be read; the message holds nothing of it.</exception>
    public PostgresDatabase(string connectionString, TimeProvider time)
    {
        this.time = time;
        var builder = PostgresConnection.Create(connectionString);
        Place = PostgresConnection.Place(builder.ConnectionStringBuilder);
        source = builder.Build();
    }

    /// <inheritdoc/>
    public override string Place { get; }

    /// <inheritdoc/>
    public override bool MayHold => true;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken)
    {
        // The server looks after its own pages; what can be wrong from here is that it does not answer.
        await ReadAsync(0, static (session, _) => session.ScalarAsync("SELECT COUNT(*) FROM api_keys"), cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync() => await source.DisposeAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<T> RunReadAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        await RequireSchemaAsync(cancellationToken).ConfigureAwait(false);
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await work(new PostgresSession(connection, cancellationToken), state).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<T> RunWriteAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        await RequireSchemaAsync(cancellationToken).ConfigureAwait(false);
        return await TransactAsync(state, work, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override string Explain(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege } refused =>
            $"The store {Place} refuses us ({refused.MessageText}). Check the user, its password and its rights.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"The store {Place} can't be written: its disk is full. Make room.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => $"The store {Place} is read-only: it is a standby. Name the primary in the connection string.",
        PostgresException answered => $"The store {Place} can't be used ({answered.SqlState}: {answered.MessageText}). Look at the server's log.",
        ObjectDisposedException => $"The store {Place} is closed: the host is shutting down.",
        _ => $"The store {Place} can't be reached ({fault.GetBaseException().Message.TrimEnd('.')}). See that the server runs and that this machine may connect to it.",
    };

    private async ValueTask<T> TransactAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await work(new PostgresSession(connection, cancellationToken), state).ConfigureAwait(false);

                // Past this point it is not taken back: half a commit is worse than a late answer.
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return result;
            }
        }
    }

    /// <summary>Once for the process: a schema never goes backwards, and a newer one is read by newer programs only.</summary>
    private async ValueTask RequireSchemaAsync(CancellationToken cancellationToken)
    {
        if (ready)
        {
            return;
        }

        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ready)
            {
                await TransactAsync(this, static async (session, self) =>
                {
                    await session.ScalarAsync(MigrationLock).ConfigureAwait(false);
                    await Migrator.MigrateAsync(session, self.Place, "BYTEA", self.time.GetUtcNow()).ConfigureAwait(false);
                    return 0;
                }, cancellationToken).ConfigureAwait(false);
                ready = true;
            }
        }
        finally
        {
            opening.Release();
        }
    }
}

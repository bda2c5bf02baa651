using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Notices;
using CodexMcp.Core.Stores;
using CodexMcp.Core.Switches;
using CodexMcp.Storage.Access;
using CodexMcp.Storage.Approvals;
using CodexMcp.Storage.Costs;
using CodexMcp.Storage.Execution;
using CodexMcp.Storage.Notices;
using CodexMcp.Storage.Postgres;
using CodexMcp.Storage.Sqlite;
using CodexMcp.Storage.Switches;

namespace CodexMcp.Storage;

/// <summary>
/// The state that outlives a process and is shared by all that use it: an SQLite file, or a PostgreSQL database. Nothing is opened, read or made
/// before something is asked of it. Safe for concurrent use, also by several processes.
/// </summary>
public sealed class StateStore : IAsyncDisposable
{
    /// <summary>The SQLite file's name in the state folder.</summary>
    public const string FileName = "codexmcp.db";

    private readonly Database database;

    internal StateStore(Database database)
    {
        this.database = database;
        ApiKeys = new ApiKeyTable(database);
        Approvals = new ApprovalTable(database);
        Delegations = new DelegationTable(database);
        Notices = new NoticeTable(database);
        Writes = new WriteTable(database);
        Kept = new KeptCallTable(database);
        Switches = new SwitchTable(database);
        Costs = new CostTable(database);
    }

    /// <summary>The API keys.</summary>
    public IApiKeyStore ApiKeys { get; }

    /// <summary>The approvals, their votes and their consumption.</summary>
    public IApprovalStore Approvals { get; }

    /// <summary>Who decides reviews in whose place.</summary>
    public IDelegationStore Delegations { get; }

    /// <summary>What people are still to be told of.</summary>
    public INoticeStore Notices { get; }

    /// <summary>The writes whose end matters.</summary>
    public IWriteStore Writes { get; }

    /// <summary>What was done under idempotency keys.</summary>
    public IKeptCallStore Kept { get; }

    /// <summary>What calls cost.</summary>
    public ICostStore Costs { get; }

    /// <summary>What is switched off.</summary>
    public ISwitchStore Switches { get; }

    /// <summary>Whether anything could be in it, as far as can be told without opening it.</summary>
    public bool MayHold => database.MayHold;

    /// <summary>Where the state is, without credentials.</summary>
    public string Place => database.Place;

    /// <summary>Gives the store of a state folder.</summary>
    /// <param name="folder">The folder; it must exist when the store is first used.</param>
    /// <param name="time">The clock.</param>
    public static StateStore Sqlite(string folder, TimeProvider time) => new(new SqliteDatabase(Path.Combine(folder, FileName), time));

    /// <summary>Gives the store in a PostgreSQL database; the user of the connection string must be allowed to make tables in it.</summary>
    /// <param name="connectionString">As Npgsql writes it: <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The connection string can't be read; the message holds nothing of it.</exception>
    public static StateStore Postgres(string connectionString, TimeProvider time) => new(new PostgresDatabase(connectionString, time));

    /// <summary>Opens the store, brings its schema up to date and asks it something.</summary>
    /// <exception cref="StoreUnavailableException">It can't be used; the message says why and what to do.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(0, static (session, _) => session.ScalarAsync("SELECT 1"), cancellationToken).ConfigureAwait(false);

    /// <summary>Looks through the whole store for damage; an empty list when it is sound.</summary>
    /// <exception cref="StoreUnavailableException">It can't be used; the message says why and what to do.</exception>
    public ValueTask<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken) => database.FindDamageAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();
}

using System.Globalization;
using System.Text.Json;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Simulates one Snowflake account behind its SQL API v2: tokens are checked, roles see what they may, SQL runs on synthetic data.</summary>
public sealed class SnowflakeSimulator : IVendorSimulator
{
    private readonly TimeProvider _time;
    private readonly SnowflakeSimulatorOptions _options;
    private readonly TokenVerifier _tokens;
    private readonly StatementStore _store;
    private readonly SnowflakeEngine _engine;
    private readonly StatementRunner _runner;
    private readonly bool _ownsCredentials;

    /// <summary>Makes an account. Nothing is built before the first statement needs it.</summary>
    /// <param name="time">The account's clock: tokens, results, waits, and the day on which the data ends.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    public SnowflakeSimulator(TimeProvider time, SnowflakeSimulatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new SnowflakeSimulatorOptions();
        _ownsCredentials = _options.Credentials is null;
        Credentials = _options.Credentials ?? new SandboxCredentials();
        Activity = new SnowflakeActivity();
        _tokens = new TokenVerifier([Credentials, .. _options.OtherUsers], time);
        _store = new StatementStore(time, _options);
        _engine = new SnowflakeEngine(_options.MaxResultRows) { Finished = user => [.. _store.All().Where(statement => !statement.IsRunning && statement.Session.User == user)] };
        _runner = new StatementRunner(_engine, _store, Activity, time);
    }

    /// <inheritdoc/>
    public string System => "snowflake";

    /// <summary>The account that is accepted.</summary>
    public SandboxCredentials Credentials { get; }

    /// <summary>What has arrived, and what shall fail.</summary>
    public SnowflakeActivity Activity { get; }

    /// <inheritdoc/>
    public void WriteCredentials(Utf8JsonWriter writer) => Credentials.WriteSettings(writer);

    /// <inheritdoc/>
    public async ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (kind, handle) = SnowflakeRoute.Of(request);
        var fault = Activity.Arrived(request, kind);
        return fault is null
            ? await AnswerAsync(request, kind, handle, ct).ConfigureAwait(false)
            : await WireFaults.GiveAsync(fault, () => AnswerAsync(request, kind, handle, ct), Words, _time, ct).ConfigureAwait(false);
    }

    private static SimulatorResponse Words(WireFaultKind kind) => ResponseWriter.Error(kind == WireFaultKind.Unauthorized
        ? new SnowflakeException("390104", "08001", "The access token has expired.", 401)
        : new SnowflakeException("390505", "08001", "Too many requests.", 429));

    private async Task<SimulatorResponse> AnswerAsync(SimulatorRequest request, SnowflakeRequestKind kind, string handle, CancellationToken ct)
    {
        try
        {
            if (kind == SnowflakeRequestKind.Other)
            {
                return ResponseWriter.Plain(404);
            }

            if (request.Method != (kind is SnowflakeRequestKind.Submit or SnowflakeRequestKind.Cancel ? "POST" : "GET"))
            {
                return ResponseWriter.Plain(405);
            }

            var user = _tokens.Verify(request.Headers);
            SnowflakeRoute.CheckHeaders(request);
            return kind switch
            {
                SnowflakeRequestKind.Submit => await SubmitAsync(request, user, ct).ConfigureAwait(false),
                SnowflakeRequestKind.Cancel => await CancelAsync(user, handle).ConfigureAwait(false),
                _ => Status(request, user, handle),
            };
        }
        catch (SnowflakeException error)
        {
            return ResponseWriter.Error(error, handle.Length > 0 ? handle : null);
        }
    }

    private async Task<SimulatorResponse> SubmitAsync(SimulatorRequest request, string user, CancellationToken ct)
    {
        var requestId = SnowflakeRoute.Query(request, "requestId") ?? Guid.NewGuid().ToString();
        if (!Guid.TryParse(requestId, out _))
        {
            throw new SnowflakeException("390142", "08001", "The requestId must be a UUID.", 400);
        }

        var async = SnowflakeRoute.Flag(request, "async", false);
        var nullable = SnowflakeRoute.Flag(request, "nullable", true);
        var body = StatementRequest.Parse(request.Body);
        var statement = SnowflakeRoute.Flag(request, "retry", false) ? _store.FindRequest(user, requestId) : null;
        if (statement is null)
        {
            if (_store.Running >= _options.MaxRunningStatements)
            {
                throw new SnowflakeException("390505", "08001", "Too many requests.", 429);
            }

            statement = Start(body, user, requestId);
        }

        if (!async)
        {
            // A client that goes away does not stop its statement: only a cancel does.
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(statement.Done, Task.Delay(_options.SyncWait, _time, waited.Token)).ConfigureAwait(false);
            await waited.CancelAsync().ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }

        return async || statement.IsRunning ? ResponseWriter.Running(statement) : Finished(statement, requestId, 0, nullable, statement.TimedOut ? 408 : 422);
    }

    private Statement Start(StatementRequest body, string user, string requestId)
    {
        var now = _time.GetUtcNow();
        var session = new SessionContext(user, body.Role ?? _options.DefaultRole, null, null, null, now);
        session = Context(body, session, _engine.Catalog(session));
        var timeout = body.Timeout switch
        {
            null => _options.DefaultStatementTimeout,
            0 => TimeSpan.FromSeconds(604_800),
            var seconds => TimeSpan.FromSeconds(Math.Min(seconds.Value, 604_800)),
        };
        var statement = new Statement
        {
            Handle = Guid.NewGuid().ToString(),
            RequestId = requestId,
            Session = session,
            CreatedOn = now,
            TimeoutSeconds = (long)timeout.TotalSeconds,
            Cancellation = new CancellationTokenSource(timeout, _time),
        };
        _store.Add(statement);
        // On another thread: a long statement must not hold the one that answers.
        _ = Task.Run(() => _runner.RunAsync(statement, body), CancellationToken.None);
        return statement;
    }

    /// <summary>Names in the request's context are case-sensitive and must be visible to the role.</summary>
    private SessionContext Context(StatementRequest body, SessionContext session, Catalog catalog)
    {
        if (!catalog.Roles.Contains(session.Role))
        {
            throw new SnowflakeException("390189", "08001", $"Role '{session.Role}' specified in the request does not exist or is not authorized.", 403);
        }

        var database = body.Database ?? "ANALYTICS";
        if (body.Database is not null && catalog.Database(database, session.Role) is null)
        {
            throw new SnowflakeException("391918", "02000", $"The database '{database}' does not exist or is not authorized. Names are case-sensitive.");
        }

        if (body.Schema is not null && catalog.Schema(database, body.Schema, session.Role) is null)
        {
            throw new SnowflakeException("391919", "02000", $"The schema '{database}.{body.Schema}' does not exist or is not authorized. Names are case-sensitive.");
        }

        var warehouse = body.Warehouse ?? _options.DefaultWarehouse;
        if (body.Warehouse is not null && !catalog.Warehouses.Any(w => w.Name == warehouse && w.VisibleTo.Contains(session.Role)))
        {
            throw new SnowflakeException("391920", "02000", $"The warehouse '{warehouse}' does not exist or is not authorized. Names are case-sensitive.");
        }

        // The user's default namespace counts when the request names no database.
        return session with { Database = database, Schema = body.Schema ?? (body.Database is null ? "CURATED" : "PUBLIC"), Warehouse = warehouse };
    }

    private SimulatorResponse Status(SimulatorRequest request, string user, string handle)
    {
        var statement = Find(user, handle);
        if (statement.IsRunning)
        {
            return ResponseWriter.Running(statement);
        }

        var partition = 0;
        if (SnowflakeRoute.Query(request, "partition") is { } text
            && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out partition))
        {
            throw new SnowflakeException("390142", "08001", "The parameter partition must be a whole number from 0.", 400);
        }

        return Finished(statement, SnowflakeRoute.Query(request, "requestId") ?? statement.RequestId, partition, true, 422);
    }

    private SimulatorResponse Finished(Statement statement, string requestId, int partition, bool nullable, int failedStatus) =>
        statement.Error is { } error
            ? ResponseWriter.Error(new SnowflakeException(error.Code, error.SqlState, error.Message, failedStatus), statement.Handle)
            : ResponseWriter.Result(statement, requestId, partition, _options.RowsPerPartition, nullable);

    private Statement Find(string user, string handle) => _store.Find(user, handle)
        ?? throw new SnowflakeException("000709", "02000", $"Statement {handle} not found");

    private async Task<SimulatorResponse> CancelAsync(string user, string handle)
    {
        var statement = Find(user, handle);
        if (!statement.IsRunning)
        {
            throw new SnowflakeException("000605", "57014", "Identified SQL statement is not currently executing.");
        }

        statement.CancelledByClient = true;
        await statement.Cancellation.CancelAsync().ConfigureAwait(false);
        await statement.Done.ConfigureAwait(false);
        return ResponseWriter.Cancelled(statement);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _store.All())
        {
            if (statement.IsRunning)
            {
                statement.CancelledByClient = true;
                await statement.Cancellation.CancelAsync().ConfigureAwait(false);
                await statement.Done.ConfigureAwait(false);
            }

            statement.Dispose();
        }

        _engine.Dispose();
        if (_ownsCredentials)
        {
            Credentials.Dispose();
        }
    }
}

using System.Text.Json;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Simulates one Databricks workspace behind its REST API: tokens are checked, SQL runs on synthetic data, Genie answers what it knows.</summary>
public sealed class DatabricksSimulator : IVendorSimulator
{
    private readonly TimeProvider time;
    private readonly TokenDesk tokens;
    private readonly SparkEngine engine;
    private readonly Warehouse warehouse;
    private readonly StatementApi statements;
    private readonly UnityApi unity;
    private readonly GenieApi genie;

    /// <summary>Makes a workspace. Its tables are made at the first request that reads them.</summary>
    /// <param name="time">The workspace's clock: tokens, waits, and the day on which the data ends.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    public DatabricksSimulator(TimeProvider time, DatabricksSimulatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        options ??= new DatabricksSimulatorOptions();
        this.time = time;
        Credentials = options.Credentials ?? new DatabricksCredentials();
        tokens = new TokenDesk(Credentials, options, time);
        engine = new SparkEngine(options.MaxResultRows);
        warehouse = new Warehouse(options);
        statements = new StatementApi(engine, warehouse, options, time);
        unity = new UnityApi(engine, options);
        genie = new GenieApi(statements, options);
    }

    /// <inheritdoc/>
    public string System => "databricks";

    /// <summary>The service principal that is accepted.</summary>
    public DatabricksCredentials Credentials { get; }

    /// <summary>What has arrived, and what shall fail.</summary>
    public WireActivity Activity { get; } = new();

    /// <summary>The text of each statement that was submitted, Genie's included, oldest first.</summary>
    public IReadOnlyList<string> Statements => statements.Statements;

    /// <summary>How many statements a client stopped.</summary>
    public int StatementsCancelled => statements.Cancelled;

    /// <summary>How many access tokens were given.</summary>
    public int TokensGiven => tokens.Given;

    /// <summary>Ends every access token that was given.</summary>
    public void RevokeTokens() => tokens.Revoke();

    /// <inheritdoc/>
    public void WriteCredentials(Utf8JsonWriter writer) => Credentials.WriteSettings(writer);

    /// <inheritdoc/>
    public async ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var fault = Activity.Arrived(request);
        return fault is null
            ? await AnswerAsync(request, ct).ConfigureAwait(false)
            : await WireFaults.GiveAsync(fault, () => AnswerAsync(request, ct), Words, time, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        statements.Dispose();
        engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SimulatorResponse Words(WireFaultKind kind) => DatabricksReply.Error(kind == WireFaultKind.Unauthorized
        ? new DatabricksError(401, "UNAUTHENTICATED", "The access token is invalid or expired.")
        : new DatabricksError(429, "REQUEST_LIMIT_EXCEEDED", "Current request has to be retried later."));

    private async Task<SimulatorResponse> AnswerAsync(SimulatorRequest request, CancellationToken ct)
    {
        try
        {
            if (request is { Path: "/oidc/v1/token", Method: "POST" })
            {
                return tokens.Give(request);
            }

            if (request is { Path: "/oidc/.well-known/oauth-authorization-server", Method: "GET" })
            {
                return DatabricksReply.Json(200, static writer => writer.WriteString("token_endpoint", "/oidc/v1/token"));
            }

            tokens.LetIn(request.Headers);
            return await RouteAsync(new DatabricksCall(request, time.GetUtcNow()), ct).ConfigureAwait(false);
        }
        catch (DatabricksError error)
        {
            return DatabricksReply.Error(error);
        }
        catch (UriFormatException)
        {
            return DatabricksReply.Error(DatabricksError.Parameter("The address can't be read."));
        }
    }

    private async Task<SimulatorResponse> RouteAsync(DatabricksCall call, CancellationToken ct) => (call.Request.Method, call.Path) switch
    {
        ("POST", ["api", "2.0", "sql", "statements"]) => await statements.SubmitAsync(call, ct).ConfigureAwait(false),
        ("GET", ["api", "2.0", "sql", "statements", var id]) => statements.Look(id),
        ("GET", ["api", "2.0", "sql", "statements", var id, "result", "chunks", var chunk]) => statements.Chunk(id, chunk),
        ("POST", ["api", "2.0", "sql", "statements", var id, "cancel"]) => await statements.CancelAsync(id).ConfigureAwait(false),
        ("GET", ["api", "2.0", "sql", "warehouses"]) => warehouse.List(call.Now),
        ("GET", ["api", "2.1", "unity-catalog", "catalogs"]) => unity.Catalogs(call),
        ("GET", ["api", "2.1", "unity-catalog", "schemas"]) => unity.Schemas(call),
        ("GET", ["api", "2.1", "unity-catalog", "tables"]) => unity.Tables(call),
        ("GET", ["api", "2.1", "unity-catalog", "tables", var name]) => unity.Table(call, name),
        (_, ["api", "2.0", "genie", "spaces", .. var rest]) => await genie.AnswerAsync(call, rest).ConfigureAwait(false),
        _ => throw new DatabricksError(404, "ENDPOINT_NOT_FOUND", $"No API found for '{call.Request.Method} {call.Request.Path}'"),
    };
}

using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Auth;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

public sealed class CancellationTests
{
    [Fact]
    public async Task Cancel_WhilePolling_StopsTheStatementAtTheVendor()
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System, new SnowflakeSimulatorOptions { SyncWait = TimeSpan.Zero });
        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitForeverAsync(simulator, progress, cancel.Token));

        Assert.Equal(1, simulator.Activity.StatementsCancelled);
        Assert.Contains("still running", progress.Message);
    }

    [Fact]
    public async Task Cancel_BeforeTheVendorNamedTheStatement_StopsItToo()
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System);
        using var cancel = new CancellationTokenSource();
        var running = WaitForeverAsync(simulator, null, cancel.Token);
        while (simulator.Activity.StatementsExecuted == 0)
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(1, simulator.Activity.StatementsExecuted);
        Assert.Equal(1, simulator.Activity.StatementsCancelled);
    }

    [Fact]
    public async Task Cancel_BeforeAnythingIsSent_SendsNothing()
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitForeverAsync(simulator, null, new CancellationToken(true)));

        Assert.Equal(0, simulator.Activity.Requests(SnowflakeRequestKind.Submit));
    }

    [Fact]
    public async Task Cancel_VendorDoesNotAnswerTheCancel_EndsAllTheSame()
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System, new SnowflakeSimulatorOptions { SyncWait = TimeSpan.Zero });
        simulator.Activity.Fail(WireFaultKind.InternalError, SnowflakeRequestKind.Cancel);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitForeverAsync(simulator, new Cancelling(cancel), cancel.Token));

        Assert.Equal(1, simulator.Activity.Requests(SnowflakeRequestKind.Cancel));
    }

    [Fact]
    public async Task CancelQuery_OfARunningQuery_StopsIt()
    {
        await using var harness = new Harness();
        using var connector = Runner(harness.Simulator);
        var call = harness.Call("run_query");
        using var answer = await connector.Statements.RunAsync(call, Waiting(async: true), TestContext.Current.CancellationToken);
        var queryId = call.Handles.Seal(call, $"query1|{answer.Handle}|0|00|");

        var status = await harness.RunAsync(harness.Call("get_query_status", ("query_id", queryId)));
        var result = await harness.RunAsync(harness.Call("cancel_query", ("query_id", queryId)));

        Assert.Equal("running", status.Structured.GetProperty("status").GetString());
        Assert.Equal("cancelled", result.Structured.GetProperty("status").GetString());
        Assert.Equal(1, harness.Activity.StatementsCancelled);
    }

    private static StatementRequest Waiting(bool async = false) =>
        new() { Statement = "SELECT SYSTEM$WAIT(3600)", RowsPerResultSet = 10, Timeout = TimeSpan.FromHours(2), Async = async };

    private static async Task WaitForeverAsync(SnowflakeSimulator simulator, IProgress<ToolProgress>? progress, CancellationToken cancellationToken)
    {
        using var runner = Runner(simulator);
        using var answer = await runner.Statements.RunAsync(Some.Call("run_query") with { Progress = progress }, Waiting(), cancellationToken);
    }

    private static Parts Runner(SnowflakeSimulator simulator)
    {
        var own = simulator.Credentials;
        var settings = SnowflakeSettings.Read(Some.Json($$"""
            {"account":"{{own.AccountIdentifier}}","user":"{{own.User}}","role":"ANALYST","warehouse":"ANALYST_WH","database":"ANALYTICS","schema":"CURATED",
             "auth":{"method":"pat","token":"{{own.ProgrammaticAccessToken}}"}
            }
            """), "sandbox");
        var http = ConnectorHttp.Create(new ConnectorHttpOptions { Hosts = new HostAllowlist(["*.snowflakecomputing.com"], loopback: false) }, new SimulatorHttpHandler(simulator));
        var credential = SnowflakeCredential.Create(settings, TimeProvider.System);
        return new Parts(http, new StatementRunner(new SnowflakeApi(http, settings, credential, TimeProvider.System), settings, TimeProvider.System));
    }

    private sealed record Parts(HttpClient Http, StatementRunner Statements) : IDisposable
    {
        public void Dispose() => Http.Dispose();
    }

    /// <summary>Cancels at the first report.</summary>
    private sealed class Cancelling(CancellationTokenSource source) : IProgress<ToolProgress>
    {
        public string? Message { get; private set; }

        public void Report(ToolProgress value)
        {
            Message = value.Message;
            source.Cancel();
        }
    }
}

using System.Net;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Snowflake;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Transport;

public sealed class TransportTests
{
    [Fact]
    public async Task Query_OverBothTransports_SameRows()
    {
        await using var simulator = new SnowflakeSimulator(new ManualTime());
        await using var server = await SandboxServer.StartAsync([simulator], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        using var inProcess = SqlClient.InProcess(simulator);
        using var overHttp = new SqlClient(new SocketsHttpHandler(), server.Endpoints[0].Address, simulator.Credentials.OAuthToken);
        const string sql = "SELECT country, SUM(dau) AS users FROM daily_active_users WHERE day = CURRENT_DATE - 1 GROUP BY country ORDER BY country";

        var (a, b) = (await inProcess.QueryAsync(sql), await overHttp.QueryAsync(sql));

        Assert.Equal("snowflake", server.Endpoints[0].System);
        Assert.Equal(HttpStatusCode.OK, a.Status);
        Assert.Equal(["COUNTRY", "USERS"], a.Columns);
        Assert.Equal(6, a.Rows.Count);
        Assert.Equal(a.Text, b.Text);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("http://sandbox.example.com")]
    [InlineData("http://[::]:8080")]
    [InlineData("https://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("")]
    public async Task Start_NotPlainLoopback_Refused(string url)
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System);

        await Assert.ThrowsAsync<ArgumentException>(() => SandboxServer.StartAsync([simulator], url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_ForeignHostName_Refused()
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System);
        await using var server = await SandboxServer.StartAsync([simulator], "http://localhost:0", TestContext.Current.CancellationToken);
        using var client = new SqlClient(new SocketsHttpHandler(), server.Endpoints[0].Address, simulator.Credentials.OAuthToken);
        client.Http.DefaultRequestHeaders.Host = "rebound.example.com";

        var answer = await client.QueryAsync("SELECT 1");

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.Status);
        Assert.Equal(0, simulator.Activity.StatementsExecuted);
    }

    [Theory]
    [InlineData(WireFaultKind.TruncatedBody)]
    [InlineData(WireFaultKind.AnswerLost)]
    public async Task Fault_BrokenConnection_FailsOverBothTransports(WireFaultKind kind)
    {
        await using var simulator = new SnowflakeSimulator(new ManualTime());
        await using var server = await SandboxServer.StartAsync([simulator], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        using var inProcess = SqlClient.InProcess(simulator);
        using var overHttp = new SqlClient(new SocketsHttpHandler(), server.Endpoints[0].Address, simulator.Credentials.OAuthToken);
        simulator.Activity.Fail(new WireFault(kind), 2);

        foreach (var client in (SqlClient[])[inProcess, overHttp])
        {
            var failure = await Record.ExceptionAsync(() => client.QueryAsync("SELECT 1"));
            Assert.True(failure is HttpRequestException or IOException, $"{failure}");
        }

        Assert.Equal(2, simulator.Activity.StatementsExecuted);
        Assert.Equal("1", (await overHttp.QueryAsync("SELECT 1")).Text);
    }

    [Fact]
    public async Task Body_OverTheCap_Refused()
    {
        await using var simulator = new SnowflakeSimulator(new ManualTime());
        await using var server = await SandboxServer.StartAsync([simulator], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        using var client = new SqlClient(new SocketsHttpHandler(), server.Endpoints[0].Address, simulator.Credentials.OAuthToken);
        var big = SqlClient.Body("SELECT '" + new string('x', 5_000_000) + "'");

        var answer = await client.PostAsync(big);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("390142", answer.Code);
    }
}

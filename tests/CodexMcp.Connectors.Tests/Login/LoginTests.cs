using CodexMcp.Abstractions;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Tests.HttpKind;
using CodexMcp.Core.Execution;

namespace CodexMcp.Connectors.Tests.Login;

/// <summary>Calls under a person's login, over the wire: one file, several processes, refresh tokens that work once.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Auth = "{ kind: authorization_code, authorize_url: \"{setting.base}/authorize\", token_url: \"{setting.base}/token\", client_id: \"{setting.client}\", scopes: [all] }";
    private static readonly LoginKey Key = new("thing", "sandbox");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codex-mcp-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Call_WithoutALogin_NamesTheCommand()
    {
        await using var server = await AuthorizationServer.StartAsync();
        await using var rig = new Rig(server.Address, auth: Auth, logins: Store());

        var failure = await rig.FailAsync("get", """{"id":"1"}""");

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains("`codex-mcp connectors login thing --environment sandbox`", failure.Next);
    }

    [Fact]
    public async Task Call_ManyInTwoProcesses_OneRefreshServesAll()
    {
        await using var server = await AuthorizationServer.StartAsync();
        await LogInAsync(server);
        await using var one = new Rig(server.Address, auth: Auth, logins: Store());
        await using var other = new Rig(server.Address, auth: Auth, logins: Store());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? one : other).RunAsync("get", """{"id":"1"}""")));
        Assert.Equal((1, 0), (server.Refreshed, server.Reused));

        // All are refused at once: again one of them asks for the next, and the others find it.
        server.Expire();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? one : other).RunAsync("get", """{"id":"1"}""")));
        Assert.Equal((2, 0), (server.Refreshed, server.Reused));

        await using var later = new Rig(server.Address, auth: Auth, logins: Store());
        await later.RunAsync("get", """{"id":"1"}""");
        Assert.Equal((2, 0), (server.Refreshed, server.Reused));
    }

    [Fact]
    public async Task Call_TokenNearItsEnd_IsRefreshedWithTheRotatedToken()
    {
        await using var server = await AuthorizationServer.StartAsync();
        await LogInAsync(server);
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(server.Address, auth: Auth, time: time, logins: Store(time));
        for (var i = 1; i <= 3; i++)
        {
            await rig.RunAsync("get", """{"id":"1"}""");
            Assert.Equal((i, 0), (server.Refreshed, server.Reused));
            time.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task Call_LoginWasWithdrawn_NamesTheCommandAndNoSecret()
    {
        await using var server = await AuthorizationServer.StartAsync();
        await LogInAsync(server);
        await using var rig = new Rig(server.Address, auth: Auth, logins: Store());
        await rig.RunAsync("get", """{"id":"1"}""");
        var kept = await Store().ReadAsync(Key, TestContext.Current.CancellationToken);
        server.Revoke();

        var failure = await rig.FailAsync("get", """{"id":"1"}""");

        Assert.Contains("has ended (invalid_grant)", failure.Message);
        Assert.Contains("connectors login thing", failure.Next);
        Assert.DoesNotContain(kept!.RefreshToken!, failure.ToString());
        Assert.DoesNotContain(kept.RefreshToken!, kept.ToString());
    }

    [Fact]
    public async Task Store_File_IsItsOwnersAloneAndSealed()
    {
        await LogInAsync("a-refresh-token");
        var file = Path.Combine(folder.FullName, "logins", "thing.sandbox");

        Assert.DoesNotContain("a-refresh-token", File.ReadAllText(file));
        Assert.Equal(["thing.sandbox", "thing.sandbox.lock"], Directory.GetFiles(Path.Combine(folder.FullName, "logins")).Select(Path.GetFileName).Order());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.FullName, "logins")));
        }

        Assert.Equal("a-refresh-token", (await Store().ReadAsync(Key, TestContext.Current.CancellationToken))!.RefreshToken);
        Assert.True(await Store().KeepAsync(Key, null, TestContext.Current.CancellationToken));
        Assert.False(await Store().KeepAsync(Key, null, TestContext.Current.CancellationToken));
        Assert.Null(await Store().ReadAsync(Key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Store_FileOfAnotherKeyOrConnector_DoesNotOpen()
    {
        await LogInAsync("a-refresh-token");
        var file = Path.Combine(folder.FullName, "logins", "thing.sandbox");
        File.Copy(file, Path.Combine(folder.FullName, "logins", "other.sandbox"));
        var token = TestContext.Current.CancellationToken;

        Assert.Contains("another key", (await Assert.ThrowsAsync<IOException>(async () => await Store().ReadAsync(new("other", "sandbox"), token))).Message);
        File.Delete(Path.Combine(folder.FullName, "logins.key"));
        Assert.Contains("another key", (await Assert.ThrowsAsync<IOException>(async () => await Store().ReadAsync(Key, token))).Message);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Contains("others can read", (await Assert.ThrowsAsync<IOException>(async () => await Store().ReadAsync(Key, token))).Message);
        }

        // A new login takes its place.
        await LogInAsync("another");
        Assert.Equal("another", (await Store().ReadAsync(Key, token))!.RefreshToken);
    }

    [Fact]
    public async Task Store_Changes_AreOneAfterTheOther()
    {
        await LogInAsync("0");
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Store().ChangeAsync(Key, async there =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            return there! with { RefreshToken = $"{int.Parse(there.RefreshToken!, System.Globalization.CultureInfo.InvariantCulture) + 1}" };
        }, TestContext.Current.CancellationToken).AsTask()));
        Assert.Equal("12", (await Store().ReadAsync(Key, TestContext.Current.CancellationToken))!.RefreshToken);
    }

    private FileLoginStore Store(TimeProvider? time = null) =>
        new(() => Path.Combine(folder.FullName, "logins"), () => new FileKeySource(Path.Combine(folder.FullName, "logins.key")), time ?? TimeProvider.System);

    private Task LogInAsync(AuthorizationServer server) => LogInAsync(server.Begin());

    private async Task LogInAsync(string refresh) =>
        await Store().KeepAsync(Key, new() { AccessToken = "old-and-gone", RefreshToken = refresh, ExpiresAt = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
}

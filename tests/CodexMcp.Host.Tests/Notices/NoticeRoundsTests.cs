using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Notices;
using CodexMcp.Host.Notices;
using CodexMcp.Host.Tests.Http.Transport;
using CodexMcp.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Notices;

/// <summary>Notices to a real receiver on loopback: what they hold, how they are signed, and what happens when nobody takes them.</summary>
public sealed class NoticeRoundsTests : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef-secret";
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-tests-").FullName;
    private readonly ManualTime clock = new();
    private readonly ConcurrentQueue<(string Timestamp, string Signature, byte[] Body)> got = new();
    private WebApplication receiver = null!;
    private StateStore store = null!;
    private int status = 204;
    private string address = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        receiver = builder.Build();
        receiver.Map("/{**path}", (RequestDelegate)(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            got.Enqueue((context.Request.Headers[NoticeSender.TimestampHeader].ToString(), context.Request.Headers[NoticeSender.SignatureHeader].ToString(), body.ToArray()));
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
        }));
        await receiver.StartAsync(Token);
        address = receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        store = StateStore.Sqlite(folder, clock);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await receiver.StopAsync(CancellationToken.None);
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_WaitingReview_IsToldOnceSignedAndWithoutTheCall()
    {
        var asked = await AskAsync();
        using var rounds = NewRounds();

        await rounds.RunAsync(Token);
        await rounds.RunAsync(Token);

        var (timestamp, signature, body) = Assert.Single(got);
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), timestamp);
        Assert.Equal("v1=" + NoticeSender.Sign(Encoding.UTF8.GetBytes(Secret), timestamp, body), signature);
        Assert.NotEqual("v1=" + NoticeSender.Sign(Encoding.UTF8.GetBytes(Secret), timestamp + "0", body), signature);
        var notice = Some.Json(Encoding.UTF8.GetString(body));
        Assert.Equal(["id", "event", "at", "link"], notice.EnumerateObject().Select(member => member.Name));
        Assert.Equal("approval.asked", notice.GetProperty("event").GetString());
        Assert.Equal($"https://mcp.example.com/console/approvals/{asked}", notice.GetProperty("link").GetString());
        Assert.DoesNotContain("canary", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(404)]
    public async Task Run_NotTaken_IsTriedAgainLaterAndFollowsNoRedirect(int answer)
    {
        status = answer;
        await AskAsync();
        using var rounds = NewRounds();
        await rounds.RunAsync(Token);
        await rounds.RunAsync(Token);
        Assert.Single(got);

        status = 200;
        clock.Advance(TimeSpan.FromSeconds(5));
        await rounds.RunAsync(Token);
        Assert.Equal(2, got.Count);
        clock.Advance(TimeSpan.FromDays(2));
        await rounds.RunAsync(Token);
        Assert.Equal(2, got.Count);
    }

    [Fact]
    public async Task Run_NeverTaken_IsGivenUpAfterAboutADay()
    {
        status = 500;
        await AskAsync();
        using var rounds = NewRounds();
        for (var hour = 0; hour < 24 * 5; hour++)
        {
            await rounds.RunAsync(Token);
            clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(8, got.Count);
    }

    [Theory]
    [InlineData("short", true)]
    [InlineData(Secret, false)]
    public void Sender_SecretThatIsNone_IsRefused(string secret, bool own)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Files have no mode here.");
        }

        Assert.Throws<HostException>(() => new NoticeSender(Options(secret, own), clock));
    }

    private async Task<string> AskAsync() => (await store.Approvals.AskAsync(
        new()
        {
            Id = Guid.NewGuid().ToString("N"),
            Way = ApprovalWay.Review,
            Binding = new string('a', 64),
            Role = "canary-role",
            Revision = new string('b', 64),
            Principal = "key:canary",
            Environment = "production",
            Tool = "canary_tool",
            Message = "canary arguments",
            Needs = [new("revops", 1)],
            Asked = clock.GetUtcNow(),
            Touched = clock.GetUtcNow(),
            Expires = clock.GetUtcNow() + TimeSpan.FromDays(10),
        },
        Token)).Id;

    private NoticeRounds NewRounds() => new(store.Notices, new NoticeSender(Options(Secret, own: true), clock), NullLogger.Instance, clock);

    private NoticeOptions Options(string secret, bool own)
    {
        var file = Path.Combine(folder, $"secret-{Guid.NewGuid():N}");
        File.WriteAllText(file, secret + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | (own ? 0 : UnixFileMode.GroupRead));
        }

        return new() { Url = new(address + "/hook"), SecretFile = file, ConsoleUrl = new("https://mcp.example.com") };
    }
}

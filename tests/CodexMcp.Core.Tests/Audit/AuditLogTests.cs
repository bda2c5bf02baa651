using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AppendAsync_NothingAppended_TouchesNoDisk()
    {
        await using (new AuditLog(_folder.Options, TimeProvider.System))
        {
        }
        Assert.False(Directory.Exists(_folder.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_SomeEntries_ChainsThemFromOriginToEnd(bool durable)
    {
        var clock = new ManualClock();
        await using (var log = new AuditLog(_folder.Options, clock))
        {
            await log.AppendAsync(AuditFolder.Entry("a"), durable);
            await log.AppendAsync(AuditFolder.Entry("b"), durable);
        }
        var lines = _folder.Lines().ToArray();
        Assert.Equal(4, lines.Length);
        var prev = new string('0', 64);
        for (var i = 0; i < lines.Length; i++)
        {
            using var record = JsonDocument.Parse(lines[i]);
            Assert.Equal(i + 1, record.RootElement.GetProperty("seq").GetInt64());
            Assert.Equal("2026-03-01T12:00:00.000000Z", record.RootElement.GetProperty("time").GetString());
            Assert.Equal(prev, record.RootElement.GetProperty("prev").GetString());
            prev = record.RootElement.GetProperty("hash").GetString();
            var hashed = lines[i][..lines[i].LastIndexOf(",\"hash\":", StringComparison.Ordinal)];
            Assert.Equal(prev, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed))));
        }
        Assert.Contains("\"event\":\"audit.opened\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"event\":\"audit.closed\"", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_AfterDispose_Refuses()
    {
        var log = new AuditLog(_folder.Options, TimeProvider.System);
        await log.AppendAsync(AuditFolder.Entry("a"), durable: false);
        await log.DisposeAsync();
        await log.DisposeAsync();
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.AppendAsync(AuditFolder.Entry("b"), durable: false));
    }

    [Fact]
    public async Task AppendAsync_64Writers_KeepsEveryEntryOnce()
    {
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await log.AppendAsync(AuditFolder.Entry($"{writer}-{i}"), durable: i % 3 == 0);
                }
            })));
        }
        var ids = _folder.Lines().Select(line => JsonDocument.Parse(line).RootElement)
            .Where(record => record.TryGetProperty("call_id", out _)).Select(record => record.GetProperty("call_id").GetString()!).ToArray();
        Assert.Equal(64 * 50, ids.Length);
        Assert.Equal(64 * 50, ids.Distinct().Count());
    }
}

using System.Globalization;
using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditRecordTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every control and format character, line and paragraph separators, lone surrogates, fake records.</summary>
    private static List<string> Hostile()
    {
        var all = new List<string> { "\ud800", "\udc00x", "\r\n{\"seq\":1}", "\",\"hash\":\"0\"}\n", "\e[31mred\e[0m", "\\", "\"", "é", "日本", "😀", "a\0b" };
        for (var code = 0; code <= 0xFFFF; code++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory((char)code);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                all.Add($"x{(char)code}y");
            }
        }
        return all;
    }

    [Fact]
    public async Task AppendAsync_HostileTextInEveryMember_StaysInsideOneAsciiRecord()
    {
        var hostile = Hostile();
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            foreach (var text in hostile)
            {
                var json = AuditFolder.Json(text.Any(char.IsSurrogate) ? "{\"a\":\"\\ud800\"}" : $"{{{JsonSerializer.Serialize(text, TextJson.Default.String)}:{JsonSerializer.Serialize(text, TextJson.Default.String)}}}");
                await log.AppendAsync(
                    new AuditEntry
                    {
                        Event = AuditEvents.Finished,
                        CallId = text,
                        Role = text,
                        Revision = text,
                        Principal = text,
                        Client = text,
                        Environment = text,
                        Tool = text,
                        Verb = text,
                        ArgumentsHash = text,
                        Arguments = new(AuditPayload.Full, json),
                        Outcome = text,
                        Stage = text,
                        Reason = text,
                        Result = new(AuditPayload.Full, json),
                        Notes = [text, text],
                        DurationMicroseconds = 1,
                        Details = json,
                    },
                    durable: false);
            }
        }
        var bytes = await File.ReadAllBytesAsync(Assert.Single(_folder.Files()), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(bytes, value => value is (< 0x20 and not (byte)'\n') or > 0x7E);
        Assert.Equal(hostile.Count + 2, bytes.Count(value => value == (byte)'\n'));
        Assert.True(AuditVerifier.Verify(_folder.Path).Ok);
        var records = _folder.Lines().Skip(1).Take(hostile.Count).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        for (var i = 0; i < hostile.Count; i++)
        {
            if (!hostile[i].Any(char.IsSurrogate))
            {
                Assert.Equal(hostile[i], records[i].GetProperty("tool").GetString());
                Assert.Equal(hostile[i], records[i].GetProperty("arguments").GetProperty(hostile[i]).GetString());
            }
        }
    }

    [Fact]
    public async Task Format_HostileRecords_AreOnePlainLineEach()
    {
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            foreach (var text in Hostile())
            {
                await log.AppendAsync(AuditFolder.Entry("a") with { Tool = text, Reason = text, Principal = text }, durable: false);
            }
        }
        await foreach (var record in AuditTail.ReadAsync(_folder.Path, int.MaxValue, follow: false, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            Assert.DoesNotContain(AuditFormatter.Format(record), value => value is < ' ' or (>= '\x7F' and not 'é' and not '…'));
        }
    }

    [Fact]
    public async Task AppendAsync_HugeMembers_GiveWayToANoteWithSizeAndHash()
    {
        var huge = AuditFolder.Json($"\"{new string('x', 8_000_000)}\"");
        var escapes = AuditFolder.Json($"\"{new string('é', 60_000)}\"");
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            await log.AppendAsync(AuditFolder.Entry("huge") with { Arguments = new(AuditPayload.Full, huge), Result = new(AuditPayload.Full, AuditFolder.Json("1")) }, durable: false);
            await log.AppendAsync(AuditFolder.Entry("escapes") with { Arguments = new(AuditPayload.Full, escapes), Result = new(AuditPayload.Full, escapes) }, durable: false);
            await log.AppendAsync(AuditFolder.Entry("text") with { Reason = new string('é', 500_000), Notes = [.. Enumerable.Repeat(new string('"', 100_000), 1_000)] }, durable: false);
        }
        Assert.All(_folder.Lines(), line => Assert.InRange(line.Length, 1, 256 * 1024));
        var first = JsonDocument.Parse(_folder.Lines().ElementAt(1)).RootElement;
        Assert.Equal(8_000_002, first.GetProperty("arguments").GetProperty("bytes").GetInt64());
        Assert.Equal(64, first.GetProperty("arguments").GetProperty("sha256").GetString()!.Length);
        Assert.Equal(1, first.GetProperty("result").GetInt32());
        Assert.True(AuditVerifier.Verify(_folder.Path).Ok);
    }

    [Fact]
    public async Task AppendAsync_ClockJumpsAndDayPasses_TheChainGoesOn()
    {
        var clock = new ManualClock();
        await using (var log = new AuditLog(_folder.Options, clock))
        {
            foreach (var days in (int[])[0, -400, 1, 3000, -3000, 30])
            {
                clock.Now = clock.Now.AddDays(days);
                await log.AppendAsync(AuditFolder.Entry($"{days}"), durable: true);
            }
        }
        Assert.True(AuditVerifier.Verify(_folder.Path).Ok, AuditVerifier.Verify(_folder.Path).FirstBad?.ToString());
        Assert.Equal(2, _folder.Files().Length);
    }

    [Fact]
    public async Task AppendAsync_NewFiles_AreForTheirOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix file modes.");
            return;
        }
        await using var log = new AuditLog(_folder.Options, TimeProvider.System);
        await log.AppendAsync(AuditFolder.Entry("a"), durable: false);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }
}

/// <summary>Text to JSON without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TextJson : System.Text.Json.Serialization.JsonSerializerContext;

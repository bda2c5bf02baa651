using System.Text;
using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditVerifierTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(int records, long maxFileBytes = 64 * 1024 * 1024)
    {
        await using var log = new AuditLog(_folder.Options with { MaxFileBytes = maxFileBytes }, new ManualClock());
        for (var i = 0; i < records; i++)
        {
            await log.AppendAsync(AuditFolder.Entry($"call-{i}") with { Arguments = new(Core.Roles.AuditPayload.Full, AuditFolder.Json("""{"sql":"select 'é'"}""")) }, durable: false);
        }
    }

    private AuditVerification Verify() => AuditVerifier.Verify(_folder.Path);

    [Fact]
    public void Verify_NoFolder_IsOkAndEmpty()
    {
        var result = Verify();
        Assert.True(result.Ok);
        Assert.Empty(result.Chains);
    }

    [Fact]
    public async Task Verify_ThreeFiles_IsOk()
    {
        await WriteAsync(200, 32_000);
        var result = Verify();
        Assert.True(result.Ok, result.FirstBad?.ToString());
        var chain = Assert.Single(result.Chains);
        Assert.Equal(AuditChainState.Closed, chain.State);
        Assert.True(chain.Files >= 3);
        Assert.Equal(200 + 1 + chain.Files, chain.Records);
    }

    [Fact]
    public async Task Verify_AnyByteOfASmallTrailChanged_FindsIt()
    {
        await WriteAsync(3, 900);
        Assert.True(Verify().Ok);
        foreach (var file in _folder.Files().Concat(_folder.Files("*.head")))
        {
            await AssertEachByteCountsAsync(file, step: 1);
        }
    }

    [Fact]
    public async Task Verify_SampledByteOfALargeTrailChanged_FindsIt()
    {
        await WriteAsync(200, 32_000);
        foreach (var file in _folder.Files())
        {
            await AssertEachByteCountsAsync(file, step: 211);
        }
    }

    private async Task AssertEachByteCountsAsync(string file, int step)
    {
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var changed = (byte[])whole.Clone();
        for (var at = 0; at < whole.Length; at += step)
        {
            foreach (var value in (byte[])[(byte)(whole[at] ^ 1), (byte)'\n', 0xFF])
            {
                if (value == whole[at])
                {
                    continue;
                }
                changed[at] = value;
                await File.WriteAllBytesAsync(file, changed, TestContext.Current.CancellationToken);
                Assert.False(Verify().Ok, $"{Path.GetFileName(file)}: byte {at} changed to {value} was not found");
            }
            changed[at] = whole[at];
        }
        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        Assert.True(Verify().Ok);
    }

    [Fact]
    public async Task Verify_AnyLineRemovedRepeatedOrMoved_NamesTheFirstBadLine()
    {
        await WriteAsync(40, 6_000);
        Assert.True(_folder.Files().Length >= 3);
        foreach (var file in _folder.Files())
        {
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            for (var i = 0; i < lines.Length; i++)
            {
                var (before, after) = (lines[..i], lines[(i + 1)..]);
                AssertFound(file, i + 1, [.. before, .. after], lastMayMove: i == lines.Length - 1);
                AssertFound(file, i + 2, [.. before, lines[i], lines[i], .. after], lastMayMove: i == lines.Length - 1);
                if (i + 1 < lines.Length)
                {
                    AssertFound(file, i + 1, [.. before, lines[i + 1], lines[i], .. lines[(i + 2)..]]);
                }
            }
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        }
        Assert.True(Verify().Ok);
    }

    private void AssertFound(string file, long line, string[] lines, bool lastMayMove = false)
    {
        File.WriteAllText(file, string.Concat(lines.Select(one => one + "\n")));
        var bad = Verify().FirstBad;
        Assert.NotNull(bad);
        if (!lastMayMove)
        {
            Assert.Equal((Path.GetFileName(file), line), (bad.File, bad.Line));
        }
    }

    [Fact]
    public async Task Verify_AnyFileRemovedEmptiedOrSwapped_FindsIt()
    {
        await WriteAsync(40, 6_000);
        var files = _folder.Files();
        foreach (var file in files.Concat(_folder.Files("*.head")))
        {
            var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            File.Delete(file);
            Assert.False(Verify().Ok, $"{file} removed");
            await File.WriteAllBytesAsync(file, [], TestContext.Current.CancellationToken);
            Assert.False(Verify().Ok, $"{file} emptied");
            await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        }
        File.Move(files[0], files[0] + "x");
        File.Move(files[1], files[0]);
        File.Move(files[0] + "x", files[1]);
        Assert.False(Verify().Ok);
    }

    [Fact]
    public async Task Verify_CutAtAnyByteOfTheLastFile_FindsIt()
    {
        await WriteAsync(4);
        var file = _folder.Files()[^1];
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);
            Assert.False(Verify().Ok, $"cut to {length} bytes");
        }
    }

    [Fact]
    public async Task Verify_ClosedChainRemovedWithHead_IsMissedByTheNextOne()
    {
        await WriteAsync(3);
        var first = Directory.GetFiles(_folder.Path);
        await WriteAsync(3);
        Assert.True(Verify().Ok, Verify().FirstBad?.ToString());
        Array.ForEach(first, File.Delete);
        var bad = Verify().FirstBad;
        Assert.NotNull(bad);
        Assert.Contains("is gone", bad.What, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, byte[]> Garbage = new()
    {
        ["not UTF-8"] = [0xFF, 0xFE, 0x80, (byte)'\n'],
        ["an empty line"] = [(byte)'\n'],
        ["an empty object"] = Encoding.UTF8.GetBytes("{}\n"),
        ["a negative number"] = Encoding.UTF8.GetBytes("{\"seq\":-1,"),
        ["a huge number"] = Encoding.UTF8.GetBytes("{\"seq\":99999999999999999999999,\"time\":\"\n"),
        ["zeros"] = new byte[5_000_000],
        ["brackets"] = Encoding.UTF8.GetBytes(new string('[', 100_000) + "\n"),
    };

    public static TheoryData<string> GarbageNames => new(Garbage.Keys);

    [Theory]
    [MemberData(nameof(GarbageNames))]
    public async Task Verify_Garbage_IsReportedAndNeverThrows(string name)
    {
        var garbage = Garbage[name];
        await WriteAsync(2);
        var (file, head) = (_folder.Files()[0], _folder.Files("*.head")[0]);
        var (whole, wholeHead) = (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(head, TestContext.Current.CancellationToken));
        foreach (var bytes in (byte[][])[garbage, [.. whole, .. garbage], [.. garbage, .. whole]])
        {
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            Assert.False(Verify().Ok);
        }
        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        foreach (var bytes in (byte[][])[garbage, [.. wholeHead, .. garbage]])
        {
            await File.WriteAllBytesAsync(head, bytes, TestContext.Current.CancellationToken);
            Assert.False(Verify().Ok);
        }
    }

    [Fact]
    public async Task Verify_LivingChain_IsOk()
    {
        await using var log = new AuditLog(_folder.Options, TimeProvider.System);
        await log.AppendAsync(AuditFolder.Entry("a"), durable: false);
        var result = Verify();
        Assert.True(result.Ok, result.FirstBad?.ToString());
        Assert.Equal(AuditChainState.Alive, result.Chains[0].State);
    }

    [Fact]
    public async Task Verify_LastLineTornByACrash_IsARemarkOnly()
    {
        var disk = new FaultyDisk(_folder.Path);
        var log = new AuditLog(_folder.Options, TimeProvider.System, disk);
        await log.AppendAsync(AuditFolder.Entry("a"), durable: false);
        disk.Die();
        await File.AppendAllTextAsync(_folder.Files()[0], "{\"seq\":3,\"time\":\"2026-", TestContext.Current.CancellationToken);
        var result = Verify();
        Assert.True(result.Ok, result.FirstBad?.ToString());
        Assert.Equal(AuditChainState.Unfinished, result.Chains[0].State);
        Assert.Contains("torn by a crash", Assert.Single(result.Remarks), StringComparison.Ordinal);

        File.Delete(_folder.Files("*.lock")[0]);
        Assert.Contains("has no end", Verify().FirstBad!.What, StringComparison.Ordinal);
    }
}

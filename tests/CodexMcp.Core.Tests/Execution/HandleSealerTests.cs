using CodexMcp.Abstractions;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Execution;

/// <summary>A handle opens for whom it was sealed, and for nobody else.</summary>
public sealed class HandleSealerTests
{
    private readonly HandleSealer sealer = new(new ProcessKeySource());

    [Theory]
    [InlineData("")]
    [InlineData("01b2-query-id")]
    [InlineData("ünïcode \u0000")]
    public void TryUnseal_OwnToken_GivesTheValueBack(string value)
    {
        var token = sealer.Seal(Call(), value);

        Assert.True(sealer.TryUnseal(Call(), token, out var back));
        Assert.Equal(value, back);
        Assert.DoesNotContain("query", token, StringComparison.Ordinal);
        Assert.NotEqual(token, sealer.Seal(Call(), value));
    }

    [Fact]
    public void TryUnseal_AnybodyElses_LooksLikeNoToken()
    {
        var token = sealer.Seal(Call(), "id");

        foreach (var other in new[]
        {
            Call() with { Principal = "local:mallory" },
            Call() with { Role = "support" },
            Call() with { Environment = "production" },
            Call() with { Tool = Some.Definition("get", connector: "other") },
            Call() with { Role = "saleslocal:alice", Principal = "" }, // the same characters, cut elsewhere
        })
        {
            Assert.False(sealer.TryUnseal(other, token, out var value));
            Assert.Equal("", value);
        }

        Assert.False(new HandleSealer(new ProcessKeySource()).TryUnseal(Call(), token, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void TryUnseal_Forged_IsFalse(string token) => Assert.False(sealer.TryUnseal(Call(), token, out _));

    [Fact]
    public void FileKeySource_TwoProcesses_ShareOneKeyThatOnlyTheOwnerReads()
    {
        var folder = Directory.CreateTempSubdirectory("codexmcp-key");
        try
        {
            var path = Path.Combine(folder.FullName, "handles.key");
            var keys = new FileKeySource[20];
            Parallel.For(0, keys.Length, i => keys[i] = Touch(new FileKeySource(path)));

            Assert.Single(keys.Select(key => Convert.ToHexString(key.GetKey())).Distinct());
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
                Assert.Contains("others can read", Assert.Throws<IOException>(() => Touch(new FileKeySource(path))).Message, StringComparison.Ordinal);
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.WriteAllBytes(path, new byte[5]);
            Assert.Contains("this one has 5", Assert.Throws<IOException>(() => Touch(new FileKeySource(path))).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static FileKeySource Touch(FileKeySource source)
        {
            _ = source.GetKey();
            return source;
        }
    }

    private ToolInvocation Call() => new()
    {
        CallId = new string('0', 32),
        Role = "sales",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = Some.Definition("get"),
        Arguments = Some.Json("{}"),
        Handles = sealer,
    };
}

using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Tests.Configuration;

public sealed class ConfigurationFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("codex-mcp-").FullName;
    private readonly string inside;

    public ConfigurationFolderTests()
    {
        inside = Path.Combine(root, "inside");
        Directory.CreateDirectory(Path.Combine(inside, "sub"));
        Directory.CreateDirectory(Path.Combine(root, "inside-not"));
        File.WriteAllText(Path.Combine(inside, "sub", "good.md"), "good");
        File.WriteAllText(Path.Combine(root, "secret.md"), "secret");
        File.WriteAllText(Path.Combine(root, "inside-not", "secret.md"), "secret");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    public static TheoryData<string> Escapes =>
    [
        "..", "../secret.md", "sub/../../secret.md", "./sub/good.md", "sub//good.md", "/etc/passwd", "/", "", "%2e%2e/secret.md", "..%2fsecret.md", "..\\secret.md",
        "C:\\secret.md", "sub/good.md\0", "sub/good.md.", "sub/good.md ", "sub./good.md", ".hidden", "sub/.hidden", "CON", "con.md", "sub/NUL.txt", "COM1", "lpt9.md", "aux",
        "good.md::$DATA", "~/secret.md", "$HOME", "g\u043e\u043ed.md", "sub\u2215good.md", "\u202egood.md", "sub/", new string('a', 300), new string('a', 101),
    ];

    [Theory]
    [MemberData(nameof(Escapes))]
    public void Read_HostileName_IsRefusedByItsLookAlone(string name)
    {
        // The folder does not exist: an error about the name, not about the file, shows that no file was looked for.
        var error = Refused(ConfigurationFolder.Open(Path.Combine(root, "nowhere")), name);
        Assert.EndsWith("is not a file name that is allowed here.", error.Message);
        Assert.StartsWith("role.yaml:9:5: ", error.ToString());
        Assert.DoesNotContain('\0', error.ToString());
        Assert.False(ConfigurationFolder.Open(inside).Has(name));
    }

    [Theory]
    [InlineData("../secret.md")]
    [InlineData("../inside-not/secret.md")]
    public void Read_LinkThatLeadsOutside_IsRefused(string target)
    {
        File.CreateSymbolicLink(Path.Combine(inside, "link.md"), target);
        Assert.Contains("is a link to a place outside", Refused(ConfigurationFolder.Open(inside), "link.md").Message);
    }

    [Fact]
    public void Read_LinkedFolderOrChain_IsRefused()
    {
        Directory.CreateSymbolicLink(Path.Combine(inside, "linked"), "../inside-not");
        Directory.CreateSymbolicLink(Path.Combine(inside, "second"), "linked");
        var folder = ConfigurationFolder.Open(inside);
        Assert.Contains("outside", Refused(folder, "linked/secret.md").Message);
        Assert.Contains("outside", Refused(folder, "second/secret.md").Message);
        Assert.Null(folder.Folder("linked"));
    }

    [Fact]
    public void Read_GoodFileThroughALinkedRoot_IsRead()
    {
        Directory.CreateSymbolicLink(Path.Combine(root, "current"), "inside");
        var errors = new ConfigurationErrors();
        Assert.Equal("good"u8.ToArray(), ConfigurationFolder.Open(Path.Combine(root, "current")).Read("sub/good.md", default, errors));
        Assert.Equal(0, errors.Count);
    }

    [Fact]
    public void Read_HugeFile_IsRefusedUnread()
    {
        using (var file = File.Create(Path.Combine(inside, "huge.md")))
        {
            file.SetLength(4L * 1024 * 1024 * 1024);
        }

        var folder = ConfigurationFolder.Open(inside);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("at most 1,048,576 are allowed", Refused(folder, "huge.md").Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512 * 1024);
    }

    private static ConfigurationError Refused(ConfigurationFolder folder, string name)
    {
        var errors = new ConfigurationErrors();
        Assert.Null(folder.Read(name, new("role.yaml", 9, 5), errors));
        return Assert.Single(errors.ToSorted());
    }
}

using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>Every key of one shipped role, its manifest and the groups, misspelt and deleted: no spelling of a rule is ever silently ignored.</summary>
public sealed class MutationTests
{
    private static readonly string[] Files = ["roles/data-analytics/role.yaml", "connectors/snowflake/connector.yaml", "roles/groups.yaml"];

    public static TheoryData<string, int> Keys
    {
        get
        {
            var keys = new TheoryData<string, int>();
            foreach (var file in Files)
            {
                var lines = File.ReadAllLines(Path.Combine(Repository.Root, file));
                for (var i = 0; i < lines.Length; i++)
                {
                    if (KeyEnd(lines[i]) > 0 && !InsideFreeForm(file, lines, i))
                    {
                        keys.Add(file, i + 1);
                    }
                }
            }

            return keys;
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Load_KeyMisspelt_IsAnErrorOnThatLine(string file, int line)
    {
        using var copy = new ShippedCopy(whole: file == Files[2]); // a group that only another role names
        copy.EditLine(file, line, text => text.Insert(KeyEnd(text), "zz"));
        var errors = copy.Load().Errors;
        Assert.Contains(errors, error => error.Location.Path == file && error.Location.Line == line || error.ToString().Contains("zz"));
    }

    [Theory]
    [InlineData("role: data-analytics")]
    [InlineData("version: 1.0.0")]
    [InlineData("description: Explains")]
    [InlineData("owner: data-analytics")]
    [InlineData("  environment: sandbox")]
    [InlineData("  access: { groups: [data-analytics] }")]
    public void Load_RequiredLineDeleted_IsAnError(string start)
    {
        using var copy = new ShippedCopy();
        var lines = File.ReadAllLines(copy.PathOf(Files[0]));
        var line = Array.FindIndex(lines, text => text.StartsWith(start, StringComparison.Ordinal));
        Assert.True(line >= 0);
        copy.EditLine(Files[0], line + 1, _ => "");
        Assert.Contains(copy.Load().Errors, error => error.Message.Contains("missing"));
    }

    [Fact]
    public void Load_UntouchedCopy_HasNoErrors()
    {
        using var copy = new ShippedCopy();
        Assert.Empty(copy.Load().Errors);
    }

    /// <summary>Gives the end of the key that a line begins with, or 0.</summary>
    private static int KeyEnd(string line)
    {
        var start = line.Length - line.TrimStart(' ', '-').Length;
        var end = start;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '_' or '-'))
        {
            end++;
        }

        return end > start && end < line.Length && line[end] == ':' && (end + 1 == line.Length || line[end + 1] == ' ') ? end : 0;
    }

    // Settings and JSON Schemas have keys of their own that this file format knows nothing of, prose has colons, and a tool's name is a name.
    private static bool InsideFreeForm(string file, string[] lines, int line)
    {
        var manifest = file.EndsWith("connector.yaml", StringComparison.Ordinal);
        var indent = Indent(lines[line]);
        for (var i = line - 1; i >= 0 && indent > 0; i--)
        {
            if (lines[i].Length > 0 && Indent(lines[i]) < indent)
            {
                var name = manifest && lines[i] == "tools:" && indent == 2 && Indent(lines[line]) == 2;
                indent = Indent(lines[i]);
                if (name || lines[i].EndsWith(": >-", StringComparison.Ordinal)
                    || manifest && (lines[i].Trim() is "settings:" or "scope:" or "input:" or "output:" || lines[i].TrimStart().StartsWith('#')))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private sealed class ShippedCopy : IDisposable
    {
        private readonly string root = Directory.CreateTempSubdirectory("codex-mcp-").FullName;

        internal ShippedCopy(bool whole = false)
        {
            string[] files = whole
                ? [.. Directory.GetFiles(Shipped.Roles, "*", SearchOption.AllDirectories), .. Directory.GetDirectories(Path.Combine(Repository.Root, "connectors")).Select(folder => Path.Combine(folder, "connector.yaml"))]
                :
                [
                    .. Directory.GetFiles(Shipped.Roles),
                    .. Directory.GetFiles(Path.Combine(Shipped.Roles, "data-analytics"), "*", SearchOption.AllDirectories),
                    Path.Combine(Repository.Root, Files[1]),
                    Path.Combine(Repository.Root, "connectors/analytics/connector.yaml"),
                ];
            foreach (var file in files)
            {
                var target = Path.Combine(root, Path.GetRelativePath(Repository.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        internal string PathOf(string file) => Path.Combine(root, file);

        internal void EditLine(string file, int line, Func<string, string> edit)
        {
            var lines = File.ReadAllLines(PathOf(file));
            lines[line - 1] = edit(lines[line - 1]);
            File.WriteAllLines(PathOf(file), lines);
        }

        internal LoadedConfiguration Load() => ConfigurationLoader.Load(PathOf("roles"), PathOf("connectors"), null, static _ => null);

        public void Dispose() => Directory.Delete(root, recursive: true);
    }
}

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>
/// One file for each way to be wrong, under Fixtures: edits of files that are right, and then every error, word for word.
/// Text in edits may hold <c>\uXXXX</c> and <c>\n</c>.
/// </summary>
public sealed class BadFixtureTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests/CodexMcp.Connectors.Tests/Manifests/Fixtures");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_BadFixture_GivesExactlyTheseErrors(string name)
    {
        using var workspace = new Workspace();
        var parts = File.ReadAllText(Path.Combine(Folder, name)).Replace("\r\n", "\n").Split("\nexpect:\n");
        Assert.Equal(2, parts.Length);
        foreach (var line in parts[0].Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            var fields = line.Split(" | ");
            switch (fields[0])
            {
                case "edit":
                    workspace.Edit(fields[1], Unescape(fields[2]), Unescape(fields.Length > 3 ? fields[3] : ""));
                    break;
                case "write":
                    workspace.Write(fields[1], Unescape(fields[2]));
                    break;
                case "delete":
                    File.Delete(workspace.PathOf(fields[1]));
                    break;
                case "set":
                    workspace.Variables[fields[1]] = fields.Length > 2 ? fields[2] : "";
                    break;
                default:
                    Assert.Fail($"{name}: unknown line '{line}'");
                    break;
            }
        }

        var loaded = workspace.Load();
        Assert.Equal(parts[1].TrimEnd(), string.Join('\n', loaded.Errors));
        Assert.NotEmpty(loaded.Errors);
        Assert.Throws<CodexMcp.Core.Configuration.ConfigurationException>(() => loaded.Require("sales"));
    }

    private static string Unescape(string text) => System.Text.RegularExpressions.Regex.Replace(
        text.Replace("\\n", "\n"), "\\\\u([0-9a-f]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CodexMcp.Architecture.Tests;

/// <summary>The repository's files as the house tests read them: what is committed, without what builds leave behind.</summary>
internal static class House
{
    private static readonly string[] LeftBehind = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", ".git", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    /// <summary>All project files.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } = [.. Files("src", "connectors", "tests").Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(ProjectFile.Read)];

    /// <summary>The projects that ship.</summary>
    public static IEnumerable<ProjectFile> ProductProjects => Projects.Where(project => !project.Path.StartsWith("tests/", StringComparison.Ordinal));

    /// <summary>Gives the paths of all files below these folders (all of the repository when none is named), relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] folders) =>
        (folders.Length == 0 ? [Root] : folders.Select(folder => Path.Combine(Root, folder)))
        .Where(Directory.Exists)
        .SelectMany(Below)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>Gives the C# files of the product.</summary>
    public static IEnumerable<string> ProductSources => Files("src", "connectors").Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    /// <summary>Gives "path:line: text" for every line that matches.</summary>
    public static IEnumerable<string> Find(Regex pattern, IEnumerable<string> paths) =>
        from path in paths
        from line in Lines(path).Select((text, index) => (Text: text, Number: index + 1))
        where pattern.IsMatch(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    /// <summary>Fails with the whole list when it is not empty, so that one run shows all there is to mend.</summary>
    public static void Nothing(IEnumerable<string> findings, string rule)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{rule}\n  {string.Join("\n  ", all)}");
    }

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(child => !LeftBehind.Contains(Path.GetFileName(child))).SelectMany(Below));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // Deterministic builds may map source paths; the test's own folder is below the root as well.
        foreach (var start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "CodexMcp.sln")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("CodexMcp.sln is in no folder above the tests. Run them from a checkout of the repository.");
    }
}

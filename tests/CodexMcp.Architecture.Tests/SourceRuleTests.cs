using System.Text.RegularExpressions;

namespace CodexMcp.Architecture.Tests;

/// <summary>What holds for every source file: reasons beside suppressions, sizes that one can read, nothing of one machine.</summary>
public sealed partial class SourceRuleTests
{
    private const int LongFile = 300;

    // Long files, each with the reason why it is one thing. Protocol and grammar may be long; policy never.
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal)
    {
        ["src/CodexMcp.Core/Audit/AuditChain.cs"] = "One chain's life as a state machine: open, write, synchronise, rotate and recover share every field.",
    };

    [Fact]
    public void Suppressions_SayWhy()
    {
        var sources = House.Files("src", "connectors", "tests").Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).ToList();

        House.Nothing(House.Find(BarePragma(), sources), "A #pragma warning disable says why, in a comment on its line:");
        House.Nothing(
            from path in sources
            from Match match in Suppression().Matches(House.Read(path))
            where !Justification().IsMatch(match.Value)
            select $"{path}: {match.Value.ReplaceLineEndings(" ")}",
            "A suppression attribute has a Justification:");
    }

    [Fact]
    public void SuppressionsOfProjects_HaveACommentAboveThem()
    {
        var files = House.Files().Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".props", StringComparison.Ordinal) || path.EndsWith(".editorconfig", StringComparison.Ordinal));

        House.Nothing(
            from path in files
            let lines = House.Lines(path)
            from index in Enumerable.Range(0, lines.Length)
            where SwitchedOff().IsMatch(lines[index])
            where !lines[index].Contains("<!--", StringComparison.Ordinal) && !HasCommentAbove(lines, index)
            select $"{path}:{index + 1}: {lines[index].Trim()}",
            "A rule that is switched off has a comment above it that says why:");
    }

    [Fact]
    public void ProductFiles_AreShortOrOnTheList()
    {
        var counts = House.ProductSources.ToDictionary(path => path, path => House.Lines(path).Length, StringComparer.Ordinal);

        House.Nothing(
            counts.Where(file => file.Value > LongFile && !LongFiles.ContainsKey(file.Key)).Select(file => $"{file.Key}: {file.Value} lines"),
            $"A file over {LongFile} lines is cut by its nouns, or put on the list in this test with the reason why it is one thing:");
        House.Nothing(
            LongFiles.Keys.Where(path => counts.TryGetValue(path, out var lines) && lines <= LongFile),
            "These are on the list and no longer long: take them off:");
    }

    [Fact]
    public void Sources_KeepTheHouseStyle()
    {
        House.Nothing(House.Find(BlockNamespace(), House.ProductSources.Where(path => !House.Read(path).Contains("\nnamespace ", StringComparison.Ordinal))), "Namespaces are file-scoped:");
        House.Nothing(House.Find(OpenClass(), House.ProductSources), "A class is sealed, static or abstract:");
    }

    [Fact]
    public void Files_NameNoMachineAndNoTicket() => House.Nothing(
        House.Find(OneMachine(), House.Files().Where(path => Text().IsMatch(path) && !path.EndsWith("SourceRuleTests.cs", StringComparison.Ordinal))),
        "No file names a folder of somebody's machine or a ticket: say what the reader needs to know instead:");

    private static bool HasCommentAbove(string[] lines, int index)
    {
        // Entries that follow each other share the comment above the first.
        for (index--; index >= 0; index--)
        {
            var line = lines[index].Trim();
            if (line.EndsWith("-->", StringComparison.Ordinal) || line.StartsWith('#'))
            {
                return true;
            }

            if (!SwitchedOff().IsMatch(line))
            {
                return false;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^\s*#pragma warning disable [^/]*$")]
    private static partial Regex BarePragma();

    [GeneratedRegex(@"\[(assembly: |module: )?(\w+\.)*(UnconditionalSuppressMessage|SuppressMessage)\([^\]]*\]")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"Justification\s*=\s*""[^""]{10,}")]
    private static partial Regex Justification();

    [GeneratedRegex(@"<NoWarn\b|<WarningsNotAsErrors\b|severity = none|TreatWarningsAsErrors>false")]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"^namespace [\w.]+\s*$")]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^\s*(public|internal|private|protected) (partial )?class ")]
    private static partial Regex OpenClass();

    [GeneratedRegex(@"(^|[^A-Za-z0-9_.~:-])/(root|work|home/[a-z]+|Users/[A-Za-z]+|farm)/|\b[Ii]ssue #?\d+\b")]
    private static partial Regex OneMachine();

    [GeneratedRegex(@"(\.(cs|csproj|props|md|yaml|yml|json|xml|sh|txt|editorconfig)|/run)$(?<!lock\.json)")]
    private static partial Regex Text();
}

using System.Text.RegularExpressions;

namespace CodexMcp.Architecture.Tests;

/// <summary>Documents are true: files are there, links lead somewhere, commands exist.</summary>
public sealed partial class DocumentTests
{
    private static IEnumerable<string> Documents => House.Files().Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    [Theory]
    [InlineData("README.md", "# CodexMcp")]
    [InlineData("CHANGELOG.md", "## [Unreleased]")]
    [InlineData("LICENSE", "MIT License")]
    public void Document_IsThere_AndBeginsAsItShould(string path, string text) => Assert.Contains(text, House.Read(path), StringComparison.Ordinal);

    [Fact]
    public void RelativeLinks_Resolve() => House.Nothing(
        from document in Documents
        from Match link in Link().Matches(Fence().Replace(House.Read(document), ""))
        let target = Uri.UnescapeDataString(link.Groups[1].Value.Split('#')[0])
        where target.Length > 0
        where !House.Exists(Path.GetRelativePath(House.Root, Path.GetFullPath(Path.Combine(House.Root, Path.GetDirectoryName(document)!, target))))
        select $"{document}: {link.Groups[1].Value}",
        "A link leads to a file that is there:");

    [Fact]
    public void LinksToHeadings_Resolve() => House.Nothing(
        from document in Documents
        from Match link in Link().Matches(Fence().Replace(House.Read(document), ""))
        where link.Groups[1].Value.StartsWith('#')
        where !Headings(document).Contains(link.Groups[1].Value[1..])
        select $"{document}: {link.Groups[1].Value}",
        "A link to a heading leads to one of the same document:");

    [Fact]
    public void Commands_InDocuments_Exist()
    {
        var code = string.Concat(House.Files("src/CodexMcp.Host").Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(House.Read));

        House.Nothing(
            from document in Documents
            from Match snippet in Code().Matches(House.Read(document))
            from Match use in Command().Matches(snippet.Value)
            from Capture word in use.Groups["word"].Captures
            where !code.Contains($"\"{word.Value}\"", StringComparison.Ordinal)
            select $"{document}: codex-mcp {string.Join(' ', use.Groups["word"].Captures.Select(each => each.Value))}: '{word.Value}' stands nowhere in src/CodexMcp.Host",
            "A command that a document shows exists:");
    }

    [Fact]
    public void Projects_InCommands_Exist() => House.Nothing(
        from document in Documents
        from Match use in ProjectUse().Matches(House.Read(document))
        where !House.Exists(use.Groups[1].Value)
        select $"{document}: {use.Value}",
        "A project that a command names is there:");

    [Fact]
    public void EveryConnectorAndRole_IsComplete()
    {
        House.Nothing(
            from folder in Folders("connectors")
            from file in new[] { "connector.yaml" }
            where !House.Exists($"{folder}/{file}")
            select $"{folder}/{file} is missing",
            "A connector's folder holds its manifest:");
        House.Nothing(
            from folder in Folders("roles")
            from file in new[] { "role.yaml", "decisions.yaml" }
            where !House.Exists($"{folder}/{file}")
            select $"{folder}/{file} is missing",
            "A role's folder holds its profile and its decision table:");
    }

    private static IEnumerable<string> Folders(string parent) => House.Files(parent)
        .Select(path => path.Split('/'))
        .Where(parts => parts.Length > 2)
        .Select(parts => $"{parts[0]}/{parts[1]}")
        .Distinct();

    // As code hosts make anchors: lower case, no punctuation, hyphens for spaces.
    private static HashSet<string> Headings(string document) =>
    [
        .. House.Lines(document)
            .Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\[[^\]]*\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]+`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    // The program's name, then its command, then (of those that have them) its subcommand.
    [GeneratedRegex(@"(?:(?<![\w/.-])codex-mcp|CodexMcp\.Host --)(?: (?<word>[a-z]+(?:-[a-z]+)*(?=[\s`]|$)))(?: (?<word>(?<=(?:roles|connectors|audit|approvals) )[a-z]+)(?=[\s`]|$))?")]
    private static partial Regex Command();

    [GeneratedRegex(@"--project ([\w./-]+)")]
    private static partial Regex ProjectUse();

    [GeneratedRegex(@"[^\p{L}\p{Nd} _-]")]
    private static partial Regex NotInAnchors();
}

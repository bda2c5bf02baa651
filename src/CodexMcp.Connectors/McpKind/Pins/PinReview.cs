using CodexMcp.Connectors.McpKind.Manifest;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>What a server defines now, beside what is pinned: for the person who accepts it.</summary>
public sealed class PinReview
{
    private readonly UpstreamManifest manifest;
    private readonly IReadOnlyList<Definition> named;

    internal PinReview(string connector, UpstreamManifest manifest, IReadOnlyList<Definition> listed)
    {
        Connector = connector;
        this.manifest = manifest;
        var rules = manifest.Rules;
        named = [.. listed.Where(definition => rules.Name(definition.Kind, definition.Key))];
        Differences = PinDifference.Between(manifest.Pins, listed, rules.Name, rules.Kinds.ToHashSet());
        Findings = DefinitionScan.Run(named, listed);
        Left = listed.Count - named.Count;
        Missing = [.. Absent(rules, listed)];
        Path = System.IO.Path.Combine(manifest.Folder, PinFile.Name);
    }

    /// <summary>The connector.</summary>
    public string Connector { get; }

    /// <summary>What differs from the pins.</summary>
    public IReadOnlyList<PinDifference> Differences { get; }

    /// <summary>What is suspicious in the definitions; one that refuses keeps its definition in quarantine.</summary>
    public IReadOnlyList<PinFinding> Findings { get; }

    /// <summary>How many definitions of the server the manifest does not name: those do not exist here.</summary>
    public int Left { get; }

    /// <summary>What the manifest names and the server does not have.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The file that is written.</summary>
    public string Path { get; }

    /// <summary>How many definitions are pinned when this is written.</summary>
    public int Accepted => Acceptable.Count();

    private IEnumerable<Definition> Acceptable =>
        named.Where(definition => !Findings.Any(finding => finding.Refuses && finding.Kind == definition.Kind && finding.Key == definition.Key));

    /// <summary>Writes the pins whole: the file is the old one or the new one, never half of either.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write()
    {
        var next = $"{Path}.{Environment.ProcessId}.next";
        File.WriteAllBytes(next, PinFile.Of(Acceptable).Write());
        File.Move(next, Path, overwrite: true);
    }

    private static IEnumerable<string> Absent(UpstreamRules rules, IReadOnlyList<Definition> listed)
    {
        bool Has(DefinitionKind kind, string key) => listed.Any(definition => definition.Kind == kind && definition.Key == key);
        return rules.Tools.Where(rule => !Has(DefinitionKind.Tool, rule.Upstream)).Select(static rule => $"tool {rule.Upstream}")
            .Concat(rules.Prompts.Where(rule => !Has(DefinitionKind.Prompt, rule.Upstream)).Select(static rule => $"prompt {rule.Upstream}"))
            .Concat(rules.Resources.Where(rule => !listed.Any(definition => definition.Kind == DefinitionKind.Resource && Core.Configuration.Glob.IsMatch(rule.Uri, definition.Key))).Select(static rule => $"resource {rule.Uri}"))
            .Concat(rules.Templates.Where(rule => !Has(DefinitionKind.Template, rule.Uri)).Select(static rule => $"template {rule.Uri}"));
    }
}

using CodexMcp.Connectors.Native;
using CodexMcp.Connectors.PrPolicy.Diff;
using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy;

/// <summary>Applies rule sets to changed files. Pure: the same files and rules give the same findings in the same order.</summary>
internal static class PolicyCheck
{
    /// <summary>The set of findings that no rule file makes.</summary>
    public const string OwnSet = "pr-policy";

    private const int EvidenceCharacters = 200;

    /// <summary>Gives all findings in order.</summary>
    public static List<Finding> Run(IReadOnlyList<ChangedFile> files, IReadOnlyList<RuleSet> sets)
    {
        var paths = files.Where(static file => file.Status != "removed").Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var file in files)
        {
            var lines = Lines(file, findings);
            foreach (var set in sets)
            {
                foreach (var rule in set.Rules)
                {
                    if (IsAbout(rule, file))
                    {
                        Apply(set, rule, file, lines, paths, findings);
                    }
                }
            }
        }

        findings.Sort(Finding.Compare);
        return findings;
    }

    // A file that was moved away from a watched path is about that path too.
    private static bool IsAbout(Rule rule, ChangedFile file) =>
        rule.IsAbout(file.Path, file.Status) || (file.PreviousPath is { } before && rule.IsAbout(before, file.Status));

    private static void Apply(RuleSet set, Rule rule, ChangedFile file, List<ChangedLine> lines, HashSet<string> paths, List<Finding> findings)
    {
        if (rule.Added is not null || rule.Removed is not null)
        {
            foreach (var line in lines)
            {
                if ((line.IsAdded ? rule.Added : rule.Removed)?.IsMatch(line.Text) ?? false)
                {
                    findings.Add(Make(set, rule, file) with { Line = line.Number, IsOld = !line.IsAdded, Evidence = VendorText.Clean(line.Text.Trim(), EvidenceCharacters) });
                }
            }

            return;
        }

        var holds = rule switch
        {
            { NeedsFile: { } needs } => Needs(file.Path, needs) is not { } needed || paths.Contains(needed),
            { NeedsAny.Length: > 0 } => paths.Any(path => rule.NeedsAny.Any(pattern => pattern.Fits(path))),
            _ => false, // touched
        };
        if (!holds)
        {
            findings.Add(Make(set, rule, file));
        }
    }

    private static string? Needs(string path, (string Replace, string With) needs) =>
        path.LastIndexOf(needs.Replace, StringComparison.Ordinal) is var at and >= 0 ? $"{path[..at]}{needs.With}{path[(at + needs.Replace.Length)..]}" : null;

    private static Finding Make(RuleSet set, Rule rule, ChangedFile file) => new(set.Id, rule.Code, rule.Severity, file.Path, rule.Message, rule.Remediation);

    // What nobody could look at is never silently clean.
    private static List<ChangedLine> Lines(ChangedFile file, List<Finding> findings)
    {
        var isWhole = file.Changes == 0;
        var lines = file.Patch is { } patch ? DiffReader.Read(patch, file.Changes, out isWhole) : [];
        // Only what is gone, or was merely given another name, has nothing new to look at.
        if (file.Patch is null && file.Status is not ("removed" or "renamed") && file.Changes == 0)
        {
            findings.Add(new(OwnSet, "POL002", Severity.Low, file.Path, "The file has no diff: it is binary or empty, and no rule looked into it.", "Let a person look at the file."));
        }
        else if (!isWhole)
        {
            findings.Add(new(OwnSet, "POL001", Severity.High, file.Path,
                $"Only {lines.Count} of the file's {file.Changes} changed lines could be read, so the rules did not see all of it.", "Let a person read the rest, or split the change."));
        }

        return lines;
    }
}

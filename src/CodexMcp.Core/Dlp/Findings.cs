namespace CodexMcp.Core.Dlp;

/// <summary>What DLP found in one result: kinds and places, never values.</summary>
internal sealed class Findings
{
    private const int Most = 5;

    private readonly List<(string Kind, string Where)> all = [];

    public int Count { get; private set; }

    /// <summary>The first few kinds and places.</summary>
    public IReadOnlyList<string> Shown => all.Count == 0 ? [] : [.. all.Select(finding => $"{finding.Kind} at {finding.Where}")];

    /// <summary>Keeps one finding. Only the first few are kept with their place.</summary>
    public void Add(string kind, string where)
    {
        Count++;
        if (all.Count < Most && !all.Contains((kind, where)))
        {
            all.Add((kind, where));
        }
    }

    /// <summary>The kinds and places, e.g. <c>jwt at /rows/0/2</c>.</summary>
    public override string ToString()
    {
        var text = string.Join(", ", Shown);
        return Count > all.Count ? $"{text}, {Count} findings in all" : text;
    }
}

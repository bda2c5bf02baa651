namespace CodexMcp.Connectors.Semantic;

/// <summary>What a search found.</summary>
/// <param name="View">The view that it is, or that it belongs to.</param>
/// <param name="Column">The column, when it is one.</param>
/// <param name="Metric">The metric, when it is one.</param>
/// <param name="Score">How well it fits; larger is better.</param>
public sealed record CatalogHit(SemanticView View, SemanticColumn? Column, SemanticMetric? Metric, double Score)
{
    /// <summary><c>view</c>, <c>column</c> or <c>metric</c>.</summary>
    public string Kind => Metric is not null ? "metric" : Column is not null ? "column" : "view";

    /// <summary>Its own name.</summary>
    public string Name => Metric?.Name ?? Column?.Name ?? View.Table.ToString();
}

/// <summary>Ranks views, columns and metrics by the words of a question (BM25 over names, titles, synonyms and meanings). Small and exact: it reads all there is.</summary>
public static class CatalogSearch
{
    // Saturation and length of BM25, and what a word in a name counts against one in a meaning.
    private const double K = 1.2;
    private const double B = 0.5;
    private const double MetricsFirst = 1.5;
    private const int InName = 4;
    private const int InTitle = 3;
    private const int InMeaning = 1;

    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "are", "as", "at", "by", "did", "do", "doe", "for", "from", "go", "ha", "have", "how", "i", "in", "is", "it", "many", "me", "much", "of", "on", "or", "our", "show", "tell", "than",
        "that", "the", "thi", "to", "wa", "we", "were", "what", "when", "where", "which", "who", "why", "with",
    };

    /// <summary>Finds what fits, best first. Equal scores stand in the order of kind and name.</summary>
    /// <param name="views">What the asker may see.</param>
    /// <param name="query">The words.</param>
    /// <param name="kind">Only hits of this kind, or null for all.</param>
    public static IReadOnlyList<CatalogHit> Find(IReadOnlyList<SemanticView> views, string query, string? kind)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(query);
        var asked = Words(query).Distinct(StringComparer.Ordinal).ToList();
        var whole = string.Join('_', Words(query));
        var documents = views.SelectMany(Documents).Where(document => kind is null || document.Hit.Kind == kind).ToList();
        if (documents.Count == 0)
        {
            return [];
        }

        var average = documents.Average(static document => (double)document.Length);
        var weights = asked.ToDictionary(static word => word, word => Idf(documents.Count, documents.Count(document => document.Weight(word) > 0)), StringComparer.Ordinal);
        var hits = new List<CatalogHit>();
        foreach (var document in documents)
        {
            var score = asked.Sum(word => document.Weight(word) is > 0 and var weight
                ? weights[word] * weight * (K + 1) / (weight + (K * (1 - B + (B * document.Length / average))))
                : 0);
            if (score > 0)
            {
                // Who names a thing means it; who asks for a number wants the metric before the column that it is made of.
                hits.Add(document.Hit with { Score = Math.Round((score * (document.Hit.Metric is null ? 1 : MetricsFirst)) + (document.Names.Contains(whole) ? 10 : 0), 3) });
            }
        }

        hits.Sort(static (left, right) => right.Score.CompareTo(left.Score) is not 0 and var by ? by
            : Order(left).CompareTo(Order(right)) is not 0 and var kinds ? kinds
            : string.CompareOrdinal($"{left.Name} {left.View.Table}", $"{right.Name} {right.View.Table}"));
        return hits;
    }

    private static int Order(CatalogHit hit) => hit.Metric is not null ? 0 : hit.Column is null ? 1 : 2;

    private static double Idf(int all, int with) => Math.Log(1 + ((all - with + 0.5) / (with + 0.5)));

    private static IEnumerable<Document> Documents(SemanticView view)
    {
        yield return new Document(new CatalogHit(view, null, null, 0), [view.Table.Name, view.Table.ToString()], [view.Title, .. view.Synonyms], [view.Meaning, view.Grain]);
        foreach (var column in view.Columns)
        {
            yield return new Document(new CatalogHit(view, column, null, 0), [column.Name], column.Synonyms, [column.Meaning, column.Unit ?? "", .. column.Values]);
        }

        foreach (var metric in view.Metrics)
        {
            yield return new Document(new CatalogHit(view, null, metric, 0), [metric.Name], [metric.Title, .. metric.Synonyms], [metric.Meaning, metric.Unit ?? ""]);
        }
    }

    /// <summary>The words of a text in lower case, without plurals' s and words that say nothing.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                var word = text[start..at].ToLowerInvariant();
                word = word.Length > 2 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;
                if (!Empty.Contains(word))
                {
                    yield return word;
                }
            }
        }
    }

    private sealed class Document
    {
        private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);

        public Document(CatalogHit hit, IReadOnlyList<string> names, IReadOnlyList<string> titles, IReadOnlyList<string> meanings)
        {
            Hit = hit;
            Names = [.. names.Select(static name => string.Join('_', Words(name)))];
            Add(names, InName);
            Add(titles, InTitle);
            Add(meanings, InMeaning);
        }

        public CatalogHit Hit { get; }

        public IReadOnlyList<string> Names { get; }

        public int Length { get; private set; }

        /// <summary>How much the word stands for in here; the beginning of a longer word counts half.</summary>
        public double Weight(string word)
        {
            if (words.TryGetValue(word, out var exact))
            {
                return exact;
            }

            return word.Length < 4 ? 0 : words.Where(own => own.Key.StartsWith(word, StringComparison.Ordinal)).Sum(static own => own.Value) * 0.5;
        }

        private void Add(IReadOnlyList<string> texts, int weight)
        {
            foreach (var word in texts.SelectMany(Words))
            {
                words[word] = words.GetValueOrDefault(word) + weight;
                Length++;
            }
        }
    }
}

using System.Text.Json;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Semantic;

/// <summary>A connector's curated views. The files were checked at start, so reading them here refuses nothing.</summary>
public sealed class SemanticCatalog
{
    private SemanticCatalog(IReadOnlyList<SemanticView> views) => Views = views;

    /// <summary>The views by name.</summary>
    public IReadOnlyList<SemanticView> Views { get; }

    /// <summary>Reads the files of one environment.</summary>
    /// <param name="documents">The files as JSON.</param>
    /// <param name="environment"><c>sandbox</c> or <c>production</c>.</param>
    public static SemanticCatalog Read(IReadOnlyList<JsonElement> documents, string environment)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var views = new List<SemanticView>();
        foreach (var document in documents)
        {
            if (document.TryGetProperty("environments", out var where) && !where.EnumerateArray().Any(one => one.ValueEquals(environment)))
            {
                continue;
            }

            views.AddRange(document.GetProperty("views").EnumerateObject().Select(static view => View(view.Name, view.Value)));
        }

        views.Sort(static (left, right) => string.CompareOrdinal(left.Table.ToString(), right.Table.ToString()));
        return new(views);
    }

    private static SemanticView View(string name, JsonElement view)
    {
        var date = Text(view, "date_column");
        var grain = Text(view, "date_grain") ?? "day";
        return new SemanticView
        {
            Table = Table(name),
            Title = Text(view, "title")!,
            Meaning = Text(view, "meaning")!,
            Grain = Text(view, "grain")!,
            DateColumn = date,
            DateGrain = grain,
            Synonyms = Texts(view, "synonyms"),
            Columns = Members(view, "columns", static column => new SemanticColumn(
                column.Name, Text(column.Value, "meaning")!, Text(column.Value, "kind") ?? "attribute", Text(column.Value, "unit"),
                Texts(column.Value, "values"), Texts(column.Value, "synonyms"))),
            Joins = Items(view, "joins", static join => new SemanticJoin(
                Table(Text(join, "to")!), Members(join, "on", static pair => (pair.Name, pair.Value.GetString()!)), Text(join, "meaning"))),
            Metrics = Members(view, "metrics", metric => Metric(metric.Name, metric.Value, date, grain)),
            Examples = Items(view, "examples", static example => new SemanticExample(Text(example, "question")!, Text(example, "statement")!.TrimEnd())),
        };
    }

    private static SemanticMetric Metric(string name, JsonElement metric, string? date, string grain)
    {
        var measure = metric.GetProperty("measure");
        var where = metric.TryGetProperty("where", out var rows) ? rows : default;
        var on = Text(metric, "date_column") ?? date ?? "";
        var parts = measure.TryGetProperty("numerator", out var numerator) ? [numerator, measure.GetProperty("denominator")] : (JsonElement[])[measure];
        var columns = parts.SelectMany(static part => part.EnumerateObject()).Select(static part => part.Value.GetString()!).Where(static column => column != "*")
            .Concat(where.ValueKind == JsonValueKind.Object ? where.EnumerateObject().Select(static row => row.Name) : []);
        return new SemanticMetric
        {
            Name = name,
            Title = Text(metric, "title")!,
            Meaning = Text(metric, "meaning")!,
            Unit = Text(metric, "unit"),
            Synonyms = Texts(metric, "synonyms"),
            DateColumn = on,
            DateGrain = Text(metric, "date_grain") ?? grain,
            OverTime = Text(metric, "over_time") ?? "sum",
            Measure = measure,
            Where = where,
            Columns = [.. columns.Append(on).Distinct(StringComparer.Ordinal)],
        };
    }

    private static SqlTable Table(string name) => name.Split('.') is [var database, var schema, var table]
        ? new SqlTable(database, schema, table)
        : throw new InvalidOperationException("A view of the catalogue has no name of three parts.");

    private static string? Text(JsonElement value, string name) => value.TryGetProperty(name, out var found) ? found.GetString() : null;

    private static List<string> Texts(JsonElement value, string name) => Items(value, name, static item => item.GetString()!);

    private static List<T> Items<T>(JsonElement value, string name, Func<JsonElement, T> read) =>
        value.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(read)] : [];

    private static List<T> Members<T>(JsonElement value, string name, Func<JsonProperty, T> read) =>
        value.TryGetProperty(name, out var map) ? [.. map.EnumerateObject().Select(read)] : [];
}

using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>What one object shall give in a search: its fields and the rest of its query.</summary>
internal sealed record SearchTarget(string Object, IReadOnlyList<string> Fields, string Where, int Limit);

/// <summary>Searches texts: every word of the term must begin a word of a searched field; <c>*</c> and <c>?</c> stand for letters.</summary>
internal sealed class SearchEngine(Org org)
{
    private const int MaxResults = 2_000;
    private static readonly string[] Default = ["Account", "Contact", "Lead", "Opportunity", "Case", "Task", "Event", "Product2"];

    public SimulatorResponse Sosl(string sosl, string version)
    {
        var (term, scope, targets, limit) = SoslParser.Parse(sosl);
        return Search(term, scope, targets.Count > 0 ? targets : [.. Default.Select(o => new SearchTarget(o, ["Id"], "", MaxResults))], limit, version);
    }

    public SimulatorResponse Parameterized(IReadOnlyDictionary<string, string> query, string version)
    {
        var names = query.GetValueOrDefault("sobject")?.Split(',', StringSplitOptions.TrimEntries) ?? Default;
        var limit = Whole(query.GetValueOrDefault("defaultLimit"), MaxResults);
        var targets = names.Select(name => new SearchTarget(
            name,
            (query.GetValueOrDefault($"{name}.fields") ?? query.GetValueOrDefault("fields"))?.Split(',', StringSplitOptions.TrimEntries) ?? ["Id"],
            query.GetValueOrDefault($"{name}.where") is { Length: > 0 } where ? $"WHERE {where}" : "",
            Whole(query.GetValueOrDefault($"{name}.limit"), limit)));
        return Search(query.GetValueOrDefault("q") ?? "", query.GetValueOrDefault("in") ?? "ALL", [.. targets], Whole(query.GetValueOrDefault("overallLimit"), MaxResults), version);
    }

    public SimulatorResponse Parameterized(JsonElement body, string version)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("q", out var q) || q.ValueKind != JsonValueKind.String)
        {
            throw new SalesforceException(400, "MALFORMED_SEARCH", "The search term q is missing");
        }

        string[]? Fields(JsonElement of) => of.TryGetProperty("fields", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(f => f.ToString())] : null;
        int Limit(JsonElement of, string name, int fallback) => of.TryGetProperty(name, out var number) && number.TryGetInt32(out var value) && value > 0 ? Math.Min(value, MaxResults) : fallback;
        var shared = Fields(body) ?? ["Id"];
        var most = Limit(body, "defaultLimit", MaxResults);
        var targets = body.TryGetProperty("sobjects", out var objects) && objects.ValueKind == JsonValueKind.Array
            ? objects.EnumerateArray().Select(o => o.ValueKind == JsonValueKind.Object && o.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                ? new SearchTarget(name.GetString()!, Fields(o) ?? shared, o.TryGetProperty("where", out var where) && where.ToString() is { Length: > 0 } text ? $"WHERE {text}" : "", Limit(o, "limit", most))
                : throw SalesforceException.Json("Each element of sobjects needs a name"))
            : Default.Select(o => new SearchTarget(o, shared, "", most));
        return Search(q.GetString()!, body.TryGetProperty("in", out var scope) ? scope.ToString() : "ALL", [.. targets], Limit(body, "overallLimit", MaxResults), version);
    }

    private static int Whole(string? text, int fallback) => int.TryParse(text, out var value) && value > 0 ? Math.Min(value, MaxResults) : fallback;

    private SimulatorResponse Search(string term, string scope, IReadOnlyList<SearchTarget> targets, int limit, string version)
    {
        var words = Words(term);
        var results = new List<byte[]>();
        foreach (var target in targets)
        {
            var soql = $"SELECT {string.Join(", ", target.Fields)} FROM {target.Object} {target.Where}".TrimEnd();
            var query = SoqlParser.Parse(soql);
            var definition = org.Schema.Find(query.From);
            if (definition is null || SoqlCompiler.Compile(query, soql, org.Schema, org.Queries.Today, false) is { IsAggregate: true } or { IsCount: true })
            {
                throw new SalesforceException(400, "INVALID_TYPE", $"sObject type '{query.From}' is not supported.");
            }

            var fields = Searched(definition, scope);
            if (fields.Length == 0 || !definition.Searchable)
            {
                continue;
            }

            var found = words.Select(word => (SoqlCondition)new OrCondition([.. fields.SelectMany(f => Patterns(word).Select(p => (SoqlCondition)Like(f, p)))])).ToList();
            if (query.Where is { } where)
            {
                found.Add(where);
            }

            var narrowed = query with { Where = new AndCondition(found), Limit = Math.Min(query.Limit ?? target.Limit, Math.Min(target.Limit, limit - results.Count)) };
            var compiled = SoqlCompiler.Compile(narrowed, soql, org.Schema, org.Queries.Today, false);
            results.AddRange(org.Queries.Records(compiled, compiled.Values, org.Options.PageSize, version));
            if (results.Count >= limit)
            {
                break;
            }
        }

        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("searchRecords"u8);
            results.ForEach(record => writer.WriteRawValue(record, true));
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static string[] Words(string term)
    {
        var words = term.Split([' ', '"', '\t', '\n', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("AND" or "OR" or "NOT")).ToArray();
        return words.Length > 0 && words.Any(w => w.Trim('*', '?').Length >= 2)
            ? words
            : throw new SalesforceException(400, "MALFORMED_SEARCH", $"search term must be longer than one character: {term}");
    }

    /// <summary>Where a word may begin: at the start of the text, or after a space or a mark.</summary>
    private static IEnumerable<string> Patterns(string word)
    {
        var escaped = word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)
            .Replace('*', '%').Replace('?', '_');
        return ((string[])["", "% ", "%@", "%.", "%-", "%/"]).Select(before => $"{before}{escaped}%");
    }

    private static CompareCondition Like(FieldDef field, string pattern) =>
        new(new SoqlExpression(new SoqlPath([field.Name], 0), null, null, 0), "LIKE", new SoqlLiteral(LiteralKind.Text, pattern, null, 0));

    private static FieldDef[] Searched(ObjectDef definition, string scope) => scope.Replace("FIELDS", "", StringComparison.OrdinalIgnoreCase).Trim().ToUpperInvariant() switch
    {
        "NAME" => [.. definition.Fields.Where(f => f.IsName)],
        "EMAIL" => [.. definition.Fields.Where(f => f.Type == FieldType.Email)],
        "PHONE" => [.. definition.Fields.Where(f => f.Type == FieldType.Phone)],
        "ALL" or "SIDEBAR" => [.. definition.Fields.Where(f => f.Filterable && f.Type is FieldType.String or FieldType.Email or FieldType.Phone or FieldType.Url or FieldType.TextArea && f.Filterable)],
        var other => throw new SalesforceException(400, "MALFORMED_SEARCH", $"Unknown search group: {other}. Use ALL, NAME, EMAIL, PHONE or SIDEBAR"),
    };
}

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Searches: <c>POST /crm/v3/objects/{type}/search</c>. What was written within the index lag is not seen yet.</summary>
internal sealed class SearchApi(CrmStore store, HubSpotSimulatorOptions options) : IHubSpotApi
{
    private const string Linked = "associations.";

    /// <summary>True for a path that the search limit counts.</summary>
    public static bool IsSearch(string[] path) => path is ["crm", "v3", "objects", _, "search"];

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Method != "POST" || !IsSearch(call.Path))
        {
            return null;
        }

        var type = ObjectType.Parse(call.Path[3]);
        call.Require(type.ReadScopes);
        var search = SearchRequest.Parse(call.Object, options);
        var tests = search.Groups.Select(group => group.Select(filter => Test(type, filter)).ToList()).ToList();
        var seen = call.Now - options.IndexLag;
        var found = store.Of(type).Where(record => record.CreatedAt <= seen && !(record.ArchivedAt <= seen) && record.ArchivedAt is null
            && (tests.Count == 0 || tests.Exists(group => group.TrueForAll(test => test(record, seen))))
            && (string.IsNullOrWhiteSpace(search.Query) || SearchMatch.HasWords(type.Searched.Select(name => Value(record, name, seen)), search.Query)));
        var sorted = Sorted(type, search, found, seen).ToList();
        var view = new RecordView(search.Properties, [], []);
        var next = search.After + search.Limit < sorted.Count && search.Limit > 0 ? $"{search.After + search.Limit}" : null;
        return HubSpotReply.Page(
            sorted.Skip(search.After).Take(search.Limit),
            (writer, record) => view.Write(writer, store, record),
            next,
            next is null ? null : call.Link(next),
            writer => writer.WriteNumber("total"u8, sorted.Count));
    }

    private string? Value(CrmRecord record, string name, DateTimeOffset seen) =>
        options.IndexLag == TimeSpan.Zero ? store.Value(record, name) : record.At(name, seen);

    private Func<CrmRecord, DateTimeOffset, bool> Test(ObjectType type, SearchFilter filter)
    {
        if (filter.Property.StartsWith(Linked, StringComparison.Ordinal) && ObjectType.TryParse(filter.Property[Linked.Length..]) is { } to)
        {
            var wanted = (IReadOnlyList<string>)(filter.Operator switch
            {
                "EQ" => [filter.Value!],
                "IN" => filter.Values,
                _ => throw HubSpotError.Invalid($"The operator {filter.Operator} is not supported for {filter.Property}: EQ or IN"),
            });
            return (record, _) => store.Associations.Of(type, record.Id, to).Any(link => wanted.Contains($"{link.Key}"));
        }

        var property = Property(type, filter.Property);
        SearchMatch.Check(property, filter);
        return (record, seen) => SearchMatch.Meets(property, filter, Value(record, property.Name, seen));
    }

    private IEnumerable<CrmRecord> Sorted(ObjectType type, SearchRequest search, IEnumerable<CrmRecord> found, DateTimeOffset seen)
    {
        if (search.SortBy is not { } name)
        {
            return found;
        }

        // Records without a value come last in either direction.
        var property = Property(type, name);
        var order = Comparer<string>.Create((left, right) => SearchMatch.Compare(property, left, right));
        var (with, without) = (found.Where(record => Value(record, property.Name, seen) is not null), found.Where(record => Value(record, property.Name, seen) is null));
        return (search.Descending
            ? with.OrderByDescending(record => Value(record, property.Name, seen)!, order)
            : with.OrderBy(record => Value(record, property.Name, seen)!, order)).Concat(without);
    }

    private PropertyDefinition Property(ObjectType type, string name) => store.Properties.Find(type, name.ToLowerInvariant())
        ?? throw new HubSpotError(400, "VALIDATION_ERROR", "There was a problem with the request.")
        {
            Details = [new($"Property \"{name}\" does not exist", "PROPERTY_DOESNT_EXIST", new Dictionary<string, IReadOnlyList<string>> { ["propertyName"] = [name] })],
        };
}

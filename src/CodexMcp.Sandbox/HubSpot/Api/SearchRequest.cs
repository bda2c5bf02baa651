using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>One condition of a search.</summary>
internal sealed record SearchFilter(string Property, string Operator, string? Value, string? HighValue, IReadOnlyList<string> Values);

/// <summary>A search as it was sent, checked.</summary>
internal sealed record SearchRequest(
    IReadOnlyList<IReadOnlyList<SearchFilter>> Groups, string? SortBy, bool Descending, string? Query, IReadOnlyList<string> Properties, int Limit, int After)
{
    private const int MostPerPage = 200;
    private const int LongestQuery = 3_000;
    private static readonly string[] WithValue = ["EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN", "BETWEEN"];
    private static readonly string[] WithValues = ["IN", "NOT_IN"];
    private static readonly string[] Alone = ["HAS_PROPERTY", "NOT_HAS_PROPERTY"];

    /// <summary>Reads a body.</summary>
    /// <exception cref="HubSpotError">Something in it is not right.</exception>
    public static SearchRequest Parse(JsonElement body, HubSpotSimulatorOptions options)
    {
        var groups = ReadGroups(body).ToList();
        if (groups.Count > options.MaxFilterGroups)
        {
            throw HubSpotError.Invalid($"The maximum number of filterGroups is {options.MaxFilterGroups}, this search has {groups.Count}");
        }

        if (groups.Any(group => group.Count > options.MaxFiltersPerGroup) || groups.Sum(group => group.Count) > options.MaxFilters)
        {
            throw HubSpotError.Invalid($"The maximum number of filters is {options.MaxFiltersPerGroup} in a group and {options.MaxFilters} in all");
        }

        var (sortBy, descending) = Sort(body);
        var query = Text(body, "query");
        if (query?.Length > LongestQuery)
        {
            throw HubSpotError.Invalid($"The query is longer than {LongestQuery} characters");
        }

        var (limit, after) = (Number(body, "limit") ?? 10, Number(body, "after") ?? 0);
        if (limit is < 0 or > MostPerPage)
        {
            throw HubSpotError.Invalid($"limit {limit} is not from 0 to {MostPerPage}");
        }

        return after < 0 || after + limit > options.SearchWall
            ? throw HubSpotError.Invalid($"A search can page through {options.SearchWall} results at most: after {after} with limit {limit} goes beyond")
            : new SearchRequest(groups, sortBy, descending, query, Names(body, "properties"), limit, after);
    }

    private static IEnumerable<IReadOnlyList<SearchFilter>> ReadGroups(JsonElement body)
    {
        // Filters without groups are one group.
        if (body.TryGetProperty("filters", out var single) && single.ValueKind == JsonValueKind.Array && single.GetArrayLength() > 0)
        {
            yield return [.. single.EnumerateArray().Select(Filter)];
        }

        if (!body.TryGetProperty("filterGroups", out var groups) || groups.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }

        foreach (var group in AssociationRequests.Array(groups, "filterGroups"))
        {
            yield return group.ValueKind == JsonValueKind.Object && group.TryGetProperty("filters", out var filters)
                ? [.. AssociationRequests.Array(filters, "filters").Select(Filter)]
                : throw HubSpotError.Invalid("Some required fields were not set: [filters]");
        }
    }

    private static SearchFilter Filter(JsonElement filter)
    {
        if (filter.ValueKind != JsonValueKind.Object || Text(filter, "propertyName") is not { Length: > 0 } property || Text(filter, "operator") is not { } op)
        {
            throw HubSpotError.Invalid("Some required fields were not set: [propertyName, operator]");
        }

        var (value, high, values) = (Text(filter, "value"), Text(filter, "highValue"), Names(filter, "values"));
        if (Alone.Contains(op))
        {
            return value is null && values.Count == 0
                ? new SearchFilter(property, op, null, null, [])
                : throw HubSpotError.Invalid($"The operator {op} of {property} takes no value");
        }

        if (WithValues.Contains(op))
        {
            return values.Count > 0
                ? new SearchFilter(property, op, null, null, values)
                : throw HubSpotError.Invalid($"The operator {op} of {property} needs 'values', a list");
        }

        if (!WithValue.Contains(op))
        {
            throw HubSpotError.Invalid($"Invalid input JSON on line 1, column 1: '{op}' is not one of the operators [{string.Join(", ", WithValue.Concat(WithValues).Concat(Alone))}]");
        }

        return value is not null && (op != "BETWEEN" || high is not null)
            ? new SearchFilter(property, op, value, high, [])
            : throw HubSpotError.Invalid($"The operator {op} of {property} needs {(op == "BETWEEN" ? "'value' and 'highValue'" : "'value'")}");
    }

    private static (string? Property, bool Descending) Sort(JsonElement body)
    {
        if (!body.TryGetProperty("sorts", out var sent) || sent.ValueKind == JsonValueKind.Null)
        {
            return (null, false);
        }

        var sorts = AssociationRequests.Array(sent, "sorts").ToList();
        if (sorts.Count > 1)
        {
            throw HubSpotError.Invalid("A search can have one sort at most");
        }

        return sorts switch
        {
            [] => (null, false),
            [{ ValueKind: JsonValueKind.String } text] => (text.GetString()!.TrimStart('-'), text.GetString()!.StartsWith('-')),
            [{ ValueKind: JsonValueKind.Object } rule] when Text(rule, "propertyName") is { } name => (name, Text(rule, "direction") switch
            {
                "DESCENDING" => true,
                null or "ASCENDING" => false,
                var other => throw HubSpotError.Invalid($"'{other}' is not a direction: ASCENDING or DESCENDING"),
            }),
            _ => throw HubSpotError.Invalid("A sort is a property's name, with '-' before it to turn it round, or {propertyName, direction}"),
        };
    }

    private static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind.Null => null,
        _ => throw HubSpotError.Invalid($"Invalid input JSON on line 1, column 1: '{name}' must be a string"),
    };

    private static int? Number(JsonElement body, string name) => Text(body, name) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw HubSpotError.Invalid($"'{name}' must be a whole number, not '{text}'");

    private static IReadOnlyList<string> Names(JsonElement body, string name) => !body.TryGetProperty(name, out var sent) || sent.ValueKind == JsonValueKind.Null
        ? []
        : [.. AssociationRequests.Array(sent, name).Select(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number ? item.ToString() : throw HubSpotError.Invalid($"'{name}' must be a list of strings"))];
}

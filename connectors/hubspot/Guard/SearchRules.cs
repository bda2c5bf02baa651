using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Guard;

/// <summary>Holds a search's filters, sorts and words to what the role has and to what HubSpot takes.</summary>
internal static class SearchRules
{
    public static void Check(ToolInvocation invocation, RecordView view, HubSpotLimits limits)
    {
        var groups = 0;
        var filters = 0;
        foreach (var group in Json.Items(Arguments.Any(invocation, "filter_groups")))
        {
            groups++;
            var count = 0;
            foreach (var filter in Json.Items(group))
            {
                count++;
                Filter(filter, view);
            }

            filters += count;
            if (count > limits.FiltersPerGroup)
            {
                throw TooMany($"{limits.FiltersPerGroup} filters in one group");
            }
        }

        if (groups > limits.FilterGroups)
        {
            throw TooMany($"{limits.FilterGroups} filter groups");
        }

        if (filters > limits.Filters)
        {
            throw TooMany($"{limits.Filters} filters in one search");
        }

        foreach (var sort in Arguments.Texts(invocation, "sorts") ?? [])
        {
            view.Require(sort.StartsWith('-') ? sort[1..] : sort);
        }
    }

    /// <summary>
    /// HubSpot's word search looks into properties of its own choice. Where the role has not all of them, the words become filters on those that it has;
    /// gives what writes the filter groups and a note that says where is looked, or null when nothing changes.
    /// </summary>
    public static (Action<Utf8JsonWriter> Write, string Note)? Words(ToolInvocation invocation, RecordView view, HubSpotLimits limits)
    {
        if (Arguments.Text(invocation, "query") is not { } query)
        {
            return null;
        }

        var (visible, all) = view.Searched();
        if (all)
        {
            return null;
        }

        if (visible.Count == 0)
        {
            throw HubSpotErrors.Refused($"This role can't search {view.Type} by words.", "Use filter_groups with the properties that hubspot_list_properties shows.");
        }

        var given = Json.Items(Arguments.Any(invocation, "filter_groups")).ToList();
        var groups = Math.Max(1, given.Count);
        var names = visible.Take(Math.Max(1, limits.FilterGroups / groups)).ToList();
        var filters = names.Count * (groups + given.Sum(static group => group.GetArrayLength()));
        return groups * names.Count <= limits.FilterGroups && filters <= limits.Filters && given.TrueForAll(group => group.GetArrayLength() < limits.FiltersPerGroup)
            ? (writer => Write(writer, given, names, query), Note(names, visible, limits))
            : throw HubSpotErrors.Refused("This role's search by words can't be joined with so many filters.", "Use query or filter_groups alone, or fewer filters.");
    }

    private static string Note(List<string> names, IReadOnlyList<string> visible, HubSpotLimits limits) =>
        $"The words are looked for in {string.Join(", ", names)}, which this role has, one by one: HubSpot's own word search would look into others too."
        + (names.Count < visible.Count ? $" Not in {string.Join(", ", visible.Skip(names.Count))}: HubSpot takes at most {limits.FilterGroups} filter groups. Search there with filter_groups." : "");

    private static void Write(Utf8JsonWriter writer, List<JsonElement> given, List<string> names, string query)
    {
        writer.WriteStartArray("filter_groups");
        foreach (var name in names)
        {
            foreach (var group in given.Count > 0 ? given : [default])
            {
                writer.WriteStartArray();
                foreach (var filter in Json.Items(group))
                {
                    filter.WriteTo(writer);
                }

                writer.WriteStartObject();
                writer.WriteString("property", name);
                writer.WriteString("operator", "CONTAINS_TOKEN");
                writer.WriteString("value", query);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }
        }

        writer.WriteEndArray();
    }

    private static void Filter(JsonElement filter, RecordView view)
    {
        var name = Json.Text(filter, "property") ?? "";
        view.Require(name);
        var value = Json.Member(filter, "value").ValueKind != JsonValueKind.Undefined;
        var high = Json.Member(filter, "high_value").ValueKind != JsonValueKind.Undefined;
        var values = Json.Items(Json.Member(filter, "values")).Any();
        var (fits, needs) = Json.Text(filter, "operator") switch
        {
            "BETWEEN" => (value && high && !values, "value and high_value"),
            "IN" or "NOT_IN" => (values && !value && !high, "values"),
            "HAS_PROPERTY" or "NOT_HAS_PROPERTY" => (!value && !high && !values, "no value"),
            _ => (value && !high && !values, "value alone"),
        };
        if (!fits)
        {
            throw HubSpotErrors.Refused($"The filter on '{VendorText.Clean(name, 80)}' takes {needs}.", "Correct the filter and search again.");
        }
    }

    private static ConnectorException TooMany(string most) => HubSpotErrors.Refused($"HubSpot takes at most {most}.", "Search in several steps, or with fewer filters.");
}

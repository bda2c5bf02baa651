using System.Text.Json;

namespace CodexMcp.Connectors.HubSpot;

/// <summary>What HubSpot allows, by default the careful reading of its documents.</summary>
/// <param name="Burst">Requests in any ten seconds.</param>
/// <param name="Search">Searches in a second, for the whole account.</param>
/// <param name="FilterGroups">Filter groups of one search.</param>
/// <param name="FiltersPerGroup">Filters of one group.</param>
/// <param name="Filters">Filters of one search.</param>
/// <param name="Batch">Records of one batch.</param>
/// <param name="SearchResults">How many results of one search HubSpot lets be paged through.</param>
internal sealed record HubSpotLimits(int Burst, int Search, int FilterGroups, int FiltersPerGroup, int Filters, int Batch, int SearchResults)
{
    public static HubSpotLimits Read(JsonElement limits) => new(
        HubSpotSettings.Number(limits, "burst_per_10s", 100),
        HubSpotSettings.Number(limits, "searches_per_second", 4),
        HubSpotSettings.Number(limits, "filter_groups", 5),
        HubSpotSettings.Number(limits, "filters_per_group", 6),
        HubSpotSettings.Number(limits, "filters", 18),
        HubSpotSettings.Number(limits, "batch", 100),
        HubSpotSettings.Number(limits, "search_results", 10_000));
}

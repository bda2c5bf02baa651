using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests.Sales;

/// <summary>What a session in the role sales reads to look at its own work.</summary>
internal static class SalesQueries
{
    /// <summary>Runs a query that must succeed; gives its records.</summary>
    public static async Task<IReadOnlyList<JsonElement>> QueryAsync(this RoleSession session, string soql) =>
        [.. (await session.RunAsync("salesforce_query", $$"""{"soql":"{{JsonEncodedText.Encode(soql)}}"}""")).GetProperty("records").EnumerateArray()];
}

namespace CodexMcp.Connectors.Sales;

/// <summary>What is known of an account, each fact with its record.</summary>
internal sealed record AccountFacts
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Domain { get; init; }

    public decimal? Seats { get; init; }

    public decimal? Arr { get; init; }

    public decimal? ArrYearAgo { get; init; }

    /// <summary>The fields that describe the company, and whether each is filled.</summary>
    public IReadOnlyList<(string Field, bool Filled)> Enrichment { get; init; } = [];

    public List<UsageWeek> Usage { get; } = [];

    public List<Renewal> Renewals { get; } = [];

    public List<OpenDeal> Deals { get; } = [];

    public List<Touch> Touches { get; } = [];
}

/// <summary>One week's usage.</summary>
internal sealed record UsageWeek(string Id, DateOnly Week, decimal ActiveUsers);

/// <summary>A contract's renewal.</summary>
internal sealed record Renewal(string Id, DateOnly Due, decimal? Arr, decimal? Previous, string? Status, string? Risk);

/// <summary>An open opportunity.</summary>
internal sealed record OpenDeal(string Id, string Name, string Stage, decimal? Amount, DateOnly? Close);

/// <summary>A contact with the customer that took place.</summary>
/// <param name="System"><c>salesforce</c> or <c>hubspot</c>.</param>
/// <param name="Record">The record, as <c>object:id</c>.</param>
/// <param name="Day">When.</param>
internal sealed record Touch(string System, string Record, DateOnly Day);

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>What can be set on the HubSpot simulator. HubSpot's limits differ by plan and by page of its documentation: the defaults are the
/// current ones of a Professional account, as far as they are told.</summary>
public sealed record HubSpotSimulatorOptions
{
    /// <summary>The account that is accepted. By default a new one with random secrets.</summary>
    public HubSpotCredentials? Credentials { get; init; }

    /// <summary>The scopes of the private app's token and of the OAuth app. Default: all.</summary>
    public IReadOnlyCollection<string> Scopes { get; init; } = HubSpotScopes.All;

    /// <summary>Requests of a private app in ten seconds. Default 190.</summary>
    public int BurstLimit { get; init; } = 190;

    /// <summary>Requests of an OAuth app in ten seconds. Default 110.</summary>
    public int OAuthBurstLimit { get; init; } = 110;

    /// <summary>Requests of all private apps in a day, UTC. Default 650,000.</summary>
    public int DailyLimit { get; init; } = 650_000;

    /// <summary>Searches of the account in a second. Default 5.</summary>
    public int SearchLimit { get; init; } = 5;

    /// <summary>Filter groups of a search. Default 5.</summary>
    public int MaxFilterGroups { get; init; } = 5;

    /// <summary>Filters in one group. Default 6.</summary>
    public int MaxFiltersPerGroup { get; init; } = 6;

    /// <summary>Filters of a search together. Default 18.</summary>
    public int MaxFilters { get; init; } = 18;

    /// <summary>Results that one search can page through. Default 10,000.</summary>
    public int SearchWall { get; init; } = 10_000;

    /// <summary>How long a write is not yet seen by searches. Default none.</summary>
    public TimeSpan IndexLag { get; init; } = TimeSpan.Zero;

    /// <summary>How long an OAuth access token is valid. Default 30 minutes.</summary>
    public TimeSpan AccessTokenLife { get; init; } = TimeSpan.FromMinutes(30);
}

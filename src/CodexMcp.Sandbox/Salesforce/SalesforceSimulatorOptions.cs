namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Settings of a simulated org.</summary>
public sealed record SalesforceSimulatorOptions
{
    /// <summary>The login that is accepted; null makes one.</summary>
    public SalesforceCredentials? Credentials { get; init; }

    /// <summary>Requests in a rolling day. Default 100,000.</summary>
    public long DailyRequests { get; init; } = 100_000;

    /// <summary>How long an access token lives after its last use. Default two hours, as many orgs have it.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How far a JWT's clock may be off. Default 30 seconds.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Records in a page when the client asks for no size. Default 2,000.</summary>
    public int PageSize { get; init; } = 2_000;

    /// <summary>The smallest page size that a client may ask for. Default 200, as the vendor has it; tests may lower it.</summary>
    public int MinPageSize { get; init; } = 200;

    /// <summary>Records of a subquery's page. Default 200.</summary>
    public int ChildPageSize { get; init; } = 200;

    /// <summary>How long a page can be continued. Default two days.</summary>
    public TimeSpan LocatorLifetime { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How long a bulk job takes after its upload, on the simulator's clock. By default it is done at the next look.</summary>
    public TimeSpan BulkDuration { get; init; }

    /// <summary>Further rows of Usage__c, for measuring large results. Default 0.</summary>
    public int ExtraUsageRows { get; init; }
}

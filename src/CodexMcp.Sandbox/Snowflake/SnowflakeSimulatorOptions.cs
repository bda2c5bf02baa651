namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What can be set on the Snowflake simulator. The defaults are Snowflake's where Snowflake says them.</summary>
public sealed record SnowflakeSimulatorOptions
{
    /// <summary>How long a synchronous request waits before it answers 202. Default 45 seconds, as Snowflake.</summary>
    public TimeSpan SyncWait { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Rows in one partition of a result. At least 1, default 10,000.</summary>
    public int RowsPerPartition { get; init; } = 10_000;

    /// <summary>Rows of the largest result; more is cut, with code 391908. Default 1,000,000.</summary>
    public int MaxResultRows { get; init; } = 1_000_000;

    /// <summary>How long a statement may run when the request sets no <c>timeout</c>. Default 10 minutes.</summary>
    public TimeSpan DefaultStatementTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long results are kept. Default 24 hours.</summary>
    public TimeSpan ResultRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Finished statements that are kept at most; the oldest goes first. Default 500.</summary>
    public int MaxKeptStatements { get; init; } = 500;

    /// <summary>Cells of all kept results together; beyond it the oldest results go. The latest is always kept. Default 4,000,000.</summary>
    public long MaxKeptCells { get; init; } = 4_000_000;

    /// <summary>Statements that may run at once; one more is answered 429. Default 64.</summary>
    public int MaxRunningStatements { get; init; } = 64;

    /// <summary>The account that is accepted. By default a new one with random secrets.</summary>
    public SandboxCredentials? Credentials { get; init; }

    /// <summary>Further users of the account, with the same rights; none sees another's statements. By default none.</summary>
    public IReadOnlyList<SandboxCredentials> OtherUsers { get; init; } = [];

    /// <summary>The user's default role. Default <c>ANALYST</c>.</summary>
    public string DefaultRole { get; init; } = "ANALYST";

    /// <summary>The user's default warehouse; null means that a request without one fails with 000606. Default <c>ANALYST_WH</c>.</summary>
    public string? DefaultWarehouse { get; init; } = "ANALYST_WH";
}

namespace CodexMcp.Sandbox.Databricks;

/// <summary>What can be set on the Databricks simulator. The defaults are Databricks' where Databricks says them.</summary>
public sealed record DatabricksSimulatorOptions
{
    /// <summary>The service principal that is accepted. By default a new one with random secrets.</summary>
    public DatabricksCredentials? Credentials { get; init; }

    /// <summary>How long an access token lives. Default one hour.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the warehouse needs to start for its first statement; zero for one that runs. Default zero.</summary>
    public TimeSpan WarehouseStart { get; init; } = TimeSpan.Zero;

    /// <summary>How long each statement runs on top of the work itself. Default zero.</summary>
    public TimeSpan StatementTime { get; init; } = TimeSpan.Zero;

    /// <summary>Rows in one chunk of a result. At least 1, default 5,000.</summary>
    public int RowsPerChunk { get; init; } = 5_000;

    /// <summary>Rows of the largest result. Default 1,000,000.</summary>
    public int MaxResultRows { get; init; } = 1_000_000;

    /// <summary>Bytes of the largest inline result; more ends the statement as failed. Default 25 MiB.</summary>
    public long MaxInlineBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>How long rows can be fetched after a statement has succeeded. Default one hour.</summary>
    public TimeSpan ResultLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a statement is known after its end. Default 12 hours.</summary>
    public TimeSpan StatementLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Statements that may run at once; one more is answered 429. Default 64.</summary>
    public int MaxRunningStatements { get; init; } = 64;

    /// <summary>Statements that are kept at most; the oldest that has ended goes first. Default 500.</summary>
    public int MaxKeptStatements { get; init; } = 500;

    /// <summary>Items on one page of Unity Catalog, counted before what the principal may not see is left out. Default 50.</summary>
    public int CatalogPageSize { get; init; } = 50;

    /// <summary>How often Genie says that it is not done before it is. Default 1.</summary>
    public int GenieSteps { get; init; } = 1;
}

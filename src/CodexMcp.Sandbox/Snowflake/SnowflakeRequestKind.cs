namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The kinds of request that are counted and can fail.</summary>
public enum SnowflakeRequestKind
{
    /// <summary>POST of a statement.</summary>
    Submit,

    /// <summary>GET of a statement's status or first partition.</summary>
    Status,

    /// <summary>GET of a later partition.</summary>
    Partition,

    /// <summary>POST of a cancel.</summary>
    Cancel,

    /// <summary>Anything else.</summary>
    Other,
}

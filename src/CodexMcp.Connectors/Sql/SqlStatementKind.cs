namespace CodexMcp.Connectors.Sql;

/// <summary>What an allowed statement does.</summary>
public enum SqlStatementKind
{
    /// <summary>SELECT, or WITH … SELECT.</summary>
    Select,

    /// <summary>SHOW.</summary>
    Show,

    /// <summary>DESCRIBE.</summary>
    Describe,

    /// <summary>EXPLAIN of a SELECT.</summary>
    Explain,
}

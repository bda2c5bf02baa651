namespace CodexMcp.Connectors.Sql;

/// <summary>Whose SQL a statement is written in.</summary>
public enum SqlDialect
{
    /// <summary>Snowflake: unquoted names mean upper case, double quotes hold names.</summary>
    Snowflake,

    /// <summary>Databricks: names know no case, backticks hold names and double quotes hold texts.</summary>
    Databricks,
}

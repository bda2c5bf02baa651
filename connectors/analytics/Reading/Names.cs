using System.Globalization;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>Names from arguments as SQL: read as SQL reads them, and always written in quotes, so that a name can be nothing but a name.</summary>
/// <param name="dialect">Whose SQL.</param>
internal sealed class Names(SqlDialect dialect)
{
    /// <summary>What a value of any type is cast to, to be told as text.</summary>
    public string Text => dialect == SqlDialect.Databricks ? "STRING" : "VARCHAR";

    /// <summary>Whether marks for values have names.</summary>
    public bool Named => dialect == SqlDialect.Databricks;

    /// <summary>The name of a value.</summary>
    public static string Value(int index) => "v" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>What stands in the statement for a value.</summary>
    public string Mark(int index) => Named ? ":" + Value(index) : "?";

    /// <summary>A column in quotes.</summary>
    /// <exception cref="ConnectorException">It is no name.</exception>
    public string Column(string name) => SqlName.Quote(SqlName.Parse(name, 1, dialect)[0], dialect);

    /// <summary>A table in quotes, with as many parts as were given.</summary>
    /// <exception cref="ConnectorException">It is no name.</exception>
    public string Table(string name) => string.Join('.', SqlName.Parse(name, 3, dialect).Select(part => SqlName.Quote(part, dialect)));
}

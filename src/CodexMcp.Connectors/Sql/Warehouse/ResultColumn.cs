namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>How a column's cells are read.</summary>
public enum CellKind
{
    /// <summary>As they are.</summary>
    Text,

    /// <summary>A number of exact digits.</summary>
    Fixed,

    /// <summary>A floating-point number.</summary>
    Real,

    /// <summary>A truth.</summary>
    Boolean,

    /// <summary>JSON as text.</summary>
    Json,
}

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in lower case, such as <c>number(18,2)</c>.</param>
/// <param name="Kind">How its cells are read.</param>
/// <param name="Nullable">Whether it may hold NULL.</param>
/// <param name="Format">Turns a text cell into what is shown, or gives null when it stays; null when every cell stays.</param>
public sealed record ResultColumn(string Name, string Type, CellKind Kind, bool Nullable, Func<string, string?>? Format = null);

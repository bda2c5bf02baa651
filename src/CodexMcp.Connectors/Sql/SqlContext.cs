using System.Text.Json;

namespace CodexMcp.Connectors.Sql;

/// <summary>What the judgement of one statement depends on besides the role's scope.</summary>
public sealed record SqlContext
{
    /// <summary>The most rows that it may give; <see cref="long.MaxValue"/> for no limit.</summary>
    public long MaxRows { get; init; } = long.MaxValue;

    /// <summary>Gives a table's columns in order, an empty list when there is no such table, or null when they are not known yet.</summary>
    public Func<SqlTable, IReadOnlyList<string>?>? Columns { get; init; }

    /// <summary>The values that are bound: an array for <c>?</c>, an object for <c>:name</c>; undefined when there are none.</summary>
    public JsonElement Parameters { get; init; }

    /// <summary>The day, by which the width of a window is measured; without it no window up to now can be measured, and each counts as too wide.</summary>
    public DateOnly? Today { get; init; }
}

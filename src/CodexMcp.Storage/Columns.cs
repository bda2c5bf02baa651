using System.Data.Common;

namespace CodexMcp.Storage;

/// <summary>How values stand in columns: times are UTC ticks (exact, ordered, the same in both databases), lists are lines.</summary>
internal static class Columns
{
    public static long Time(DateTimeOffset time) => time.UtcTicks;

    public static object? Time(DateTimeOffset? time) => time?.UtcTicks;

    public static DateTimeOffset Time(this DbDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);

    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static byte[] Bytes(this DbDataReader reader, int column) => (byte[])reader.GetValue(column);

    /// <summary>Names hold no line breaks, so one per line loses nothing.</summary>
    public static string Lines(IEnumerable<string> names) => string.Join('\n', names);

    public static IReadOnlyList<string> Lines(this DbDataReader reader, int column) =>
        reader.GetString(column) is { Length: > 0 } text ? text.Split('\n') : [];
}

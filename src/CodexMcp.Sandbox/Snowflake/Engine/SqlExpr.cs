using System.Globalization;
using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>A translated expression: SQLite's text and Snowflake's type.</summary>
internal readonly record struct SqlExpr(string Sql, SqlType Type, bool Nullable = true)
{
    /// <summary>Where a plain column comes from.</summary>
    public (CatalogTable Table, CatalogColumn Column)? Origin { get; init; }

    /// <summary>The text of a text literal, so that a conversion can be done once.</summary>
    public string? Literal { get; init; }

    public static SqlExpr Whole(long value) =>
        new(value == long.MinValue ? "(-9223372036854775807-1)" : value.ToString(CultureInfo.InvariantCulture), SqlType.Whole(Digits(value)), false);

    public static SqlExpr Text(string value) =>
        new(Quote(value), new SqlType(SqlKind.Text, Length: Math.Max(1, value.Length)), false) { Literal = value };

    public static int Digits(long value) => Math.Abs(value == long.MinValue ? long.MaxValue : value).ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>A SQLite text literal. A zero character would end it, so such a text goes as bytes.</summary>
    public static string Quote(string value) => value.Contains('\0')
        ? $"CAST(x'{Convert.ToHexString(Encoding.UTF8.GetBytes(value))}' AS TEXT)"
        : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}

/// <summary>A column of a query's result.</summary>
internal sealed record OutputColumn(string Name, SqlType Type, bool Nullable, (CatalogTable Table, CatalogColumn Column)? Origin = null);

/// <summary>A translated query: its result columns are named c0, c1 and so on.</summary>
internal sealed record QuerySql(string Sql, IReadOnlyList<OutputColumn> Columns, bool OneRow = false);

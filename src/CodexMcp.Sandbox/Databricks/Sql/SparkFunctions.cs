using System.Collections.Frozen;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>The functions that Databricks calls otherwise than the shared engine.</summary>
internal static class SparkFunctions
{
    /// <summary>Writes a call with its arguments, or gives null when there are more or fewer than the function takes.</summary>
    public delegate string? Writer(IReadOnlyList<string> arguments);

    private static readonly FrozenDictionary<string, Writer> All = new Dictionary<string, Writer>
    {
        ["if"] = static a => a is [var test, var yes, var no] ? $"IFF({test}, {yes}, {no})" : null,
        ["date_add"] = static a => a is [var day, var days] ? $"DATEADD(day, {days}, {day})" : Same("DATEADD", a, 3),
        ["dateadd"] = static a => a is [var day, var days] ? $"DATEADD(day, {days}, {day})" : Same("DATEADD", a, 3),
        ["date_sub"] = static a => a is [var day, var days] ? $"DATEADD(day, -({days}), {day})" : null,
        ["datediff"] = static a => a is [var end, var start] ? $"DATEDIFF(day, {start}, {end})" : Same("DATEDIFF", a, 3),
        ["date_diff"] = static a => a is [var end, var start] ? $"DATEDIFF(day, {start}, {end})" : Same("DATEDIFF", a, 3),
        ["date_format"] = static a => a is [var moment, var format] ? $"TO_CHAR({moment}, {Format(format)})" : null,
        ["date"] = static a => a is [var value] ? $"TO_DATE({value})" : null,
        ["now"] = static a => a is [] ? "CURRENT_TIMESTAMP()" : null,
        ["curdate"] = static a => a is [] ? "CURRENT_DATE()" : null,
        ["dayofweek"] = static a => a is [var day] ? $"(DAYOFWEEK({day}) + 1)" : null,
        ["weekday"] = static a => a is [var day] ? $"(DAYOFWEEKISO({day}) - 1)" : null,
        ["trunc"] = static a => a is [var day, var unit] ? $"DATE_TRUNC({unit}, {day})" : null,
        ["percentile"] = static a => a is [var value, var share] ? $"PERCENTILE_CONT({share}) WITHIN GROUP (ORDER BY {value})" : null,
        ["percentile_approx"] = static a => a is [var value, var share] ? $"APPROX_PERCENTILE({value}, {share})" : null,
        ["collect_list"] = static a => a is [var value] ? $"ARRAY_AGG({value})" : null,
        ["collect_set"] = static a => a is [var value] ? $"ARRAY_AGG(DISTINCT {value})" : null,
        ["size"] = static a => a is [var list] ? $"ARRAY_SIZE({list})" : null,
        ["cardinality"] = static a => a is [var list] ? $"ARRAY_SIZE({list})" : null,
        ["array_contains"] = static a => a is [var list, var value] ? $"ARRAY_CONTAINS({value}, {list})" : null,
        ["array_join"] = static a => a is [var list, var mark] ? $"ARRAY_TO_STRING({list}, {mark})" : null,
        ["isnull"] = static a => a is [var value] ? $"({value} IS NULL)" : null,
        ["isnotnull"] = static a => a is [var value] ? $"({value} IS NOT NULL)" : null,
        ["instr"] = static a => a is [var text, var part] ? $"CHARINDEX({part}, {text})" : null,
        ["locate"] = static a => a is [var part, var text] ? $"CHARINDEX({part}, {text})" : null,
        ["ucase"] = static a => Same("UPPER", a, 1),
        ["lcase"] = static a => Same("LOWER", a, 1),
        ["string"] = static a => a is [var value] ? $"CAST({value} AS STRING)" : null,
        ["bigint"] = static a => a is [var value] ? $"CAST({value} AS BIGINT)" : null,
        ["int"] = static a => a is [var value] ? $"CAST({value} AS INT)" : null,
        ["double"] = static a => a is [var value] ? $"CAST({value} AS DOUBLE)" : null,
        ["try_divide"] = static a => a is [var one, var other] ? $"IFF(({other}) = 0, NULL, ({one}) / NULLIF({other}, 0))" : null,
        ["bool_and"] = static a => Same("BOOLAND_AGG", a, 1),
        ["every"] = static a => Same("BOOLAND_AGG", a, 1),
        ["bool_or"] = static a => Same("BOOLOR_AGG", a, 1),
        ["first"] = static a => Same("ANY_VALUE", a, 1),
        ["mean"] = static a => Same("AVG", a, 1),
        ["std"] = static a => Same("STDDEV", a, 1),
        ["string_agg"] = static a => a is [var value, var mark] ? $"LISTAGG({value}, {mark})" : Same("LISTAGG", a, 1),
        ["get_json_object"] = static a => a is [var json, var path] && path.StartsWith("'$.", StringComparison.Ordinal) ? $"GET_PATH(PARSE_JSON({json}), '{path[3..]})::STRING" : null,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Writer? Find(string name) => All.GetValueOrDefault(name);

    private static string? Same(string name, IReadOnlyList<string> arguments, int count) =>
        arguments.Count == count ? $"{name}({string.Join(", ", arguments)})" : null;

    /// <summary>A pattern of letters as the engine has them.</summary>
    private static string Format(string pattern) => pattern
        .Replace("yyyy", "YYYY", StringComparison.Ordinal).Replace("mm", "MI", StringComparison.Ordinal).Replace("dd", "DD", StringComparison.Ordinal)
        .Replace("HH", "HH24", StringComparison.Ordinal).Replace("ss", "SS", StringComparison.Ordinal);
}

using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Reads <c>required_predicates</c> of a role's scope: table to column, or table to <c>{column, max_window, otherwise}</c>, where a window is a number of days
/// (<c>92d</c>) and <c>otherwise</c> says what becomes of a statement without one: <c>refuse</c> or <c>narrow</c>.
/// </summary>
internal static class RequiredPredicates
{
    private const string Key = "required_predicates";
    private const int MostDays = 36_500;

    public static List<RequiredPredicate> Read(JsonElement scope, SqlDialect dialect, ref string? problem)
    {
        var rules = new List<RequiredPredicate>();
        if (!scope.TryGetProperty(Key, out var map))
        {
            return rules;
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            problem ??= $"{Key} is no mapping.";
            return rules;
        }

        foreach (var rule in map.EnumerateObject())
        {
            if (NamePattern.Parse(rule.Name, 3, dialect) is { } table && Read(table, rule.Value, dialect) is { } read)
            {
                rules.Add(read);
            }
            else
            {
                problem ??= $"{Key} has an entry that is no table and column, or no {{column, max_window: 92d, otherwise: refuse or narrow}}: {SqlProblem.Quote(rule.Name)}.";
            }
        }

        return rules;
    }

    private static RequiredPredicate? Read(NamePattern table, JsonElement rule, SqlDialect dialect)
    {
        if (Text(rule) is { } name)
        {
            return new(table, Folded(name, dialect), null, false);
        }

        if (rule.ValueKind != JsonValueKind.Object || !rule.TryGetProperty("column", out var value) || Text(value) is not { } column)
        {
            return null;
        }

        int? days = null;
        if (rule.TryGetProperty("max_window", out var window))
        {
            if (Text(window) is not { } text || text[^1] != 'd' || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read is < 1 or > MostDays)
            {
                return null;
            }

            days = read;
        }

        var otherwise = rule.TryGetProperty("otherwise", out var action) ? Text(action) : "refuse";
        return otherwise == "refuse" || (otherwise == "narrow" && days is not null) ? new(table, Folded(column, dialect), days, otherwise == "narrow") : null;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string Folded(string name, SqlDialect dialect) =>
        name.Length > 2 && name[0] is '"' or '`' && name[^1] == name[0] ? name[1..^1] : dialect == SqlDialect.Snowflake ? name.ToUpperInvariant() : name.ToLowerInvariant();
}

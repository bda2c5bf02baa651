using System.Globalization;
using System.Text.Json;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>The body of POST /api/2.0/sql/statements, checked as Databricks checks it.</summary>
internal sealed record StatementRequest(
    string Statement, string Catalog, string Schema, IReadOnlyDictionary<string, SqlBinding> Parameters, long? RowLimit, long? ByteLimit, TimeSpan Wait, bool CancelAfterWait)
{
    private const int MaxTags = 20;
    private const int MaxStatement = 16 * 1024 * 1024;

    public static StatementRequest Parse(JsonElement body, string warehouse)
    {
        var statement = DatabricksCall.Text(body, "statement") is { Length: > 0 and <= MaxStatement } text ? text : throw DatabricksError.Parameter("statement must be set.");
        if (DatabricksCall.Text(body, "warehouse_id") is not { Length: > 0 } id)
        {
            throw DatabricksError.Parameter("warehouse_id must be set.");
        }

        if (id != warehouse)
        {
            throw DatabricksError.Missing($"SQL warehouse {id} does not exist.");
        }

        if ((DatabricksCall.Text(body, "disposition") ?? "INLINE") != "INLINE" || (DatabricksCall.Text(body, "format") ?? "JSON_ARRAY") != "JSON_ARRAY")
        {
            throw DatabricksError.Parameter("Only the INLINE disposition with the JSON_ARRAY format is simulated.");
        }

        if (body.TryGetProperty("query_tags", out var tags) && (tags.ValueKind != JsonValueKind.Array || tags.GetArrayLength() > MaxTags))
        {
            throw DatabricksError.Parameter($"query_tags must be a list of at most {MaxTags} tags.");
        }

        return new StatementRequest(
            statement,
            DatabricksCall.Text(body, "catalog") ?? "analytics",
            DatabricksCall.Text(body, "schema") ?? "default",
            ReadParameters(body),
            Limit(body, "row_limit"),
            Limit(body, "byte_limit"),
            ReadWait(DatabricksCall.Text(body, "wait_timeout") ?? "10s"),
            (DatabricksCall.Text(body, "on_wait_timeout") ?? "CONTINUE") switch
            {
                "CONTINUE" => false,
                "CANCEL" => true,
                _ => throw DatabricksError.Parameter("on_wait_timeout must be CONTINUE or CANCEL."),
            });
    }

    private static TimeSpan ReadWait(string wait) => wait.EndsWith('s') && int.TryParse(wait[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is 0 or (>= 5 and <= 50)
            ? TimeSpan.FromSeconds(seconds)
            : throw DatabricksError.Parameter("wait_timeout must be 0s or between 5s and 50s.");

    private static long? Limit(JsonElement body, string name) => !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number > 0 ? number
        : throw DatabricksError.Parameter($"{name} must be a positive whole number.");

    private static Dictionary<string, SqlBinding> ReadParameters(JsonElement body)
    {
        var parameters = new Dictionary<string, SqlBinding>(StringComparer.OrdinalIgnoreCase);
        if (!body.TryGetProperty("parameters", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return parameters;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw DatabricksError.Parameter("parameters must be a list.");
        }

        foreach (var parameter in list.EnumerateArray())
        {
            var name = parameter.ValueKind == JsonValueKind.Object ? DatabricksCall.Text(parameter, "name") : null;
            if (name is not { Length: > 0 } || !parameters.TryAdd(name, Value(DatabricksCall.Text(parameter, "type") ?? "STRING", DatabricksCall.Text(parameter, "value"))))
            {
                throw DatabricksError.Parameter("Each parameter needs a name of its own.");
            }
        }

        return parameters;
    }

    private static SqlBinding Value(string type, string? text)
    {
        DatabricksError Wrong() => DatabricksError.Parameter($"The value '{text}' is no {type}.");
        var name = type.Split('(')[0].Trim().ToUpperInvariant();
        switch (name)
        {
            case "STRING":
                return new SqlBinding(SqlType.Text, text);
            case "BOOLEAN":
                return new SqlBinding(SqlType.Boolean, text is null ? null : bool.TryParse(text, out var flag) ? (flag ? 1L : 0L) : throw Wrong());
            case "TINYINT" or "SMALLINT" or "INT" or "INTEGER" or "BIGINT":
                return new SqlBinding(SqlType.Whole(), text is null ? null : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : throw Wrong());
            case "FLOAT" or "DOUBLE" or "DECIMAL":
                return new SqlBinding(SqlType.Real, text is null ? null : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : throw Wrong());
            case "DATE":
                return new SqlBinding(SqlType.Date, text is null ? null : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    ? SqlText.ToDays(day.ToDateTime(default)) : throw Wrong());
            default:
                throw DatabricksError.Parameter($"The type {type} is not simulated for a parameter.");
        }
    }
}

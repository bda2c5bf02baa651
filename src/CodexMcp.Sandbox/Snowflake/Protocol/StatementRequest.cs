using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The body of POST /api/v2/statements.</summary>
internal sealed record StatementRequest(
    string Statement,
    long? Timeout,
    string? Database,
    string? Schema,
    string? Warehouse,
    string? Role,
    IReadOnlyDictionary<int, SqlBinding> Bindings,
    string? QueryTag,
    int StatementCount,
    int? RowLimit)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    private static SnowflakeException Bad() => new("390142", "08001", "Incoming request does not contain a valid payload.", 400);

    public static StatementRequest Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length is 0 or > MaxBody)
        {
            throw Bad();
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "statement") is not { } statement || string.IsNullOrWhiteSpace(statement))
            {
                throw Bad();
            }

            long? timeout = null;
            if (root.TryGetProperty("timeout", out var seconds) && seconds.ValueKind != JsonValueKind.Null)
            {
                timeout = seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt64(out var value) && value >= 0 ? value : throw Bad();
            }

            var (tag, count, rows) = Parameters(root);
            return new StatementRequest(
                statement, timeout, Text(root, "database"), Text(root, "schema"), Text(root, "warehouse"), Text(root, "role"), ReadBindings(root), tag, count, rows);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair.
            throw Bad();
        }
    }

    private static string? Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Bad();
    }

    private static (string? Tag, int Count, int? Rows) Parameters(JsonElement root)
    {
        string? tag = null;
        var count = 1;
        int? rows = null;
        if (!root.TryGetProperty("parameters", out var parameters) || parameters.ValueKind == JsonValueKind.Null)
        {
            return (tag, count, rows);
        }

        if (parameters.ValueKind != JsonValueKind.Object)
        {
            throw Bad();
        }

        foreach (var parameter in parameters.EnumerateObject())
        {
            // Numbers are accepted as numbers and as texts.
            var value = parameter.Value.ValueKind == JsonValueKind.String ? parameter.Value.GetString()! : parameter.Value.GetRawText();
            int Whole() => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Bad();
            switch (parameter.Name.ToUpperInvariant())
            {
                case "QUERY_TAG":
                    tag = value.Length <= 2000 ? value : throw new SnowflakeException("001008", "22023", "Value for parameter QUERY_TAG is too long: at most 2000 characters.");
                    break;
                case "MULTI_STATEMENT_COUNT":
                    count = Whole();
                    break;
                case "ROWS_PER_RESULTSET":
                    rows = Whole() is > 0 and var limit ? limit : null;
                    break;
                case "CLIENT_RESULT_CHUNK_SIZE" or "USE_CACHED_RESULT":
                    break;
                case "TIMEZONE" when value is "UTC" or "Etc/UTC":
                    break;
                default:
                    throw SnowflakeException.Unsupported($"parameter {parameter.Name}");
            }
        }

        return (tag, count, rows);
    }

    private static Dictionary<int, SqlBinding> ReadBindings(JsonElement root)
    {
        var result = new Dictionary<int, SqlBinding>();
        if (!root.TryGetProperty("bindings", out var bindings) || bindings.ValueKind == JsonValueKind.Null)
        {
            return result;
        }

        if (bindings.ValueKind != JsonValueKind.Object)
        {
            throw Bad();
        }

        foreach (var binding in bindings.EnumerateObject())
        {
            if (!int.TryParse(binding.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index is < 1 or > 10_000
                || binding.Value.ValueKind != JsonValueKind.Object || Text(binding.Value, "type") is not { } type)
            {
                throw Bad();
            }

            result[index] = Read(type.ToUpperInvariant(), Text(binding.Value, "value"));
        }

        return result;
    }

    private static SqlBinding Read(string type, string? text)
    {
        SnowflakeException Wrong() => new("100037", "22018", $"{type} value '{text}' is not recognized");
        long Whole(long divisor) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number / divisor : throw Wrong();
        switch (type)
        {
            case "FIXED" or "DECFLOAT":
                if (text is null)
                {
                    return new SqlBinding(SqlType.Whole(), null);
                }

                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
                {
                    return new SqlBinding(SqlType.Whole(), whole);
                }

                var wide = WideNumber.Parse(text) ?? throw Wrong();
                return wide.Scale is > 0 and <= 12 && text.Length <= 15
                    ? new SqlBinding(SqlType.Fixed(38, wide.Scale), double.Parse(text, CultureInfo.InvariantCulture))
                    : new SqlBinding(SqlType.Fixed(38, wide.Scale, true), wide.Checked().ToString());
            case "REAL":
                return new SqlBinding(SqlType.Real, text is null ? null
                    : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : throw Wrong());
            case "TEXT":
                return new SqlBinding(SqlType.Text, text);
            case "BOOLEAN":
                return new SqlBinding(SqlType.Boolean, text is null ? null : SqlText.TryParseBoolean(text) is { } flag ? (flag ? 1L : 0L) : throw Wrong());
            case "DATE":
                return new SqlBinding(SqlType.Date, text is null ? null : SqlText.FloorDay(Whole(1) * 1000));
            case "TIME":
                return new SqlBinding(new SqlType(SqlKind.Time, 0, 9), text is null ? null : Whole(1000));
            case "TIMESTAMP_NTZ" or "TIMESTAMP_LTZ":
                return new SqlBinding(type == "TIMESTAMP_NTZ" ? SqlType.Ntz : SqlType.Ltz, text is null ? null : Whole(1000));
            case "TIMESTAMP_TZ":
                text = text?.Split(' ')[0];
                return new SqlBinding(new SqlType(SqlKind.TimestampTz, 0, 9), text is null ? null : Whole(1000));
            default:
                throw SnowflakeException.Unsupported($"binding type {type}");
        }
    }
}

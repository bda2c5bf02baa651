using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Semi-structured values, held as JSON text.</summary>
internal static partial class ScalarFunctions
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };

    private static void Json(FunctionHost host)
    {
        host.Strict("sf_parse_json", 2, a =>
        {
            try
            {
                using var document = JsonDocument.Parse(a.Text(0), JsonOptions);
                return JsonText(writer => document.RootElement.WriteTo(writer));
            }
            catch (JsonException)
            {
                return a.Flag(1) ? null : throw new SnowflakeException("100069", "22P02", "Error parsing JSON");
            }
        });
        host.Scalar("sf_path", -1, Path);
        host.Strict("sf_variant_text", 1, a => With(a.Text(0), static root => root.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => root.GetString(),
            _ => root.GetRawText(),
        }));
        host.Strict("sf_to_variant", 3, a => ToVariant(a[0]!, (SqlKind)a.Int(1), a.Int(2)));
        host.Strict("sf_json_type", 1, a => With(a.Text(0), static root => root.ValueKind switch
        {
            JsonValueKind.Null => "NULL_VALUE",
            JsonValueKind.Number => root.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "INTEGER" : "DECIMAL",
            JsonValueKind.True or JsonValueKind.False => "BOOLEAN",
            JsonValueKind.String => "VARCHAR",
            var kind => kind.ToString().ToUpperInvariant(),
        }));
        host.Scalar("sf_array", -1, a => JsonText(writer =>
        {
            writer.WriteStartArray();
            for (var i = 0; i < a.Count; i++)
            {
                writer.WriteRawValue(a.IsNull(i) ? "null" : a.Text(i));
            }

            writer.WriteEndArray();
        }));
        host.Scalar("sf_object", -1, a => JsonText(writer =>
        {
            writer.WriteStartObject();
            for (var i = 1; i < a.Count; i += 2)
            {
                if (!a.IsNull(i) && (a.Flag(0) || !a.IsNull(i + 1)))
                {
                    writer.WritePropertyName(a.Text(i));
                    writer.WriteRawValue(a.IsNull(i + 1) ? "null" : a.Text(i + 1));
                }
            }

            writer.WriteEndObject();
        }));
        host.Strict("sf_array_size", 1, a => With(a.Text(0), static root => root.ValueKind == JsonValueKind.Array ? (object)(long)root.GetArrayLength() : null));
        host.Strict("sf_array_contains", 2, a => With(a.Text(1), root => root.ValueKind == JsonValueKind.Array
            && root.EnumerateArray().Any(item => item.GetRawText() == a.Text(0))));
        host.Strict("sf_array_join", 2, a => With(a.Text(0), root => root.ValueKind != JsonValueKind.Array
            ? null
            : string.Join(a.Text(1), root.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : item.GetRawText()))));
        host.Strict("sf_object_keys", 1, a => With(a.Text(0), static root => JsonText(writer =>
        {
            writer.WriteStartArray();
            foreach (var property in root.ValueKind == JsonValueKind.Object ? root.EnumerateObject() : default)
            {
                writer.WriteStringValue(property.Name);
            }

            writer.WriteEndArray();
        })));
        host.Strict("sf_json_container", 1, a => a.Text(0) is { Length: > 0 } text && text[0] is '[' or '{' ? a.Text(0) : "[]");
        host.Scalar("sf_json_row", 2, a => a.Text(1) switch
        {
            "null" => "null",
            "true" or "false" => a.Text(1),
            "text" => JsonText(writer => writer.WriteStringValue(a.Text(0))),
            "real" => a.Real(0).ToString("R", CultureInfo.InvariantCulture),
            _ => a.Text(0),
        });
        host.Scalar("sf_key", -1, a => JsonText(writer =>
        {
            writer.WriteStartArray();
            for (var i = 0; i < a.Count; i++)
            {
                writer.WriteStringValue(a.Text(i));
            }

            writer.WriteEndArray();
        }));
    }

    private static object? With(string json, Func<JsonElement, object?> read)
    {
        using var document = JsonDocument.Parse(json, JsonOptions);
        return read(document.RootElement);
    }

    private static object? Path(FunctionArguments a)
    {
        if (a.IsNull(0))
        {
            return null;
        }

        using var document = JsonDocument.Parse(a.Text(0), JsonOptions);
        var at = document.RootElement;
        for (var i = 1; i < a.Count; i++)
        {
            if (a[i] is long index && at.ValueKind == JsonValueKind.Array && index >= 0 && index < at.GetArrayLength())
            {
                at = at[(int)index];
            }
            else if (a[i] is string key && at.ValueKind == JsonValueKind.Object && at.TryGetProperty(key, out var value))
            {
                at = value;
            }
            else
            {
                return null;
            }
        }

        return at.GetRawText();
    }

    private static string ToVariant(object value, SqlKind kind, int scale) => kind switch
    {
        SqlKind.Boolean => value is 1L ? "true" : "false",
        SqlKind.Fixed => Trim(SqlText.FormatFixed(value, scale)),
        SqlKind.Real => SqlText.FormatReal(System.Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        SqlKind.Text => JsonText(writer => writer.WriteStringValue((string)value)),
        _ => JsonText(writer => writer.WriteStringValue(SqlText.FormatMoment((long)value, kind))),
    };

    private static string Trim(string number) => number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number;
}

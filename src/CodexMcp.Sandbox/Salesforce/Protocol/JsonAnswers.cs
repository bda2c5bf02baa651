using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Writes answers and values in Salesforce's JSON.</summary>
internal static class JsonAnswers
{
    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SimulatorResponse Json(int status, Action<Utf8JsonWriter> write, Dictionary<string, string>? headers = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(writer);
        }

        headers ??= [];
        headers["Content-Type"] = "application/json;charset=UTF-8";
        return new SimulatorResponse { Status = status, Headers = headers, Body = buffer.WrittenMemory };
    }

    public static SimulatorResponse Empty(int status, Dictionary<string, string>? headers = null) => new() { Status = status, Headers = headers ?? [] };

    public static SimulatorResponse Error(SalesforceException error) => Json(error.Status, writer => Errors(writer, error.Errors, "errorCode"));

    /// <summary>The error array. At the top the code is <c>errorCode</c>; in the results of collections it is <c>statusCode</c>.</summary>
    public static void Errors(Utf8JsonWriter writer, IReadOnlyList<SalesforceError> errors, string codeName)
    {
        writer.WriteStartArray();
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            if (codeName == "statusCode")
            {
                writer.WriteString(codeName, error.Code);
            }

            writer.WriteString("message"u8, error.Message);
            if (codeName != "statusCode")
            {
                writer.WriteString(codeName, error.Code);
            }

            if (error.Fields is not null || codeName == "statusCode")
            {
                writer.WriteStartArray("fields"u8);
                foreach (var field in error.Fields ?? [])
                {
                    writer.WriteStringValue(field);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    /// <summary>A cell of a table in JSON: whole doubles keep their <c>.0</c>.</summary>
    public static void Value(Utf8JsonWriter writer, FieldDef field, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long flag when field.Type == FieldType.Boolean:
                writer.WriteBooleanValue(flag != 0);
                break;
            case long or double when field.Type == FieldType.Int:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case long or double:
                writer.WriteRawValue(Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)), true);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    }

    public static string Number(double value)
    {
        var rounded = Math.Round((decimal)Math.Clamp(value, -1e18, 1e18), 6);
        var text = rounded.ToString("0.0#####", CultureInfo.InvariantCulture);
        return text;
    }
}

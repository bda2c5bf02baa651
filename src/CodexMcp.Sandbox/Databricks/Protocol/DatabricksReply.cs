using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Writes the REST API's answers.</summary>
internal static class DatabricksReply
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SimulatorResponse Error(DatabricksError error) => Json(error.Status, writer =>
    {
        writer.WriteString("error_code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteStartArray("details");
        writer.WriteStartObject();
        writer.WriteString("@type", "type.googleapis.com/google.rpc.RequestInfo");
        writer.WriteString("request_id", Guid.NewGuid().ToString("D"));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }, error.Status == 429 ? "1" : null);

    public static SimulatorResponse Json(int status, Action<Utf8JsonWriter> write, string? retryAfter = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plainly))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" };
        if (retryAfter is not null)
        {
            headers["Retry-After"] = retryAfter;
        }

        return new SimulatorResponse { Status = status, Headers = headers, Body = stream.ToArray() };
    }
}

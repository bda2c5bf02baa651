using System.Text.Json;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>A 200 or 202 of the SQL API.</summary>
internal sealed class SnowflakeAnswer(int status, JsonDocument document) : IDisposable
{
    /// <summary>Whether the statement is still running.</summary>
    public bool IsRunning => status == 202;

    /// <summary>The JSON object.</summary>
    public JsonElement Root => document.RootElement;

    /// <summary>The statement's handle; it goes into addresses, so it must look like one.</summary>
    public string Handle => Text("statementHandle") is { } handle && QueryHandle.IsHandle(handle) ? handle : throw SnowflakeErrors.BadAnswer("it names no statement");

    /// <summary>A member that is a string, or null.</summary>
    public string? Text(string name)
    {
        try
        {
            return Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair: no text.
        }
    }

    public void Dispose() => document.Dispose();
}

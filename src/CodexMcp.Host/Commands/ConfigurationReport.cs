using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Commands;

/// <summary>Configuration errors as JSON.</summary>
internal static class ConfigurationReport
{
    /// <summary>Writes the member <c>errors</c>.</summary>
    public static void WriteErrors(Utf8JsonWriter writer, IReadOnlyList<ConfigurationError> errors)
    {
        writer.WriteStartArray("errors"u8);
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("path"u8, error.Location.Path);
            writer.WriteNumber("line"u8, error.Location.Line);
            writer.WriteNumber("column"u8, error.Location.Column);
            writer.WriteString("message"u8, error.Message);
            writer.WriteString("fix"u8, error.Fix);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

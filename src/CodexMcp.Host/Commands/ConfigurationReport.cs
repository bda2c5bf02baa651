using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Commands;

/// <summary>What was loaded and what is wrong with it, as JSON or as a table.</summary>
internal static class ConfigurationReport
{
    /// <summary>Lists what is right, tells the errors, and gives the exit code that says whether there were any.</summary>
    /// <param name="context">Where to report, and how.</param>
    /// <param name="errors">What is wrong.</param>
    /// <param name="member">The list's name in the JSON.</param>
    /// <param name="items">What is right.</param>
    /// <param name="write">Writes the members of one item.</param>
    /// <param name="columns">The table's columns.</param>
    /// <param name="cells">Gives one item's cells.</param>
    public static int List<T>(
        CommandContext context,
        IReadOnlyList<ConfigurationError> errors,
        string member,
        IReadOnlyList<T> items,
        Action<Utf8JsonWriter, T> write,
        IReadOnlyList<string> columns,
        Func<T, IReadOnlyList<string>> cells)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray(member);
                foreach (var item in items)
                {
                    writer.WriteStartObject();
                    write(writer, item);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                WriteErrors(writer, errors);
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Terminal.Table(columns, [.. items.Select(cells)]);
            foreach (var error in errors)
            {
                context.Terminal.Hint(error.ToString());
            }
        }

        return errors.Count == 0 ? ExitCodes.Done : ExitCodes.Configuration;
    }

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

using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>Renders a small result as an aligned table, whole or not at all: a reader who sees only the text must miss nothing.</summary>
public static class TextTable
{
    private const int MaxRows = 50;
    private const int MaxColumns = 20;
    private const int MaxWidth = 200;

    /// <summary>Renders rows that are arrays; null when a table could not show every row, column and cell as it is.</summary>
    public static string? Render(IReadOnlyList<string> columns, JsonElement rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count > MaxColumns || rows.GetArrayLength() > MaxRows)
        {
            return null;
        }

        var lines = new List<string[]>(rows.GetArrayLength() + 1) { columns.ToArray() };
        foreach (var row in rows.EnumerateArray())
        {
            if (row.EnumerateArray().Any(static cell => cell.ValueKind == JsonValueKind.String && cell.ValueEquals("NULL")))
            {
                return null; // It would look like no value.
            }

            lines.Add([.. row.EnumerateArray().Select(static cell => cell.ValueKind switch
            {
                JsonValueKind.Null => "NULL",
                JsonValueKind.String => cell.GetString()!,
                _ => cell.GetRawText(),
            })]);
        }

        var widths = new int[columns.Count];
        foreach (var line in lines)
        {
            for (var column = 0; column < line.Length; column++)
            {
                // What is cut, or holds a line break or a hidden character, is not what the table would show.
                if (VendorText.Clean(line[column], MaxWidth) != line[column])
                {
                    return null;
                }

                widths[column] = Math.Max(widths[column], line[column].Length);
            }
        }

        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var column = 0; column < line.Length; column++)
            {
                text.Append(line[column]);
                if (column < line.Length - 1)
                {
                    text.Append(' ', widths[column] - line[column].Length + 2);
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}

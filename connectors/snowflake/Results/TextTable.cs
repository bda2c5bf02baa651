using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Snowflake.Api;

namespace CodexMcp.Connectors.Snowflake.Results;

/// <summary>Renders the first rows of a result as a small aligned table for people.</summary>
internal static class TextTable
{
    private const int MaxRows = 20;
    private const int MaxColumns = 12;
    private const int MaxWidth = 40;

    /// <summary>Renders rows that are arrays.</summary>
    public static string Render(IReadOnlyList<string> columns, JsonElement rows)
    {
        var shown = Math.Min(columns.Count, MaxColumns);
        var count = Math.Min(rows.GetArrayLength(), MaxRows);
        var cells = new string[count + 1][];
        cells[0] = [.. columns.Take(shown).Select(static name => VendorText.Clean(name, MaxWidth))];
        var at = 1;
        foreach (var row in rows.EnumerateArray().Take(count))
        {
            cells[at++] = [.. row.EnumerateArray().Take(shown).Select(Cell)];
        }

        var text = new StringBuilder();
        for (var line = 0; line < cells.Length; line++)
        {
            for (var column = 0; column < cells[line].Length; column++)
            {
                var width = cells.Max(row => column < row.Length ? row[column].Length : 0);
                text.Append(cells[line][column]);
                if (column < cells[line].Length - 1)
                {
                    text.Append(' ', width - cells[line][column].Length + 2);
                }
            }

            text.Append('\n');
        }

        if (columns.Count > shown)
        {
            text.Append("(").Append(columns.Count - shown).Append(" more columns)\n");
        }

        if (rows.GetArrayLength() > count)
        {
            text.Append("(").Append(rows.GetArrayLength() - count).Append(" more rows)\n");
        }

        return text.ToString();
    }

    private static string Cell(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.String => VendorText.Clean(cell.GetString(), MaxWidth),
        _ => VendorText.Clean(cell.GetRawText(), MaxWidth),
    };
}

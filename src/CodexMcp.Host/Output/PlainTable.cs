namespace CodexMcp.Host.Output;

/// <summary>Columns set apart by two blanks: for pipes, files and grep.</summary>
internal static class PlainTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = new int[columns.Count];
        for (var column = 0; column < widths.Length; column++)
        {
            widths[column] = Math.Max(columns[column].Length, rows.Count == 0 ? 0 : rows.Max(row => row[column].Length));
        }

        WriteRow(writer, columns, widths);
        foreach (var row in rows)
        {
            WriteRow(writer, row, widths);
        }
    }

    private static void WriteRow(TextWriter writer, IReadOnlyList<string> cells, int[] widths) =>
        writer.WriteLine(string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
}

using Spectre.Console;

namespace CodexMcp.Host.Output;

/// <summary>A framed table for a person at a terminal. Kept apart so that Spectre.Console is loaded only for one.</summary>
internal static class FramedTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(terminal.Out),
            Ansi = terminal.UseColour ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(table);
    }
}

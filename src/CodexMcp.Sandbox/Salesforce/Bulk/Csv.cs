using System.Text;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Reads and writes comma separated values as Bulk 2.0 does: a header, quotes doubled, any of six delimiters.</summary>
internal static class Csv
{
    public static char Delimiter(string name) => name switch
    {
        "COMMA" => ',',
        "SEMICOLON" => ';',
        "TAB" => '\t',
        "PIPE" => '|',
        "CARET" => '^',
        "BACKQUOTE" => '`',
        _ => throw new SalesforceException(400, "INVALIDJOB", $"Unsupported columnDelimiter: {name}"),
    };

    /// <summary>The rows of a text, the header first. An open quote is an error.</summary>
    public static List<string[]> Read(string text, char delimiter)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var (quoted, any, i) = (false, false, text.StartsWith('\uFEFF') ? 1 : 0);
        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (row.Count > 1 || row[0].Length > 0 || any)
            {
                rows.Add([.. row]);
            }

            row.Clear();
            any = false;
        }

        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(c);
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = any = true;
            }
            else if (c == delimiter)
            {
                EndCell();
            }
            else if (c is '\n' or '\r')
            {
                i += c == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                EndRow();
            }
            else
            {
                cell.Append(c);
            }
        }

        if (quoted)
        {
            throw new SalesforceException(400, "INVALIDBATCH", "InvalidBatch : The CSV ends inside of a quoted value");
        }

        if (row.Count > 0 || cell.Length > 0 || any)
        {
            EndRow();
        }

        return rows;
    }

    public static void Write(StringBuilder text, IEnumerable<string?> cells, char delimiter, string lineEnd)
    {
        var first = true;
        foreach (var cell in cells)
        {
            text.Append(first ? "" : delimiter).Append('"').Append((cell ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            first = false;
        }

        text.Append(lineEnd);
    }
}

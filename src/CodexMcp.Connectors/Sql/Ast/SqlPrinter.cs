using System.Text;

namespace CodexMcp.Connectors.Sql.Ast;

/// <summary>Writes a parsed statement as SQL again: one space between words, none where a mark needs none, no comments.</summary>
internal sealed class SqlPrinter(string sql)
{
    private readonly StringBuilder text = new(sql.Length);
    private bool glued = true;

    public static string Print(string sql, SqlNode node)
    {
        var printer = new SqlPrinter(sql);
        node.Print(printer);
        return printer.text.ToString();
    }

    /// <summary>Writes a word or a mark.</summary>
    public void Word(string word)
    {
        if (!glued && word is not (")" or "," or "]"))
        {
            text.Append(' ');
        }

        text.Append(word);
        glued = word is "(" or "[" or ".";
    }

    /// <summary>Writes pieces with commas between them.</summary>
    public void List<T>(List<T> nodes)
        where T : SqlNode
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (i > 0)
            {
                Word(",");
            }

            nodes[i].Print(this);
        }
    }

    /// <summary>Writes what stands in the statement, as it stands there.</summary>
    public void Source(int start, int end)
    {
        if (!glued)
        {
            text.Append(' ');
        }

        text.Append(sql, start, end - start);
        glued = false;
    }

    /// <summary>Leaves no space before what comes next; behind a bound value one stays, because <c>?::</c> is another operator.</summary>
    public void Glue() => glued = text.Length == 0 || text[^1] != '?';
}

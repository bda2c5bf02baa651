using System.Text;
using CodexMcp.Connectors.Salesforce.Api;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>Reads a bulk job's rows one by one: commas, quotes doubled inside quotes, line breaks inside quotes.</summary>
internal sealed class CsvReader(ReadOnlyMemory<byte> bytes)
{
    private readonly string text = Decode(bytes.Span);
    private int at;

    /// <summary>The next row, or null at the end.</summary>
    public IReadOnlyList<string>? Next()
    {
        if (at >= text.Length)
        {
            return null;
        }

        var row = new List<string>();
        while (true)
        {
            row.Add(Cell());
            if (at >= text.Length)
            {
                return row;
            }

            var mark = text[at++];
            if (mark == '\r' && at < text.Length && text[at] == '\n')
            {
                at++;
            }

            if (mark != ',')
            {
                return row;
            }
        }
    }

    private string Cell()
    {
        if (at >= text.Length || text[at] != '"')
        {
            var start = at;
            while (at < text.Length && text[at] is not (',' or '\n' or '\r'))
            {
                at++;
            }

            return text[start..at];
        }

        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                cell.Append(text[at]);
            }
            else if (++at >= text.Length || text[at] != '"')
            {
                return at >= text.Length || text[at] is ',' or '\n' or '\r' ? cell.ToString() : throw Broken();
            }
            else
            {
                cell.Append('"');
            }
        }

        throw Broken();
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw SalesforceErrors.BadAnswer("the rows of a bulk job are no valid text", exception);
        }
    }

    private static Abstractions.ConnectorException Broken() => SalesforceErrors.BadAnswer("the rows of a bulk job are broken or incomplete");
}

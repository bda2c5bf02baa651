using System.Text;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>
/// Writes a query of Databricks' SQL in the words of the engine that the simulators share: names in backticks, texts, bound values, intervals and the
/// functions that are called otherwise. What both write alike stays as it is, and what the engine does not know, it refuses.
/// </summary>
internal sealed class SparkTranslator
{
    // As deep as the engine goes; far from the end of a thread's stack.
    private const int MaxDepth = 200;

    private readonly string sql;
    private readonly List<SparkToken> tokens;
    private readonly int[] closing;
    private int depth;

    private SparkTranslator(string sql, List<SparkToken> tokens)
    {
        (this.sql, this.tokens) = (sql, tokens);
        closing = Pairs();
    }

    /// <summary>The names of the bound values in the order of the engine's marks.</summary>
    public List<string> Parameters { get; } = [];

    /// <summary>Translates the tokens from a place on, to the end.</summary>
    public static (string Sql, List<string> Parameters) Translate(string sql, List<SparkToken> tokens, int from)
    {
        var translator = new SparkTranslator(sql, tokens);
        var text = new StringBuilder(sql.Length + 64);
        translator.Write(text, from, tokens.Count - 1);
        return (text.ToString(), translator.Parameters);
    }

    private int[] Pairs()
    {
        var pairs = new int[tokens.Count];
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("("))
            {
                open.Push(i);
            }
            else if (tokens[i].Is(")"))
            {
                pairs[open.Count > 0 ? open.Pop() : throw SparkError.Syntax(sql, tokens[i].Start, ")")] = i;
            }
        }

        return open.Count == 0 ? pairs : throw SparkError.Syntax(sql, sql.Length, "end of input");
    }

    private void Write(StringBuilder to, int from, int end)
    {
        if (++depth > MaxDepth)
        {
            throw SparkError.TooDeep();
        }

        for (var i = from; i < end; i++)
        {
            var token = tokens[i];
            to.Append(' ');
            if (token.Kind == SparkKind.Word && i + 1 < end && tokens[i + 1].Is("(") && !(i > from && tokens[i - 1].Is("."))
                && SparkFunctions.Find(token.Value) is { } function)
            {
                to.Append(Call(function, i + 2, closing[i + 1]));
                i = closing[i + 1];
            }
            else if (token.Is("("))
            {
                to.Append('(');
                Write(to, i + 1, closing[i]);
                to.Append(')');
                i = closing[i];
            }
            else
            {
                i += One(to, i, end);
            }
        }

        depth--;
    }

    /// <summary>Writes one token, or several that belong together; gives how many more than one.</summary>
    private int One(StringBuilder to, int i, int end)
    {
        var token = tokens[i];
        var next = i + 1 < end ? tokens[i + 1] : default;
        switch (token.Kind)
        {
            case SparkKind.Name:
                to.Append('"').Append(token.Value.ToUpperInvariant().Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                return 0;
            case SparkKind.Text:
                to.Append(Literal(token.Value));
                return 0;
            case SparkKind.Parameter:
                Parameters.Add(token.Value);
                to.Append('?');
                return 0;
            case SparkKind.Word when token.Is("INTERVAL") && next.Kind is SparkKind.Number or SparkKind.Text && i + 2 < end && tokens[i + 2].Kind == SparkKind.Word:
                to.Append("INTERVAL ").Append(Literal($"{next.Value} {tokens[i + 2].Value}"));
                return 2;
            case SparkKind.Word when token.Is("LIMIT") && next.Is("ALL"):
                return 1;
            case SparkKind.Symbol when token.Is("*") && next.Is("EXCEPT") && i + 2 < end && tokens[i + 2].Is("(") && !tokens[Math.Min(i + 3, end)].Is("SELECT"):
                to.Append("* EXCLUDE");
                return 1;
            case SparkKind.Symbol when token.Is("=="):
                to.Append('=');
                return 0;
            case SparkKind.Symbol when token.Value is "$" or "@" or "?" or "#" or "\"":
                throw SparkError.Syntax(sql, token.Start, token.Value);
            default:
                // A path into JSON keeps its letters; the blank before it would make a name of it.
                if (token.Is(":") || (i > 0 && tokens[i - 1].Is(":")))
                {
                    to.Length--;
                }

                to.Append(token.Value);
                return 0;
        }
    }

    private string Call(SparkFunctions.Writer function, int from, int end)
    {
        var arguments = new List<string>();
        var start = from;
        for (var i = from; i <= end; i++)
        {
            if (i < end && tokens[i].Is("("))
            {
                i = closing[i];
            }
            else if (i == end ? i > from : tokens[i].Is(","))
            {
                var argument = new StringBuilder();
                Write(argument, start, i);
                arguments.Add(argument.ToString().Trim());
                start = i + 1;
            }
        }

        return function(arguments) ?? throw SparkError.Syntax(sql, tokens[from - 2].Start, tokens[from - 2].Value);
    }

    private static string Literal(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}

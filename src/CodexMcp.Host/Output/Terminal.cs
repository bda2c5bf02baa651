using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Host.Output;

/// <summary>
/// The command line's own writer, and the only place that uses the process's console: reports go to standard output, everything
/// else to standard error. While MCP is served, standard output is the transport's alone.
/// </summary>
internal sealed class Terminal
{
    private readonly Func<string?> readSecret;

#pragma warning disable RS0030 // This is the writer that the rule asks for.
    private Terminal(TextWriter output, TextWriter error, TextReader input, bool outputIsTerminal, bool canAsk, Func<string?>? readSecret = null)
    {
        this.readSecret = readSecret ?? input.ReadLine;
        Out = output;
        Error = error;
        In = input;
        IsTerminal = outputIsTerminal;
        CanAsk = canAsk;
        UseColour = outputIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
    }

    /// <summary>The process's own streams.</summary>
    public static Terminal Process()
    {
        // UTF-8 without a byte order mark, whatever the locale says: JSON readers and tables rely on it.
        var output = new StreamWriter(System.Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        return new(output, StandardError(), System.Console.In, !System.Console.IsOutputRedirected, !System.Console.IsInputRedirected && !System.Console.IsErrorRedirected, Unseen);
    }

    /// <summary>Reads a line of keys without showing them.</summary>
    private static string? Unseen()
    {
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar) && typed.Length < 1_000)
            {
                typed.Append(key.KeyChar);
            }
        }

        System.Console.Error.WriteLine();
        return typed.ToString();
    }

    /// <summary>Streams of a test.</summary>
    public static Terminal For(TextWriter output, TextWriter error, TextReader input, bool canAsk = false) =>
        new(output, error, input, outputIsTerminal: false, canAsk);

    /// <summary>Standard error as UTF-8.</summary>
    public static TextWriter StandardError() =>
        TextWriter.Synchronized(new StreamWriter(System.Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true });

    /// <summary>
    /// Takes standard input and output for a protocol. From here on a stray <c>Console.Write</c> of any library lands on standard error.
    /// </summary>
    public static (Stream Input, Stream Output) TakeStreams(TextWriter error)
    {
        var streams = (System.Console.OpenStandardInput(), System.Console.OpenStandardOutput());
        System.Console.SetOut(error);
        System.Console.SetIn(TextReader.Null);
        return streams;
    }
#pragma warning restore RS0030

    /// <summary>Where reports go.</summary>
    public TextWriter Out { get; }

    /// <summary>Where questions, hints and errors go.</summary>
    public TextWriter Error { get; }

    /// <summary>Where answers come from.</summary>
    public TextReader In { get; }

    /// <summary>Whether a person reads standard output.</summary>
    public bool IsTerminal { get; }

    /// <summary>Whether a person sits at standard input and reads standard error.</summary>
    public bool CanAsk { get; }

    /// <summary>Whether colours may be used.</summary>
    public bool UseColour { get; }

    /// <summary>Asks for a secret, which is not shown while it is typed; null when nobody can be asked.</summary>
    public string? AskSecret(string question)
    {
        if (!CanAsk)
        {
            return null;
        }

        Error.Write(question);
        return readSecret();
    }

    /// <summary>Writes a report line.</summary>
    public void Line(string text = "") => Out.WriteLine(text);

    /// <summary>Writes a line for the person at the keyboard.</summary>
    public void Hint(string text) => Error.WriteLine(text);

    /// <summary>Writes one JSON document, indented.</summary>
    public void Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Writes a table: framed on a terminal, plain columns elsewhere.</summary>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (IsTerminal)
        {
            FramedTable.Write(this, columns, rows);
        }
        else
        {
            PlainTable.Write(Out, columns, rows);
        }
    }
}

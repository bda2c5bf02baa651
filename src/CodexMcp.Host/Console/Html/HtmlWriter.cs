using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace CodexMcp.Host.Console.Html;

/// <summary>
/// Writes HTML. The literal parts of an interpolated string are markup, every hole is text and comes out escaped: there is no way to write
/// a value as markup. In a tag, a hole stands between double quotes.
/// </summary>
internal sealed class HtmlWriter(IBufferWriter<byte> output)
{
    // All that can end a text or a quoted attribute.
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    /// <summary>Writes markup with text in its holes.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup) => markup.End();

    /// <summary>Writes an instant, so that a browser and a person can read it.</summary>
    public void Time(DateTimeOffset at) =>
        Write($"""<time datetime="{at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC</time>""");

    private void Raw(string literal) => Encoding.UTF8.GetBytes(literal, output);

    private void Text(string text)
    {
        var left = HiddenCharacters.Show(text).AsSpan();
        while (left.IndexOfAny(Special) is var next and >= 0)
        {
            Encoding.UTF8.GetBytes(left[..next], output);
            output.Write(left[next] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                _ => "&#39;"u8,
            });
            left = left[(next + 1)..];
        }

        Encoding.UTF8.GetBytes(left, output);
    }

    /// <summary>The parts of one interpolated string, written as they come.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly HtmlWriter writer;

        /// <summary>Begins a string.</summary>
        public Markup(int literalLength, int formattedCount, HtmlWriter writer) => this.writer = writer;

        /// <summary>Markup, as it stands in our source.</summary>
        public void AppendLiteral(string literal) => writer.Raw(literal);

        /// <summary>Text.</summary>
        public void AppendFormatted(string? text) => writer.Text(text ?? "");

        /// <summary>A number.</summary>
        public void AppendFormatted(long number) => writer.Text(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>An instant.</summary>
        public void AppendFormatted(DateTimeOffset at) => writer.Time(at);

        /// <summary>An attribute, or nothing.</summary>
        public void AppendFormatted(HtmlAttribute attribute)
        {
            if (attribute.Name is { } name)
            {
                writer.Raw(" ");
                writer.Text(name);
                writer.Raw("=\"");
                writer.Text(attribute.Value ?? "");
                writer.Raw("\"");
            }
        }

        /// <summary>Nothing is left to write.</summary>
        public void End()
        {
        }
    }
}

/// <summary>An attribute that stands in a tag or not. Written right after what is before it, with a blank of its own.</summary>
/// <param name="Name">The name; null for none.</param>
/// <param name="Value">The value, as text.</param>
internal readonly record struct HtmlAttribute(string? Name, string? Value)
{
    /// <summary>The attribute, when the condition holds.</summary>
    public static HtmlAttribute When(bool condition, string name, string value = "") => condition ? new(name, value) : default;
}

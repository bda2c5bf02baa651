using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>A text with placeholders, read once. A template with a placeholder that has no value has no value itself.</summary>
internal sealed class Template
{
    private readonly (string? Literal, Placeholder? Placeholder)[] parts;

    private Template((string?, Placeholder?)[] parts) => this.parts = parts;

    /// <summary>The placeholders in order.</summary>
    public IEnumerable<Placeholder> Placeholders => parts.Where(static part => part.Placeholder is not null).Select(static part => part.Placeholder!);

    /// <summary>Whether it is a text without placeholders.</summary>
    public bool IsConstant => !Placeholders.Any();

    /// <summary>Reads a template that was checked before.</summary>
    public static Template Parse(string text) => TryParse(text, out var problem) ?? throw new FormatException(problem);

    /// <summary>Reads a template; null with the reason.</summary>
    public static Template? TryParse(string text, out string problem)
    {
        problem = "";
        var parts = new List<(string?, Placeholder?)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
                continue;
            }

            if (c == '}')
            {
                problem = "A '}' has no '{' before it; a brace itself is written twice.";
                return null;
            }

            if (c != '{')
            {
                literal.Append(c);
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0)
            {
                problem = "A '{' has no '}'; a brace itself is written twice.";
                return null;
            }

            if (Placeholder.TryParse(text[(i + 1)..end], out problem) is not { } placeholder)
            {
                return null;
            }

            if (literal.Length > 0)
            {
                parts.Add((literal.ToString(), null));
                literal.Clear();
            }

            parts.Add((null, placeholder));
            i = end;
        }

        if (literal.Length > 0 || parts.Count == 0)
        {
            parts.Add((literal.ToString(), null));
        }

        return new([.. parts]);
    }

    /// <summary>Gives the value: that of its one placeholder with its own type, or the whole as text.</summary>
    public JsonElement? Value(in TemplateScope scope) =>
        parts is [{ Placeholder: { } only }] ? only.Value(scope) : Text(scope) is { } text ? Json.Text(text) : null;

    /// <summary>Gives the text, each value passed through <paramref name="escape"/>; null when a value is missing.</summary>
    public string? Text(in TemplateScope scope, Func<Placeholder, string, string>? escape = null)
    {
        if (parts is [{ Literal: { } constant }])
        {
            return constant;
        }

        var text = new StringBuilder();
        foreach (var (literal, placeholder) in parts)
        {
            if (placeholder is null)
            {
                text.Append(literal);
                continue;
            }

            if (placeholder.Value(scope) is not { } value)
            {
                return null;
            }

            var plain = Json.Plain(value);
            text.Append(escape is null ? plain : escape(placeholder, plain));
        }

        return text.ToString();
    }
}

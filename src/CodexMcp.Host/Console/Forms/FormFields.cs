using System.Text;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Forms;

/// <summary>The fields of a form: few, short, each at most once.</summary>
internal sealed class FormFields
{
    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);

    /// <summary>A field's value, or null.</summary>
    public string? this[string name] => fields.GetValueOrDefault(name);

    /// <summary>Reads a form; null when the bytes are none.</summary>
    public static FormFields? Parse(ReadOnlySpan<byte> bytes, int most)
    {
        var form = new FormFields();
        if (bytes.IsEmpty)
        {
            return form;
        }

        foreach (var pair in Encoding.UTF8.GetString(bytes).Split('&'))
        {
            var at = pair.IndexOf('=');
            if (at < 1 || form.fields.Count >= most || !form.fields.TryAdd(Decode(pair[..at]), Decode(pair[(at + 1)..])))
            {
                return null;
            }
        }

        return form;
    }

    /// <summary>Whether the request carries the kind of form that our pages send.</summary>
    public static bool IsForm(HttpRequest request) =>
        request.ContentType is { } type && type.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

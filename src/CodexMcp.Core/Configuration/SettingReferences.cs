using System.Text;

namespace CodexMcp.Core.Configuration;

/// <summary>Resolves <c>${env:NAME}</c> and <c>${file:PATH}</c> in strings. A missing or empty value is an error; a value never gets into one.</summary>
/// <param name="variable">Gives an environment variable, or null when it is not set.</param>
/// <param name="file">Gives a file's text without its last line break; null when there is none, after noting why.</param>
public sealed class SettingReferences(Func<string, string?> variable, Func<SourceLocation, string, ConfigurationErrors, string?> file)
{
    /// <summary>The most characters that a string may have once its references are resolved: many references to one large file stay bounded.</summary>
    public const int MaxResolvedCharacters = ConfigurationFolder.MaxFileBytes;

    /// <summary>Whether a string holds a reference.</summary>
    public static bool IsIn(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>Gives the text with its references resolved; one that can't be is noted and left out.</summary>
    public string Resolve(SourceLocation location, string text, ConfigurationErrors errors)
    {
        if (!IsIn(text))
        {
            return text;
        }

        var resolved = new StringBuilder();
        var rest = text.AsSpan();
        while (rest.IndexOf("${", StringComparison.Ordinal) is var start and >= 0)
        {
            resolved.Append(rest[..start]);
            rest = rest[(start + 2)..];
            var end = rest.IndexOf('}');
            if (end < 0)
            {
                errors.Add(location, "A '${' has no '}'.", "Write ${env:NAME} or ${file:PATH}.");
                return "";
            }

            resolved.Append(Value(location, rest[..end].ToString(), errors));
            rest = rest[(end + 1)..];
            if (resolved.Length > MaxResolvedCharacters)
            {
                errors.Add(location, $"The value has more than {MaxResolvedCharacters:N0} characters once its references are resolved.", "Refer to less.");
                return "";
            }
        }

        return resolved.Append(rest).ToString();
    }

    private string? Value(SourceLocation location, string reference, ConfigurationErrors errors)
    {
        if (reference.StartsWith("env:", StringComparison.Ordinal))
        {
            return Variable(location, reference[4..], errors);
        }

        if (reference.StartsWith("file:", StringComparison.Ordinal))
        {
            var text = file(location, reference[5..], errors);
            if (text is { Length: 0 })
            {
                errors.Add(location, $"The file '{ShownText.Escape(reference[5..])}' is empty.", "Put the value in it.");
            }

            return text;
        }

        errors.Add(location, $"'${{{ShownText.Escape(reference)}}}' is not a reference that is known here.", "Write ${env:NAME} or ${file:PATH}.");
        return null;
    }

    private string? Variable(SourceLocation location, string name, ConfigurationErrors errors)
    {
        if (!IsName(name))
        {
            errors.Add(location, $"'{ShownText.Escape(name)}' is not a name of an environment variable.", "Use letters, digits and _.");
            return null;
        }

        var value = variable(name);
        if (string.IsNullOrEmpty(value))
        {
            errors.Add(
                location,
                $"The environment variable {name} is {(value is null ? "not set" : "empty")}.",
                $"Set {name} before the host starts; in Codex name it under env_vars of the server.");
        }

        return value;
    }

    private static bool IsName(string name)
    {
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
            {
                return false;
            }
        }

        return name.Length is > 0 and <= 128 && !char.IsAsciiDigit(name[0]);
    }
}

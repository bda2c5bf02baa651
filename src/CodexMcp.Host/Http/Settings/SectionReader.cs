using System.Globalization;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads one section by hand: each value by its kind, and every fault with the place that it is written at. A fault gives the default, so that all are found.</summary>
internal sealed class SectionReader(SettingsSources sources, string section, ConfigurationErrors errors)
{
    /// <summary>The section's path.</summary>
    public string Section => section;

    /// <summary>The names in this section.</summary>
    public IReadOnlyList<string> Names => sources.Names(section);

    /// <summary>The section below this one.</summary>
    public SectionReader Below(string name) => new(sources, Key(name), errors);

    /// <summary>Whether any source says something about it.</summary>
    public bool Has(string name) => sources.Text(Key(name)) is not null || sources.Names(Key(name)).Count > 0;

    /// <summary>Whether the file has the setting.</summary>
    public bool IsInFile(string name) => sources.IsInFile(Key(name));

    /// <summary>Finds names that nobody knows.</summary>
    public void CheckNames(IReadOnlyList<string> known)
    {
        foreach (var name in Names)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Wrong(name, "is not known.", NameSuggestion.For(name, known, "Known", "Remove it."));
            }
        }
    }

    /// <summary>A text.</summary>
    public string? Text(string name)
    {
        if (sources.Text(Key(name)) is { } text)
        {
            return text.Length == 0 ? null : text;
        }

        if (sources.Names(Key(name)).Count > 0)
        {
            Wrong(name, "is one value, not a list or a group.", "Write one value.");
        }

        return null;
    }

    /// <summary>A list of texts, or null when nobody says anything.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        if (sources.List(Key(name)) is not { } list)
        {
            return null;
        }

        var names = sources.Text(Key(name)) is null ? sources.Names(Key(name)) : [];
        if (list.Any(item => item.Length == 0) || names.Any(item => !int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            Wrong(name, "is not a list of texts.", "Write [\"one\", \"two\"], or one string with commas.");
        }

        return list;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (!bool.TryParse(text, out var value))
        {
            Wrong(name, "is neither true nor false.", "Write true or false.");
        }

        return value;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int least, int most, int otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Wrong(name, "is out of bounds.", $"Write a whole number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}.");
        return otherwise;
    }

    /// <summary>A duration.</summary>
    public TimeSpan Span(string name, TimeSpan otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (Duration.TryParse(text, out var value))
        {
            return value;
        }

        Wrong(name, "is not a duration.", "Write a whole number with its unit ms, s, m or h; 1ms to 24h.");
        return otherwise;
    }

    /// <summary>A file that this process can read, as a full path.</summary>
    public string? File(string name)
    {
        if (Text(name) is not { } path)
        {
            return null;
        }

        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Wrong(name, $"names a file that can't be read: {ShownText.Escape(path)}", "Correct the path, or let this user read it.");
            return null;
        }
    }

    /// <summary>Notes a fault of a setting.</summary>
    public void Wrong(string name, string what, string next) =>
        errors.Add(sources.Where(Key(name)), $"The setting {ShownText.Escape(Key(name))} {what}", next);

    private string Key(string name) => $"{section}:{name}";
}

using System.Collections.Concurrent;
using System.Globalization;

namespace CodexMcp.JsonSchema;

/// <summary>The properties that <c>\p{…}</c> can name: general categories from .NET, scripts and a few more from a file that is read when first needed.</summary>
internal static class UnicodeProperties
{
    private static readonly ConcurrentDictionary<string, CodePoints?> Known = new(StringComparer.Ordinal);

    /// <summary>The code points that have a property, by its name as ECMAScript writes it; null for one that is not known.</summary>
    public static CodePoints? Find(string name)
    {
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        // Only names that exist are kept, so that nobody can fill the memory with invented ones.
        var found = Load(name);
        return found is null ? null : Known.GetOrAdd(name, found);
    }

    private static CodePoints? Load(string name)
    {
        switch (name)
        {
            case "Any":
                return new CodePoints().Add(0, 0x10FFFF);
            case "ASCII":
                return new CodePoints().Add(0, 0x7F);
            case "Assigned":
                return new CodePoints().Add(Find("Cn")!).Complement();
        }

        var category = name.StartsWith("General_Category=", StringComparison.Ordinal) ? name["General_Category=".Length..]
            : name.StartsWith("gc=", StringComparison.Ordinal) ? name["gc=".Length..]
            : name;
        return GeneralCategories.Find(category) is { Length: > 0 } categories
            ? Scan(categories)
            : ReadFile(name.StartsWith("sc=", StringComparison.Ordinal) ? $"Script={name[3..]}" : name);
    }

    private static CodePoints Scan(UnicodeCategory[] categories)
    {
        var wanted = new bool[30];
        foreach (var category in categories)
        {
            wanted[(int)category] = true;
        }

        var found = new CodePoints();
        var first = -1;
        for (var codePoint = 0; codePoint <= 0x110000; codePoint++)
        {
            var matches = codePoint <= 0x10FFFF && wanted[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
            if (matches && first < 0)
            {
                first = codePoint;
            }
            else if (!matches && first >= 0)
            {
                found.Add(first, codePoint - 1);
                first = -1;
            }
        }

        return found;
    }

    private static CodePoints? ReadFile(string name)
    {
        using var stream = typeof(UnicodeProperties).Assembly.GetManifestResourceStream("unicode-properties.txt")
            ?? throw new InvalidOperationException("The embedded Unicode properties are missing from the build.");
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            var bar = line.IndexOf('|');
            if (bar > 0 && line[0] != '#' && line[..bar].Split(' ').Contains(name))
            {
                return ParseRanges(line[(bar + 1)..]);
            }
        }

        return null;
    }

    private static CodePoints ParseRanges(string text)
    {
        var ranges = new CodePoints();
        foreach (var range in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = range.IndexOf('-');
            var first = int.Parse(dash < 0 ? range : range[..dash], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ranges.Add(first, dash < 0 ? first : int.Parse(range[(dash + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }

        return ranges;
    }
}

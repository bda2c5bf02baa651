namespace CodexMcp.Core.Configuration;

/// <summary>Collects what is wrong, so that one run shows all that is to be mended.</summary>
public sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> items = [];

    /// <summary>How many there are so far.</summary>
    public int Count => items.Count;

    /// <summary>Notes one error; the same sentence for the same place is kept once.</summary>
    public void Add(SourceLocation location, string message, string fix)
    {
        var error = new ConfigurationError(location, message, fix);
        if (!items.Contains(error))
        {
            items.Add(error);
        }
    }

    /// <summary>Notes errors that were found elsewhere.</summary>
    public void Add(IReadOnlyList<ConfigurationError> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var error in found)
        {
            Add(error.Location, error.Message, error.Fix);
        }
    }

    /// <summary>Gives all errors in file, line and column order.</summary>
    public IReadOnlyList<ConfigurationError> ToSorted()
    {
        if (items.Count == 0)
        {
            return [];
        }

        var sorted = items.ToArray();
        Array.Sort(sorted, static (left, right) =>
        {
            var path = string.CompareOrdinal(left.Location.Path, right.Location.Path);
            var line = path != 0 ? path : left.Location.Line.CompareTo(right.Location.Line);
            var column = line != 0 ? line : left.Location.Column.CompareTo(right.Location.Column);
            return column != 0 ? column : string.CompareOrdinal(left.Message, right.Message);
        });
        return sorted;
    }
}

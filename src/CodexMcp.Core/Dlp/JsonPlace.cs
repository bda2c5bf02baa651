namespace CodexMcp.Core.Dlp;

/// <summary>A place in a JSON value; its pointer is written only when something is found there.</summary>
/// <param name="Parent">The place above, or null at the root.</param>
/// <param name="Name">The member's name, or null for an item.</param>
/// <param name="Index">The item's index.</param>
internal sealed record JsonPlace(JsonPlace? Parent, string? Name, int Index)
{
    private const int ShownName = 40;

    /// <summary>Gives the RFC 6901 pointer; null is a text that has no places.</summary>
    public static string Pointer(JsonPlace? place) => place is null ? "the text" : place.Write();

    private string Write()
    {
        if (Parent is null)
        {
            return "";
        }

        var name = Name ?? Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Name is not null)
        {
            // A name may hide a secret itself.
            name = VisibleText.Ascii(Redactor.CleanText(Name, null, null));
            name = name.Length > ShownName ? name[..ShownName] + "..." : name;
            name = name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        return $"{Parent.Write()}/{name}";
    }
}

using System.Xml.Linq;

namespace CodexMcp.Architecture.Tests;

/// <summary>What one project file says it stands on.</summary>
internal sealed record ProjectFile(string Path, string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks, XDocument Xml)
{
    public string Folder => Path[..Path.LastIndexOf('/')];

    public static ProjectFile Read(string path)
    {
        var xml = XDocument.Parse(House.Read(path));
        return new(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            [.. Includes(xml, "ProjectReference").Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Includes(xml, "PackageReference")],
            [.. Includes(xml, "FrameworkReference")],
            xml);
    }

    public override string ToString() => Name;

    private static IEnumerable<string> Includes(XDocument xml, string item) =>
        xml.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}

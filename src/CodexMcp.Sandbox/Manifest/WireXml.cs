using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>Reads XML that came in a part of a body, for systems that take it there.</summary>
internal static class WireXml
{
    private const int MostCharacters = 1_000_000;
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters };

    /// <summary>Gives the root as an object: attributes and elements are members, and of elements of one name the last counts. Null for what is no XML.</summary>
    public static JsonElement? Read(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            return SandboxJson.Build(XElement.Load(reader), Write);
        }
        catch (Exception exception) when (exception is XmlException or InvalidOperationException)
        {
            return null; // broken, with a DTD, or deeper than any request
        }
    }

    private static void Write(Utf8JsonWriter writer, XElement element)
    {
        writer.WriteStartObject();
        foreach (var attribute in element.Attributes().Where(static attribute => !attribute.IsNamespaceDeclaration))
        {
            writer.WriteString(attribute.Name.LocalName, attribute.Value);
        }

        foreach (var inner in element.Elements().GroupBy(static inner => inner.Name.LocalName).Select(static same => same.Last()))
        {
            writer.WritePropertyName(inner.Name.LocalName);
            Write(writer, inner);
        }

        writer.WriteEndObject();
    }
}

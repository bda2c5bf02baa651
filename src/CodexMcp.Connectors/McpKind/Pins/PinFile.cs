using System.Text.Json;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>
/// <c>pins.json</c>: the definitions that an operator has accepted, each with its hash. What is not in it is quarantined, so without the file, or with
/// one that can't be read, everything is.
/// </summary>
internal sealed class PinFile
{
    /// <summary>The file's name, beside the manifest.</summary>
    public const string Name = "pins.json";

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };
    private readonly Dictionary<(DefinitionKind Kind, string Key), Definition> pins;

    private PinFile(Dictionary<(DefinitionKind, string), Definition> pins, string? problem)
    {
        this.pins = pins;
        Problem = problem;
    }

    /// <summary>No pins at all.</summary>
    public static PinFile None { get; } = new([], null);

    /// <summary>Why the file can't be used, or null.</summary>
    public string? Problem { get; }

    /// <summary>All pins.</summary>
    public IEnumerable<Definition> All => pins.Values;

    /// <summary>Makes a file of definitions.</summary>
    public static PinFile Of(IEnumerable<Definition> definitions) => new(definitions.ToDictionary(static definition => (definition.Kind, definition.Key)), null);

    /// <summary>Reads the file of a connector's folder.</summary>
    public static PinFile Load(ConfigurationFolder folder)
    {
        if (!folder.Has(Name))
        {
            return None;
        }

        var errors = new ConfigurationErrors();
        if (folder.Read(Name, folder.Start(Name), errors) is not { } bytes)
        {
            return new([], errors.ToSorted()[0].Message);
        }

        try
        {
            // Not disposed: the definitions are its parts.
            return Read(JsonDocument.Parse(bytes, Deep).RootElement, folder);
        }
        catch (JsonException)
        {
            return new([], $"{folder.Shown}/{Name} is no JSON that can be used.");
        }
    }

    /// <summary>Gives a pin, or null.</summary>
    public Definition? Find(DefinitionKind kind, string key) => pins.GetValueOrDefault((kind, key));

    /// <summary>Gives the file's text: one order, so that a difference shows what changed.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Json.Readable with { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format"u8, 1);
            writer.WriteStartArray("definitions"u8);
            foreach (var pin in pins.Values.OrderBy(static pin => pin.Kind).ThenBy(static pin => pin.Key, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("kind"u8, Word(pin.Kind));
                writer.WriteString("hash"u8, pin.Hash);
                writer.WritePropertyName("definition"u8);
                pin.Content.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>A kind in the file's words.</summary>
    public static string Word(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Tool => "tool",
        DefinitionKind.Prompt => "prompt",
        DefinitionKind.Resource => "resource",
        _ => "template",
    };

    private static PinFile Read(JsonElement root, ConfigurationFolder folder)
    {
        var pins = new Dictionary<(DefinitionKind, string), Definition>();
        if (Json.Int(root, "format") != 1 || Json.Member(root, "definitions") is not { ValueKind: JsonValueKind.Array } all)
        {
            return new([], $"{folder.Shown}/{Name} is not a file of pins of format 1.");
        }

        foreach (var entry in all.EnumerateArray())
        {
            DefinitionKind? kind = Json.String(entry, "kind") switch
            {
                "tool" => DefinitionKind.Tool,
                "prompt" => DefinitionKind.Prompt,
                "resource" => DefinitionKind.Resource,
                "template" => DefinitionKind.Template,
                _ => null,
            };
            if (kind is not { } known || Json.Member(entry, "definition") is not { } content || Json.String(entry, "hash") is not { } hash
                || Json.String(content, Definition.Members(known)[0]) is not { } key || !pins.TryAdd((known, key), new(known, key, content, hash)))
            {
                return new([], $"{folder.Shown}/{Name} holds an entry that is not a pin, or one twice.");
            }
        }

        return new(pins, null);
    }
}

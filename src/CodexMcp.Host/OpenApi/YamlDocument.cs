using System.Globalization;
using System.Text.Json.Nodes;
using CodexMcp.Core.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CodexMcp.Host.OpenApi;

/// <summary>Reads YAML as JSON. An alias is written out, and what is written out is counted: a few lines of aliases of aliases would fill any memory.</summary>
internal sealed class YamlDocument
{
    private const int MaxDepth = 100;
    private const int MostNodes = 2_000_000;
    private readonly string path;
    private readonly Parser parser;
    private readonly Dictionary<string, (JsonNode? Node, int Size)> anchors = new(StringComparer.Ordinal);
    private int nodes;

    private YamlDocument(string path, string text)
    {
        this.path = path;
        parser = new Parser(new StringReader(text));
    }

    /// <exception cref="ImportException">It is no YAML, or too much of it.</exception>
    public static JsonNode? Read(string path, string text)
    {
        var document = new YamlDocument(path, text);
        try
        {
            document.parser.Consume<StreamStart>();
            if (document.parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            document.parser.Consume<DocumentStart>();
            return document.Node(0);
        }
        catch (YamlException exception)
        {
            throw new ImportException($"{path}:{exception.Start.Line}: the YAML can't be read: {ShownText.Escape(exception.Message)}", "Correct it there.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ImportException($"{path}: the YAML can't be read.", "Correct it with the tool that made it.");
        }
    }

    private JsonNode? Node(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ImportException($"{path}: the YAML is nested deeper than {MaxDepth} levels.", "Make it flatter.");
        }

        Count(1);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!anchors.TryGetValue(alias.Value.Value, out var named) || named.Size == 0)
            {
                throw new ImportException($"{path}:{alias.Start.Line}: the alias '{ShownText.Escape(alias.Value.Value)}' stands for nothing, or for itself.", "Write its value out.");
            }

            Count(named.Size);
            return named.Node?.DeepClone();
        }

        var start = parser.Current as NodeEvent;
        var before = nodes;
        var anchor = start is { Anchor.IsEmpty: false } ? start.Anchor.Value : null;
        if (anchor is not null)
        {
            anchors[anchor] = (null, 0);
        }

        var node = parser.TryConsume<Scalar>(out var scalar) ? Value(scalar) : parser.TryConsume<SequenceStart>(out _) ? Sequence(depth) : Mapping(depth);
        if (anchor is not null)
        {
            anchors[anchor] = (node?.DeepClone(), nodes - before + 1);
        }

        return node;
    }

    private JsonArray Sequence(int depth)
    {
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            array.Add(Node(depth + 1));
        }

        return array;
    }

    private JsonObject Mapping(int depth)
    {
        parser.Consume<MappingStart>();
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            // 200: is a number to YAML, and a name to OpenAPI.
            var key = parser.Consume<Scalar>();
            var value = Node(depth + 1);
            if (key.Value == "<<" && key.Style == ScalarStyle.Plain && value is JsonObject merged)
            {
                foreach (var (name, member) in merged)
                {
                    members.TryAdd(name, member?.DeepClone());
                }
            }
            else
            {
                members[key.Value] = value;
            }
        }

        return members;
    }

    private static JsonNode? Value(Scalar scalar)
    {
        var text = scalar.Value;
        return scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty ? JsonValue.Create(text)
            : text is "" or "~" or "null" or "Null" or "NULL" ? null
            : text is "true" or "True" or "TRUE" ? JsonValue.Create(true)
            : text is "false" or "False" or "FALSE" ? JsonValue.Create(false)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
            : text.Length < 40 && text.AsSpan().IndexOfAnyExcept("0123456789.eE+-") < 0 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    private void Count(int more)
    {
        nodes += more;
        if (nodes > MostNodes)
        {
            throw new ImportException($"{path}: with its aliases written out the YAML has more than {MostNodes:N0} values.", "Write it without aliases of aliases, or take a smaller document.");
        }
    }
}

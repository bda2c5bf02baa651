using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CodexMcp.Core.Configuration;

/// <summary>Reads one YAML document's events into nodes with places. No object is ever made from a tag or a type name.</summary>
internal sealed class YamlReader
{
    internal const int MaxDepth = 60;

    private readonly string path;
    private readonly Parser parser;
    private readonly ConfigurationErrors errors;
    private Dictionary<string, YamlNode?>? anchors;

    private YamlReader(string path, string text, ConfigurationErrors errors)
    {
        this.path = path;
        this.errors = errors;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Gives the document's root; null after noting why there is none.</summary>
    internal static YamlNode? Read(string path, string text, ConfigurationErrors errors)
    {
        var before = errors.Count;
        var reader = new YamlReader(path, text, errors);
        try
        {
            var root = reader.ReadDocument();
            return errors.Count == before ? root : null;
        }
        catch (YamlRefusedException)
        {
            return null;
        }
        catch (YamlException exception)
        {
            errors.Add(
                reader.At(exception.Start),
                $"The YAML can't be read: {ShownText.Escape(exception.Message.TrimEnd('.'))}.",
                "Check the indentation, quotes, brackets and colons on this line and the one before.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser's way to say that it lost its place; no input may bring the host down.
            errors.Add(
                reader.parser.Current is { } current ? reader.At(current.End) : new SourceLocation(path, 1, 1),
                "The YAML can't be read from here on.",
                "Check the indentation, quotes, brackets and colons on this line and the next.");
        }

        return null;
    }

    private YamlNode? ReadDocument()
    {
        Next<StreamStart>();
        parser.MoveNext();
        if (parser.Current is not DocumentStart start)
        {
            errors.Add(new(path, 1, 1), "The file is empty.", "Write its content, or delete the file.");
            return null;
        }

        if (start.Version is not null || start.Tags is { Count: > 0 } tags && tags.Any(tag => tag.Handle is not ("!" or "!!")))
        {
            throw Refuse(start.Start, "YAML directives (lines that begin with %) are not allowed.", "Remove the line.");
        }

        parser.MoveNext();
        var root = ReadNode(0);
        Next<DocumentEnd>();
        parser.MoveNext();
        return parser.Current is DocumentStart second
            ? throw Refuse(second.Start, "The file holds more than one YAML document.", "Keep one document; remove the --- line.")
            : root;
    }

    private YamlNode ReadNode(int depth)
    {
        var current = parser.Current!;
        if (depth > MaxDepth)
        {
            throw Refuse(current.Start, $"The YAML is nested deeper than {MaxDepth} levels.", "Make it flatter.");
        }

        if (current is AnchorAlias alias)
        {
            return Resolve(alias);
        }

        if (current is not NodeEvent { Tag.IsEmpty: true } node)
        {
            throw Refuse(current.Start, "YAML tags such as !name are not allowed.", "Remove the tag; put the value in quotes if it must be a string.");
        }

        var anchor = node.Anchor.IsEmpty ? null : node.Anchor.Value;
        if (anchor is not null)
        {
            (anchors ??= new(StringComparer.Ordinal))[anchor] = null;
        }

        var made = node switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(depth),
            _ => ReadMapping(depth),
        };
        if (anchor is not null)
        {
            anchors![anchor] = made;
        }

        return made;
    }

    private YamlNode ReadScalar(Scalar scalar)
    {
        var plain = scalar.Style == ScalarStyle.Plain;
        if (plain && YamlScalar.IsNumber(scalar.Value) && !YamlScalar.IsInRange(scalar.Value))
        {
            errors.Add(At(scalar.Start), $"The number {ShownText.Escape(scalar.Value)} is out of range.", "Write a smaller number, or put it in quotes.");
        }

        return new(YamlKind.Scalar, (int)scalar.Start.Line, (int)scalar.Start.Column) { Text = scalar.Value, Plain = plain };
    }

    private YamlNode ReadSequence(int depth)
    {
        var node = new YamlNode(YamlKind.Sequence, (int)parser.Current!.Start.Line, (int)parser.Current.Start.Column);
        while (parser.MoveNext() && parser.Current is not SequenceEnd)
        {
            node.Items.Add(ReadNode(depth + 1));
        }

        return node;
    }

    private YamlNode ReadMapping(int depth)
    {
        var node = new YamlNode(YamlKind.Mapping, (int)parser.Current!.Start.Line, (int)parser.Current.Start.Column);
        HashSet<string>? seen = null;
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            if (parser.Current is not Scalar { Tag.IsEmpty: true } key || !IsString(key))
            {
                throw Refuse(parser.Current!.Start, "A key is not a string.", "Put the key in quotes.");
            }

            if (!(seen ??= new(StringComparer.Ordinal)).Add(key.Value))
            {
                errors.Add(At(key.Start), $"The key '{ShownText.Escape(key.Value)}' stands here twice.", "Keep one of the two.");
            }

            parser.MoveNext();
            node.Entries.Add(new(key.Value, (int)key.Start.Line, (int)key.Start.Column, ReadNode(depth + 1)));
        }

        return node;
    }

    private static bool IsString(Scalar key) =>
        key.Style != ScalarStyle.Plain || !(YamlScalar.IsNull(key.Value) || YamlScalar.IsBoolean(key.Value) || YamlScalar.IsNumber(key.Value));

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (anchors is null || !anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw Refuse(alias.Start, $"The anchor '{ShownText.Escape(alias.Value.Value)}' does not exist.", "Define it above with &, or write the value out.");
        }

        return node ?? throw Refuse(alias.Start, $"The alias '{ShownText.Escape(alias.Value.Value)}' stands inside itself.", "Write the value out.");
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (!parser.MoveNext() || parser.Current is not T)
        {
            throw new InvalidOperationException($"The parser gave no {typeof(T).Name}.");
        }
    }

    private SourceLocation At(Mark mark) => new(path, (int)mark.Line, (int)mark.Column);

    private YamlRefusedException Refuse(Mark mark, string message, string fix)
    {
        errors.Add(At(mark), message, fix);
        return new YamlRefusedException();
    }

    /// <summary>Leaves the reading after an error that is already noted.</summary>
    private sealed class YamlRefusedException : Exception;
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Core.Configuration;

/// <summary>A YAML file as JSON, with the place of every key and value.</summary>
public sealed class YamlTree
{
    /// <summary>The most values that one file may expand to through its aliases.</summary>
    internal const int MaxNodes = 20_000;

    /// <summary>The most bytes of JSON that one file may expand to: a long text behind many aliases is few values and much memory.</summary>
    internal const int MaxBytes = 16 * 1024 * 1024;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private YamlTree(string path, YamlNode node, JsonElement root)
    {
        Path = path;
        Node = node;
        Json = root;
    }

    /// <summary>The file's path as errors show it.</summary>
    public string Path { get; }

    /// <summary>The file as compact JSON, every <c>${…}</c> resolved if the tree was read so.</summary>
    public JsonElement Json { get; }

    /// <summary>The root with its place.</summary>
    public ConfigNode Root => new(this, Node, Json);

    internal YamlNode Node { get; }

    /// <summary>Reads one file's bytes; null after noting every reason why it can't be read.</summary>
    /// <param name="path">The path that errors show.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <param name="references">Resolves <c>${…}</c> in strings, or null to leave them as they are.</param>
    public static YamlTree? Read(string path, ReadOnlySpan<byte> bytes, ConfigurationErrors errors, SettingReferences? references = null) =>
        YamlText.Decode(path, bytes, errors) is { } text ? Read(path, text, errors, references) : null;

    internal static YamlTree? Read(string path, string text, ConfigurationErrors errors, SettingReferences? references = null)
    {
        var before = errors.Count;
        if (YamlReader.Read(path, text, errors) is not { } node)
        {
            return null;
        }

        var json = ToJson(path, node, errors, references);
        return json is { } root && errors.Count == before ? new(path, node, root) : null;
    }

    /// <summary>Writes a node as JSON; null after noting that its aliases expand too far.</summary>
    internal static JsonElement? ToJson(string path, YamlNode node, ConfigurationErrors errors, SettingReferences? references)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, Compact);
        var nodes = 0;
        if (!Write(path, node, writer, errors, references, 0, ref nodes))
        {
            errors.Add(
                new(path, node.Line, node.Column),
                $"The file's aliases expand to more than {MaxNodes:N0} values, {YamlReader.MaxDepth} levels or {MaxBytes:N0} bytes.",
                "Write the values out, or use fewer aliases.");
            return null;
        }

        writer.Flush();
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    /// <summary>Gives the place of the value at an RFC 6901 pointer, or of the nearest value above it.</summary>
    public SourceLocation Locate(string pointer) => Root.At(pointer).Location;

    private static bool Write(
        string path, YamlNode node, Utf8JsonWriter writer, ConfigurationErrors errors, SettingReferences? references, int depth, ref int nodes)
    {
        if (++nodes > MaxNodes || depth > YamlReader.MaxDepth || writer.BytesCommitted + writer.BytesPending > MaxBytes)
        {
            return false;
        }

        switch (node.Kind)
        {
            case YamlKind.Scalar:
                WriteScalar(path, node, writer, errors, references);
                return true;
            case YamlKind.Sequence:
                writer.WriteStartArray();
                foreach (var item in node.Items)
                {
                    if (!Write(path, item, writer, errors, references, depth + 1, ref nodes))
                    {
                        return false;
                    }
                }

                writer.WriteEndArray();
                return true;
            default:
                writer.WriteStartObject();
                foreach (var entry in node.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    if (!Write(path, entry.Value, writer, errors, references, depth + 1, ref nodes))
                    {
                        return false;
                    }
                }

                writer.WriteEndObject();
                return true;
        }
    }

    private static void WriteScalar(string path, YamlNode node, Utf8JsonWriter writer, ConfigurationErrors errors, SettingReferences? references)
    {
        if (node.Plain && YamlScalar.IsNull(node.Text))
        {
            writer.WriteNullValue();
        }
        else if (node.Plain && YamlScalar.IsBoolean(node.Text))
        {
            writer.WriteBooleanValue(node.Text == "true");
        }
        else if (node.Plain && YamlScalar.IsNumber(node.Text))
        {
            writer.WriteRawValue(node.Text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(references is null ? node.Text : references.Resolve(new(path, node.Line, node.Column), node.Text, errors));
        }
    }
}

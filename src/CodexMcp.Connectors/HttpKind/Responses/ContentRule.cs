using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>A part of a JSON answer that becomes a block beside the result: a picture or a file in base64, a text, or the address of a file.</summary>
internal sealed class ContentRule
{
    /// <summary>The most blocks of one result.</summary>
    private const int MostBlocks = 20;
    private const int LongestAddress = 2000;
    private static readonly string[] Kinds = ["base64", "text", "link"];
    private readonly string kind;
    private readonly Placeholder from;
    private readonly Pointer address;
    private readonly Template? name;
    private readonly string? mediaType;
    private readonly HostAllowlist hosts;

    private ContentRule(JsonElement manifest, JsonElement rule)
    {
        kind = Array.Find(Kinds, key => rule.TryGetProperty(key, out _)) ?? "link";
        from = ResultNode.Source(Json.String(rule, kind) ?? ".", out _) ?? throw new FormatException("A content's source was not checked.");
        address = Pointer.Parse(Json.String(rule, "at") ?? ".");
        name = Json.String(rule, "name") is { } text ? Template.Parse(text) : null;
        mediaType = Json.String(rule, "media_type");
        hosts = new((Json.Member(manifest, "hosts") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default).Select(Json.Plain), loopback: false);
    }

    /// <summary>Reads checked rules.</summary>
    public static ContentRule[] Read(JsonElement manifest, JsonElement response) =>
        Json.Member(response, "content") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(rule => new ContentRule(manifest, rule))] : [];

    /// <summary>Adds the blocks of an answer. What is no such thing is left out: the result has it in words.</summary>
    public void AddTo(List<ToolContent> blocks, in TemplateScope scope)
    {
        if (from.Value(scope) is not { } found)
        {
            return;
        }

        foreach (var item in found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : Enumerable.Repeat(found, 1))
        {
            var inner = item.ValueKind == JsonValueKind.Object ? scope with { Answer = item } : scope;
            if (blocks.Count < MostBlocks && address.In(item) is { ValueKind: JsonValueKind.String } value && Block(value.GetString()!, VendorText.Clean(name?.Text(inner))) is { } block)
            {
                blocks.Add(block);
            }
        }
    }

    private ToolContent? Block(string value, string called) => kind switch
    {
        "text" => new ToolContent.Document(called.Length == 0 ? "text" : called, mediaType ?? "text/plain", value),
        "base64" => Bytes(value) is { } bytes ? BinaryContent.Of(bytes, mediaType, called.Length == 0 ? "file" : called).Block : null,
        _ => Link(value, called),
    };

    /// <summary>Only to hosts that the manifest declares: whoever opens it should land where the manifest's author looked.</summary>
    private ToolContent.Link? Link(string value, string called) =>
        value.Length <= LongestAddress && Uri.TryCreate(value, UriKind.Absolute, out var uri) && hosts.Check(uri) is null
            ? new(uri.AbsoluteUri, called.Length == 0 ? VendorText.Clean(Uri.UnescapeDataString(uri.Segments[^1].Trim('/'))) is { Length: > 0 } last ? last : uri.Host : called, null, mediaType)
            : null;

    private static byte[]? Bytes(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}

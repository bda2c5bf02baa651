using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Core.Untrusted;

/// <summary>Looks through a result for text that gives orders to a model. What it finds is named with its place; it never quotes.</summary>
internal static class InjectionScan
{
    /// <summary>A shorter text can't say enough to be an order.</summary>
    private const int Least = 12;

    /// <summary>Looks through one text.</summary>
    public static InjectionKinds Find(ReadOnlySpan<char> text)
    {
        if (text.Length < Least)
        {
            return InjectionKinds.None;
        }

        var kinds = MarkupRules.Find(text);
        using var words = new PlainWords(text);
        var hasUrl = text.Contains("://", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase);
        return kinds | PhraseRules.Find(words, hasUrl || text.Contains('@'), hasUrl);
    }

    /// <summary>Looks through every name and text of a JSON value.</summary>
    public static void Find(JsonElement value, Findings findings)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value), new JsonReaderOptions { MaxDepth = 4096 });
        char[]? rented = null;
        try
        {
            for (var ordinal = 0; reader.Read();)
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                {
                    continue;
                }

                if (reader.ValueSpan.Length >= Least)
                {
                    if (rented is null || rented.Length < reader.ValueSpan.Length)
                    {
                        Return(rented);
                        rented = ArrayPool<char>.Shared.Rent(Math.Max(reader.ValueSpan.Length, 1024));
                    }

                    var length = reader.CopyString(rented);
                    if (Find(rented.AsSpan(0, length)) is not InjectionKinds.None and var kinds)
                    {
                        var left = ordinal;
                        Add(findings, kinds, JsonPlace.Pointer(Place(value, new JsonPlace(null, null, 0), ref left)));
                    }
                }

                ordinal++;
            }
        }
        finally
        {
            Return(rented);
        }
    }

    /// <summary>Looks through the blocks of a result.</summary>
    public static void Find(IReadOnlyList<ToolContent> blocks, Findings findings)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            FindBeside(blocks[i].Meta, findings);
            switch (blocks[i])
            {
                case ToolContent.Text text:
                    Find(text.Value, $"content {i}", findings);
                    break;
                case ToolContent.Document document:
                    Find(document.Uri, $"content {i}", findings);
                    Find(document.Words, $"content {i}", findings);
                    break;
                case ToolContent.Link link:
                    Find(link.Uri, $"content {i}", findings);
                    Find(link.Name, $"content {i}", findings);
                    Find(link.Description, $"content {i}", findings);
                    break;
            }
        }
    }

    /// <summary>Looks through what stands beside a result or a block.</summary>
    public static void FindBeside(JsonElement? meta, Findings findings)
    {
        if (meta is { } there)
        {
            Find(there, findings);
        }
    }

    /// <summary>Looks through one text of a result.</summary>
    public static void Find(string? text, string where, Findings findings)
    {
        if (text is not null)
        {
            Add(findings, Find(text), where);
        }
    }

    private static void Add(Findings findings, InjectionKinds kinds, string where)
    {
        foreach (var name in kinds.Names())
        {
            findings.Add(name, where);
        }
    }

    /// <summary>The place of the n-th name or text, in the order in which the reader meets them. Only a finding pays for this.</summary>
    private static JsonPlace? Place(JsonElement value, JsonPlace place, ref int left)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    var below = new JsonPlace(place, property.Name, 0);
                    if (left-- == 0)
                    {
                        return below;
                    }

                    if (Place(property.Value, below, ref left) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (Place(item, new JsonPlace(place, null, index++), ref left) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case JsonValueKind.String:
                return left-- == 0 ? place : null;
            default:
                return null;
        }
    }

    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}

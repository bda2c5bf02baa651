using System.Text;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Where each setting stands in a JSON file, by its path as configuration writes it: <c>CodexMcp:Http:Listen:0</c>.</summary>
internal static class JsonPositions
{
    /// <summary>Reads the places; what is no JSON has none.</summary>
    public static IReadOnlyDictionary<string, SourceLocation> Read(string path)
    {
        var places = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var text = File.ReadAllBytes(path);
            var start = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            Walk(text.AsSpan(start), path, places);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // Whoever reads the settings themselves tells it; a place that is missing only makes an error less exact.
        }

        return places;
    }

    private static void Walk(ReadOnlySpan<byte> text, string path, Dictionary<string, SourceLocation> places)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var open = new Stack<(string Path, int Next)>();
        string? name = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = Join(open.Peek().Path, reader.GetString()!);
                places[name] = Place(text, (int)reader.TokenStartIndex, path);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            // A value without a name is an element of the array that is open.
            if (name is null && open.Count > 0)
            {
                var (parent, next) = open.Pop();
                open.Push((parent, next + 1));
                name = Join(parent, next.ToString(System.Globalization.CultureInfo.InvariantCulture));
                places[name] = Place(text, (int)reader.TokenStartIndex, path);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((name ?? "", 0));
            }

            name = null;
        }
    }

    private static string Join(string parent, string child) => parent.Length == 0 ? child : $"{parent}:{child}";

    private static SourceLocation Place(ReadOnlySpan<byte> text, int at, string path)
    {
        var before = text[..at];
        return new(path, before.Count((byte)'\n') + 1, at - before.LastIndexOf((byte)'\n'));
    }
}

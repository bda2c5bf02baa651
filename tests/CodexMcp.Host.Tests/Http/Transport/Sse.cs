using System.Text.Json;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Reads event streams.</summary>
internal static class Sse
{
    /// <summary>The messages of a whole stream.</summary>
    public static List<JsonElement> Messages(string text) =>
        [.. Lines(text, "data: ").Where(data => data.Length > 0).Select(Some.Json)];

    /// <summary>The event ids of a whole stream.</summary>
    public static List<string> Ids(string text) => Lines(text, "id: ");

    /// <summary>Reads the next message of a stream that is still open.</summary>
    public static async Task<JsonElement> NextAsync(StreamReader reader)
    {
        while (await LineAsync(reader) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                return Some.Json(line["data: ".Length..]);
            }
        }

        throw new EndOfStreamException();
    }

    /// <summary>Reads the next line of a stream that is still open; null at its end.</summary>
    public static Task<string?> LineAsync(StreamReader reader) =>
        reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static List<string> Lines(string text, string prefix) =>
        [.. text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..])];
}

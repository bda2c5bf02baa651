using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Core.Configuration;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace CodexMcp.Host.OpenApi;

/// <summary>Reads an OpenAPI document from a file: JSON or YAML, 2.0 to 3.2. Nothing is fetched, whatever the document refers to.</summary>
internal static class DocumentFile
{
    private const int MostBytes = 50 * 1024 * 1024;
    private const int MaxDepth = 200;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ImportException">It is no OpenAPI document that can be read.</exception>
    public static OpenApiDocument Read(string path)
    {
        var parsed = Parse(path, Bytes(path));
        try
        {
            if (parsed is not JsonObject root || (!root.ContainsKey("openapi") && !root.ContainsKey("swagger")))
            {
                throw new ImportException($"{path} holds no OpenAPI document.", "Give a file that begins with openapi: 3.…, or swagger: \"2.0\".");
            }

            References.MakeSafe(root);
            var read = OpenApiDocument.Parse(root.ToJsonString(), OpenApiConstants.Json, new OpenApiReaderSettings { LoadExternalRefs = false });
            return read.Document ?? throw new ImportException($"{path} is no OpenAPI document{Why(read.Diagnostic)}.", "Check it with the tool that made it.");
        }
        catch (Exception exception) when (exception is not ImportException)
        {
            // Whatever a hostile document makes the reader throw, it is the document that is wrong.
            throw new ImportException($"{path} can't be read as OpenAPI: {ShownText.Escape(exception.Message)}", "Check it with the tool that made it.");
        }
    }

    private static string Why(OpenApiDiagnostic? diagnostic) =>
        diagnostic?.Errors.FirstOrDefault() is { } error ? $": {ShownText.Escape(error.Message)} ({ShownText.Escape(error.Pointer ?? "")})" : "";

    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.CanSeek && file.Length > MostBytes)
            {
                throw new ImportException($"{path} has more than {MostBytes / (1024 * 1024)} MB.", "Take a smaller document, or cut it to the operations that you need.");
            }

            using var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MostBytes)
                {
                    throw new ImportException($"{path} has more than {MostBytes / (1024 * 1024)} MB.", "Take a smaller document, or cut it to the operations that you need.");
                }
            }

            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} can't be read.", "Give the path of a file that is there and that you may read.");
        }
    }

    private static JsonNode? Parse(string path, byte[] bytes)
    {
        var text = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes.AsMemory(3) : bytes;
        var first = text.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 || text.Span[first] != (byte)'{')
        {
            return YamlDocument.Read(path, Encoding.UTF8.GetString(text.Span));
        }

        try
        {
            return JsonNode.Parse(text.Span, null, new JsonDocumentOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new ImportException($"{path} is no JSON: {ShownText.Escape(exception.Message)}", "Correct it there.");
        }
    }
}

using System.Text.Json;
using CodexMcp.Host.Http.Transport;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>
/// The documents of RFC 9728 that tell a client whom to ask for a token: for the server, for <c>/mcp</c>, and for every name that a role may
/// have; so they don't tell which roles there are. To be mapped on <see cref="Path"/> and everything below it.
/// </summary>
internal sealed class ResourceMetadata(AuthenticationOptions options)
{
    /// <summary>Where the documents are.</summary>
    public const string Path = "/.well-known/oauth-protected-resource";

    private readonly string origin = ResourceUrls.Origin(options.PublicUrl);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (options.Issuers.Count == 0
            || !context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal, out var rest)
            || Resource(rest.Value ?? "") is not { } resource)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var body = Write(resource);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "public, max-age=300";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private string? Resource(string path) => path switch
    {
        "" or "/" => origin,
        McpEndpoint.Root => origin + McpEndpoint.Root,
        _ => ResourceUrls.IsRole(path) ? origin + path : null,
    };

    private ReadOnlyMemory<byte> Write(string resource)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resource", resource);
            List(json, "authorization_servers", options.Issuers.Select(issuer => issuer.Issuer));
            List(json, "scopes_supported", options.Issuers.SelectMany(issuer => issuer.RolesByScope.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            List(json, "bearer_methods_supported", ["header"]);
            json.WriteString("resource_name", "CodexMcp");
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

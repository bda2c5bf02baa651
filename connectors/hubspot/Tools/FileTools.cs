using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Files of the account: what is said of them, a link to one where it leads to a host that the operator has declared, and putting one there.</summary>
internal sealed class FileTools(HubSpotApi api, HostAllowlist hosts)
{
    public async Task<ToolResult> ListAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var token = PageToken.Read(invocation);
        var path = $"files/v3/files/search?limit={Math.Clamp(Arguments.Number(invocation, "limit", 20), 1, 100)}"
            + (Arguments.Text(invocation, "name") is { } name ? $"&name={Uri.EscapeDataString(name)}" : "")
            + (token.After.Length > 0 ? $"&after={Uri.EscapeDataString(token.After)}" : "");
        using var answer = await api.SendAsync(HubSpotRequest.Get(path), cancellationToken).ConfigureAwait(false);
        return Page.Write(token, "files", [.. answer.Results.EnumerateArray()], answer.After, static (writer, file) =>
        {
            writer.WriteStartObject();
            Write(writer, file);
            writer.WriteEndObject();
        });
    }

    public async Task<ToolResult> GetAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get($"files/v3/files/{Arguments.Id(invocation, "id")}"), cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer => Write(writer, answer.Root));
    }

    public async Task<ToolResult> LinkAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var path = $"files/v3/files/{Arguments.Id(invocation, "id")}/signed-url?expirationSeconds={Math.Clamp(Arguments.Number(invocation, "seconds", 300), 60, 3600)}";
        using var answer = await api.SendAsync(HubSpotRequest.Get(path), cancellationToken).ConfigureAwait(false);
        if (!Uri.TryCreate(Json.Text(answer.Root, "url"), UriKind.Absolute, out var url) || hosts.Check(url) is not null)
        {
            throw new ConnectorException(ConnectorFailure.Configuration, "HubSpot's link to the file leads to a host that the connector's settings do not name, so it is not passed on.",
                "Ask an operator to look at file_hosts in connectors/hubspot/README.md.");
        }

        var name = VendorText.Clean(Json.Text(answer.Root, "name") ?? "file", 200);
        var result = JsonResult.Of(writer =>
        {
            writer.WriteString("url", url.AbsoluteUri);
            writer.WriteString("name", name);
            CopiedText.Write(writer, answer.Root, "expiresAt", "expires_at");
        });
        return result with { Text = $"{name}: {url.AbsoluteUri}", Content = [new ToolContent.Link(url.AbsoluteUri, name)] };
    }

    /// <summary>upload_file: a private file; the same name beside another gets a number from HubSpot.</summary>
    public async Task<ToolResult> UploadAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var bytes = Bytes(invocation);
        var name = Arguments.Required(invocation, "name");
        var request = new HubSpotRequest(HttpMethod.Post, "files/v3/files")
        {
            MustNotRepeat = true,
            Content = () =>
            {
                var parts = new MultipartFormDataContent();
                parts.Add(new ByteArrayContent(bytes), "file", Uri.EscapeDataString(name));
                parts.Add(new StringContent(name), "fileName");
                parts.Add(new StringContent(Arguments.Text(invocation, "folder") ?? "/agents"), "folderPath");
                parts.Add(new StringContent("""{"access":"PRIVATE","overwrite":false}"""), "options");
                return parts;
            },
        };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer => Write(writer, answer.Root));
    }

    public async Task<ToolResult> FolderAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var body = WriteBody.Make(writer =>
        {
            writer.WriteString("name", Arguments.Required(invocation, "name"));
            if (Arguments.Text(invocation, "parent") is { } parent)
            {
                writer.WriteString("parentPath", parent);
            }
        });
        using var answer = await api.SendAsync(HubSpotRequest.Post("files/v3/folders", body) with { MustNotRepeat = true }, cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer => Write(writer, answer.Root));
    }

    private static byte[] Bytes(ToolInvocation invocation)
    {
        if (Arguments.Text(invocation, "text") is { } text)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        try
        {
            return Convert.FromBase64String(Arguments.Required(invocation, "base64"));
        }
        catch (FormatException)
        {
            throw HubSpotErrors.Refused("The argument base64 is no base64.", "Send the file's bytes as base64, or its text as text.");
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement file)
    {
        CopiedText.Write(writer, file, "id", "id");
        CopiedText.Write(writer, file, "name", "name");
        CopiedText.Write(writer, file, "extension", "extension");
        CopiedText.Write(writer, file, "type", "type");
        CopiedText.Write(writer, file, "size", "size");
        CopiedText.Write(writer, file, "path", "path");
        CopiedText.Write(writer, file, "access", "access");
        CopiedText.Write(writer, file, "createdAt", "created_at");
        CopiedText.Write(writer, file, "updatedAt", "updated_at");
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Files: <c>/files/v3</c>, and the signed links that open them.</summary>
internal sealed class FilesApi(FileBook files, long hubId) : IHubSpotApi
{
    private const int LongestLink = 21_600;

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["files", "v3" or "v4", .. var rest])
        {
            return null;
        }

        call.Require(call.Method == "GET" ? ["files", "files.ui_hidden.read"] : ["files"]);
        return (call.Method, rest) switch
        {
            ("GET", ["files", "search"]) => Search(call),
            ("GET", ["files", "stat", .. var path]) => Stat(string.Join('/', path)),
            ("GET", ["files", var id]) => HubSpotReply.Json(200, writer => Write(writer, files.Get(id))),
            ("GET", ["files", var id, "signed-url"]) => Sign(call, files.Get(id)),
            ("POST", ["files"]) => Upload(call),
            ("DELETE", ["files", var id]) => Remove(id),
            ("POST", ["folders"]) => Folder(call),
            _ => null,
        };
    }

    /// <summary>Gives the content behind a signed link.</summary>
    public SimulatorResponse Open(string[] path, string query, DateTimeOffset now) => new()
    {
        Status = 200,
        Headers = new Dictionary<string, string> { ["Content-Type"] = "application/octet-stream" },
        Body = files.Open(path, query, now).Content,
    };

    private SimulatorResponse Search(HubSpotCall call)
    {
        var (limit, after, name) = (call.QueryLimit(20, 100), call.QueryAfter(), call.Query("name") ?? "");
        var found = files.All.Where(file => file.Name.Contains(name, StringComparison.OrdinalIgnoreCase)
            && (call.Query("extension") is not { Length: > 0 } extension || file.Extension == extension)
            && (call.Query("path") is not { Length: > 0 } path || file.Path == path)).ToList();
        var next = after + limit < found.Count ? $"{after + limit}" : null;
        return HubSpotReply.Page(found.Skip((int)Math.Min(after, int.MaxValue)).Take(limit), (writer, file) =>
        {
            writer.WriteStartObject();
            Write(writer, file);
            writer.WriteEndObject();
        }, next, next is null ? null : call.Link(next));
    }

    private SimulatorResponse Stat(string path)
    {
        var file = files.All.FirstOrDefault(one => one.Path == "/" + path) ?? throw HubSpotError.NotFound($"There is no file at /{path}");
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteStartObject("file"u8);
            Write(writer, file);
            writer.WriteEndObject();
        });
    }

    private SimulatorResponse Sign(HubSpotCall call, StoredFile file)
    {
        if (!int.TryParse(call.Query("expirationSeconds") ?? "3600", NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is 0 or > LongestLink)
        {
            throw HubSpotError.Invalid($"expirationSeconds must be from 1 to {LongestLink}");
        }

        var until = call.Now.AddSeconds(seconds);
        // A client on the wire gets a link that it can follow.
        var host = call.Header("Host");
        var origin = host is not null && (host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || (Uri.TryCreate("http://" + host, UriKind.Absolute, out var uri) && IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)))
            ? "http://" + host
            : $"https://{hubId}.fs1.hubspotusercontent-na1.net";
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteString("expiresAt"u8, HubSpotTime.Text(until));
            writer.WriteString("name"u8, file.Name);
            writer.WriteString("extension"u8, file.Extension);
            writer.WriteString("type"u8, file.Type);
            writer.WriteNumber("size"u8, file.Content.Length);
            writer.WriteString("url"u8, origin + files.Link(file, until));
        });
    }

    private SimulatorResponse Upload(HubSpotCall call)
    {
        var parts = FormParts.Read(call.Header("Content-Type"), call.RawBody);
        string? Text(string name) => parts.Find(part => part.Name == name)?.Text;
        if (parts.Find(part => part.Name == "file") is not { } file || (Text("fileName") ?? file.FileName) is not { Length: > 0 } name)
        {
            throw HubSpotError.Invalid("Some required fields were not set: [file]");
        }

        if (Text("folderPath") is not { Length: > 0 } folder)
        {
            throw HubSpotError.Invalid("Some required fields were not set: [folderPath]");
        }

        var clean = name.Replace('/', '-').Replace('\\', '-');
        var extension = Path.GetExtension(clean).TrimStart('.').ToLowerInvariant();
        var kept = files.Add(Path.GetFileNameWithoutExtension(clean), extension, "/" + folder.Trim('/'), Access(Text("options")), file.Content, call.Now);
        return HubSpotReply.Json(201, writer => Write(writer, kept));
    }

    private static string Access(string? options)
    {
        try
        {
            using var document = JsonDocument.Parse(options ?? "{}");
            return JsonBody.Text(document.RootElement, "access") is { } access && access is "PUBLIC_INDEXABLE" or "PUBLIC_NOT_INDEXABLE" or "PRIVATE"
                ? access
                : throw HubSpotError.Invalid("options needs an access: PUBLIC_INDEXABLE, PUBLIC_NOT_INDEXABLE or PRIVATE");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw HubSpotError.Invalid("options must be a JSON object");
        }
    }

    private SimulatorResponse Remove(string id)
    {
        files.Remove(files.Get(id));
        return HubSpotReply.Empty(204);
    }

    private SimulatorResponse Folder(HubSpotCall call)
    {
        var name = JsonBody.Required(call.Object, "name");
        var parent = JsonBody.Text(call.Object, "parentPath")?.Trim('/') ?? "";
        var path = $"/{(parent.Length > 0 ? parent + "/" : "")}{name.Replace('/', '-')}";
        var id = files.AddFolder(path);
        return HubSpotReply.Json(201, writer =>
        {
            writer.WriteString("id"u8, $"{id}");
            writer.WriteString("name"u8, name);
            writer.WriteString("path"u8, path);
            writer.WriteString("createdAt"u8, HubSpotTime.Text(call.Now));
            writer.WriteString("updatedAt"u8, HubSpotTime.Text(call.Now));
            writer.WriteBoolean("archived"u8, false);
        });
    }

    private static void Write(Utf8JsonWriter writer, StoredFile file)
    {
        writer.WriteString("id"u8, $"{file.Id}");
        writer.WriteString("createdAt"u8, HubSpotTime.Text(file.CreatedAt));
        writer.WriteString("updatedAt"u8, HubSpotTime.Text(file.CreatedAt));
        writer.WriteBoolean("archived"u8, false);
        writer.WriteString("name"u8, file.Name);
        writer.WriteString("path"u8, file.Path);
        writer.WriteNumber("size"u8, file.Content.Length);
        writer.WriteString("type"u8, file.Type);
        writer.WriteString("extension"u8, file.Extension);
        writer.WriteString("access"u8, file.Access);
        writer.WriteBoolean("isUsableInContent"u8, true);
        writer.WriteString("url"u8, $"https://api.hubapi.com/filemanager/api/v2/files/{file.Id}/signed-url-redirect");
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>One part of a multipart body: a field, or a file of text or of base64.</summary>
internal sealed class PartPlan
{
    private readonly string name;
    private readonly Template content;
    private readonly Template? fileName;
    private readonly string? mediaType;
    private readonly bool isBase64;

    private PartPlan(string name, JsonElement part)
    {
        this.name = name;
        var file = part.ValueKind == JsonValueKind.Object ? part : default;
        content = Template.Parse(Json.String(file, "content") ?? (file.ValueKind == JsonValueKind.Object ? "" : Json.Plain(part)));
        fileName = Json.String(file, "filename") is { } given ? Template.Parse(given) : null;
        mediaType = Json.String(file, "media_type");
        isBase64 = Json.String(file, "encoding") == "base64";
    }

    /// <summary>Reads a checked part.</summary>
    public static PartPlan Read(string name, JsonElement part) => new(name, part);

    /// <summary>Adds the part if it has a value.</summary>
    public void AddTo(MultipartContent body, in TemplateScope scope)
    {
        if (content.Text(scope) is not { } text)
        {
            return;
        }

        if (fileName is null)
        {
            var field = new StringContent(text);
            field.Headers.ContentType = mediaType is null ? field.Headers.ContentType : new MediaTypeHeaderValue(mediaType);
            Add(body, field, null);
            return;
        }

        // Quotes and line breaks would end the header: a name holds letters, digits and a few marks.
        var plain = string.Concat((fileName.Text(scope) ?? "file").Select(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '_'));
        Add(body, File(text), plain.Length == 0 ? "file" : plain);
    }

    /// <summary>Gives the part as a whole body.</summary>
    /// <exception cref="ConnectorException">It has no value.</exception>
    public HttpContent Whole(in TemplateScope scope) => File(content.Text(scope)
        ?? throw new ConnectorException(ConnectorFailure.Refused, "The call has no file to send.", "Send the file's bytes."));

    private ByteArrayContent File(string text)
    {
        var file = new ByteArrayContent(Bytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue(mediaType ?? "application/octet-stream");
        return file;
    }

    private void Add(MultipartContent body, HttpContent part, string? file)
    {
        if (body is MultipartFormDataContent form)
        {
            if (file is null)
            {
                form.Add(part, name);
            }
            else
            {
                form.Add(part, name, file);
            }

            return;
        }

        part.Headers.TryAddWithoutValidation("Content-Disposition", file is null ? $"name=\"{name}\"" : $"name=\"{name}\"; filename=\"{file}\"");
        body.Add(part);
    }

    private byte[] Bytes(string text)
    {
        if (!isBase64)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The file for '{name}' is not base64.", "Send the file's bytes as base64 text.");
        }
    }
}

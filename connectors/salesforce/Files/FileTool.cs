using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Records;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Files;

/// <summary>get_file: the bytes of a file, attachment or document, capped in size and judged by name and by what they are.</summary>
internal sealed class FileTool(SalesforceApi api, RecordLookup lookup, SalesforceSettings settings) : ISalesforceTool
{
    private const int MaxText = 30_000;

    /// <summary>Where an object keeps its bytes, by the beginning of its ids.</summary>
    private sealed record Kind(string Object, string Body, string Name, string Size, string? Extension, string? MediaType);

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["068"] = new("ContentVersion", "VersionData", "Title", "ContentSize", "FileExtension", null),
        ["00P"] = new("Attachment", "Body", "Name", "BodyLength", null, "ContentType"),
        ["015"] = new("Document", "Body", "Name", "BodyLength", "Type", "ContentType"),
    };

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (kind, target, id) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var names = new[] { "Id", kind.Name, kind.Size, kind.Extension, kind.MediaType }.OfType<string>();
        var (soql, _, _) = await view.CheckSoqlAsync($"SELECT {string.Join(", ", names)} FROM {kind.Object} WHERE Id = '{id}' LIMIT 1", default, 1, cancellationToken).ConfigureAwait(false);
        var rows = await lookup.RowsAsync(soql, cancellationToken).ConfigureAwait(false);
        if (rows.Count != 1)
        {
            throw SalesforceErrors.NoRecord("file");
        }

        var name = VendorText.Clean(ApiJson.Text(rows[0], kind.Name), 200);
        var extension = (kind.Extension is { } at ? ApiJson.Text(rows[0], at) : null) ?? Path.GetExtension(name).TrimStart('.');
        Refuse(extension, name);
        if (ApiJson.Long(rows[0], kind.Size) is { } size && size > settings.MaxFileBytes)
        {
            throw TooLarge();
        }

        ApiBytes file;
        try
        {
            file = await api.BytesAsync(ApiCall.Get($"sobjects/{kind.Object}/{id}/{kind.Body}") with { Accept = "*/*" }, settings.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.InnerException is BodyTooLargeException)
        {
            throw TooLarge();
        }

        return Result(id, name, FileKind.Of(extension, file.Bytes.Span, kind.MediaType is { } type ? ApiJson.Text(rows[0], type) : null), file.Bytes);
    }

    private async ValueTask<(Kind Kind, RoleObject Target, string Id)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var asked = Arguments.Required(view.Call, "id");
        if (!SalesforceId.TryNormalise(asked, out var id))
        {
            throw SalesforceErrors.Refused("The argument id is no Salesforce id.", "Give the 15 or 18 letters and digits exactly as a query returned them.");
        }

        if (id.StartsWith("069", StringComparison.Ordinal))
        {
            // A file has versions; the latest is meant.
            var (soql, _, _) = await view.CheckSoqlAsync($"SELECT Id FROM ContentVersion WHERE ContentDocumentId = '{id}' AND IsLatest = true LIMIT 1", default, 1, cancellationToken).ConfigureAwait(false);
            var rows = await lookup.RowsAsync(soql, cancellationToken).ConfigureAwait(false);
            id = rows.Count == 1 && SalesforceId.TryNormalise(ApiJson.Text(rows[0], "Id"), out var version) ? version : throw SalesforceErrors.NoRecord("file");
        }

        if (!Kinds.TryGetValue(id[..3], out var kind))
        {
            throw SalesforceErrors.Refused("The id is none of a file, attachment or document.", "Those begin with 069, 068, 00P or 015.");
        }

        var target = await view.ObjectAsync(kind.Object, cancellationToken).ConfigureAwait(false);
        target.Field(kind.Body);
        return (kind, target, id);
    }

    private void Refuse(string extension, string name)
    {
        if (settings.DeniedFileTypes.Contains(extension) || name.Split('.').Skip(1).Any(settings.DeniedFileTypes.Contains))
        {
            throw SalesforceErrors.Refused("Files of this type are not given out: they can be run.", "Ask a person to look at it in Salesforce.");
        }
    }

    private ToolResult Result(string id, string name, FileKind kind, ReadOnlyMemory<byte> bytes)
    {
        if (kind.IsProgram)
        {
            throw SalesforceErrors.Refused("The file is a program, whatever its name says, so it is not given out.", "Ask a person to look at it in Salesforce.");
        }

        var words = kind.Text(bytes.Span);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("id", id);
        writer.WriteString("name", name);
        writer.WriteString("media_type", kind.MediaType);
        writer.WriteNumber("bytes", bytes.Length);
        if (words is not null)
        {
            writer.WriteString("text", VendorText.Cut(words, MaxText));
            if (words.Length > MaxText)
            {
                writer.WriteString("notice", $"Only the first {MaxText} of {words.Length} characters are here.");
            }
        }

        ToolContent? content = words is not null ? null
            : kind.MediaType.StartsWith("image/", StringComparison.Ordinal) ? new ToolContent.Image(bytes, kind.MediaType)
            : new ToolContent.Document($"salesforce://file/{id}", kind.MediaType, null, bytes);
        return new ToolResult { Structured = JsonResult.End(writer, buffer), Content = content is null ? [] : [content], Text = content is null ? null : $"{name}, {kind.MediaType}, {bytes.Length} bytes." };
    }

    private ConnectorException TooLarge() => SalesforceErrors.Refused($"The file is larger than {settings.MaxFileBytes:N0} bytes, the most that is given out.", "Ask a person to look at it in Salesforce.");
}

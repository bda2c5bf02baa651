using System.Text.Json;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks one request of a manifest: a tool's, one of its job, or what signs in.</summary>
/// <param name="templates">What its placeholders can mean.</param>
/// <param name="allowed">The manifest's hosts.</param>
/// <param name="errors">Takes the errors.</param>
internal sealed class RequestCheck(TemplateCheck templates, HostAllowlist allowed, ConfigurationErrors errors)
{
    private static readonly string[] FileKeys = ["content", "filename", "media_type", "encoding"];

    /// <summary>The arguments that are always there.</summary>
    public IReadOnlyCollection<string> Required { get; init; } = [];

    /// <summary>Whether it carries the connector's secrets: the sandbox has its own.</summary>
    public bool IsCredential { get; init; }

    /// <summary>Notes every error.</summary>
    public void Check(ConfigNode request)
    {
        HttpManifestCheck.Url(request["base_url"], templates, allowed, errors);
        Path(request["path"]);
        HeaderCheck.Check(request["headers"], errors, IsCredential);
        templates.Named(request["headers"], credential: IsCredential);
        templates.Named(request["query"], credential: IsCredential);
        Body(request["body"], request.String("method"));
    }

    private void Path(ConfigNode? path)
    {
        if (path is not { Text: { } text } at || templates.Text(at) is not { } template)
        {
            return;
        }

        if (!text.StartsWith('/') || text.Contains("//", StringComparison.Ordinal) || text.AsSpan().IndexOfAny("?#\\ ") >= 0 || text.Split('/').Any(static part => part is "." or ".."))
        {
            errors.Add(at.Location, $"'{at.Shown}' is not a path below the base address.", "Begin with one /, without //, .., a query or spaces; parameters stand in 'query'.");
        }

        foreach (var placeholder in template.Placeholders)
        {
            if (placeholder.Kind == PlaceholderKind.Argument && !Required.Contains(placeholder.Name) && placeholder.Filters.All(static filter => filter.Name != "default"))
            {
                errors.Add(at.Location, $"'{{{placeholder.Name}}}' is a part of the path, but not a required argument.", "Add it to 'required', or give it a default: {name|default:value}.");
            }
        }
    }

    private void Body(ConfigNode? body, string? method)
    {
        if (body is not { } there)
        {
            return;
        }

        if (there.Entries.Count(static entry => entry.Key != "subtype") != 1)
        {
            errors.Add(there.Location, "A body is of one kind.", "Write one of json, form, multipart, file and graphql.");
        }

        if (there["subtype"] is not null && there["multipart"] is null)
        {
            errors.Add(there.KeyLocation("subtype"), "'subtype' belongs to 'multipart'.", "Remove it.");
        }

        if (method is null or "GET")
        {
            errors.Add(there.Location, "A GET has no body.", "Write the method that the system asks for, or use 'query'.");
        }

        templates.Tree(there["json"], IsCredential);
        templates.Named(there["form"], credential: IsCredential);
        templates.Tree(there["graphql"]?["variables"], IsCredential);
        foreach (var (_, _, part) in there["multipart"]?.Entries ?? [])
        {
            Part(part);
        }

        if (there["file"] is { } file)
        {
            Part(file);
        }
    }

    private void Part(ConfigNode part)
    {
        templates.Text(part);
        templates.Text(part["content"]);
        templates.Text(part["filename"]);
        if (part.Json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (part["content"] is null)
        {
            errors.Add(part.Location, "A file needs 'content'.", "Write content: \"{argument}\", and encoding: base64 when the argument is base64.");
        }

        foreach (var (key, at, value) in part.Entries)
        {
            if (!FileKeys.Contains(key))
            {
                errors.Add(at, $"The key '{ShownText.Escape(key)}' is not known in a file.", NameSuggestion.For(key, FileKeys, "Known keys", ""));
            }
            else if (value.Text is null)
            {
                errors.Add(value.Location, $"'{ShownText.Escape(key)}' of a file is not a text.", "Write a text.");
            }
            else if (key == "encoding" && value.Text is not ("text" or "base64"))
            {
                errors.Add(value.Location, $"'{value.Shown}' is not an encoding.", "Write text or base64.");
            }
            else if (key == "media_type" && !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(value.Text, out _))
            {
                errors.Add(value.Location, $"'{value.Shown}' is not a media type.", "Write one such as image/png.");
            }
        }
    }
}

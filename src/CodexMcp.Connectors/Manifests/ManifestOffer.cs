using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Binds one prompt or resource of a manifest: an operation that reads, with arguments of its own.</summary>
internal static class ManifestOffer
{
    internal static ToolDefinition? Prompt(string connector, string action, SourceLocation at, ConfigNode node, ConfigurationErrors errors)
    {
        if (!Named(action, at, "prompt", errors))
        {
            return null;
        }

        var arguments = new List<PromptArgumentDefinition>();
        foreach (var (name, _, entry) in node["arguments"]?.Entries ?? [])
        {
            arguments.Add(new(
                name,
                entry.String("description") ?? "",
                entry.Bool("required") ?? false,
                [.. (entry["values"]?.Items ?? []).Select(value => value.Text ?? "")]));
        }

        return Make(connector, action, node, ToolKind.Prompt, Schema(arguments)) with { Arguments = arguments };
    }

    internal static ToolDefinition? Resource(string connector, string action, SourceLocation at, ConfigNode node, ConfigurationErrors errors)
    {
        if (!Named(action, at, "resource", errors) || node["uri"] is not { Text: { } uri } place)
        {
            return null;
        }

        if (!UriTemplate.IsValid(uri))
        {
            errors.Add(place.Location, $"'{place.Shown}' is neither a URI nor a template of one.", "Write scheme://path; {name} stands for one part of the path.");
            return null;
        }

        var arguments = UriTemplate.Names(uri).Prepend("uri").Select(name => new PromptArgumentDefinition(name, "", true, [])).ToList();
        return Make(connector, action, node, ToolKind.Resource, Schema(arguments)) with { Uri = uri, MediaType = node.String("media_type") };
    }

    private static ToolDefinition Make(string connector, string action, ConfigNode node, ToolKind kind, JsonElement input) => new()
    {
        // The colon keeps it apart from every tool: their names have none.
        Name = $"{(kind == ToolKind.Prompt ? "prompt" : "resource")}:{connector}:{action}",
        Connector = connector,
        Action = action,
        Title = node.String("title") ?? "",
        Description = node.String("description") ?? "",
        Verb = ToolVerb.Read,
        Idempotent = true,
        Kind = kind,
        InputSchema = input,
        HashSource = ToolHash.Of,
    };

    private static bool Named(string action, SourceLocation at, string kind, ConfigurationErrors errors)
    {
        if (ConfigurationName.IsIdentifier(action))
        {
            return true;
        }

        errors.Add(at, $"'{ShownText.Escape(action)}' is not a {kind}'s name.", "Use lower-case ASCII letters, digits and _, beginning with a letter, at most 48 characters.");
        return false;
    }

    internal static JsonElement Schema(List<PromptArgumentDefinition> arguments)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "object"u8);
            writer.WriteBoolean("additionalProperties"u8, false);
            writer.WriteStartObject("properties"u8);
            foreach (var argument in arguments)
            {
                writer.WriteStartObject(argument.Name);
                writer.WriteString("type"u8, "string"u8);
                writer.WriteNumber("maxLength"u8, 10_000);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteStartArray("required"u8);
            foreach (var argument in arguments.Where(argument => argument.Required))
            {
                writer.WriteStringValue(argument.Name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}

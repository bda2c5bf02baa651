using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Binds one tool of a manifest and checks what clients would choke on.</summary>
internal static class ManifestTool
{
    /// <summary>Codex sees <c>mcp__codex-mcp__</c> and the name, and keeps 64 characters of the two; our own prefix takes 16 of them.</summary>
    internal const int MaxNameLength = 48;

    /// <summary>Codex drops every description of a larger schema.</summary>
    internal const int MaxInputBytes = 5_000;

    internal static ToolDefinition? Bind(string connector, string action, SourceLocation at, ConfigNode node, CheckedSchemas schemas, ConfigurationErrors errors)
    {
        var before = errors.Count;
        if (!ConfigurationName.IsIdentifier(action))
        {
            errors.Add(
                at,
                $"'{ShownText.Escape(action)}' is not a tool name.",
                "Use lower-case ASCII letters, digits and _, beginning with a letter, at most 48 characters.");
        }

        var name = $"{connector}_{action}";
        if (name.Length > MaxNameLength)
        {
            errors.Add(
                at,
                $"The tool's final name '{ShownText.Escape(name)}' has {name.Length} characters, {name.Length - MaxNameLength} more than clients keep.",
                $"Shorten it to at most {MaxNameLength - connector.Length - 1} characters after '{connector}_'.");
        }

        var input = Input(node["input"], schemas, errors);
        var output = Output(node["output"], schemas, errors);
        CheckContinuation(node, errors);
        CheckItems(node, errors);
        CheckIdempotency(node, errors);
        var verb = Verb(node.String("verb"));
        var timeout = Duration(node, "timeout", errors);
        return errors.Count > before || input is null || verb is null ? null : new()
        {
            Name = name,
            Connector = connector,
            Action = action,
            Title = node.String("title") ?? "",
            Description = node.String("description") ?? "",
            Verb = verb.Value,
            Idempotent = verb == ToolVerb.Read || (node.Bool("idempotent") ?? false),
            OpenWorld = node.Bool("open_world") ?? true,
            InputSchema = input.Value,
            OutputSchema = output,
            ItemsPointer = node.String("items"),
            ContinuationArgument = node.String("continuation"),
            IdempotencyArgument = node["idempotency"]?.String("argument"),
            Timeout = timeout,
            HashSource = ToolHash.Of,
        };
    }

    internal static TimeSpan? Duration(ConfigNode? section, string key, ConfigurationErrors errors)
    {
        if (section?[key] is not { Text: { } text } value)
        {
            return null;
        }

        if (Core.Configuration.Duration.TryParse(text, out var duration))
        {
            return duration;
        }

        errors.Add(value.Location, $"'{value.Shown}' is not a duration.", "Write a whole number with its unit ms, s, m or h; 1ms to 24h.");
        return null;
    }

    internal static ToolVerb? Verb(string? verb) => verb switch
    {
        "read" => ToolVerb.Read,
        "annotate" => ToolVerb.Annotate,
        "write" => ToolVerb.Write,
        "admin" => ToolVerb.Admin,
        "destructive" => ToolVerb.Destructive,
        _ => null,
    };

    private static JsonElement? Input(ConfigNode? section, CheckedSchemas schemas, ConfigurationErrors errors)
    {
        if (section is not { Json.ValueKind: JsonValueKind.Object } node || !CheckSchema(node, "input", schemas, errors))
        {
            return null;
        }

        var size = JsonMarshal.GetRawUtf8Value(node.Json).Length;
        if (size > MaxInputBytes)
        {
            errors.Add(
                node.Location,
                $"The input schema has {size:N0} bytes; Codex drops all descriptions above {MaxInputBytes:N0}.",
                "Shorten the descriptions, or split the tool.");
        }

        foreach (var (name, at, property) in node["properties"]?.Entries ?? [])
        {
            if (string.IsNullOrWhiteSpace(property.String("description")))
            {
                errors.Add(
                    at,
                    $"The argument '{ShownText.Escape(name)}' has no description.",
                    "Say what it is, with its limits and default: clients drop those from the schema.");
            }
        }

        return node.Json;
    }

    private static JsonElement? Output(ConfigNode? section, CheckedSchemas schemas, ConfigurationErrors errors) =>
        section is { Json.ValueKind: JsonValueKind.Object } node && CheckSchema(node, "output", schemas, errors) ? node.Json : null;

    private static bool CheckSchema(ConfigNode node, string kind, CheckedSchemas schemas, ConfigurationErrors errors)
    {
        if (node.String("type") != "object")
        {
            errors.Add(node["type"]?.Location ?? node.Location, $"The {kind} schema's root is not an object.", "Write type: object.");
            return false;
        }

        return schemas.Compile(node, $"The {kind} schema can't be used.") is not null;
    }

    private static void CheckContinuation(ConfigNode node, ConfigurationErrors errors)
    {
        if (node["continuation"] is { Text: { } argument } at && node["input"]?["properties"]?[argument] is null)
        {
            errors.Add(at.Location, $"'continuation' names the argument '{at.Shown}', which the input schema does not have.", "Add it to the input schema.");
        }
    }

    private static void CheckItems(ConfigNode node, ConfigurationErrors errors)
    {
        if (node["items"] is not { Text: { } pointer } at)
        {
            return;
        }

        var schema = node["output"];
        foreach (var segment in pointer.Split('/').Skip(1))
        {
            schema = schema?["properties"]?[segment];
        }

        if (!pointer.StartsWith('/') || schema?.String("type") != "array")
        {
            errors.Add(at.Location, $"'items' points at '{at.Shown}', which is not a list of the output schema.", "Point at a list that the output schema declares.");
        }
    }

    private static void CheckIdempotency(ConfigNode node, ConfigurationErrors errors)
    {
        if (node["idempotency"] is not { } section || section["argument"] is not { Text: { } argument } at)
        {
            return;
        }

        if (node.String("verb") == "read")
        {
            errors.Add(section.Location, "'idempotency' stands at a tool that only reads.", "Remove it: a read can be repeated as often as anybody likes.");
        }

        if (node["input"]?["properties"]?[argument] is not { } property)
        {
            errors.Add(at.Location, $"'idempotency' names the argument '{at.Shown}', which the input schema does not have.", "Add it to the input schema: a string with a description.");
        }
        else if (property.String("type") != "string" || property["maxLength"] is null || property["minLength"] is null)
        {
            errors.Add(property.Location, $"The argument '{at.Shown}' takes an idempotency key, but it is not a string with bounds.", "Write type: string, minLength: 1 and maxLength: 200.");
        }
    }
}

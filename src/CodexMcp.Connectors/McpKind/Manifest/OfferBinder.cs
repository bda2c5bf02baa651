using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.McpKind.Manifest;

/// <summary>Makes the host's own definitions of what the manifest names and the pins hold. What is not pinned is there by name only, withheld.</summary>
internal sealed class OfferBinder(string connector, string title, UpstreamRules rules, PinFile pins, Quarantine quarantine)
{
    private const int LongestDescription = 4_000;
    private static readonly JsonElement Nothing = Json.Build(0, static (writer, _) =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "object"u8);
        writer.WriteEndObject();
    });

    /// <summary>The tools by action.</summary>
    public FrozenDictionary<string, ToolDefinition> Tools() => rules.Tools.ToFrozenDictionary(static rule => rule.Action, Tool, StringComparer.Ordinal);

    /// <summary>The prompts by action.</summary>
    public FrozenDictionary<string, ToolDefinition> Prompts() => rules.Prompts.ToFrozenDictionary(static rule => rule.Action, Prompt, StringComparer.Ordinal);

    /// <summary>The resources and templates; several may share an action.</summary>
    public FrozenDictionary<string, ToolDefinition> Resources()
    {
        var all = new Dictionary<string, ToolDefinition>(StringComparer.Ordinal);
        foreach (var rule in rules.Resources)
        {
            var found = pins.All.Where(pin => pin.Kind == DefinitionKind.Resource && Glob.IsMatch(rule.Uri, pin.Key)).ToList();
            foreach (var pin in found)
            {
                all.TryAdd($"resource:{connector}:{rule.Action}:{pin.Key}", Resource(rule.Action, pin.Key, pin));
            }

            if (found.Count == 0)
            {
                all.TryAdd($"resource:{connector}:{rule.Action}", Resource(rule.Action, rule.Uri, null));
            }
        }

        foreach (var rule in rules.Templates)
        {
            all.TryAdd($"resource:{connector}:{rule.Action}:{rule.Uri}", Template(rule));
        }

        return all.Values.ToFrozenDictionary(static definition => definition.Name, StringComparer.Ordinal);
    }

    private ToolDefinition Tool(ToolRule rule)
    {
        var (pin, withheld) = Find(DefinitionKind.Tool, rule.Upstream);
        var content = pin?.Content ?? default;
        var input = Schema(content, "inputSchema", ref withheld) ?? Nothing;
        var output = Schema(content, "outputSchema", ref withheld);
        return new()
        {
            Name = rules.Shown(rule.Action),
            Connector = connector,
            Action = rule.Action,
            Title = Cut(rule.Title ?? Json.String(content, "title") ?? Json.String(Json.Member(content, "annotations") ?? default, "title") ?? rule.Upstream, 100),
            Description = Cut(rule.Description ?? Json.String(content, "description") ?? $"{rule.Upstream} of {title}.", LongestDescription),
            Verb = rule.Verb,
            Idempotent = rule.Idempotent,
            OpenWorld = rule.OpenWorld,
            Timeout = rule.Timeout,
            InputSchema = input,
            OutputSchema = output,
            Withheld = withheld,
            HashSource = ToolHash.Of,
        };
    }

    private ToolDefinition Prompt(PromptRule rule)
    {
        var (pin, withheld) = Find(DefinitionKind.Prompt, rule.Upstream);
        var content = pin?.Content ?? default;
        var arguments = new List<PromptArgumentDefinition>();
        foreach (var argument in Json.Member(content, "arguments") is { ValueKind: JsonValueKind.Array } listed ? listed.EnumerateArray().Take(50) : [])
        {
            if (Json.String(argument, "name") is { Length: > 0 and <= 200 } name && arguments.TrueForAll(there => there.Name != name))
            {
                arguments.Add(new(name, Cut(Json.String(argument, "description") ?? "", 1_000), Json.Member(argument, "required") is { ValueKind: JsonValueKind.True }, []));
            }
        }

        return CompletionOffer.Add([.. arguments.Select(static argument => argument.Name)], new()
        {
            Name = $"prompt:{connector}:{rule.Action}",
            ClientName = rules.Shown(rule.Action),
            Connector = connector,
            Action = rule.Action,
            Title = Cut(rule.Title ?? Json.String(content, "title") ?? rule.Upstream, 100),
            Description = Cut(rule.Description ?? Json.String(content, "description") ?? "", LongestDescription),
            Verb = ToolVerb.Read,
            Idempotent = true,
            Kind = ToolKind.Prompt,
            Arguments = arguments,
            InputSchema = ManifestOffer.Schema(arguments),
            Withheld = withheld,
            HashSource = ToolHash.Of,
        });
    }

    private ToolDefinition Resource(string action, string uri, Definition? pin) =>
        Resource(action, $"resource:{connector}:{action}:{uri}", uri, pin is null ? NotPinned(DefinitionKind.Resource, uri) : Find(DefinitionKind.Resource, uri).Withheld, pin?.Content ?? default, []);

    private ToolDefinition Template(ResourceRule rule)
    {
        var (pin, withheld) = Find(DefinitionKind.Template, rule.Uri);
        var usable = UriTemplate.IsValid(rule.Uri);
        withheld ??= usable ? null : $"The host can't match URIs against the template {ShownText.Escape(rule.Uri)}: only {{name}} for single parts is understood.";
        return Resource(rule.Action, $"resource:{connector}:{rule.Action}:{rule.Uri}", rule.Uri, withheld, pin?.Content ?? default, usable ? UriTemplate.Names(rule.Uri) : []);
    }

    private ToolDefinition Resource(string action, string name, string uri, string? withheld, JsonElement content, IReadOnlyList<string> parts) => SubscriptionOffer.Add(CompletionOffer.Add(parts, new()
    {
        Name = name,
        ClientName = Cut(Json.String(content, "name") ?? rules.Shown(action), 200),
        Connector = connector,
        Action = action,
        Title = Cut(Json.String(content, "title") ?? Json.String(content, "name") ?? action, 100),
        Description = Cut(Json.String(content, "description") ?? "", LongestDescription),
        Verb = ToolVerb.Read,
        Idempotent = true,
        Kind = ToolKind.Resource,
        Uri = uri,
        MediaType = Json.String(content, "mimeType"),
        Hints = Relay.BesideReader.Hints(content),
        InputSchema = ManifestOffer.Schema([.. parts.Prepend("uri").Select(static part => new PromptArgumentDefinition(part, "", true, []))]),
        Withheld = withheld,
        HashSource = ToolHash.Of,
    }));

    private (Definition? Pin, string? Withheld) Find(DefinitionKind kind, string key)
    {
        if (pins.Find(kind, key) is not { } pin)
        {
            return (null, NotPinned(kind, key));
        }

        return !pin.IsWhole
            ? (null, $"The pin of {ShownText.Escape(key)} does not fit its hash: {PinFile.Name} was changed by hand. An operator accepts it with `codex-mcp connectors pin {connector}`.")
            : (pin, quarantine.Find(kind, key));
    }

    private string NotPinned(DefinitionKind kind, string key) =>
        $"{pins.Problem ?? $"The {PinFile.Word(kind)} {ShownText.Escape(key)} is not pinned."} An operator looks at it and accepts it with `codex-mcp connectors pin {connector}`.";

    private JsonElement? Schema(JsonElement content, string member, ref string? withheld)
    {
        if (Json.Member(content, member) is not { } schema)
        {
            return null;
        }

        // That it can be compiled was seen when it was pinned.
        if (Json.String(schema, "type") == "object")
        {
            return schema;
        }

        withheld ??= $"The server's {member} is not a JSON Schema of an object.";
        return null;
    }

    private static string Cut(string text, int longest) => Native.VendorText.Cut(Native.VendorText.Plain(text), longest);
}

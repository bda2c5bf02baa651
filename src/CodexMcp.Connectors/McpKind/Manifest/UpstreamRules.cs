using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.McpKind.Manifest;

/// <summary>What of an upstream server exists here: the manifest's allowlist. What it does not name is not there.</summary>
internal sealed class UpstreamRules
{
    /// <summary>What stands before every name; empty for nothing.</summary>
    public required string Prefix { get; init; }

    /// <summary>The tools.</summary>
    public required IReadOnlyList<ToolRule> Tools { get; init; }

    /// <summary>The prompts.</summary>
    public required IReadOnlyList<PromptRule> Prompts { get; init; }

    /// <summary>The resources.</summary>
    public required IReadOnlyList<ResourceRule> Resources { get; init; }

    /// <summary>The resource templates.</summary>
    public required IReadOnlyList<ResourceRule> Templates { get; init; }

    /// <summary>The kinds that are named at all: only those are listed upstream.</summary>
    public IEnumerable<DefinitionKind> Kinds =>
        from kind in (DefinitionKind[])[DefinitionKind.Tool, DefinitionKind.Prompt, DefinitionKind.Resource, DefinitionKind.Template]
        where kind switch
        {
            DefinitionKind.Tool => Tools.Count,
            DefinitionKind.Prompt => Prompts.Count,
            DefinitionKind.Resource => Resources.Count,
            _ => Templates.Count,
        }
        > 0
        select kind;

    /// <summary>Whether the manifest names a definition of the server.</summary>
    public bool Name(DefinitionKind kind, string key) => kind switch
    {
        DefinitionKind.Tool => Tools.Any(rule => rule.Upstream == key),
        DefinitionKind.Prompt => Prompts.Any(rule => rule.Upstream == key),
        DefinitionKind.Resource => Resources.Any(rule => Glob.IsMatch(rule.Uri, key)),
        _ => Templates.Any(rule => rule.Uri == key),
    };

    /// <summary>Whether a URI is one of a resource or a template that the manifest names.</summary>
    public bool Offers(string uri) => Name(DefinitionKind.Resource, uri) || Templates.Any(rule => UriTemplate.Match(rule.Uri, uri) is not null);

    /// <summary>The name that clients see.</summary>
    public string Shown(string action) => Prefix.Length == 0 ? action : $"{Prefix}_{action}";
}

/// <summary>One tool that exists here.</summary>
/// <param name="Action">Our name for it.</param>
/// <param name="Upstream">The server's name for it.</param>
/// <param name="Verb">What it does: our word, never the server's.</param>
internal sealed record ToolRule(string Action, string Upstream, ToolVerb Verb)
{
    /// <summary>Whether a repeat changes nothing more.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether it reaches beyond a closed set of things.</summary>
    public bool OpenWorld { get; init; } = true;

    /// <summary>The longest that one call may take, or null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Our title, or null for the server's.</summary>
    public string? Title { get; init; }

    /// <summary>Our description, or null for the server's.</summary>
    public string? Description { get; init; }
}

/// <summary>One prompt that exists here.</summary>
/// <param name="Action">Our name for it.</param>
/// <param name="Upstream">The server's name for it.</param>
/// <param name="Title">Our title, or null for the server's.</param>
/// <param name="Description">Our description, or null for the server's.</param>
internal sealed record PromptRule(string Action, string Upstream, string? Title, string? Description);

/// <summary>Resources that exist here.</summary>
/// <param name="Action">Our name for them.</param>
/// <param name="Uri">A URI with <c>*</c> for any characters, or a template letter by letter.</param>
internal sealed record ResourceRule(string Action, string Uri);

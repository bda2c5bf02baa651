using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.McpKind.Manifest;
using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>One call as the server knows it.</summary>
/// <param name="Kind">What of the server it is for.</param>
/// <param name="Key">The server's name for that.</param>
/// <param name="Method">The method.</param>
/// <param name="Parameters">The parameters.</param>
internal readonly record struct UpstreamRequest(DefinitionKind Kind, string Key, string Method, JsonObject Parameters)
{
    /// <summary>Turns a call of ours into the server's words. Arguments go as they are: they fit the schema that was pinned.</summary>
    public static UpstreamRequest Of(ToolInvocation invocation, UpstreamRules rules)
    {
        var action = invocation.Tool.Action;
        switch (invocation.Tool.Kind)
        {
            case ToolKind.Tool:
                var tool = rules.Tools.First(rule => rule.Action == action).Upstream;
                return new(DefinitionKind.Tool, tool, "tools/call", new() { ["name"] = tool, ["arguments"] = JsonObject.Create(invocation.Arguments) });
            case ToolKind.Prompt:
                var prompt = rules.Prompts.First(rule => rule.Action == action).Upstream;
                return new(DefinitionKind.Prompt, prompt, "prompts/get", new() { ["name"] = prompt, ["arguments"] = JsonObject.Create(invocation.Arguments) });
            case ToolKind.Completion:
                return Completions.Request(invocation, rules);
            default:
                var kind = rules.Templates.Any(rule => rule.Action == action && rule.Uri == invocation.Tool.Uri) ? DefinitionKind.Template : DefinitionKind.Resource;
                return new(kind, invocation.Tool.Uri!, "resources/read", new() { ["uri"] = Json.String(invocation.Arguments, "uri") });
        }
    }
}

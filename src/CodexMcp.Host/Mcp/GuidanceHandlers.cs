using CodexMcp.Core.Roles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>The role's skills as MCP prompts and its guidance files as MCP resources.</summary>
internal sealed class GuidanceHandlers(ScopeOf scopeOf)
{
    /// <summary>Lists the skills.</summary>
    public ValueTask<ListPromptsResult> ListPromptsAsync(RequestContext<ListPromptsRequestParams> request, CancellationToken cancellationToken)
    {
        NoCursor(request.Params?.Cursor);
        return new(new ListPromptsResult
        {
            Prompts = [.. scopeOf(request).Profile.Skills.Select(skill => new Prompt { Name = skill.Name, Title = Title(skill.Name), Description = skill.Description })],
            CacheScope = CacheScope.Private,
            TimeToLive = TimeSpan.Zero,
        });
    }

    /// <summary>Gives a skill's text as a user message.</summary>
    public ValueTask<GetPromptResult> GetPromptAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        var skill = scopeOf(request).Profile.Skills.FirstOrDefault(skill => skill.Name == request.Params?.Name)
            ?? throw new McpProtocolException("Unknown prompt. List the prompts to see which there are.", McpErrorCode.InvalidParams);
        return new(new GetPromptResult
        {
            Description = skill.Description,
            Messages = [new() { Role = Role.User, Content = new TextContentBlock { Text = skill.Text } }],
        });
    }

    /// <summary>Lists the guidance files.</summary>
    public ValueTask<ListResourcesResult> ListResourcesAsync(RequestContext<ListResourcesRequestParams> request, CancellationToken cancellationToken)
    {
        NoCursor(request.Params?.Cursor);
        var role = scopeOf(request).Profile;
        return new(new ListResourcesResult
        {
            Resources =
            [
                .. role.Resources.Select(resource => new Resource
                {
                    Uri = Uri(role, resource),
                    Name = resource.Name,
                    Description = resource.Description,
                    MimeType = resource.MediaType,
                    Size = System.Text.Encoding.UTF8.GetByteCount(resource.Text),
                }),
            ],
            CacheScope = CacheScope.Private,
            TimeToLive = TimeSpan.Zero,
        });
    }

    /// <summary>There are no templates: a role's guidance is a fixed list.</summary>
    public static ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(
        RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellationToken) =>
        new(new ListResourceTemplatesResult { ResourceTemplates = [], CacheScope = CacheScope.Private, TimeToLive = TimeSpan.Zero });

    /// <summary>Gives a guidance file's text.</summary>
    public ValueTask<ReadResourceResult> ReadResourceAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        var role = scopeOf(request).Profile;
        var uri = request.Params?.Uri;
        var resource = role.Resources.FirstOrDefault(resource => Uri(role, resource) == uri);
        if (resource is null)
        {
            var error = new McpProtocolException(
                "Resource not found. List the resources to see which there are.",
                Era.IsModern(request.JsonRpcRequest.Context) ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound);
            error.Data["uri"] = uri;
            throw error;
        }

        return new(new ReadResourceResult
        {
            Contents = [new TextResourceContents { Uri = Uri(role, resource), MimeType = resource.MediaType, Text = resource.Text }],
            CacheScope = CacheScope.Private,
            TimeToLive = TimeSpan.Zero,
        });
    }

    private static string Uri(RoleProfile role, RoleResource resource) => $"role://{role.Role}/{System.Uri.EscapeDataString(resource.Name)}";

    private static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ').Replace('_', ' ');

    private static void NoCursor(string? cursor)
    {
        if (cursor is not null)
        {
            throw new McpProtocolException("The cursor is not one of ours: this list has one page.", McpErrorCode.InvalidParams);
        }
    }
}

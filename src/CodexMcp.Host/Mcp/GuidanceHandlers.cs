using CodexMcp.Core.Roles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>The role's skills as MCP prompts and its guidance files as MCP resources, and behind them what its connectors offer.</summary>
internal sealed class GuidanceHandlers(ScopeOf scopeOf, OfferHandlers offers)
{
    /// <summary>Lists the skills.</summary>
    public ValueTask<ListPromptsResult> ListPromptsAsync(RequestContext<ListPromptsRequestParams> request, CancellationToken cancellationToken)
    {
        NoCursor(request.Params?.Cursor);
        return new(new ListPromptsResult
        {
            Prompts =
            [
                .. scopeOf(request).Profile.Skills.Select(skill => new Prompt { Name = skill.Name, Title = Title(skill.Name), Description = skill.Description }),
                .. OfferHandlers.Prompts(scopeOf(request).Profile),
            ],
            CacheScope = CacheScope.Private,
            TimeToLive = TimeSpan.Zero,
        });
    }

    /// <summary>Gives a skill's text as a user message.</summary>
    public async ValueTask<GetPromptResult> GetPromptAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        if (scopeOf(request).Profile.Skills.FirstOrDefault(skill => skill.Name == request.Params?.Name) is { } skill)
        {
            return new()
            {
                Description = skill.Description,
                Messages = [new() { Role = Role.User, Content = new TextContentBlock { Text = skill.Text } }],
            };
        }

        return await offers.GetPromptAsync(request, cancellationToken).ConfigureAwait(false)
            ?? throw new McpProtocolException("Unknown prompt. List the prompts to see which there are.", McpErrorCode.InvalidParams);
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
                .. OfferHandlers.Resources(role),
            ],
            CacheScope = CacheScope.Private,
            TimeToLive = TimeSpan.Zero,
        });
    }

    /// <summary>Gives a guidance file's text, or what a connector has under the URI.</summary>
    public async ValueTask<ReadResourceResult> ReadResourceAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        var role = scopeOf(request).Profile;
        var uri = request.Params?.Uri ?? "";
        if (role.Resources.FirstOrDefault(resource => Uri(role, resource) == uri) is { } resource)
        {
            return new()
            {
                Contents = [new TextResourceContents { Uri = uri, MimeType = resource.MediaType, Text = resource.Text }],
                CacheScope = CacheScope.Private,
                TimeToLive = TimeSpan.Zero,
            };
        }

        return await offers.ReadAsync(request, uri, cancellationToken).ConfigureAwait(false) ?? throw NotFound(uri, Era.IsModern(request.JsonRpcRequest.Context));
    }

    /// <summary>Whether it is one of the role's guidance files.</summary>
    public static bool Has(RoleProfile role, string uri) => role.Resources.Any(resource => Uri(role, resource) == uri);

    /// <summary>There is no such resource.</summary>
    public static McpProtocolException NotFound(string uri, bool modern)
    {
        var error = new McpProtocolException("Resource not found. List the resources to see which there are.", modern ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound);
        error.Data["uri"] = uri;
        return error;
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

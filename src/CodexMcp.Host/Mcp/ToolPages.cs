using System.Buffers.Text;
using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Core.Roles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// A role's tools as MCP lists them, in pages. A cursor names the last tool of the page before, so that it stays right when the
/// role is reloaded between two pages.
/// </summary>
internal sealed class ToolPages
{
    /// <summary>The most tools on one page: every page is a request of its own, and clients read all of them before they do anything.</summary>
    public const int PageSize = 500;

    private readonly Tool[] tools;

    /// <summary>Describes the tools of one snapshot.</summary>
    public ToolPages(RoleProfile profile)
    {
        Profile = profile;
        tools = [.. profile.Tools.Select(Describe)];
    }

    /// <summary>The snapshot.</summary>
    public RoleProfile Profile { get; }

    /// <summary>Gives the page that a cursor asks for; the first one for null.</summary>
    public ListToolsResult Get(string? cursor)
    {
        var start = cursor is null ? 0 : After(cursor);
        var end = Math.Min(start + PageSize, tools.Length);
        return new()
        {
            Tools = tools[start..end],
            NextCursor = end < tools.Length ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(tools[end - 1].Name)) : null,
            CacheScope = CacheScope.Private,
            TimeToLive = TimeSpan.Zero,
        };
    }

    private int After(string cursor)
    {
        if (cursor.Length > 512 || !Base64Url.IsValid(cursor, out var length) || length == 0)
        {
            throw new McpProtocolException("The cursor is not one of ours. Start again without a cursor.", McpErrorCode.InvalidParams);
        }

        var name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var index = Array.FindIndex(tools, tool => string.CompareOrdinal(tool.Name, name) > 0);
        return index < 0 ? tools.Length : index;
    }

    /// <summary>All four hints are always set: clients take a missing one for the dangerous value.</summary>
    private static Tool Describe(RoleTool tool)
    {
        var definition = tool.Definition;
        return new()
        {
            Name = definition.Name,
            Title = definition.Title,
            Description = definition.Description,
            InputSchema = definition.InputSchema,
            OutputSchema = definition.OutputSchema,
            Annotations = new()
            {
                Title = definition.Title,
                ReadOnlyHint = definition.Verb == ToolVerb.Read,
                DestructiveHint = definition.Verb is ToolVerb.Destructive or ToolVerb.Admin,
                IdempotentHint = definition.Idempotent || definition.Verb == ToolVerb.Read,
                OpenWorldHint = definition.OpenWorld,
            },
        };
    }
}

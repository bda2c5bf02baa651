using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Core.Roles;

/// <summary>What a tool costs a client that lists it.</summary>
public static class ToolListing
{
    // {"name":"","title":"","description":"","inputSchema":,"annotations":{…four hints…}}, and a comma.
    private const int Frame = 170;
    private const int OutputFrame = 16;
    private const int CharactersPerToken = 4;

    /// <summary>Estimates the tokens of the tool's entry in <c>tools/list</c>: its characters divided by 4, rounded up.</summary>
    public static int EstimateTokens(ToolDefinition tool)
    {
        var characters = Frame + tool.Name.Length + (2 * tool.Title.Length) + tool.Description.Length + Characters(tool.InputSchema)
            + (tool.OutputSchema is { } output ? OutputFrame + Characters(output) : 0);
        return (characters + CharactersPerToken - 1) / CharactersPerToken;
    }

    private static int Characters(JsonElement schema) => Encoding.UTF8.GetCharCount(JsonMarshal.GetRawUtf8Value(schema));
}

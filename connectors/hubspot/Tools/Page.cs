using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Writes one page of any list: its items, whether there is more, and the token that goes on.</summary>
internal static class Page
{
    /// <summary>Writes the page.</summary>
    /// <param name="token">Where it stands.</param>
    /// <param name="member">What the list is called.</param>
    /// <param name="items">The items of the whole page, as HubSpot gave them.</param>
    /// <param name="after">HubSpot's cursor to the next page, or null on the last.</param>
    /// <param name="write">Writes one item.</param>
    /// <param name="more">Writes members beside the list, after it; returns a notice or null.</param>
    /// <param name="wall">Whether there is more that can't be read.</param>
    public static ToolResult Write(
        PageToken token, string member, IReadOnlyList<JsonElement> items, string? after, Action<Utf8JsonWriter, JsonElement> write, Func<Utf8JsonWriter, string?>? more = null, bool wall = false)
    {
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray(member);
        foreach (var item in items.Skip(token.Skip))
        {
            write(writer, item);
        }

        writer.WriteEndArray();
        var notice = more?.Invoke(writer);
        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        writer.WriteBoolean("truncated", after is not null || wall);
        if (after is not null)
        {
            writer.WriteString("continuation", token.Next(items.Count, after));
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer), ContinueAfter = token.Further };
    }

    /// <summary>A list that HubSpot gives whole; the host cuts it where it is too long, and goes on by reading it again.</summary>
    public static ToolResult Whole(ToolInvocation invocation, string member, IReadOnlyList<JsonElement> items, Action<Utf8JsonWriter, JsonElement> write) =>
        Write(PageToken.Read(invocation), member, items, null, write);
}

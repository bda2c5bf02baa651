using System.Globalization;
using System.Text;

namespace CodexMcp.Benchmarks.Processes;

/// <summary>The lines that a client writes, in both protocol eras.</summary>
internal static class Wire
{
    private const string ModernMeta =
        """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"benchmark","version":"1"}}
        """;

    public static byte[] Initialize { get; } = Line(
        """{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"elicitation":{}},"clientInfo":{"name":"benchmark","version":"1"}}}""");

    public static byte[] Initialized { get; } = Line("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");

    public static byte[] List { get; } = Line("""{"jsonrpc":"2.0","id":"list","method":"tools/list","params":{}}""");

    public static byte[] ModernList { get; } = Line("""{"jsonrpc":"2.0","id":"list","method":"tools/list","params":{""" + ModernMeta + "}}");

    /// <summary>One call of the older protocol; the id is a number.</summary>
    public static byte[] Call(int id, string tool) => Line(
        "{\"jsonrpc\":\"2.0\",\"id\":" + id.ToString(CultureInfo.InvariantCulture) + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":{\"statement\":\"SELECT 1 AS N\"}}}");

    /// <summary>What the answer to that call holds.</summary>
    public static byte[] IdMember(int id) => Encoding.UTF8.GetBytes("\"id\":" + id.ToString(CultureInfo.InvariantCulture));

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("") + "\n");
}

using System.Globalization;
using System.Text;

namespace CodexMcp.Benchmarks.Http;

/// <summary>The requests that the load generator sends, ready as bytes.</summary>
internal sealed class HttpWire(string? key)
{
    private const string Meta =
        "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},\"io.modelcontextprotocol/clientInfo\":{\"name\":\"benchmark\",\"version\":\"1\"}}";

    private const string CallParams = "\"name\":\"echo_run_query\",\"arguments\":{\"statement\":\"SELECT 1 AS N\"}";

    /// <summary>Begins a session.</summary>
    public byte[] Initialize() => Post(
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"benchmark","version":"1"}}}""");

    /// <summary>Ends the handshake.</summary>
    public byte[] Initialized(string session) => Post("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", Session(session));

    /// <summary>Ends a session.</summary>
    public byte[] End(string session) => Encoding.ASCII.GetBytes(
        "DELETE /mcp/echo HTTP/1.1\r\nHost: 127.0.0.1\r\n" + Authorization + Session(session) + "\r\n");

    /// <summary>One call, in a session or by itself.</summary>
    public byte[] Call(string? session) => session is null
        ? Post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + CallParams + "," + Meta + "}}", "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo_run_query\r\n")
        : Post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + CallParams + "}}", Session(session));

    /// <summary>One page of the list of tools.</summary>
    public byte[] List(string? cursor)
    {
        var where = cursor is null ? "" : "\"cursor\":\"" + cursor + "\",";
        return Post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" + where + Meta + "}}", "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\n");
    }

    /// <summary>A plain GET.</summary>
    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    private string Authorization => key is null ? "" : $"Authorization: Bearer {key}\r\n";

    private static string Session(string session) => $"Mcp-Session-Id: {session}\r\nMCP-Protocol-Version: 2025-11-25\r\n";

    private byte[] Post(string body, string headers = "") => Encoding.UTF8.GetBytes(
        "POST /mcp/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
        + Authorization
        + headers
        + "Content-Length: " + Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture) + "\r\n\r\n"
        + body);
}

using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>Makes answers of what a manifest's sandbox says.</summary>
internal static class SimulatedAnswer
{
    /// <summary>A JSON answer.</summary>
    public static SimulatorResponse Json(int status, JsonElement body) => Make(status, "application/json; charset=utf-8", JsonMarshal.GetRawUtf8Value(body).ToArray(), []);

    /// <summary>The answer of a section: its status, headers, and body or text, filled.</summary>
    public static SimulatorResponse From(JsonElement? section, int status, Func<string, JsonElement?> find, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var headers = new List<(string, string)>();
        headers.AddRange(more);
        foreach (var header in SandboxJson.Member(section, "headers") is { } own ? own.EnumerateObject() : default)
        {
            if (AnswerTemplate.Words(SandboxJson.Plain(header.Value), find) is { } value)
            {
                headers.Add((header.Name, value));
            }
        }

        status = SandboxJson.Int(section, "status") ?? status;
        var type = SandboxJson.String(section, "media_type");
        if (SandboxJson.String(section, "text") is { } text)
        {
            return Make(status, type ?? "text/html; charset=utf-8", Encoding.UTF8.GetBytes(AnswerTemplate.Words(text, find) ?? text), headers);
        }

        if (SandboxJson.String(section, "base64") is { } packed)
        {
            return Make(status, type ?? "application/octet-stream", Convert.FromBase64String(packed), headers);
        }

        return SandboxJson.Member(section, "body") is { } body && AnswerTemplate.Fill(body, find) is { } filled
            ? Make(status, type ?? "application/json; charset=utf-8", JsonMarshal.GetRawUtf8Value(filled).ToArray(), headers)
            : Make(status, null, [], headers);
    }

    private static SimulatorResponse Make(int status, string? type, byte[] body, IReadOnlyList<(string Name, string Value)> more)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (type is not null)
        {
            headers["Content-Type"] = type;
        }

        foreach (var (name, value) in more)
        {
            headers[name] = value;
        }

        return new() { Status = status, Headers = headers, Body = body };
    }
}

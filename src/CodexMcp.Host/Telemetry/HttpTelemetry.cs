using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Core.Telemetry;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Telemetry;

/// <summary>What the HTTP side tells in numbers, and what it adds to a call's trace.</summary>
internal static class HttpTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "CodexMcp.Http";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Authentications = Meter.CreateCounter<long>(
        "codexmcp.authentications", "{request}", "Looks at credentials, by outcome and scheme.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "codexmcp.http.refusals", "{request}", "HTTP requests that were refused before any call began, by status.");

    private static readonly UpDownCounter<long> Sessions = Meter.CreateUpDownCounter<long>(
        "codexmcp.sessions", "{session}", "Open sessions of clients before 2026-07-28, by role.");

    /// <summary>A credential was looked at.</summary>
    /// <param name="outcome">accepted, refused or unavailable.</param>
    /// <param name="scheme">What kind of credential it was, when it was good.</param>
    public static void Authenticated(string outcome, string? scheme)
    {
        if (Authentications.Enabled)
        {
            Authentications.Add(1, new("outcome", outcome), new KeyValuePair<string, object?>("scheme", scheme ?? "unknown"));
        }
    }

    /// <summary>A request was refused.</summary>
    public static void Refused(int status)
    {
        if (Refusals.Enabled)
        {
            Refusals.Add(1, new KeyValuePair<string, object?>("status", status));
        }
    }

    /// <summary>A session began (1) or ended (-1).</summary>
    public static void SessionChanged(string role, int change)
    {
        if (Sessions.Enabled)
        {
            Sessions.Add(change, new KeyValuePair<string, object?>("role", role));
        }
    }

    /// <summary>What a request says about its trace; null while nobody follows traces.</summary>
    public static CallOrigin? Origin(HttpContext context) => CallTelemetry.IsTraced ? Read(context.Request.Headers) : null;

    private static CallOrigin Read(IHeaderDictionary headers) => new()
    {
        Transport = "tcp",
        TransportParent = headers.TraceParent is [{ Length: < 128 } parent] ? parent : null,
        TransportState = headers.TraceState is [{ } state] ? state : null,
        SessionHash = headers["Mcp-Session-Id"] is [{ Length: > 0 } session] ? Hash(session) : null,
    };

    private static string Hash(string session) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session)).AsSpan(0, 8));
}

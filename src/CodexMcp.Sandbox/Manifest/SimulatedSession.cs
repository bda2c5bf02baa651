using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>A system's own sign-in, read from <c>auth</c> of kind <c>sign_in</c>: the request must be the manifest's to the letter, and each session has its own values.</summary>
internal sealed class SimulatedSession
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Ends, JsonElement Answer)> sessions = new(StringComparer.Ordinal);
    private readonly JsonElement auth;
    private readonly JsonElement? answer;
    private readonly JsonElement? unauthorized;
    private readonly WireShape request;
    private readonly WireShape? signOut;
    private readonly Func<string?, string?> settings;
    private readonly TimeProvider time;
    private readonly TimeSpan life;

    public SimulatedSession(JsonElement manifest, JsonElement auth, Func<string?, string?> settings, TimeProvider time)
    {
        this.auth = auth;
        this.settings = settings;
        this.time = time;
        answer = SandboxJson.Member(SandboxJson.Member(manifest, "sandbox"), "sign_in");
        unauthorized = SandboxJson.Member(SandboxJson.Member(manifest, "sandbox"), "unauthorized");
        request = new(manifest, SandboxJson.Member(auth, "request"), null, settings);
        signOut = SandboxJson.Member(auth, "sign_out") is { } last ? new(manifest, last, null, settings) : null;
        life = Duration.TryParse(SandboxJson.String(auth, "lifetime"), out var given) ? given : TimeSpan.FromHours(1);
    }

    /// <summary>Ends every session.</summary>
    public void Expire() => sessions.Clear();

    /// <summary>Answers a sign-in or a sign-out; null for another request.</summary>
    public SimulatorResponse? Answer(SimulatorRequest given)
    {
        if (signOut is { } last && last.Method == given.Method && last.Match(given.Path) is not null)
        {
            return Token(given) is { } ended && sessions.TryRemove(ended, out _) ? SimulatedAnswer.From(null, 204, static _ => null) : SimulatedAnswer.From(unauthorized, 401, static _ => null);
        }

        if (request.Method != given.Method || request.Match(given.Path) is not { } path)
        {
            return null;
        }

        var body = WireValues.Read(given, path).Body;
        if (!Same(SandboxJson.Member(SandboxJson.Member(auth, "request"), "body"), body))
        {
            return SimulatedAnswer.From(unauthorized, 401, static _ => null);
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var made = answer is { } template && SandboxJson.Member(template, "body") is { } given2 ? AnswerTemplate.Fill(given2, name => name == "token" ? SandboxJson.Text(token) : null) : null;
        if (made is not { } filled)
        {
            return SimulatedAnswer.From(null, 500, static _ => null);
        }

        sessions[token] = (time.GetUtcNow() + life, filled);
        return SimulatedAnswer.Json(SandboxJson.Int(answer, "status") ?? 200, filled);
    }

    /// <summary>Whether a request comes with a session that holds.</summary>
    public bool Accepts(SimulatorRequest given) => Token(given) is { } token && sessions.TryGetValue(token, out var session) && time.GetUtcNow() < session.Ends;

    /// <summary>Whether the parts of a path that the sign-in gave are those of the request's session.</summary>
    public bool Holds(SimulatorRequest given, IReadOnlyDictionary<string, string> path)
    {
        foreach (var (name, value) in path)
        {
            if (name.StartsWith("session.", StringComparison.Ordinal) && !(Token(given) is { } token && sessions.TryGetValue(token, out var session)
                && Value(session.Answer, name[8..]) is { } own && SandboxJson.Plain(own) == value))
            {
                return false;
            }
        }

        return true;
    }

    private JsonElement? Value(JsonElement said, string name)
    {
        JsonElement? value = said;
        foreach (var step in (SandboxJson.String(SandboxJson.Member(auth, "values"), name) ?? "").Split('/').Skip(1))
        {
            value = SandboxJson.Member(value, step);
        }

        return value;
    }

    private string? Token(SimulatorRequest given)
    {
        var scheme = SandboxJson.String(auth, "scheme") is { } word ? word + " " : "";
        return given.Headers.TryGetValue(SandboxJson.String(auth, "name") ?? "Authorization", out var value) && value.StartsWith(scheme, StringComparison.Ordinal) ? value[scheme.Length..] : null;
    }

    /// <summary>Whether a body is the manifest's with the settings filled in.</summary>
    private bool Same(JsonElement? template, JsonElement? body)
    {
        var expected = SandboxJson.Member(template, "json") ?? SandboxJson.Member(template, "form");
        return expected is not { } wanted || (body is { } came && Same(wanted, came));
    }

    private bool Same(JsonElement wanted, JsonElement came) => wanted.ValueKind switch
    {
        JsonValueKind.Object => came.ValueKind == JsonValueKind.Object && wanted.EnumerateObject().All(member => SandboxJson.Member(came, member.Name) is { } value && Same(member.Value, value)),
        JsonValueKind.String => SandboxJson.Plain(came) == settings(wanted.GetString()),
        _ => JsonElement.DeepEquals(wanted, came),
    };
}

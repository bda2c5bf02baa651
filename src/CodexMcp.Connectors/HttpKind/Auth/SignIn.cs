using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>What a manifest says of a sign-in: the request, where its answer has the token and further values, and how later requests carry them.</summary>
internal sealed class SignIn
{
    private static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);
    private readonly JsonElement settings;
    private readonly string header;
    private readonly string scheme;
    private readonly Pointer token;
    private readonly (string Name, Pointer At)[] values;

    public SignIn(string system, JsonElement manifest, JsonElement auth, JsonElement settings)
    {
        System = system;
        this.settings = settings;
        Request = RequestPlan.Read(manifest, Json.Member(auth, "request") ?? default);
        SignOut = Json.Member(auth, "sign_out") is { } last ? RequestPlan.Read(manifest, last) : null;
        header = Json.String(auth, "name") ?? "Authorization";
        scheme = Json.String(auth, "scheme") is { } word ? word + " " : "";
        token = Pointer.Parse(Json.String(auth, "token") ?? ".");
        values = [.. (Json.Member(auth, "values") is { } named ? named.EnumerateObject() : default).Select(static entry => (entry.Name, Pointer.Parse(Json.Plain(entry.Value))))];
        Life = Duration.TryParse(Json.String(auth, "lifetime"), out var life) ? life : DefaultLife;
    }

    /// <summary>The system's name in sentences.</summary>
    public string System { get; }

    /// <summary>The request that signs in.</summary>
    public RequestPlan Request { get; }

    /// <summary>The request that signs out, or null.</summary>
    public RequestPlan? SignOut { get; }

    /// <summary>How long a session holds.</summary>
    public TimeSpan Life { get; }

    /// <summary>What its requests are filled from.</summary>
    public TemplateScope Scope => new(default, settings);

    /// <summary>Makes the credential of the sign-in's answer.</summary>
    public Credential Read(JsonElement body)
    {
        if (token.In(body) is not { ValueKind: JsonValueKind.String } given || given.GetString() is not { Length: > 0 and <= 8192 } text || text.Any(static c => c is <= ' ' or > '~'))
        {
            throw AnswerReader.Bad(System, "it signs in and holds no token");
        }

        foreach (var (name, at) in values)
        {
            if (at.In(body) is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } value || Json.Plain(value) is not { Length: > 0 and <= 500 } plain || plain.Any(char.IsControl))
            {
                throw AnswerReader.Bad(System, $"it signs in and holds no {name}");
            }
        }

        var session = Json.Build((values, body), static (writer, state) =>
        {
            writer.WriteStartObject();
            foreach (var (name, at) in state.values)
            {
                writer.WritePropertyName(name);
                at.In(state.body)!.Value.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        return new(header, scheme + text) { Session = session };
    }
}

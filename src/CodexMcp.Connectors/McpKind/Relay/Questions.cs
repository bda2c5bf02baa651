using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.McpKind.Upstream;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>
/// A server's questions as a tool's own: the pipeline bounds, redacts and seals them, with the server's state inside ours. Whether the server may ask
/// at all, the role has said.
/// </summary>
internal static class Questions
{
    /// <summary>The host's own key for approvals: a server's question of that name goes by another.</summary>
    private const string Taken = "approval";
    private const string Instead = "upstream_approval";

    /// <summary>Adds what the client answered to a call that goes on.</summary>
    public static void Resume(ToolInvocation invocation, JsonObject parameters)
    {
        if (invocation.Answers is not { } answers)
        {
            return;
        }

        var given = new JsonObject();
        foreach (var (key, answer) in answers.Given)
        {
            given[key == Instead ? Taken : key] = Node(answer);
        }

        parameters["inputResponses"] = given;
        if (answers.State is { } state)
        {
            parameters["requestState"] = state;
        }
    }

    /// <summary>Gives the questions of a result that is none yet, or null.</summary>
    public static ToolResult? Of(string system, JsonElement result)
    {
        if (Json.String(result, "resultType") != "input_required")
        {
            return null;
        }

        var questions = new List<ToolQuestion>();
        if (Json.Member(result, "inputRequests") is { ValueKind: JsonValueKind.Object } requests)
        {
            foreach (var request in requests.EnumerateObject())
            {
                if (Ability(Json.String(request.Value, "method")) is not { } needs)
                {
                    throw ContentReader.Bad(system, "it asks for something that MCP does not know");
                }

                var parameters = Json.Member(request.Value, "params") is { ValueKind: JsonValueKind.Object } given ? BesideReader.WithoutMeta(given) : Nothing;
                questions.Add(IsForm(parameters) ? new(request.Name == Taken ? Instead : request.Name, needs, parameters) : throw ContentReader.Bad(system, "it asks with a link, which is not passed on"));
            }
        }

        return questions.Count > 0
            ? new() { Structured = Nothing, Questions = questions, State = Json.String(result, "requestState") }
            : throw ContentReader.Bad(system, "it wants to know more and does not ask");
    }

    /// <summary>Gives what a client would have to be able to do, when the server says so; the pipeline tells the client.</summary>
    public static ToolResult? Missing(UpstreamErrorException error, ClientAbilities asks)
    {
        if (error.Code != UpstreamErrorException.MissingCapability || error.Detail is not { } data || Json.Member(data, "requiredCapabilities") is not { ValueKind: JsonValueKind.Object } needed)
        {
            return null;
        }

        var questions = new List<ToolQuestion>();
        foreach (var (name, ability) in (ReadOnlySpan<(string, ClientAbilities)>)[("elicitation", ClientAbilities.Forms), ("sampling", ClientAbilities.Sampling), ("roots", ClientAbilities.Roots)])
        {
            // What the server was told the client can do is not missing, whatever it says.
            if (Json.Member(needed, name) is not null && !asks.HasFlag(ability))
            {
                questions.Add(new(name, ability, Nothing));
            }
        }

        return questions.Count > 0 ? new() { Structured = Nothing, Questions = questions } : null;
    }

    /// <summary>Whether a question is answered where it is shown: a link of a server's is nobody's to open unseen.</summary>
    public static bool IsForm(JsonElement parameters) => Json.String(parameters, "mode") is null or "form";

    /// <summary>The ability that answers a method, or null.</summary>
    public static ClientAbilities? Ability(string? method) => method switch
    {
        "elicitation/create" => ClientAbilities.Forms,
        "sampling/createMessage" => ClientAbilities.Sampling,
        "roots/list" => ClientAbilities.Roots,
        _ => null,
    };

    /// <summary>An element as a node.</summary>
    public static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };

    /// <summary>A node as an object; an empty one for nothing.</summary>
    public static JsonElement Element(JsonNode? node) => node is JsonObject given ? Json.Build(given, static (writer, given) => given.WriteTo(writer)) : Nothing;

    /// <summary>An empty object.</summary>
    public static JsonElement Nothing { get; } = Json.Build(0, static (writer, _) =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });
}

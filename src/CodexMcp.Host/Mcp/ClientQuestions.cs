using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>A tool's own questions in MCP's words: what a client declared it can answer, and the requests that ask it.</summary>
#pragma warning disable MCP9005 // Sampling and roots are deprecated in 2026-07-28 and still served in both eras.
internal static class ClientQuestions
{
    /// <summary>What the client declared, where its answer can come back.</summary>
    public static ClientAbilities Abilities(ClientCapabilities? declared, McpServer server)
    {
        if (declared is null || !server.IsMrtrSupported)
        {
            return ClientAbilities.None;
        }

        return (CanFillForms(declared.Elicitation) ? ClientAbilities.Forms : 0)
            | (declared.Sampling is null ? 0 : ClientAbilities.Sampling)
            | (declared.Roots is null ? 0 : ClientAbilities.Roots);
    }

    /// <summary>All answers of the client as they came; null when there are none.</summary>
    public static Dictionary<string, JsonElement>? Answers(RequestParams parameters) =>
        parameters.InputResponses is { Count: > 0 } responses
            ? responses.ToDictionary(static response => response.Key, static response => response.Value.RawValue, StringComparer.Ordinal)
            : null;

    /// <summary>Ends the request with the questions, or says what the client would have to declare. An older client gets the outcome's words for that.</summary>
    public static void Throw(CallOutcome outcome, bool modern)
    {
        if (outcome.Lacking != ClientAbilities.None)
        {
            if (modern)
            {
                throw new MissingRequiredClientCapabilityException(
                    new()
                    {
                        Elicitation = outcome.Lacking.HasFlag(ClientAbilities.Forms) ? new() : null,
                        Sampling = outcome.Lacking.HasFlag(ClientAbilities.Sampling) ? new() : null,
                        Roots = outcome.Lacking.HasFlag(ClientAbilities.Roots) ? new() : null,
                    },
                    outcome.Text);
            }

            return;
        }

        throw new InputRequiredException(outcome.Questions.ToDictionary(static question => question.Key, Request, StringComparer.Ordinal), outcome.QuestionState);
    }

    private static InputRequest Request(ToolQuestion question) => question.Needs switch
    {
        ClientAbilities.Forms => InputRequest.ForElicitation(Read<ElicitRequestParams>(question.Parameters)),
        ClientAbilities.Sampling => InputRequest.ForSampling(Read<CreateMessageRequestParams>(question.Parameters)),
        _ => InputRequest.ForRootsList(new()),
    };

    private static T Read<T>(JsonElement parameters) => (T)parameters.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)))!;

    /// <summary>An elicitation capability without any mode means forms.</summary>
    private static bool CanFillForms(ElicitationCapability? capability) =>
        capability is not null && (capability.Form is not null || capability.Url is null);
}
#pragma warning restore MCP9005

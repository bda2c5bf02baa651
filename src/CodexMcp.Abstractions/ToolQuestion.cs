using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>What a client can be asked while a call is open: only what it declared itself.</summary>
[Flags]
public enum ClientAbilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A form for a person (MCP elicitation).</summary>
    Forms = 1,

    /// <summary>An answer of the client's own model (MCP sampling).</summary>
    Sampling = 2,

    /// <summary>The folders that the client works in (MCP roots).</summary>
    Roots = 4,
}

/// <summary>Something that a tool has to know from the client before it can go on.</summary>
/// <param name="Key">Names the answer among the answers.</param>
/// <param name="Needs">The one ability that answers it.</param>
/// <param name="Parameters">The request's parameters as MCP has them; no secret is ever asked for in a form.</param>
public sealed record ToolQuestion(string Key, ClientAbilities Needs, JsonElement Parameters);

/// <summary>What the client answered to a tool's questions. The state is the tool's own, unchanged; the answers are the client's, and nothing in them is trusted.</summary>
/// <param name="Given">The answers by key: the result objects of MCP.</param>
/// <param name="State">What the tool kept with its questions, or null.</param>
public sealed record ToolAnswers(IReadOnlyDictionary<string, JsonElement> Given, string? State);

namespace CodexMcp.Abstractions;

/// <summary>One argument of a prompt; always text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Required">Whether the prompt needs it.</param>
/// <param name="Values">What a client may offer to complete it with; any other text is taken too.</param>
public sealed record PromptArgumentDefinition(string Name, string Description, bool Required, IReadOnlyList<string> Values);

namespace CodexMcp.Abstractions;

/// <summary>When the host asks a person before a call runs. Ordered by strictness: a guard may raise a mode, never lower it.</summary>
public enum ApprovalMode
{
    /// <summary>Runs without asking: the operator has approved in advance.</summary>
    Approve,

    /// <summary>Runs reads, annotations and writes; asks for a tool that may destroy or administer.</summary>
    Auto,

    /// <summary>Runs reads; asks for everything else.</summary>
    Writes,

    /// <summary>Asks for every call.</summary>
    Prompt,

    /// <summary>Waits for named reviewers outside the conversation.</summary>
    Review,

    /// <summary>The tool is not listed and can't be called.</summary>
    Deny,
}

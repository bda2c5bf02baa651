namespace CodexMcp.Abstractions;

/// <summary>What a tool does to the system it reaches. It comes from our own manifest, never from what a server says of itself.</summary>
public enum ToolVerb
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Adds a note, a comment or a task and leaves what is there as it is.</summary>
    Annotate,

    /// <summary>Creates or changes records.</summary>
    Write,

    /// <summary>Changes settings, rights or schemas.</summary>
    Admin,

    /// <summary>Removes or overwrites what can't be brought back.</summary>
    Destructive,
}

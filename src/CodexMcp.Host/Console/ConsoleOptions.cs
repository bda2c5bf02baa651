using CodexMcp.Core.Execution;
using CodexMcp.Host.Console.SignIn.OpenId;

namespace CodexMcp.Host.Console;

/// <summary>How the operator console treats those who use it. The defaults are the careful answer.</summary>
internal sealed record ConsoleOptions
{
    /// <summary>Whether there is a console at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long a sign-in lasts at most.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long a sign-in lasts without being used.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The OpenID provider by which people may sign in, or null: then by an approver's key only.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>The key that seals sign-ins: all replicas share it.</summary>
    public IKeySource Key { get; init; } = new ProcessKeySource();
}

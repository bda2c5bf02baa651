using CodexMcp.Core.Approvals;

namespace CodexMcp.Host.Console.SignIn;

/// <summary>One sign-in of one person.</summary>
/// <param name="Id">What tells it from every other; random.</param>
/// <param name="Approver">Who signed in, and by which credential.</param>
/// <param name="Began">When.</param>
/// <param name="Seen">When its cookie was last made.</param>
internal sealed record ConsoleSession(Guid Id, Approver Approver, DateTimeOffset Began, DateTimeOffset Seen);

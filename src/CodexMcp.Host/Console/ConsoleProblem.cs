namespace CodexMcp.Host.Console;

/// <summary>Why a request was not done, as a page tells it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="What">What happened, one sentence.</param>
/// <param name="Next">What to do.</param>
internal sealed record ConsoleProblem(int Status, string What, string Next);

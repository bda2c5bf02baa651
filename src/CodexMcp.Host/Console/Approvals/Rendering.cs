using CodexMcp.Core.Approvals;

namespace CodexMcp.Host.Console.Approvals;

/// <summary>
/// How a call is shown: as it was rendered when it was asked for, to the letter. One that is too long to take in at a glance is cut on the
/// first page, and says so; a yes is taken on the page that shows the whole only.
/// </summary>
internal static class Rendering
{
    private const int MostCharacters = 2_000;
    private const int MostLines = 40;

    /// <summary>Whether a page of its own is needed for the whole.</summary>
    public static bool IsLong(Approval approval) => Cut(approval.Message) < approval.Message.Length;

    /// <summary>What the first page shows.</summary>
    public static string Beginning(Approval approval) => approval.Message[..Cut(approval.Message)];

    private static int Cut(string message)
    {
        var end = Math.Min(message.Length, MostCharacters);
        var lines = 0;
        for (var index = 0; index < end; index++)
        {
            if (message[index] == '\n' && ++lines == MostLines)
            {
                return index;
            }
        }

        return end > 0 && end < message.Length && char.IsHighSurrogate(message[end - 1]) ? end - 1 : end;
    }
}

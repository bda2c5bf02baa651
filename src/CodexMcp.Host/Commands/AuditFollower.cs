using CodexMcp.Core.Audit;

namespace CodexMcp.Host.Commands;

/// <summary><c>audit tail</c>: records in words, or as they are.</summary>
internal static class AuditFollower
{
    /// <summary>Shows the last records, then new ones as they come when asked to.</summary>
    public static async Task<int> RunAsync(CommandContext context, int last, bool follow, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var record in AuditTail.ReadAsync(context.Services.AuditFolder, last, follow, context.Time, cancellationToken).ConfigureAwait(false))
            {
                context.Terminal.Line(
                    context.Settings.Json && record.Json.ValueKind == System.Text.Json.JsonValueKind.Object
                        ? record.Json.GetRawText()
                        : AuditFormatter.Format(record));
            }
        }
        catch (OperationCanceledException) when (follow)
        {
            // The usual end of following.
        }

        return ExitCodes.Done;
    }
}

using System.CommandLine;
using CodexMcp.Core.Access;

namespace CodexMcp.Host.Commands.Approvals;

/// <summary>
/// Who decides at the command line: the holder of an approver's key, typed unseen or read from a file that only its owner can read. Never from
/// an argument or the environment: those are what an agent's shell can see.
/// </summary>
internal static class ApproverKey
{
    private const int MostBytes = 1_000;

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() => new("--key-file")
    {
        Description = "File with the approver's key, readable by its owner only. Without it the key is asked for.",
        HelpName = "FILE",
    };

    /// <summary>Gives the key that was presented, when it is good now.</summary>
    public static async Task<ApiKey> RequireAsync(CommandContext context, string? file, CancellationToken cancellationToken)
    {
        var text = file is null ? context.Terminal.AskSecret("Approver's key: ") : Read(file);
        if (string.IsNullOrEmpty(text))
        {
            throw new HostException(ExitCodes.NotApproved, "There is no approver's key.", "Run the command in a terminal, or name the key's file with --key-file.");
        }

        return await context.Services.State.Keys.VerifyAsync(text.Trim(), ApiKeyKind.Approver, cancellationToken).ConfigureAwait(false)
            ?? throw new HostException(
                ExitCodes.NotApproved,
                "That is not an approver's key that is good now: it is mistyped, expired, revoked or of another kind.",
                "Ask the operator for one: `codex-mcp keys create --kind approver --principal YOU`.");
    }

    private static string Read(string path)
    {
        if (!OperatingSystem.IsWindows()
            && File.Exists(path)
            && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new HostException(ExitCodes.NotApproved, $"{path}: others can read this key.", $"Have it revoked, get a new one, and run: chmod 600 {path}");
        }

        using var stream = File.OpenRead(path);
        var bytes = new byte[MostBytes];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return System.Text.Encoding.ASCII.GetString(bytes, 0, length).Split('\n')[0];
    }
}

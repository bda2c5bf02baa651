namespace CodexMcp.Host.Doctor;

/// <summary>Looks for Codex and for this host in its configuration.</summary>
internal static class CodexCheck
{
    /// <summary>Runs the check.</summary>
    public static Finding Run()
    {
        var folder = Environment.GetEnvironmentVariable("CODEX_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") ?? "", ".codex");
        var file = Path.Combine(folder, "config.toml");
        const string How = "Run `codex-mcp codex-config --role ROLE` and add what it prints to that file.";
        try
        {
            return !File.Exists(file) ? Finding.Note("codex", $"Codex has no {file}", How)
                : File.ReadAllText(file).Contains("codex-mcp", StringComparison.Ordinal) ? Finding.Ok("codex", $"{file} names this host")
                : Finding.Note("codex", $"{file} does not name this host", How);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Note("codex", $"{file} can't be read: {exception.Message}", "Check the file's rights.");
        }
    }
}

using CodexMcp.Host.Console;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads the section <c>CodexMcp:Console</c>.</summary>
internal static class ConsoleSettingsReader
{
    /// <summary>All settings of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Enabled", "SessionLifetime", "SessionIdle"];

    /// <summary>Reads; faults are noted with the section.</summary>
    public static ConsoleOptions Read(SectionReader section)
    {
        section.CheckNames(Keys);
        var defaults = new ConsoleOptions();
        return new()
        {
            Enabled = section.Flag("Enabled", defaults.Enabled),
            SessionLifetime = section.Span("SessionLifetime", defaults.SessionLifetime),
            SessionIdle = section.Span("SessionIdle", defaults.SessionIdle),
        };
    }
}

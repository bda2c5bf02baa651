using System.Text.RegularExpressions;

namespace CodexMcp.Host.Console.SignIn;

/// <summary>Where a sign-in leads back to: a page of the console and nothing else, whatever an address says.</summary>
internal static partial class ReturnPath
{
    /// <summary>The path when it is one of ours; else the inbox.</summary>
    public static string Safe(string? path) => path is { Length: <= 200 } && Ours().IsMatch(path) ? path : "/console";

    [GeneratedRegex(@"\A/console(?:/(?!sign-)[a-z0-9-]{1,64}){0,3}\z")]
    private static partial Regex Ours();
}

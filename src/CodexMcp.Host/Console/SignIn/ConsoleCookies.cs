using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.SignIn;

/// <summary>
/// The console's cookies: never readable by scripts, never sent from another site's page, and over TLS bound to this host by their name. A
/// cookie that comes twice is none: somebody else has set one of them.
/// </summary>
internal static class ConsoleCookies
{
    /// <summary>The sign-in.</summary>
    public const string Session = "codex-mcp-console";

    /// <summary>What ties a sign-in form to the browser that asked for it.</summary>
    public const string Form = "codex-mcp-form";

    /// <summary>What ties a sign-in at a provider to the browser that began it; it must come back with a page of another site.</summary>
    public const string Provider = "codex-mcp-provider";

    /// <summary>The cookie's value, or null.</summary>
    public static string? Read(HttpContext context, string name)
    {
        var full = Name(context, name);
        string? value = null;
        foreach (var header in context.Request.Headers.Cookie)
        {
            foreach (var part in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (part.Length > full.Length && part[full.Length] == '=' && part.StartsWith(full, StringComparison.Ordinal))
                {
                    if (value is not null)
                    {
                        return null;
                    }

                    value = part[(full.Length + 1)..];
                }
            }
        }

        return value is { Length: > 0 and <= 4096 } ? value : null;
    }

    /// <summary>Sets it for as long as the browser runs, or less.</summary>
    public static void Set(HttpContext context, string name, string value, bool fromElsewhere = false) =>
        Append(context, name, value, fromElsewhere, "");

    /// <summary>Removes it.</summary>
    public static void Remove(HttpContext context, string name, bool fromElsewhere = false) =>
        Append(context, name, "", fromElsewhere, "; Max-Age=0");

    // Written by hand: the framework's own way would escape, and the name's prefix needs exactly this path and no domain.
    private static void Append(HttpContext context, string name, string value, bool fromElsewhere, string more) => context.Response.Headers.Append(
        "Set-Cookie",
        $"{Name(context, name)}={value}; Path=/; HttpOnly; SameSite={(fromElsewhere ? "Lax" : "Strict")}{(context.Request.IsHttps ? "; Secure" : "")}{more}");

    private static string Name(HttpContext context, string name) => context.Request.IsHttps ? $"__Host-{name}" : name;
}

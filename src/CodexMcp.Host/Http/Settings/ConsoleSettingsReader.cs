using CodexMcp.Host.Console;
using CodexMcp.Host.Console.SignIn.OpenId;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads the section <c>CodexMcp:Console</c>.</summary>
internal static class ConsoleSettingsReader
{
    /// <summary>All settings of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Enabled", "SessionLifetime", "SessionIdle", "OpenId"];

    /// <summary>All settings of the provider.</summary>
    public static IReadOnlyList<string> OpenIdKeys { get; } = ["Alias", "Issuer", "ClientId", "ClientSecret", "ClientSecretFile", "Groups", "Hosts", "AllowPrivateAddresses", "Algorithms"];

    /// <summary>Reads; faults are noted with the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="authentication">How agents come in: the public address, and whether a provider may be on this machine.</param>
    /// <param name="hasPublicUrl">Whether the operator wrote the public address.</param>
    public static ConsoleOptions Read(SectionReader section, AuthenticationOptions authentication, bool hasPublicUrl)
    {
        section.CheckNames(Keys);
        var defaults = new ConsoleOptions();
        return new()
        {
            Enabled = section.Flag("Enabled", defaults.Enabled),
            SessionLifetime = section.Span("SessionLifetime", defaults.SessionLifetime),
            SessionIdle = section.Span("SessionIdle", defaults.SessionIdle),
            OpenId = section.Has("OpenId") ? OpenId(section.Below("OpenId"), authentication, hasPublicUrl) : null,
        };
    }

    private static OpenIdOptions OpenId(SectionReader section, AuthenticationOptions authentication, bool hasPublicUrl)
    {
        section.CheckNames(OpenIdKeys);
        if (section.IsInFile("ClientSecret"))
        {
            section.Wrong("ClientSecret", "is a secret and stands in a file of settings.", "Set it by its environment variable, or name a file that holds it with ClientSecretFile.");
        }

        var file = section.File("ClientSecretFile");
        var defaults = new IssuerOptions { Alias = "", Issuer = "" };
        var options = new OpenIdOptions
        {
            Issuer = defaults with
            {
                Alias = section.Text("Alias") ?? "",
                Issuer = section.Text("Issuer") ?? "",
                Hosts = section.List("Hosts") ?? defaults.Hosts,
                AllowPrivateAddresses = section.Flag("AllowPrivateAddresses", defaults.AllowPrivateAddresses),
                Algorithms = section.List("Algorithms") ?? defaults.Algorithms,
            },
            ClientId = section.Text("ClientId") ?? "",
            ClientSecret = section.Text("ClientSecret") ?? (file is null ? null : File.ReadAllText(file).Trim()),
            Groups = section.List("Groups") ?? [],
            Callback = new(authentication.PublicUrl, "/console/sign-in/callback"),
            AllowLoopbackHttp = authentication.AllowLoopbackHttp,
        };
        Check(section, options, authentication, hasPublicUrl);
        return options;
    }

    private static void Check(SectionReader section, OpenIdOptions options, AuthenticationOptions authentication, bool hasPublicUrl)
    {
        foreach (var fault in IssuerValidator.Validate(options.Issuer, "", options.AllowLoopbackHttp))
        {
            // It says ":Setting: what is wrong. What to do."
            var parts = fault.Split(": ", 2);
            section.Wrong(parts[0].TrimStart(':'), "is wrong:", parts[1]);
        }

        if (options.ClientId.Length == 0)
        {
            section.Wrong("ClientId", "is missing.", "Write the id under which the provider knows this host.");
        }

        if (options.Groups.Count == 0)
        {
            section.Wrong("Groups", "names nobody who may sign in.", "Name groups of groups.yaml, such as [\"stewards\"]; their members are oidc:ALIAS:sub.");
        }

        if (!hasPublicUrl)
        {
            section.Wrong("Issuer", "needs Authentication:PublicUrl: the provider sends people back there.", "Write the origin under which browsers reach the host, such as https://mcp.example.com.");
        }

        // One name, one provider: else somebody of one would be taken for somebody of the other.
        if (authentication.Issuers.Any(other => other.Alias == options.Issuer.Alias && other.Issuer != options.Issuer.Issuer))
        {
            section.Wrong("Alias", "is that of another issuer in Authentication:Issuers.", "Give each issuer an alias of its own.");
        }
    }
}

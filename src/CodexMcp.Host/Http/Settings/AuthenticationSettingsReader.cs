using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Certificates;
using CodexMcp.Host.Http.Authentication.Issuers;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads the section <c>CodexMcp:Authentication</c>; what its values must be among each other is the validator's.</summary>
internal static class AuthenticationSettingsReader
{
    /// <summary>All settings of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["PublicUrl", "ApiKeys", "Issuers", "MutualTls", "AllowLoopbackHttp", "MaxTokenLength"];

    /// <summary>All settings of an issuer.</summary>
    public static IReadOnlyList<string> IssuerKeys { get; } =
    [
        "Alias", "Issuer", "Jwt", "Introspection", "Algorithms", "AllowPlainJwtType", "Audiences", "Hosts", "AllowPrivateAddresses", "ClockSkew",
        "MaxLifetime", "ScopeClaim", "GroupsClaim", "Groups", "RolesByScope",
    ];

    /// <summary>All settings of introspection.</summary>
    public static IReadOnlyList<string> IntrospectionKeys { get; } = ["Endpoint", "ClientId", "ClientSecret", "ClientSecretFile", "CacheFor"];

    /// <summary>All settings of client certificates.</summary>
    public static IReadOnlyList<string> CertificateKeys { get; } = ["AuthorityFile", "Mappings"];

    /// <summary>All settings of one of their mappings.</summary>
    public static IReadOnlyList<string> MappingKeys { get; } = ["Name", "Principal", "Groups", "Roles"];

    /// <summary>Reads; faults are noted with the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="origin">Where clients reach the host when the settings don't say.</param>
    public static AuthenticationOptions Read(SectionReader section, Uri origin)
    {
        section.CheckNames(Keys);
        var options = new AuthenticationOptions { PublicUrl = origin };
        options = options with
        {
            PublicUrl = Url(section, "PublicUrl") ?? origin,
            ApiKeys = section.Flag("ApiKeys", options.ApiKeys),
            AllowLoopbackHttp = section.Flag("AllowLoopbackHttp", options.AllowLoopbackHttp),
            MaxTokenLength = section.Number("MaxTokenLength", 1024, 32 * 1024, options.MaxTokenLength),
            Issuers = [.. Items(section, "Issuers").Select(Issuer)],
            MutualTls = section.Has("MutualTls") ? Certificates(section.Below("MutualTls")) : null,
        };
        if (options.Issuers.Count > 0 && section.Text("PublicUrl") is null)
        {
            section.Wrong("PublicUrl", "is missing, and access tokens must be meant for it.", "Write the origin under which clients reach the host, such as https://mcp.example.com.");
        }

        return options;
    }

    private static IssuerOptions Issuer(SectionReader section)
    {
        section.CheckNames(IssuerKeys);
        var defaults = new IssuerOptions { Alias = "", Issuer = "" };
        return new()
        {
            Alias = section.Text("Alias") ?? "",
            Issuer = section.Text("Issuer") ?? "",
            Jwt = section.Flag("Jwt", defaults.Jwt),
            Introspection = section.Has("Introspection") ? Introspection(section.Below("Introspection")) : null,
            Algorithms = section.List("Algorithms") ?? defaults.Algorithms,
            AllowPlainJwtType = section.Flag("AllowPlainJwtType", defaults.AllowPlainJwtType),
            Audiences = section.List("Audiences") ?? defaults.Audiences,
            Hosts = section.List("Hosts") ?? defaults.Hosts,
            AllowPrivateAddresses = section.Flag("AllowPrivateAddresses", defaults.AllowPrivateAddresses),
            ClockSkew = section.Span("ClockSkew", defaults.ClockSkew),
            MaxLifetime = section.Span("MaxLifetime", defaults.MaxLifetime),
            ScopeClaim = section.Text("ScopeClaim") ?? defaults.ScopeClaim,
            GroupsClaim = section.Text("GroupsClaim") ?? defaults.GroupsClaim,
            Groups = Map(section, "Groups"),
            RolesByScope = Map(section, "RolesByScope"),
        };
    }

    private static IntrospectionOptions Introspection(SectionReader section)
    {
        section.CheckNames(IntrospectionKeys);
        if (section.IsInFile("ClientSecret"))
        {
            section.Wrong("ClientSecret", "is a secret and stands in a file of settings.", "Set it by its environment variable, or name a file that holds it with ClientSecretFile.");
        }

        var file = section.File("ClientSecretFile");
        var defaults = new IntrospectionOptions { Endpoint = new("https://localhost/"), ClientId = "", ClientSecret = "" };
        return new()
        {
            Endpoint = Url(section, "Endpoint") ?? new("about:blank"),
            ClientId = section.Text("ClientId") ?? "",
            ClientSecret = section.Text("ClientSecret") ?? (file is null ? "" : File.ReadAllText(file).Trim()),
            CacheFor = section.Span("CacheFor", defaults.CacheFor),
        };
    }

    private static MutualTlsOptions Certificates(SectionReader section)
    {
        section.CheckNames(CertificateKeys);
        return new()
        {
            AuthorityFile = section.File("AuthorityFile") ?? "",
            Mappings = [.. Items(section, "Mappings").Select(mapping =>
            {
                mapping.CheckNames(MappingKeys);
                return new CertificateMapping
                {
                    Name = mapping.Text("Name") ?? "",
                    Principal = mapping.Text("Principal") ?? "",
                    Groups = mapping.List("Groups") ?? [],
                    Roles = mapping.List("Roles"),
                };
            })],
        };
    }

    private static IEnumerable<SectionReader> Items(SectionReader section, string name)
    {
        var list = section.Below(name);
        foreach (var index in list.Names.OrderBy(item => int.TryParse(item, out var number) ? number : int.MaxValue))
        {
            if (!int.TryParse(index, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                list.Wrong(index, "is not part of a list.", "Write [ { … } ].");
            }

            yield return list.Below(index);
        }
    }

    // Not an object by name: a colon in a scope would be read as a path, and letters would be the same in both cases.
    private static Dictionary<string, IReadOnlyList<string>> Map(SectionReader section, string name)
    {
        var map = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var line in section.List(name) ?? [])
        {
            var at = line.LastIndexOf('=');
            var values = at < 0 ? [] : line[(at + 1)..].Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (at < 1 || values.Length == 0 || !map.TryAdd(line[..at].Trim(), values))
            {
                section.Wrong(name, "has an entry that is not 'value = name', or one value twice.", "Write \"corp-analysts = data-analytics\"; several names with spaces between them.");
            }
        }

        return map;
    }

    private static Uri? Url(SectionReader section, string name)
    {
        if (section.Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        section.Wrong(name, "is no address.", "Write an absolute one, such as https://mcp.example.com.");
        return null;
    }
}

using CodexMcp.Core.Configuration;
using CodexMcp.Host.Notices;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads the section <c>CodexMcp:Notices</c>. Where notices go is the operator's word alone: nothing that a call brings can change it.</summary>
internal static class NoticeSettingsReader
{
    /// <summary>All settings of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Url", "SecretFile", "ConsoleUrl", "AllowPrivateNetwork"];

    /// <summary>Reads; faults are noted with the section.</summary>
    public static NoticeOptions Read(SectionReader section)
    {
        section.CheckNames(Keys);
        var options = new NoticeOptions
        {
            Url = Address(section, "Url"),
            SecretFile = section.File("SecretFile"),
            ConsoleUrl = Address(section, "ConsoleUrl"),
            AllowPrivateNetwork = section.Flag("AllowPrivateNetwork", false),
        };
        if (options.Url is not null && !section.Has("SecretFile"))
        {
            section.Wrong("SecretFile", "is missing while there is a Url.", "Name a file with at least 32 characters, readable by its owner only: whoever gets notices checks their signature with it.");
        }

        if (options.Url is not null && !section.Has("ConsoleUrl"))
        {
            section.Wrong("ConsoleUrl", "is missing while there is a Url.", "Write the host's address as people reach it, such as https://mcp.example.com: notices hold a link and nothing else.");
        }

        return options;
    }

    private static Uri? Address(SectionReader section, string name)
    {
        if (section.Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps ? uri.Port == 443 || uri.IsLoopback || name == "ConsoleUrl" : uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            return uri;
        }

        section.Wrong(name, $"has '{ShownText.Escape(text)}', which is no address that can be used.", "Write https://host/path on port 443, or http:// on loopback, without a user name.");
        return null;
    }
}

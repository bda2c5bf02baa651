using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Binds <c>hosts</c>: whole names, or <c>*.</c> and a domain of at least two parts. Addresses, ports and schemes are refused.</summary>
internal static class ManifestHosts
{
    internal static List<string> Bind(ConfigNode? section, ConfigurationErrors errors)
    {
        var hosts = new List<string>();
        foreach (var item in section?.Items ?? [])
        {
            if (item.Text is not { Length: > 0 } host)
            {
                continue;
            }

            if (!IsHost(host))
            {
                errors.Add(
                    item.Location,
                    $"'{item.Shown}' is not a host name.",
                    "Write a name such as api.example.com or *.example.com in lower case, without scheme, port or path.");
            }

            hosts.Add(host);
        }

        return hosts;
    }

    private static bool IsHost(string host)
    {
        var labels = (host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host).Split('.');
        if (labels.Length < 2 || labels[^1].All(char.IsAsciiDigit))
        {
            return false;
        }

        foreach (var label in labels)
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-'
                || !label.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
            {
                return false;
            }
        }

        return true;
    }
}

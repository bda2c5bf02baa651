using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Reads <c>roles/groups.yaml</c>.</summary>
public static class GroupsLoader
{
    private const string FileName = "groups.yaml";

    /// <summary>Reads the groups; what is wrong is noted, and a group that can't be read has no members.</summary>
    public static Groups Load(ConfigurationFolder roles, ConfigurationErrors errors)
    {
        var place = roles.Start(FileName);
        if (roles.Read(FileName, place, errors) is not { } bytes || YamlTree.Read(place.Path, bytes, errors) is not { } file)
        {
            return Groups.None;
        }

        ConfigurationSchema.Groups.Check(file, errors);
        var groups = new List<Group>();
        foreach (var (name, at, value) in file.Root["groups"]?.Entries ?? [])
        {
            if (!ConfigurationName.IsSlug(name))
            {
                errors.Add(at, $"'{ShownText.Escape(name)}' is not a group name.", "Use lower-case ASCII letters, digits and dashes, at most 63 characters.");
                continue;
            }

            groups.Add(new(name, value.String("description") ?? "", Members(value, errors)));
        }

        return new(groups);
    }

    private static List<string> Members(ConfigNode group, ConfigurationErrors errors)
    {
        var members = new List<string>();
        foreach (var item in group["members"]?.Items ?? [])
        {
            if (item.Text is not { Length: > 0 } member)
            {
                continue;
            }

            if (!IsPrincipal(member))
            {
                errors.Add(
                    item.Location,
                    $"'{item.Shown}' is not a principal.",
                    "Write its kind, a colon and its name, e.g. local:alice; one * may stand at the end, after the colon.");
                continue;
            }

            members.Add(member);
        }

        return members;
    }

    private static bool IsPrincipal(string member)
    {
        var colon = member.IndexOf(':');
        if (colon < 1 || colon == member.Length - 1 || member.IndexOf('*') is var star && star >= 0 && star < member.Length - 1)
        {
            return false;
        }

        foreach (var character in member)
        {
            if (character is <= ' ' or > '~')
            {
                return false;
            }
        }

        return ConfigurationName.IsSlug(member[..colon]);
    }
}

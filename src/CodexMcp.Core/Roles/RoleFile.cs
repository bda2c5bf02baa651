using System.Text;
using System.Text.Unicode;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>A role's file, read and checked against its schema, before its names are looked up.</summary>
public sealed class RoleFile
{
    private RoleFile(string role, ConfigurationFolder folder, YamlTree tree)
    {
        Role = role;
        Folder = folder;
        Tree = tree;
    }

    /// <summary>The role's name: that of the folder.</summary>
    public string Role { get; }

    /// <summary>Where its skills and resources are.</summary>
    public ConfigurationFolder Folder { get; }

    /// <summary>The file.</summary>
    public YamlTree Tree { get; }

    /// <summary><c>sandbox</c> or <c>production</c>; the sandbox when the file does not say it properly.</summary>
    public string Environment => Tree.Root["execution"]?.String("environment") == "production" ? "production" : "sandbox";

    /// <summary>The connectors that the role names.</summary>
    public ConfigEntry[] Connectors => Tree.Root["tools"]?["connectors"]?.Entries ?? [];

    /// <summary>Reads <c>role.yaml</c> of one role; null after noting why it can't be. The name is checked before any file is opened.</summary>
    public static RoleFile? Read(ConfigurationFolder roles, string role, Func<string, string?> variable, ConfigurationErrors errors)
    {
        var start = new SourceLocation(roles.Shown, 1, 1);
        if (!ConfigurationName.IsSlug(role))
        {
            errors.Add(start, $"'{ShownText.Escape(role)}' is not a role name.", "Use lower-case ASCII letters, digits and dashes, at most 63 characters.");
            return null;
        }

        if (roles.Folder(role) is not { } folder)
        {
            errors.Add(
                start,
                $"The role '{role}' does not exist.",
                NameSuggestion.For(role, roles.Folders().Where(ConfigurationName.IsSlug).ToList(), "Roles", $"Create {roles.Shown}/{role}/role.yaml."));
            return null;
        }

        var place = folder.Start("role.yaml");
        var references = new SettingReferences(variable, (at, path, into) => ReadReference(folder, at, path, into));
        if (folder.Read("role.yaml", place, errors) is not { } bytes || YamlTree.Read(place.Path, bytes, errors, references) is not { } tree)
        {
            return null;
        }

        ConfigurationSchema.RoleProfile.Check(tree, errors);
        if (tree.Root["role"] is { Text: { } name } node && name != role)
        {
            errors.Add(node.Location, $"The role is named '{node.Shown}', but its folder is '{role}'.", $"Write role: {role}, or rename the folder.");
        }

        ConfigurationName.CheckVersion(tree.Root["version"], errors);
        return new(role, folder, tree);
    }

    /// <summary>Gives a text file without its last line break; null after noting why it can't be.</summary>
    internal static string? ReadReference(ConfigurationFolder folder, SourceLocation at, string path, ConfigurationErrors errors)
    {
        if (folder.Read(path, at, errors) is not { } bytes)
        {
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            errors.Add(at, $"The file {folder.Shown}/{path} is not valid UTF-8.", "Save it as UTF-8.");
            return null;
        }

        return Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
    }
}

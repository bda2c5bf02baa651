using System.Text;
using System.Text.Unicode;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Reads the skills that a role names: front matter and text of <c>skills/&lt;name&gt;/SKILL.md</c>.</summary>
internal static class RoleSkillLoader
{
    private static readonly string[] Keys = ["name", "description", "license", "allowed-tools", "metadata"];

    internal static List<RoleSkill> Load(RoleFile file, List<RoleTool>? tools, ConfigurationErrors errors)
    {
        var skills = new List<RoleSkill>();
        foreach (var item in file.Tree.Root["instructions"]?["skills"]?.Items ?? [])
        {
            if (item.Text is not { Length: > 0 } name)
            {
                continue;
            }

            if (!ConfigurationName.IsSlug(name))
            {
                errors.Add(item.Location, $"'{item.Shown}' is not a skill name.", "Use lower-case ASCII letters, digits and dashes, at most 63 characters.");
            }
            else if (skills.Exists(skill => skill.Name == name))
            {
                errors.Add(item.Location, $"The skill '{name}' stands here twice.", "Keep one of the two.");
            }
            else if (Load(file, item, name, tools, errors) is { } loaded)
            {
                skills.Add(loaded);
            }
        }

        return skills;
    }

    private static RoleSkill? Load(RoleFile file, ConfigNode item, string name, List<RoleTool>? tools, ConfigurationErrors errors)
    {
        var path = $"skills/{name}/SKILL.md";
        if (!file.Folder.Has(path))
        {
            var skills = file.Folder.Folder("skills")?.Folders() ?? [];
            errors.Add(
                item.Location,
                $"The skill '{name}' has no file {file.Folder.Shown}/{path}.",
                NameSuggestion.For(name, skills, "Skills", "Create it."));
            return null;
        }

        var start = file.Folder.Start(path);
        if (file.Folder.Read(path, item.Location, errors) is not { } bytes)
        {
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            errors.Add(start, "The file is not valid UTF-8.", "Save the file as UTF-8.");
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes).TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal);
        var end = text.StartsWith("---\n", StringComparison.Ordinal) ? text.IndexOf("\n---\n", StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            errors.Add(start, "The skill has no front matter.", "Begin the file with a --- line, name, description, and another --- line.");
            return null;
        }

        // The first line break stands for the --- line, so that the places are the file's own.
        if (YamlTree.Read(start.Path, Encoding.UTF8.GetBytes(text[3..(end + 1)]), errors) is not { } front)
        {
            return null;
        }

        CheckFront(front.Root, name, tools, errors);
        var body = text[(end + 5)..].Trim();
        if (body.Length == 0)
        {
            errors.Add(start, "The skill has no text after its front matter.", "Say what to do, step by step.");
        }

        return new(name, front.Root.String("description") ?? "", body);
    }

    private static void CheckFront(ConfigNode front, string name, List<RoleTool>? tools, ConfigurationErrors errors)
    {
        foreach (var (key, at, _) in front.Entries)
        {
            if (!Keys.Contains(key, StringComparer.Ordinal))
            {
                errors.Add(at, $"The key '{ShownText.Escape(key)}' is not known in a skill.", NameSuggestion.For(key, Keys, "Known keys", ""));
            }
        }

        if (front.String("name") != name)
        {
            errors.Add(front["name"]?.Location ?? front.Location, "The skill's name is not that of its folder.", $"Write name: {name}.");
        }

        if (front.String("description") is not { Length: > 0 and <= 1024 })
        {
            errors.Add(
                front["description"]?.Location ?? front.Location,
                "The skill needs a description of 1 to 1,024 characters.",
                "Say when to use it, and when not.");
        }

        CheckTools(front["allowed-tools"], tools, errors);
    }

    private static void CheckTools(ConfigNode? allowed, List<RoleTool>? tools, ConfigurationErrors errors)
    {
        if (allowed is not { } list || tools is null)
        {
            return;
        }

        var names = tools.ConvertAll(tool => tool.Definition.Name);
        if (list.Json.ValueKind != System.Text.Json.JsonValueKind.Array)
        {
            errors.Add(list.Location, "'allowed-tools' must be a list.", "Example: [snowflake_run_query].");
        }

        foreach (var item in list.Items)
        {
            if (item.Text is not { } tool || !names.Contains(tool))
            {
                errors.Add(
                    item.Location,
                    $"The skill uses the tool '{item.Shown}', which the role does not list.",
                    NameSuggestion.For(item.Text ?? "", names, "The role's tools", "The role lists no tools."));
            }
        }
    }
}

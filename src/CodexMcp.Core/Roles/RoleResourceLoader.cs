using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Reads the guidance files that a role names.</summary>
internal static class RoleResourceLoader
{
    internal static List<RoleResource> Load(RoleFile file, ConfigurationErrors errors)
    {
        var resources = new List<RoleResource>();
        foreach (var item in file.Tree.Root["instructions"]?["resources"]?.Items ?? [])
        {
            if (item["file"] is not { Text: { Length: > 0 } path } node || RoleFile.ReadReference(file.Folder, node.Location, path, errors) is not { } text)
            {
                continue;
            }

            var name = path[(path.LastIndexOf('/') + 1)..];
            if (MediaType(name) is not { } type)
            {
                errors.Add(node.Location, $"The file '{node.Shown}' is of no kind that can be served.", "Use .md, .txt, .csv, .json or .yaml.");
            }
            else if (resources.Exists(resource => resource.Name == name))
            {
                errors.Add(node.Location, $"Two resources are named '{name}'.", "Rename one of the files.");
            }
            else if (text.Length == 0)
            {
                errors.Add(node.Location, $"The file '{node.Shown}' is empty.", "Write its content, or remove it from the list.");
            }
            else
            {
                resources.Add(new(name, item.String("description") ?? "", type, text));
            }
        }

        return resources;
    }

    private static string? MediaType(string name) => Path.GetExtension(name) switch
    {
        ".md" => "text/markdown",
        ".txt" => "text/plain",
        ".csv" => "text/csv",
        ".json" => "application/json",
        ".yaml" => "application/yaml",
        _ => null,
    };
}

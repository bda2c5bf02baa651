using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Semantic;

/// <summary>Reads <c>connectors/&lt;name&gt;/semantic/*.yaml</c> at start. Notes every error with its place; what the files say is used when a call first asks.</summary>
internal static class SemanticFiles
{
    private const string FolderName = "semantic";
    private const int MaxFiles = 100;

    private static readonly ConfigurationSchema Schema = new(typeof(SemanticFiles).Assembly, "semantic.schema.json");

    /// <summary>Gives the files as JSON, in the order of their names; none when there is no such folder.</summary>
    /// <param name="connector">The connector's folder.</param>
    /// <param name="errors">Takes the errors.</param>
    internal static IReadOnlyList<JsonElement> Load(ConfigurationFolder connector, ConfigurationErrors errors)
    {
        if (connector.Folder(FolderName) is not { } folder)
        {
            return [];
        }

        var names = Directory.GetFiles(folder.Root).Select(static path => Path.GetFileName(path)).Where(static name => !name.StartsWith('.')).ToList();
        names.Sort(StringComparer.Ordinal);
        if (names.Count > MaxFiles)
        {
            errors.Add(folder.Start(names[MaxFiles]), $"{folder.Shown} holds {names.Count} files; at most {MaxFiles} are read.", "Put several views into one file.");
            return [];
        }

        var documents = new List<JsonElement>(names.Count);
        var check = new SemanticCheck(errors);
        foreach (var name in names)
        {
            var place = folder.Start(name);
            if (!name.EndsWith(".yaml", StringComparison.Ordinal))
            {
                errors.Add(place, $"{place.Path} is no .yaml file, and the catalogue holds nothing else.", "Rename it to .yaml, or put it elsewhere.");
                continue;
            }

            if (folder.Read(name, place, errors) is not { } bytes || YamlTree.Read(place.Path, bytes, errors) is not { } file)
            {
                continue;
            }

            var before = errors.Count;
            Schema.Check(file, errors);
            if (errors.Count == before)
            {
                check.Add(file);
                documents.Add(file.Json);
            }
        }

        check.Finish();
        return documents;
    }
}

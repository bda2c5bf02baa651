using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Semantic;

/// <summary>
/// The files <c>connectors/&lt;name&gt;/semantic/*.yaml</c>, read and checked when something first asks: a session that only lists its tools needs none of
/// them.
/// </summary>
public sealed class SemanticFiles
{
    private const string FolderName = "semantic";
    private const int MaxFiles = 100;

    private static readonly ConfigurationSchema Schema = new(typeof(SemanticFiles).Assembly, "semantic.schema.json");

    private readonly Lazy<(IReadOnlyList<JsonElement> Documents, IReadOnlyList<ConfigurationError> Errors)> files;

    internal SemanticFiles(ConfigurationFolder connector)
    {
        files = new(() =>
        {
            var errors = new ConfigurationErrors();
            return (Read(connector, errors), errors.ToSorted());
        });
    }

    /// <summary>The files as JSON, in the order of their names; none when there is no such folder.</summary>
    /// <exception cref="ConnectorException">A file is wrong.</exception>
    public IReadOnlyList<JsonElement> Documents => files.Value.Errors is [var first, ..]
        ? throw new ConnectorException(ConnectorFailure.Configuration, $"The semantic catalogue can't be used: {first.Location}: {first.Message}", $"{first.Fix} Tell the operator; `codex-mcp roles validate` names all that is wrong.")
        : files.Value.Documents;

    /// <summary>All that is wrong with the files, each with its place.</summary>
    public IReadOnlyList<ConfigurationError> Errors => files.Value.Errors;

    private static IReadOnlyList<JsonElement> Read(ConfigurationFolder connector, ConfigurationErrors errors)
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

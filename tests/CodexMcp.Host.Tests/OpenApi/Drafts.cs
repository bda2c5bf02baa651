using System.Text.Json.Nodes;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.OpenApi;

namespace CodexMcp.Host.Tests.OpenApi;

/// <summary>Documents of the tests, and what becomes of them.</summary>
internal static class Drafts
{
    /// <summary>A document with these paths, schemas and nothing else of interest.</summary>
    public static string Document(string paths, string schemas = "{}") =>
        $$"""{"openapi":"3.0.3","info":{"title":"Things","version":"1"},"servers":[{"url":"https://api.things.example/v1"}],"paths":{{paths}},"components":{"schemas":{{schemas}}} }""";

    /// <summary>One read operation at <c>/a</c>, with these further members.</summary>
    public static string Get(string more) => $$"""{"/a":{"get":{"operationId":"getA",{{more}},"responses":{"200":{"description":"ok"} } } } }""";

    /// <summary>Makes the manifest of the operations that the names choose.</summary>
    public static ManifestDraft Of(string document, params IReadOnlyList<string> names)
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-");
        try
        {
            var file = Path.Combine(folder.FullName, "document.json");
            File.WriteAllText(file, document);
            var read = DocumentFile.Read(file);
            return ManifestDraft.Of(read, ChosenOperation.Choose(ChosenOperation.All(read), names.Count == 0 ? ["*"] : names), "things", null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Loads a manifest as the host does at its start; every error of the loader is one of the draft.</summary>
    public static ConnectorManifest Load(ManifestDraft draft)
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "things"));
            File.WriteAllText(Path.Combine(folder.FullName, "things", "connector.yaml"), YamlWriter.Write(draft.Manifest));
            var errors = new ConfigurationErrors();
            var manifest = ManifestLoader.Load(ConfigurationFolder.Open(folder.FullName), "things", static _ => null, errors);
            Assert.True(manifest is not null && errors.Count == 0, string.Join('\n', errors.ToSorted()));
            return manifest!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The only tool of a draft.</summary>
    public static JsonObject Tool(this ManifestDraft draft) => Assert.Single(draft.Manifest["tools"]!.AsObject()).Value!.AsObject();
}

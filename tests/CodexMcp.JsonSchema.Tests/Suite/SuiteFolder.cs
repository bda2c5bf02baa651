using System.Text.Json;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>Finds and reads the public JSON Schema test suite, when it is there.</summary>
internal static class SuiteFolder
{
    public const string Variable = "CODEXMCP_JSON_SCHEMA_SUITE";

    /// <summary>The suite's folder, or null. An environment variable wins; else it lies beside the repository, in <c>shared</c>.</summary>
    public static string? Path { get; } = Find();

    public static string Require()
    {
        if (Path is null)
        {
            Assert.Skip($"The JSON Schema test suite is not here. Put it at ../shared/json-schema-test-suite beside the repository, or name its folder in {Variable}.");
        }

        return Path;
    }

    /// <summary>Documents for the suite's own address; nothing is fetched.</summary>
    public static JsonElement? Resolve(Uri uri)
    {
        if (uri is not { Scheme: "http", Host: "localhost", Port: 1234 })
        {
            return null;
        }

        var file = System.IO.Path.Combine(Require(), "remotes", uri.AbsolutePath.TrimStart('/'));
        return File.Exists(file) ? Read(file) : null;
    }

    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            // A wrong name must not look like a suite that is merely absent.
            return Directory.Exists(System.IO.Path.Combine(named, "tests", "draft2020-12"))
                ? named
                : throw new DirectoryNotFoundException($"{Variable} names {named}, but there is no tests/draft2020-12 in it.");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "json-schema-test-suite");
            if (Directory.Exists(System.IO.Path.Combine(candidate, "tests", "draft2020-12")))
            {
                return candidate;
            }
        }

        return null;
    }
}

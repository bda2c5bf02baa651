using System.Text.RegularExpressions;

namespace CodexMcp.Architecture.Tests;

/// <summary>Dependencies point one way: Host, then what it composes, then Core, then the contracts.</summary>
public sealed partial class DependencyTests
{
    private const string Abstractions = "CodexMcp.Abstractions";
    private const string JsonSchema = "CodexMcp.JsonSchema";
    private const string Core = "CodexMcp.Core";
    private const string Connectors = "CodexMcp.Connectors";

    // What each project may stand on. A project that is not here is a native connector, or new: then it gets its own line.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [Abstractions] = [],
        [JsonSchema] = [],
        [Core] = [Abstractions, JsonSchema],
        [Connectors] = [Core, Abstractions, JsonSchema],
        ["CodexMcp.Sandbox"] = [Core, Abstractions, JsonSchema],
        ["CodexMcp.Storage"] = [Core, Abstractions],
    };

    private static readonly string[] AllowedInCore = ["Microsoft.Extensions.Logging.Abstractions", "Polly.Core", "YamlDotNet"];

    [Fact]
    public void SourceProjects_ReferenceOnlyWhatStandsBelowThem()
    {
        var findings =
            from project in House.ProductProjects
            where project.Path.StartsWith("src/", StringComparison.Ordinal) && project.Name != "CodexMcp.Host"
            from reference in project.Projects
            where !Allowed.TryGetValue(project.Name, out var below) || !below.Contains(reference)
            select $"{project.Path} -> {reference}";

        House.Nothing(findings, "A source project may reference only what stands below it (see the table in this test):");
    }

    [Fact]
    public void NativeConnectors_SeeAbstractionsAndConnectorsOnly()
    {
        var connectors = House.ProductProjects.Where(project => project.Path.StartsWith("connectors/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(connectors);

        House.Nothing(
            from project in connectors
            from reference in project.Projects
            where reference is not (Abstractions or Connectors)
            select $"{project.Path} -> {reference}",
            "A native connector may reference CodexMcp.Abstractions and CodexMcp.Connectors only:");
        Assert.Contains("<DisableTransitiveProjectReferences>true<", House.Read("connectors/Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyButTestsReferencesTheHost()
    {
        House.Nothing(
            from project in House.ProductProjects
            where project.Projects.Contains("CodexMcp.Host")
            select project.Path,
            "The Host is the top: nothing that ships may reference it:");
    }

    [Theory]
    [InlineData(Abstractions)]
    [InlineData(JsonSchema)]
    public void Contracts_StandOnNothing(string name)
    {
        var project = Assert.Single(House.Projects, project => project.Name == name);

        Assert.Empty(project.Projects);
        Assert.Empty(project.Packages);
        Assert.Empty(project.Frameworks);
    }

    [Fact]
    public void Core_KnowsNoTransportNoVendorNoDatabase()
    {
        var core = Assert.Single(House.Projects, project => project.Name == Core);

        House.Nothing(core.Packages.Except(AllowedInCore), "Core stands on these packages only: " + string.Join(", ", AllowedInCore) + ". These are more:");
        Assert.Empty(core.Frameworks);
        House.Nothing(
            House.Find(Foreign(), House.ProductSources.Where(path => path.StartsWith("src/CodexMcp.Core/", StringComparison.Ordinal))),
            "Core knows no MCP SDK, no ASP.NET, no HttpClient, no database and no vendor:");
    }

    [GeneratedRegex(@"^(?!\s*//).*(\busing ModelContextProtocol|\bMicrosoft\.AspNetCore\b|\bHttpClient\b|\bMicrosoft\.Data\b|\bSqlite|\bNpgsql\b|\bSnowflake\w*\()")]
    private static partial Regex Foreign();
}

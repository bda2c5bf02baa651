using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CodexMcp.Architecture.Tests;

/// <summary>What holds for every project: central versions, lock files, and on product code the analyzers that keep it clean for Native AOT.</summary>
public sealed partial class ProjectRuleTests
{
    // What a product project must not switch off for itself.
    private static readonly string[] Kept =
    [
        "IsAotCompatible", "Nullable", "TreatWarningsAsErrors", "EnableTrimAnalyzer", "EnableAotAnalyzer", "EnableSingleFileAnalyzer",
        "JsonSerializerIsReflectionEnabledByDefault", "RestorePackagesWithLockFile", "GenerateDocumentationFile", "IsProductCode",
    ];

    [Fact]
    public void ProductCode_HasTheAotAnalyzersAndTheBannedList()
    {
        var props = XDocument.Parse(House.Read("Directory.Build.props"));
        var forProduct = props.Root!.Elements().Where(element => (string?)element.Attribute("Condition") == "'$(IsProductCode)' == 'true'").ToList();

        Assert.Contains(forProduct.Descendants("IsAotCompatible"), element => element.Value == "true");
        Assert.Contains(forProduct.Descendants("PackageReference"), element => (string?)element.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Contains(forProduct.Descendants("AdditionalFiles"), element => ((string?)element.Attribute("Include"))?.EndsWith("eng/BannedSymbols.txt", StringComparison.Ordinal) == true);
        Assert.Contains(props.Descendants("Nullable"), element => element.Value == "enable");
        Assert.Contains(props.Descendants("TreatWarningsAsErrors"), element => element.Value == "true");
        House.Nothing(
            from project in House.ProductProjects
            from setting in project.Xml.Descendants().Where(element => Kept.Contains(element.Name.LocalName))
            select $"{project.Path}: <{setting.Name.LocalName}>{setting.Value}",
            "Directory.Build.props decides these for all product code; a project may not:");
    }

    [Fact]
    public void ProductProjects_AreNamedSoThatTheRulesReachThem() => House.Nothing(
        House.ProductProjects.Where(project => Regex.IsMatch(project.Name, "(Tests|Benchmarks|BareServer|FixtureServer)$")).Select(project => project.Path),
        "Directory.Build.props takes a project with such a name for a test:");

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("T:System.Console")]
    [InlineData("M:System.Net.Http.HttpClient.#ctor")]
    [InlineData("T:System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver")]
    public void BannedList_NamesTheApi(string api) =>
        Assert.Contains(House.Lines("eng/BannedSymbols.txt"), line => line.StartsWith(api + ";", StringComparison.Ordinal) && line.Length > api.Length + 10);

    [Fact]
    public void Projects_TakeVersionsFromTheCentralFile()
    {
        House.Nothing(
            from project in House.Projects
            from reference in project.Xml.Descendants("PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null || reference.Element("Version") is not null
            select $"{project.Path}: {(string?)reference.Attribute("Include")}",
            "Versions stand in Directory.Packages.props only:");
        House.Nothing(
            House.Find(FloatingVersion(), ["Directory.Packages.props"]),
            "A version is exact:");
    }

    [Fact]
    public void Projects_HaveALockFileAndStandInTheSolution()
    {
        var solution = House.Read("CodexMcp.sln").Replace('\\', '/');

        House.Nothing(
            House.Projects.Where(project => !House.Exists($"{project.Folder}/packages.lock.json")).Select(project => $"{project.Path}: run dotnet restore and commit packages.lock.json"),
            "Every project has a committed lock file:");
        House.Nothing(
            House.Projects.Where(project => !solution.Contains(project.Path, StringComparison.Ordinal)).Select(project => $"{project.Path}: run dotnet sln add"),
            "Every project stands in CodexMcp.sln:");
    }

    [Fact]
    public void SourceProjects_HaveATestProject() => House.Nothing(
        House.ProductProjects
            .Where(project => project.Name != "CodexMcp.Abstractions") // Contracts only: they are exercised by everything that implements them.
            .Where(project => House.Projects.All(test => test.Name != project.Name + ".Tests"))
            .Select(project => project.Path),
        "One test project per source project:");

    [GeneratedRegex(@"Version=""[^""]*[*\[\(]")]
    private static partial Regex FloatingVersion();
}

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>A semantic catalogue beside a manifest: read at start, and wrong ones are told with their place.</summary>
public sealed class SemanticFileTests : IDisposable
{
    private const string File = "connectors/crm/semantic/sales.yaml";

    private const string Good = """
        views:
          DB.CURATED.ORDERS:
            title: Orders
            meaning: Every order.
            grain: One row per order
            date_column: DAY
            columns:
              DAY: { kind: date, meaning: Calendar day }
              COUNTRY: { kind: dimension, meaning: Country }
              AMOUNT: { kind: measure, unit: USD, meaning: Amount }
            joins:
              - { to: DB.CURATED.COUNTRIES, on: { COUNTRY: CODE } }
            metrics:
              revenue: { title: Revenue, meaning: What was paid., measure: { sum: AMOUNT } }
          DB.CURATED.COUNTRIES:
            title: Countries
            meaning: Every country.
            grain: One row per country
            columns:
              CODE: { kind: key, meaning: Code }
        """;

    private readonly Workspace workspace = new();

    public SemanticFileTests() => workspace.Write(File, Good);

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Load_GoodCatalogue_IsOnTheManifest()
    {
        var loaded = workspace.Load();

        Assert.Empty(loaded.Errors.Select(error => error.ToString()));
        Assert.Equal("Orders", Assert.Single(loaded.Manifests["crm"].Semantic!.Documents).GetProperty("views").GetProperty("DB.CURATED.ORDERS").GetProperty("title").GetString());
    }

    [Fact]
    public void Load_QuickWithAWrongCatalogue_TellsLaterAndGivesNoneOfIt()
    {
        workspace.Write(File, Good.Replace("date_column: DAY", "date_column: DAT", StringComparison.Ordinal));
        var loaded = workspace.Load(quick: true);

        Assert.Empty(loaded.Errors.Select(error => error.ToString()));
        Assert.Contains("sales.yaml:6:18", Assert.Single(loaded.PutOff()).ToString());
        var failure = Assert.Throws<CodexMcp.Abstractions.ConnectorException>(() => loaded.Manifests["crm"].Semantic!.Documents);
        Assert.Contains("sales.yaml:6:18", failure.Message);
        Assert.Contains("Did you mean 'DAY'?", failure.Next);
    }

    [Theory]
    [InlineData("title: Orders", "titel: Orders", "3:5", "Did you mean 'title'?")]
    [InlineData("grain: One row per order\n    date_column", "date_column", "3:5", "'grain' is missing")]
    [InlineData("date_column: DAY", "date_column: DAT", "sales.yaml:6:18", "Did you mean 'DAY'?")]
    [InlineData("measure: { sum: AMOUNT }", "measure: { sum: AMOUNTS }", "14:", "no column 'AMOUNTS'")]
    [InlineData("measure: { sum: AMOUNT }", "measure: { avg: AMOUNT }", "14:", "'avg' is not known")]
    [InlineData("measure: { sum: AMOUNT }", "measure: { sum: AMOUNT, count: DAY }", "14:", "says two things")]
    [InlineData("measure: { sum: AMOUNT }", "measure: { numerator: { sum: AMOUNT } }", "14:", "")]
    [InlineData("measure: { sum: AMOUNT }", "measure: { sum: AMOUNT }, where: { STATUS: [paid] }", "14:", "no column 'STATUS'")]
    [InlineData("to: DB.CURATED.COUNTRIES", "to: DB.CURATED.COUNTRY", "12:", "not in the catalogue")]
    [InlineData("on: { COUNTRY: CODE }", "on: { COUNTRY: NAME }", "12:", "no column 'NAME'")]
    [InlineData("DB.CURATED.ORDERS:", "ORDERS:", "sales.yaml:", "")]
    [InlineData("kind: measure", "kind: number", "10:", "kind")]
    public void Load_WrongCatalogue_SaysWhereAndWhy(string good, string bad, string place, string why)
    {
        workspace.Edit(File, good, bad);

        var errors = workspace.Errors();
        Assert.Contains("connectors/crm/semantic/sales.yaml:", errors, StringComparison.Ordinal);
        Assert.Contains(place, errors, StringComparison.Ordinal);
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("crm", workspace.Load().Manifests.Keys);
    }

    [Fact]
    public void Load_TwoFilesOfOneName_AreToldOfEachOther()
    {
        workspace.Write("connectors/crm/semantic/again.yaml", Good.Replace("revenue:", "revenue:", StringComparison.Ordinal));

        var errors = workspace.Errors();
        Assert.Contains("The view 'DB.CURATED.ORDERS' stands in connectors/crm/semantic/again.yaml too.", errors, StringComparison.Ordinal);
        Assert.Contains("The metric 'revenue' is defined at connectors/crm/semantic/again.yaml:14", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherKindOfFile_IsNoSilence()
    {
        workspace.Write("connectors/crm/semantic/notes.yml", "views: {}\n");
        Assert.Contains("notes.yml is no .yaml file", workspace.Errors(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RoleThatDoesNotNameIt_ReadsNoCatalogue()
    {
        workspace.Write("connectors/other/connector.yaml", System.IO.File.ReadAllText(workspace.PathOf(Workspace.Connector)).Replace("connector: crm", "connector: other", StringComparison.Ordinal));
        workspace.Write("connectors/other/semantic/wrong.yaml", "views: 5\n");

        Assert.Empty(workspace.Load("sales").Errors.Select(error => error.ToString()));
        Assert.NotEmpty(workspace.Load().Errors);
    }
}

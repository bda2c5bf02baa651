using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

public sealed class SoqlCheckTests
{
    private const string Sales =
        """{"objects": ["Account", "Contact", "Opportunity", "Task", "User"], "deny_fields": ["Contact.Birthdate", "Account.TaxNumber__c", "Opportunity.Margin__c"]}""";

    private readonly DescribedOrg _org = new();

    [Theory]
    [InlineData("SELECT Id FROM Account", "SELECT Id FROM Account LIMIT 200")]
    [InlineData("select id, NAME from ACCOUNT where name like 'A%'", "SELECT Id, Name FROM Account WHERE Name LIKE 'A%' LIMIT 200")]
    [InlineData("SELECT Id FROM Account LIMIT 5", "SELECT Id FROM Account LIMIT 5")]
    [InlineData("SELECT Id FROM Account LIMIT 5000 OFFSET 3", "SELECT Id FROM Account LIMIT 200 OFFSET 3")]
    [InlineData("SELECT COUNT() FROM Account", "SELECT COUNT() FROM Account")]
    [InlineData("SELECT COUNT(Id) n, MAX(Amount) FROM Opportunity", "SELECT COUNT(Id) n, MAX(Amount) FROM Opportunity")]
    [InlineData("SELECT FORMAT(MIN(Amount)) m FROM Opportunity", "SELECT FORMAT(MIN(Amount)) m FROM Opportunity")]
    [InlineData("SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName ORDER BY n DESC", "SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName ORDER BY COUNT(Id) DESC LIMIT 200")]
    [InlineData("SELECT a.Name, a.Owner.Name FROM Account a WHERE a.Parent.Owner.Email = 'x'", "SELECT Name, Owner.Name FROM Account WHERE Parent.Owner.Email = 'x' LIMIT 200")]
    [InlineData("SELECT Account.Name FROM Account", "SELECT Name FROM Account LIMIT 200")]
    [InlineData("SELECT Contact.Account.Name FROM Contact", "SELECT Account.Name FROM Contact LIMIT 200")]
    [InlineData("SELECT COUNT() FROM Contact c, c.Account a WHERE a.name = 'MyriadPubs'", "SELECT COUNT() FROM Contact WHERE Account.Name = 'MyriadPubs'")]
    [InlineData("SELECT Name, (SELECT LastName FROM Contacts) FROM Account", "SELECT Name, (SELECT LastName FROM Contacts LIMIT 50) FROM Account LIMIT 200")]
    [InlineData("SELECT Name, (SELECT Contact.LastName FROM Account.Contacts LIMIT 3) FROM Account", "SELECT Name, (SELECT LastName FROM Contacts LIMIT 3) FROM Account LIMIT 200")]
    [InlineData("SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Title = 'CEO')", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Title = 'CEO') LIMIT 200")]
    [InlineData("SELECT What.Type, What.Id FROM Task", "SELECT What.Type, What.Id FROM Task LIMIT 200")]
    [InlineData("SELECT TYPEOF What WHEN Account THEN Name, Owner.Name WHEN Opportunity THEN Amount END FROM Task", "SELECT TYPEOF What WHEN Account THEN Name, Owner.Name WHEN Opportunity THEN Amount END FROM Task LIMIT 200")]
    [InlineData("SELECT Id FROM Account WHERE DISTANCE(Place__c, GEOLOCATION(37.775, -122.418), 'mi') < 20", "SELECT Id FROM Account WHERE DISTANCE(Place__c, GEOLOCATION(37.775, -122.418), 'mi') < 20 LIMIT 200")]
    public void Check_QueryWithinTheScope_IsWrittenAnew(string soql, string expected) => Assert.Equal(expected, _org.Text(Sales, soql));

    [Fact]
    public void Check_ColdCatalog_FetchesEachObjectOnce()
    {
        var slow = new DescribedOrg(slow: true);
        slow.Text(Sales, "SELECT Name, Owner.Name, (SELECT LastName FROM Contacts) FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity)");
        Assert.Equal(["Account", "Contact", "Opportunity", "User"], slow.Asked.Order());
    }

    [Fact]
    public void Check_HiddenObject_IsNeverAskedFor()
    {
        _org.Problem(Sales, "SELECT Secret__r.Name FROM Account");
        _org.Problem(Sales, "SELECT Id FROM Secret__c");
        _org.Problem(Sales, "SELECT Id, (SELECT Id FROM Secrets__r) FROM Account");
        Assert.DoesNotContain("Secret__c", _org.Asked);
    }

    [Fact]
    public void Check_Limit_IsLoweredAndTold()
    {
        var verdict = _org.Check(Sales, "SELECT Name, Owner.Name FROM Account WHERE Industry = 'Media' LIMIT 500");
        Assert.Contains(verdict.Notes, static note => note.Contains("LIMIT lowered to 200", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_BrokenRowFilter_IsTheOperatorsFault()
    {
        const string Scope = """{"objects": ["Account"], "filters": {"Account": "Nonsense__c = 1"}}""";
        var failure = Assert.Throws<ConnectorException>(() => _org.Check(Scope, "SELECT Id FROM Account"));
        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.DoesNotContain("Nonsense", failure.Message + failure.Next);
    }

    [Fact]
    public async Task Check_DescriptionOfAnotherObject_DoesNotCount()
    {
        var lying = new LyingCatalog(_org["User"]);
        var check = new SoqlCheck(DescribedOrg.Scope("""{"objects": ["Account"]}"""), lying);
        var verdict = await check.CheckAsync("SELECT Email FROM Account", null, new SoqlLimits(10, 10), TestContext.Current.CancellationToken);
        Assert.NotNull(verdict.Problem);
    }

    private sealed class LyingCatalog(ObjectDescription answer) : IObjectCatalog
    {
        public ValueTask<ObjectDescription?> FindAsync(string objectName, CancellationToken cancellationToken) => new(answer);
    }
}

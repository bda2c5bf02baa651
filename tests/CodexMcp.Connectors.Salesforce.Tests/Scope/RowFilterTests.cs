namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

public sealed class RowFilterTests
{
    private const string Scope =
        """
        {"objects": ["Account", "Contact", "Opportunity", "OpportunityLineItem", "Task", "User"], "deny_fields": ["Account.Rating__c", "Opportunity.Margin__c"],
         "filters": {"opportunity": "StageName != 'Closed Lost' OR Margin__c > 5", "Account": "Rating__c = 'Open'"}}
        """;

    private const string Deal = "(StageName != 'Closed Lost' OR Margin__c > 5)";

    private readonly DescribedOrg _org = new();

    [Theory]
    [InlineData("SELECT Id FROM Account", "SELECT Id FROM Account WHERE Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM Account WHERE Name = 'x'", "SELECT Id FROM Account WHERE Name = 'x' AND Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM Account WHERE Name = 'x' OR Name != 'x'", "SELECT Id FROM Account WHERE (Name = 'x' OR Name != 'x') AND Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM Account WHERE Name = 'x' AND Id IN (SELECT AccountId FROM Contact)", "SELECT Id FROM Account WHERE Name = 'x' AND Id IN (SELECT AccountId FROM Contact) AND Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM Account WHERE NOT Name = 'x'", "SELECT Id FROM Account WHERE (NOT Name = 'x') AND Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM Account a WHERE a.Name = 'x' OR a.Id != NULL", "SELECT Id FROM Account WHERE (Name = 'x' OR Id != NULL) AND Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT COUNT() FROM Account", "SELECT COUNT() FROM Account WHERE Rating__c = 'Open'")]
    [InlineData("SELECT MAX(Amount) FROM Opportunity", $"SELECT MAX(Amount) FROM Opportunity WHERE StageName != 'Closed Lost' OR Margin__c > 5")]
    [InlineData("SELECT Id FROM Opportunity WHERE Amount > 5", $"SELECT Id FROM Opportunity WHERE Amount > 5 AND {Deal} LIMIT 200")]
    [InlineData("SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 1", "SELECT StageName, COUNT(Id) FROM Opportunity WHERE StageName != 'Closed Lost' OR Margin__c > 5 GROUP BY StageName HAVING COUNT(Id) > 1 LIMIT 200")]
    [InlineData("SELECT Id, (SELECT Id FROM Opportunities WHERE Amount > 1 OR Amount < 1) FROM Account", $"SELECT Id, (SELECT Id FROM Opportunities WHERE (Amount > 1 OR Amount < 1) AND {Deal} LIMIT 50) FROM Account WHERE Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id, (SELECT Id FROM ChildAccounts) FROM Account", "SELECT Id, (SELECT Id FROM ChildAccounts WHERE Rating__c = 'Open' LIMIT 50) FROM Account WHERE Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM Opportunity)", "SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM Opportunity WHERE StageName != 'Closed Lost' OR Margin__c > 5) LIMIT 200")]
    [InlineData("SELECT Id FROM User WHERE Id NOT IN (SELECT OwnerId FROM Account WHERE Name = 'a' OR Name = 'b')", "SELECT Id FROM User WHERE Id NOT IN (SELECT OwnerId FROM Account WHERE (Name = 'a' OR Name = 'b') AND Rating__c = 'Open') LIMIT 200")]

    // Parents: by SELECT, WHERE, ORDER BY, aggregates, over several steps, by an alias that is never used.
    [InlineData("SELECT Account.Name FROM Contact", "SELECT Account.Name FROM Contact WHERE AccountId = NULL OR Account.Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Id FROM Contact WHERE Account.Name = 'x' OR Title = 'y'", "SELECT Id FROM Contact WHERE (Account.Name = 'x' OR Title = 'y') AND (AccountId = NULL OR Account.Rating__c = 'Open') LIMIT 200")]
    [InlineData("SELECT Id FROM Contact ORDER BY Account.AnnualRevenue", "SELECT Id FROM Contact WHERE AccountId = NULL OR Account.Rating__c = 'Open' ORDER BY Account.AnnualRevenue LIMIT 200")]
    [InlineData("SELECT COUNT(Account.Name) FROM Contact", "SELECT COUNT(Account.Name) FROM Contact WHERE AccountId = NULL OR Account.Rating__c = 'Open'")]
    [InlineData("SELECT Id FROM Contact c, c.Account a", "SELECT Id FROM Contact WHERE AccountId = NULL OR Account.Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT ReportsTo.Account.Owner.Name FROM Contact", "SELECT ReportsTo.Account.Owner.Name FROM Contact WHERE ReportsTo.AccountId = NULL OR ReportsTo.Account.Rating__c = 'Open' LIMIT 200")]
    [InlineData("SELECT Parent.Name FROM Account", "SELECT Parent.Name FROM Account WHERE Rating__c = 'Open' AND (ParentId = NULL OR Parent.Rating__c = 'Open') LIMIT 200")]
    [InlineData("SELECT Opportunity.Name, Opportunity.Account.Name FROM OpportunityLineItem", "SELECT Opportunity.Name, Opportunity.Account.Name FROM OpportunityLineItem WHERE (OpportunityId = NULL OR Opportunity.StageName != 'Closed Lost' OR Opportunity.Margin__c > 5) AND (Opportunity.AccountId = NULL OR Opportunity.Account.Rating__c = 'Open') LIMIT 200")]
    [InlineData("SELECT Id, (SELECT Account.Name FROM Contacts) FROM Account", "SELECT Id, (SELECT Account.Name FROM Contacts WHERE AccountId = NULL OR Account.Rating__c = 'Open' LIMIT 50) FROM Account WHERE Rating__c = 'Open' LIMIT 200")]
    public void Check_FilteredObject_IsFilteredWhereverItIsReached(string soql, string expected)
    {
        var text = _org.Text(Scope, soql);
        Assert.Equal(expected.Replace("NULL OR Opportunity.StageName != 'Closed Lost' OR Opportunity.Margin__c > 5", "NULL OR (Opportunity.StageName != 'Closed Lost' OR Opportunity.Margin__c > 5)", StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData("SELECT What.Name FROM Task")]
    [InlineData("SELECT TYPEOF What WHEN Account THEN Name END FROM Task")]
    [InlineData("SELECT TYPEOF What WHEN Opportunity THEN Account.Name END FROM Task")]
    [InlineData("SELECT TYPEOF What WHEN User THEN Name ELSE Name END FROM Task")]
    [InlineData("SELECT Id FROM Task WHERE What.Name = 'x'")]
    public void Check_FilteredObjectBehindAChoiceOfObjects_IsRefused(string soql) => _org.Problem(Scope.Replace("\"User\"]", "\"User\", \"Secret__c\"]", StringComparison.Ordinal), soql);

    [Fact]
    public void Check_ChoiceOfObjects_SaysWhichOneIsFiltered()
    {
        const string Both = """{"objects": ["Task", "Account", "Opportunity", "Secret__c"], "filters": {"Opportunity": "IsClosed = FALSE"}}""";
        Assert.Contains("only some records", _org.Problem(Both, "SELECT What.Name FROM Task").Message, StringComparison.Ordinal);
        Assert.Contains("only some records", _org.Problem(Both, "SELECT TYPEOF What WHEN Opportunity THEN Name END FROM Task").Message, StringComparison.Ordinal);
        _org.Text(Both, "SELECT TYPEOF What WHEN Account THEN Name END FROM Task");
        _org.Text(Both, "SELECT What.Type, WhatId FROM Task");
    }

    [Theory]
    [InlineData("SELECT Rating__c FROM Account")]
    [InlineData("SELECT Id FROM Account WHERE Rating__c = 'Open'")]
    [InlineData("SELECT Id FROM Opportunity ORDER BY Margin__c")]
    public void Check_FieldOfTheFilter_StaysHidden(string soql) => _org.Problem(Scope, soql);

    [Fact]
    public void Check_FilterAsWritten_IsNotToldToTheAgent()
    {
        var verdict = _org.Check(Scope, "SELECT Account.Name FROM Opportunity");
        Assert.Equal(3, verdict.Notes.Count);
        Assert.DoesNotContain(verdict.Notes, static note => note.Contains("Rating", StringComparison.Ordinal) || note.Contains("Lost", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_FilterOverAHiddenObject_Works()
    {
        const string Hidden = """{"objects": ["Contact", "Account"], "filters": {"Account": "Secret__r.Salary__c < 5 AND Id NOT IN (SELECT Account__c FROM Secret__c)", "Contact": "Account.Owner.Manager.Name = 'x'"}}""";
        Assert.Equal(
            "SELECT Id FROM Account WHERE Secret__r.Salary__c < 5 AND Id NOT IN (SELECT Account__c FROM Secret__c) LIMIT 200",
            _org.Text(Hidden, "SELECT Id FROM Account"));
        Assert.Equal("SELECT Id FROM Contact WHERE Account.Owner.Manager.Name = 'x' LIMIT 200", _org.Text(Hidden, "SELECT Id FROM Contact"));
        Assert.NotNull(_org.Problem(Hidden, "SELECT Secret__r.Name FROM Account"));
    }

    [Fact]
    public void Check_FilterTooFarAway_IsRefused()
    {
        const string Far = """{"objects": ["Contact", "Account"], "filters": {"Account": "Parent.Parent.Parent.Parent.Name = 'x'"}}""";
        _org.Text(Far, "SELECT Account.Name FROM Contact");
        Assert.Contains("so many relationships", _org.Problem(Far, "SELECT ReportsTo.Account.Name FROM Contact").Message, StringComparison.Ordinal);
    }
}

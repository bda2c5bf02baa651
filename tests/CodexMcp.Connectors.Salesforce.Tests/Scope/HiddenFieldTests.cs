namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

/// <summary>A denied field by every route that SOQL has, and the same answer as for a field that does not exist.</summary>
public sealed class HiddenFieldTests
{
    private const string Scope =
        """
        {"objects": ["Account", "Contact", "Opportunity", "Task", "User"], "fields": {"User": ["Name", "Email", "ManagerId"]},
         "deny_fields": ["Contact.Birthdate", "Account.TaxNumber__c", "Account.Place__c", "Contact.MailingStreet", "Opportunity.Margin__c", "Contact.ReportsToId"]}
        """;

    private readonly DescribedOrg _org = new();

    /// <summary>Each names a hidden field or object; the second name is what is hidden.</summary>
    public static TheoryData<string, string> Routes => new()
    {
        // SELECT, in any case, with the object's name, an alias, a path, a path back.
        { "SELECT TaxNumber__c FROM Account", "Account.TaxNumber__c" },
        { "SELECT Id, taxnumber__C FROM Account", "Account.TaxNumber__c" },
        { "SELECT Account.TaxNumber__c FROM Account", "Account.TaxNumber__c" },
        { "SELECT a.TaxNumber__c FROM Account a", "Account.TaxNumber__c" },
        { "SELECT Account.TaxNumber__c FROM Contact", "Account.TaxNumber__c" },
        { "SELECT Account.Parent.TaxNumber__c FROM Contact", "Account.TaxNumber__c" },
        { "SELECT Contact.Account.TaxNumber__c FROM Contact", "Account.TaxNumber__c" },
        { "SELECT x.TaxNumber__c FROM Contact c, c.Account x", "Account.TaxNumber__c" },
        { "SELECT Id TaxNumber__c, TaxNumber__c FROM Account", "Account.TaxNumber__c" },
        { "SELECT Owner.FederationIdentifier FROM Account", "User.FederationIdentifier" },

        // Subqueries.
        { "SELECT Id, (SELECT Birthdate FROM Contacts) FROM Account", "Contact.Birthdate" },
        { "SELECT Id, (SELECT Account.TaxNumber__c FROM Contacts) FROM Account", "Account.TaxNumber__c" },
        { "SELECT Id, (SELECT Id FROM Contacts WHERE Birthdate > 2000-01-01) FROM Account", "Contact.Birthdate" },
        { "SELECT Id, (SELECT Id FROM Contacts ORDER BY Birthdate) FROM Account", "Contact.Birthdate" },
        { "SELECT Id, (SELECT Id, (SELECT Id FROM Tasks WHERE What.Name = 'x') FROM Contacts) FROM Account", "Secret__c" },
        { "SELECT Id, (SELECT Id FROM Reports) FROM Contact", "Contact.ReportsToId" },

        // WHERE, alone, beside others, under NOT, in a function.
        { "SELECT Id FROM Account WHERE TaxNumber__c = '1'", "Account.TaxNumber__c" },
        { "SELECT Id FROM Account WHERE Name = 'x' OR (NOT TaxNumber__c LIKE '1%')", "Account.TaxNumber__c" },
        { "SELECT Id FROM Account WHERE TaxNumber__c IN ('1')", "Account.TaxNumber__c" },
        { "SELECT Id FROM Account WHERE Parent.TaxNumber__c != NULL", "Account.TaxNumber__c" },
        { "SELECT COUNT() FROM Contact WHERE Birthdate = 2000-01-01", "Contact.Birthdate" },
        { "SELECT COUNT() FROM Contact WHERE CALENDAR_YEAR(Birthdate) = 2000", "Contact.Birthdate" },
        { "SELECT Id FROM Account WHERE toLabel(TaxNumber__c) = 'x'", "Account.TaxNumber__c" },
        { "SELECT Id FROM Account WHERE DISTANCE(Place__c, GEOLOCATION(1, 2), 'km') < 1", "Account.Place__c" },

        // Semi-joins and anti-joins, on both sides.
        { "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Birthdate = TODAY)", "Contact.Birthdate" },
        { "SELECT Id FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact WHERE Birthdate = TODAY)", "Contact.Birthdate" },
        { "SELECT Id FROM Contact WHERE ReportsToId IN (SELECT Id FROM Contact)", "Contact.ReportsToId" },
        { "SELECT Id FROM Contact WHERE Id IN (SELECT ReportsToId FROM Contact)", "Contact.ReportsToId" },
        { "SELECT Id FROM Account WHERE Id IN (SELECT Account__c FROM Secret__c)", "Secret__c" },

        // ORDER BY, GROUP BY, HAVING, aggregates, other functions.
        { "SELECT Id FROM Account ORDER BY TaxNumber__c", "Account.TaxNumber__c" },
        { "SELECT Id FROM Contact ORDER BY Account.TaxNumber__c DESC NULLS LAST", "Account.TaxNumber__c" },
        { "SELECT Id FROM Account ORDER BY DISTANCE(Place__c, GEOLOCATION(1, 2), 'km')", "Account.Place__c" },
        { "SELECT COUNT(Id) FROM Account GROUP BY TaxNumber__c", "Account.TaxNumber__c" },
        { "SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Name, TaxNumber__c)", "Account.TaxNumber__c" },
        { "SELECT COUNT(Id) FROM Contact GROUP BY CALENDAR_YEAR(Birthdate)", "Contact.Birthdate" },
        { "SELECT StageName FROM Opportunity GROUP BY StageName HAVING MAX(Margin__c) > 5", "Opportunity.Margin__c" },
        { "SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY SUM(Margin__c)", "Opportunity.Margin__c" },
        { "SELECT MAX(Margin__c) FROM Opportunity", "Opportunity.Margin__c" },
        { "SELECT COUNT_DISTINCT(TaxNumber__c) n FROM Account", "Account.TaxNumber__c" },
        { "SELECT COUNT(Account.TaxNumber__c) FROM Contact", "Account.TaxNumber__c" },
        { "SELECT toLabel(TaxNumber__c) FROM Account", "Account.TaxNumber__c" },
        { "SELECT FORMAT(Margin__c) m FROM Opportunity", "Opportunity.Margin__c" },
        { "SELECT FORMAT(MAX(Margin__c)) m FROM Opportunity", "Opportunity.Margin__c" },
        { "SELECT convertCurrency(Margin__c) FROM Opportunity", "Opportunity.Margin__c" },
        { "SELECT DISTANCE(Place__c, GEOLOCATION(1, 2), 'km') FROM Account", "Account.Place__c" },
        { "SELECT GROUPING(TaxNumber__c) FROM Account GROUP BY ROLLUP(Name)", "Account.TaxNumber__c" },

        // TYPEOF and polymorphic relationships.
        { "SELECT TYPEOF What WHEN Account THEN TaxNumber__c END FROM Task", "Account.TaxNumber__c" },
        { "SELECT TYPEOF What WHEN Account THEN Parent.TaxNumber__c END FROM Task", "Account.TaxNumber__c" },
        { "SELECT TYPEOF What WHEN Account THEN Name ELSE Name END FROM Task", "Secret__c" },
        { "SELECT TYPEOF What WHEN Secret__c THEN Name END FROM Task", "Secret__c" },
        { "SELECT TYPEOF Who WHEN Lead THEN Name END FROM Task", "Lead" },
        { "SELECT TYPEOF Who WHEN Contact THEN Birthdate END FROM Task", "Contact.Birthdate" },
        { "SELECT What.Name FROM Task", "Secret__c" },
        { "SELECT Who.Email FROM Task", "Lead" },
        { "SELECT Owner.Name FROM Task", "Group" },
        { "SELECT Id FROM Task WHERE Who.Name = 'x'", "Lead" },
        { "SELECT Id FROM Task ORDER BY What.Name", "Secret__c" },

        // Through what belongs to it: a part of a compound field, the whole of a denied part, the relationship of a denied reference.
        { "SELECT Place__Latitude__s FROM Account", "Account.Place__Latitude__s" },
        { "SELECT MailingAddress FROM Contact", "Contact.MailingAddress" },
        { "SELECT Id FROM Contact WHERE MailingAddress != NULL", "Contact.MailingAddress" },
        { "SELECT ReportsTo.Name FROM Contact", "Contact.ReportsToId" },
        { "SELECT Id FROM Contact WHERE ReportsTo.Name = 'x'", "Contact.ReportsToId" },

        // Objects.
        { "SELECT Id FROM Secret__c", "Secret__c" },
        { "SELECT COUNT() FROM Secret__c", "Secret__c" },
        { "SELECT Id FROM Lead", "Lead" },
        { "SELECT Id FROM LEAD l", "Lead" },
        { "SELECT Secret__r.Name FROM Account", "Secret__c" },
        { "SELECT Secret__r.Id FROM Account", "Secret__c" },
        { "SELECT Id FROM Account WHERE Secret__r.Salary__c > 5", "Secret__c" },
        { "SELECT Id, (SELECT Id FROM Secrets__r) FROM Account", "Secret__c" },
        { "SELECT Id, (SELECT Id FROM Account.Secrets__r) FROM Account", "Secret__c" },
        { "SELECT Id FROM Account a, a.Secret__r s", "Secret__c" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public void Check_HiddenName_GetsTheAnswerOfOneThatDoesNotExist(string soql, string hidden)
    {
        var there = _org.Problem(Scope, soql);
        // A rule about a field that the org does not have would close the whole object.
        var absent = _org.Without(hidden).Problem(Scope.Replace($"\"{hidden}\", ", "", StringComparison.Ordinal).Replace($", \"{hidden}\"", "", StringComparison.Ordinal), soql);
        Assert.Equal(absent, there);
        Assert.DoesNotContain("TaxNumber", there.Next, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Birth", there.Next, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Secret", there.Next, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The routes are real: without the rules each of them passes.</summary>
    [Theory]
    [MemberData(nameof(Routes))]
    public void Check_SameQueryWithoutTheRules_Passes(string soql, string hidden)
    {
        Assert.NotEmpty(hidden);
        _org.Text("""{"objects": ["Account", "Contact", "Opportunity", "Task", "User", "Lead", "Group", "Secret__c"]}""", soql);
    }

    [Theory]
    [InlineData("SELECT TaxNumber_c FROM Account")]
    [InlineData("SELECT TaxNumber FROM Account")]
    [InlineData("SELECT Birthdat FROM Contact")]
    [InlineData("SELECT Secret_r.Name FROM Account")]
    [InlineData("SELECT Id FROM Secret_c")]
    [InlineData("SELECT Id FROM Leads")]
    [InlineData("SELECT Id, (SELECT Id FROM Secret__r) FROM Account")]
    public void Check_NearlyAHiddenName_SuggestsNothingHidden(string soql)
    {
        var problem = _org.Problem(Scope, soql);
        foreach (var hidden in new[] { "TaxNumber__c", "Birthdate", "Secret__r", "Secret__c", "Secrets__r", "mean Lead?" })
        {
            Assert.DoesNotContain(hidden, problem.Next, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("SELECT Nam FROM Account", "Did you mean Name?")]
    [InlineData("SELECT Ownr.Name FROM Account", "Did you mean Owner?")]
    [InlineData("SELECT Id FROM Acount", "Did you mean Account?")]
    [InlineData("SELECT Id, (SELECT Id FROM Contact) FROM Account", "Did you mean Contacts?")]
    public void Check_NearlyAnAllowedName_SuggestsIt(string soql, string hint) => Assert.Contains(hint, _org.Problem(Scope, soql).Next, StringComparison.Ordinal);

    [Theory]
    [InlineData("ALL")]
    [InlineData("STANDARD")]
    [InlineData("CUSTOM")]
    public void Check_FieldsOfAKind_BecomeTheAllowedOnes(string kind)
    {
        foreach (var soql in new[] { $"SELECT FIELDS({kind}) FROM Account", $"SELECT Id, Name, FIELDS({kind}) FROM Account", $"SELECT Id, (SELECT FIELDS({(kind == "CUSTOM" ? "ALL" : kind)}) FROM Contacts) FROM Account" })
        {
            var text = _org.Text(Scope, soql);
            foreach (var hidden in new[] { "FIELDS", "TaxNumber__c", "Place__", "Birthdate", "MailingStreet", "MailingAddress", "ReportsToId" })
            {
                Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
            }
        }

        Assert.Equal("SELECT Id, Name, Email, ManagerId FROM User LIMIT 200", _org.Text(Scope, "SELECT FIELDS(ALL) FROM User"));
        Assert.Equal("SELECT Id, Name FROM Document LIMIT 200", _org.Text("""{"objects": ["Document"]}""", "SELECT Id, FIELDS(ALL) FROM Document"));
    }

    [Fact]
    public void Check_FieldsOfAKindWithoutAny_AreRefused() =>
        Assert.Contains("holds no field", _org.Problem(Scope, "SELECT FIELDS(CUSTOM) FROM User").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("SELECT Id FROM Account Account", "SELECT Id FROM Account LIMIT 200")]
    [InlineData("SELECT Account.Title FROM Contact Account", "SELECT Title FROM Contact LIMIT 200")]
    [InlineData("SELECT Owner.Name FROM Account Owner", "SELECT Name FROM Account LIMIT 200")]
    [InlineData("SELECT Opportunity.Name FROM Contact Opportunity", "SELECT Name FROM Contact LIMIT 200")]
    [InlineData("SELECT x.Name FROM Contact c, c.Account x", "SELECT Account.Name FROM Contact LIMIT 200")]
    [InlineData("SELECT Owner.Name FROM Contact c, c.Account Owner", "SELECT Account.Name FROM Contact LIMIT 200")]
    [InlineData("SELECT StageName Birthdate, COUNT(Id) Margin__c FROM Opportunity GROUP BY StageName HAVING Margin__c > 5 ORDER BY Birthdate, Margin__c", "SELECT StageName Birthdate, COUNT(Id) Margin__c FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 5 ORDER BY StageName, COUNT(Id) LIMIT 200")]
    public void Check_AliasThatShadowsAName_MeansOneThingOnly(string soql, string expected) => Assert.Equal(expected, _org.Text(Scope, soql));

    [Theory]
    [InlineData("SELECT Account.TaxNumber__c FROM Contact Account")]
    [InlineData("SELECT TaxNumber__c.Name FROM Account TaxNumber__c, TaxNumber__c.Secret__r s")]
    [InlineData("SELECT Id FROM Account a, a.Owner a")]
    [InlineData("SELECT Id FROM Account, Contact")]
    [InlineData("SELECT Id FROM Account a, Contact c")]
    [InlineData("SELECT Id FROM Account a, a.Contacts c")]
    [InlineData("SELECT Id FROM Account.Contacts")]
    [InlineData("SELECT Id FROM Account a WHERE Id IN (SELECT AccountId FROM a.Contacts)")]
    [InlineData("SELECT Id, (SELECT a.Name FROM Contacts) FROM Account a")]
    [InlineData("SELECT Id, (SELECT Id FROM Parent.Contacts) FROM Account")]
    [InlineData("SELECT Id n FROM Account WHERE n = 'x'")]
    [InlineData("SELECT Account FROM Contact")]
    [InlineData("SELECT Contacts FROM Account")]
    [InlineData("SELECT Account.Contacts.Name FROM Account")]
    [InlineData("SELECT AccountId.Name FROM Contact")]
    [InlineData("SELECT Id FROM Account WHERE Id IN (SELECT Id, Name FROM Contact)")]
    [InlineData("SELECT Id FROM Account WHERE Id IN (SELECT MAX(Id) FROM Contact)")]
    [InlineData("SELECT Id FROM Account WHERE Id IN (SELECT FIELDS(ALL) FROM Contact)")]
    [InlineData("SELECT Id FROM Account WHERE Description = 'x'")]
    public void Check_WhatCannotBeResolved_IsRefused(string soql) => _org.Problem(Scope, soql);
}

using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

public sealed class SalesforceScopeTests
{
    [Theory]
    [InlineData("""{}""", "scope.objects is missing")]
    [InlineData("""[]""", "scope.objects is missing")]
    [InlineData("""null""", "scope.objects is missing")]
    [InlineData("""{"objects": "Account"}""", "scope.objects is no list")]
    [InlineData("""{"objects": [1]}""", "scope.objects[0] is no text")]
    [InlineData("""{"objects": ["Acc*"]}""", "scope.objects[0]: 'Acc*' is no API name")]
    [InlineData("""{"objects": [""]}""", "scope.objects[0]: '' is no API name")]
    [InlineData("""{"objects": ["Аccount"]}""", "is no API name")]
    [InlineData("""{"objects": ["Account", "ACCOUNT"]}""", "scope.objects[1]: 'ACCOUNT' is listed twice")]
    [InlineData("""{"objects": ["Account"], "fields": []}""", "scope.fields is no object")]
    [InlineData("""{"objects": ["Account"], "fields": {"Acount": []}}""", "scope.fields.Acount: 'Acount' is not in scope.objects. Did you mean Account?")]
    [InlineData("""{"objects": ["Account"], "fields": {"Account": "Id"}}""", "scope.fields.Account is no list")]
    [InlineData("""{"objects": ["Account"], "fields": {"Account": [], "account": []}}""", "the object is there twice")]
    [InlineData("""{"objects": ["Account"], "fields": {"Account": ["Owner.Name"]}}""", "scope.fields.Account[0]: 'Owner.Name' is no API name")]
    [InlineData("""{"objects": ["Account"], "deny_fields": {"Account": ["Id"]}}""", "scope.deny_fields is no list")]
    [InlineData("""{"objects": ["Account"], "deny_fields": ["TaxNumber__c"]}""", "is no Object.Field")]
    [InlineData("""{"objects": ["Account"], "deny_fields": ["Account."]}""", "is no Object.Field")]
    [InlineData("""{"objects": ["Account"], "deny_fields": ["Account.Owner.Name"]}""", "is no Object.Field")]
    [InlineData("""{"objects": ["Account"], "deny_fields": ["Acount.TaxNumber__c"]}""", "scope.deny_fields[0]: 'Acount' is not in scope.objects")]
    [InlineData("""{"objects": ["Account"], "filters": {"User": "A = 1"}}""", "'User' is not in scope.objects")]
    [InlineData("""{"objects": ["Account"], "filters": {"Account": 5}}""", "a filter is text")]
    [InlineData("""{"objects": ["Account"], "filters": {"Account": ""}}""", "scope.filters.Account: Line 1, column 1")]
    [InlineData("""{"objects": ["Account"], "filters": {"Account": "Name = "}}""", "scope.filters.Account: Line 1, column 8")]
    [InlineData("""{"objects": ["Account"], "filters": {"Account": "Name = 'x') OR (Name != 'x'"}}""", "Line 1, column 11")]
    [InlineData("""{"objects": ["Account"], "filters": {"Account": "Name = :x"}}""", "no value for :x")]
    public void Parse_FaultyScope_SaysWhichMemberAndWhy(string json, string fault)
    {
        Assert.False(SalesforceScope.TryParse(DescribedOrg.Json(json), out var scope, out var faults));
        Assert.Null(scope);
        Assert.Contains(faults, told => told.Contains(fault, StringComparison.Ordinal));
        var failure = Assert.Throws<ConnectorException>(() => SalesforceScope.Parse(DescribedOrg.Json(json)));
        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
    }

    [Fact]
    public void Parse_SeveralFaults_TellsAll()
    {
        SalesforceScope.TryParse(DescribedOrg.Json("""{"objects": ["Account", 5], "fields": {"X": []}, "deny_fields": ["y"], "filters": {"Account": "("}}"""), out _, out var faults);
        Assert.Equal(4, faults.Count);
        Assert.False(SalesforceScope.TryParse(null, out _, out _));
    }

    [Fact]
    public void Parse_EmptyList_AllowsNothing()
    {
        var scope = DescribedOrg.Scope("""{"objects": [], "stage_moves": {"Prospecting": ["Qualification"]}}""");
        Assert.False(scope.Allows("Account"));
        Assert.Contains("no objects", scope.NoObject("Account").Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_Fields_AreTheListedWithoutTheDenied()
    {
        var org = new DescribedOrg();
        var scope = DescribedOrg.Scope("""{"objects": ["account", "Contact"], "fields": {"ACCOUNT": ["name", "TaxNumber__c", "OwnerId"]}, "deny_fields": ["aCCount.taxnumber__C"], "filters": {"Contact": "Email != NULL"}}""");
        var view = (await scope.FindAsync(org, "ACCOUNT", TestContext.Current.CancellationToken))!;
        Assert.Equal("Account", view.Name);
        Assert.Equal(["Id", "Name", "OwnerId"], view.Fields.Select(static field => field.Name));
        Assert.True(view.MayRead("NAME"));
        Assert.False(view.MayRead("TaxNumber__c"));
        Assert.False(view.MayRead("Industry"));
        Assert.True(view.MayWrite("name", create: true));
        Assert.False(view.MayWrite("Id", create: true));
        Assert.False(view.MayWrite("TaxNumber__c", create: false));
        Assert.Null(await scope.FindAsync(org, "User", TestContext.Current.CancellationToken));
        Assert.DoesNotContain("User", org.Asked);
        Assert.True(scope.HasRowFilter("contact"));
        Assert.False(scope.HasRowFilter("Account"));
        Assert.Same(view, scope.View(org["Account"]));
    }

    [Theory]
    [InlineData("Contact.MailingStreet", "MailingStreet,MailingAddress")]
    [InlineData("Contact.MailingAddress", "MailingAddress,MailingCity,MailingStreet")]
    [InlineData("Contact.LastName", "LastName,Name")]
    [InlineData("Contact.Name", "Name,FirstName,LastName")]
    [InlineData("Contact.AccountId", "AccountId")]
    [InlineData("Contact.Account", "AccountId")]
    public void View_DeniedPartOrWhole_HidesTheOtherToo(string denied, string hidden)
    {
        var org = new DescribedOrg();
        var all = org["Contact"].Fields.Select(static field => field.Name).ToHashSet();
        var view = DescribedOrg.Scope($$"""{"objects": ["Contact"], "deny_fields": ["{{denied}}"]}""").View(org["Contact"])!;
        Assert.Equal(hidden.Split(',').Order(), all.Except(view.Fields.Select(static field => field.Name)).Order());
        Assert.Equal(denied is "Contact.AccountId" or "Contact.Account", view.Relationship("Account") is null);
    }

    [Fact]
    public void View_DeniedFieldThatTheOrgDoesNotHave_ClosesTheObject()
    {
        var scope = DescribedOrg.Scope("""{"objects": ["Contact", "Account"], "deny_fields": ["Contact.Brithdate", "Contact.Owner"]}""");
        var org = new DescribedOrg();

        var failure = Assert.Throws<ConnectorException>(() => scope.View(org["Contact"]));

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains("denies Contact.Brithdate, which", failure.Message);
        Assert.NotNull(scope.View(org["Account"]));
    }
}

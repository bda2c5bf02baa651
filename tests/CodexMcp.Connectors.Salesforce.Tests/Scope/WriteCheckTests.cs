using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

public sealed class WriteCheckTests
{
    private const string Scope = """{"objects": ["Account", "Contact", "Task"], "deny_fields": ["Account.TaxNumber__c", "Contact.Birthdate", "Contact.LastName", "Contact.ReportsTo"]}""";

    [Theory]
    [InlineData("Account", """{"Name": "x", "industry": null, "AnnualRevenue": 5}""")]
    [InlineData("Account", """{"attributes": {"type": "account"}, "Name": "x"}""")]
    [InlineData("Contact", """{"AccountId": "001000000000001AAA"}""")]
    [InlineData("Contact", """{"AccountId": "001000000000001"}""")]
    [InlineData("Contact", """{"AccountId": null, "OwnerId": "005000000000001AAA"}""")]
    [InlineData("Contact", """{"AccountId": "@{acc.id}"}""")]
    [InlineData("Contact", """{"Account": {"Website": "x.example"}}""")]
    [InlineData("Task", """{"WhatId": "006000000000001AAA", "WhoId": "00Q000000000001EAA"}""")]
    public async Task Check_AllowedFields_MayBeWritten(string target, string body) => Assert.Null(await Check(target, body));

    [Theory]
    [InlineData("Secret__c", """{"Name": "x"}""", "no object 'Secret__c'")]
    [InlineData("Nothing__c", """{"Name": "x"}""", "no object 'Nothing__c'")]
    [InlineData("Account", """{"TaxNumber__c": "x"}""", "no field 'TaxNumber__c' on Account")]
    [InlineData("Account", """{"taxnumber__C": "x"}""", "no field 'taxnumber__C'")]
    [InlineData("Account", """{"Name": "y", "TaxNumber__c": null}""", "no field 'TaxNumber__c'")]
    [InlineData("Account", """{"Nothing__c": "x"}""", "no field 'Nothing__c'")]
    [InlineData("Account", """{"Name": "x", "NAME": "y"}""", "there twice")]
    [InlineData("Account", """{"Id": "001000000000001AAA"}""", "does not let Id be set")]
    [InlineData("Account", """{"CreatedDate": "2026-01-01T00:00:00Z"}""", "does not let CreatedDate be set")]
    [InlineData("Account", """{"Name": ["x"]}""", "is an array")]
    [InlineData("Account", """{"Name": {"x": 1}}""", "no field 'Name'")]
    [InlineData("Account", """{"attributes": {"type": "Contact"}}""", "another object")]
    [InlineData("Account", """{"attributes": 5}""", "another object")]
    [InlineData("Account", """["Name"]""", "are no object")]
    [InlineData("Contact", """{"Birthdate": "2000-01-01"}""", "no field 'Birthdate'")]
    [InlineData("Contact", """{"LastName": "x"}""", "no field 'LastName'")]
    [InlineData("Contact", """{"Name": "x"}""", "no field 'Name'")]
    [InlineData("Contact", """{"ReportsToId": "003000000000001AAA"}""", "no field 'ReportsToId'")]
    [InlineData("Contact", """{"ReportsTo": {"Email": "x"}}""", "no field 'ReportsTo'")]
    [InlineData("Contact", """{"Owner": {"Email": "x"}}""", "no field 'Owner'")]
    [InlineData("Contact", """{"Account": {"TaxNumber__c": "x"}}""", "no field 'TaxNumber__c' on Account")]
    [InlineData("Contact", """{"Account": {"Name": "x", "Website": "y"}}""", "exactly one external id")]
    [InlineData("Contact", """{"Account": {}}""", "exactly one external id")]
    [InlineData("Contact", """{"Account": {"Name": {"x": 1}}}""", "exactly one external id")]
    [InlineData("Contact", """{"AccountId": "003000000000001AAA"}""", "another kind of record")]
    [InlineData("Contact", """{"AccountId": "@{acc.id"}""", "no record id")]
    [InlineData("Contact", """{"AccountId": "001"}""", "no record id")]
    [InlineData("Contact", """{"AccountId": "001000000000001AAB"}""", "no record id")]
    [InlineData("Contact", """{"AccountId": ""}""", "no record id")]
    [InlineData("Contact", """{"AccountId": 5}""", "no id")]
    [InlineData("Task", """{"WhatId": "003000000000001AAA"}""", "another kind of record")]
    [InlineData("Task", """{"What": {"Name": "x"}}""", "no field 'What'")]
    public async Task Check_WhatTheRoleDoesNotHave_IsRefused(string target, string body, string message)
    {
        var problem = await Check(target, body);
        Assert.Contains(message, Assert.IsType<ScopeProblem>(problem).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("TaxNumber", problem.Next, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Birth", problem.Next, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Account", "TaxNumber__c", "Account.TaxNumber__c")]
    [InlineData("Contact", "Birthdate", "Contact.Birthdate")]
    [InlineData("Secret__c", "Name", "Secret__c")]
    public async Task Check_HiddenName_GetsTheAnswerOfOneThatDoesNotExist(string target, string field, string hidden)
    {
        var body = $$"""{"{{field}}": "x"}""";
        Assert.Equal(await Check(target, body, new DescribedOrg().Without(hidden)), await Check(target, body));
    }

    [Fact]
    public async Task Check_PlaceForAnotherRecord_IsTakenOnlyInComposites() =>
        Assert.NotNull(await new WriteCheck(DescribedOrg.Scope(Scope), new DescribedOrg()).CheckAsync("Contact", DescribedOrg.Json("""{"AccountId": "@{acc.id}"}"""), create: true, references: false, TestContext.Current.CancellationToken));

    private static async Task<ScopeProblem?> Check(string target, string body, DescribedOrg? org = null) =>
        await new WriteCheck(DescribedOrg.Scope(Scope), org ?? new DescribedOrg()).CheckAsync(target, DescribedOrg.Json(body), create: true, references: true, TestContext.Current.CancellationToken);
}

using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

public sealed class RecordStripTests
{
    private const string Scope = """{"objects": ["Account", "Contact", "Task"], "deny_fields": ["Account.TaxNumber__c", "Contact.Birthdate", "Contact.MailingStreet", "Contact.ReportsToId", "Account.Owner"]}""";

    [Theory]
    [InlineData("""{"attributes":{"type":"Account","url":"/x"},"Id":"1","Name":"A","TaxNumber__c":"9","taxnumber__c":"9","Unknown__c":1}""", """{"attributes":{"type":"Account","url":"/x"},"Id":"1","Name":"A"}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"Account":{"attributes":{"type":"Account"},"Name":"A","TaxNumber__c":"9"}}""", """{"attributes":{"type":"Contact"},"Account":{"attributes":{"type":"Account"},"Name":"A"}}""")]
    [InlineData("""{"attributes":{"type":"Account"},"Owner":{"attributes":{"type":"User"},"Name":"U"},"OwnerId":"005"}""", """{"attributes":{"type":"Account"}}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"Owner":{"attributes":{"type":"User"},"Name":"U"},"OwnerId":"005"}""", """{"attributes":{"type":"Contact"},"OwnerId":"005"}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"Owner":{"attributes":{"type":"Account"},"Name":"U"}}""", """{"attributes":{"type":"Contact"}}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"ReportsTo":{"attributes":{"type":"Contact"},"Email":"e"},"ReportsToId":"003"}""", """{"attributes":{"type":"Contact"}}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"MailingAddress":{"street":"s","city":"c"},"MailingCity":"c"}""", """{"attributes":{"type":"Contact"},"MailingCity":"c"}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"Birthdate":{"x":1},"Name":[1]}""", """{"attributes":{"type":"Contact"},"Name":[1]}""")]
    [InlineData("""{"attributes":{"type":"Account"},"Contacts":{"totalSize":2,"done":true,"records":[{"attributes":{"type":"Contact"},"Birthdate":"b","Email":"e"},{"attributes":{"type":"User"},"Name":"u"},5]}}""", """{"attributes":{"type":"Account"},"Contacts":{"totalSize":2,"done":true,"records":[{"attributes":{"type":"Contact"},"Email":"e"}]}}""")]
    [InlineData("""{"attributes":{"type":"Account"},"Opportunities":{"records":[{"attributes":{"type":"Opportunity"},"Name":"o"}]},"Contacts":null,"Opportunity":null}""", """{"attributes":{"type":"Account"},"Contacts":null}""")]
    [InlineData("""{"attributes":{"type":"Account"},"Contacts":{"totalSize":0,"done":true,"records":[]},"Secrets__r":{"totalSize":0,"records":[]}}""", """{"attributes":{"type":"Account"},"Contacts":{"totalSize":0,"done":true,"records":[]}}""")]
    [InlineData("""{"attributes":{"type":"Contact"},"Reports":{"records":[{"attributes":{"type":"Contact"},"Email":"e"}]}}""", """{"attributes":{"type":"Contact"}}""")]
    [InlineData("""{"attributes":{"type":"Task"},"What":{"attributes":{"type":"Account"},"Name":"A"},"Who":{"attributes":{"type":"Lead"},"Email":"e"}}""", """{"attributes":{"type":"Task"},"What":{"attributes":{"type":"Account"},"Name":"A"}}""")]
    public async Task TryWrite_Record_KeepsOnlyWhatTheRoleHas(string record, string expected)
    {
        var written = await Strip(record, null);
        Assert.Equal(expected, written);
    }

    [Theory]
    [InlineData("""{"attributes":{"type":"Secret__c"},"Name":"s"}""", null)]
    [InlineData("""{"attributes":{"type":"User"},"Name":"s"}""", null)]
    [InlineData("""{"attributes":{"type":"User"},"Name":"s"}""", "Account")]
    [InlineData("""{"Name":"s"}""", null)]
    [InlineData("""{"Name":"s"}""", "User")]
    [InlineData("""[1]""", "Account")]
    [InlineData("""{"attributes":{"type":5},"Name":"s"}""", null)]
    public async Task TryWrite_RecordOfAnotherObject_WritesNothing(string record, string? objectName) => Assert.Null(await Strip(record, objectName));

    [Fact]
    public async Task TryWrite_RecordWithoutAttributes_IsReadAsTheObjectThatWasAskedFor() =>
        Assert.Equal("""{"Name":"A"}""", await Strip("""{"Name":"A","TaxNumber__c":"9"}""", "account"));

    private static async Task<string?> Strip(string record, string? objectName)
    {
        using var stream = new MemoryStream();
        await using var writer = new Utf8JsonWriter(stream);
        var there = await new RecordStrip(DescribedOrg.Scope(Scope), new DescribedOrg(slow: true)).TryWriteAsync(DescribedOrg.Json(record), objectName, writer, TestContext.Current.CancellationToken);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(there, stream.Length > 0);
        return there ? Encoding.UTF8.GetString(stream.ToArray()) : null;
    }
}

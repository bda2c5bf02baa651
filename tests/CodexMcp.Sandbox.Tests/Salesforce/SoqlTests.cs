using System.Net;
using System.Text.Json;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>What SOQL gives, and how it fails. The clock stands at 2026-03-18, a Wednesday.</summary>
[Collection("org")]
public sealed class SoqlTests(SharedOrg org)
{
    [Theory]
    [InlineData("SELECT Name FROM Account WHERE External_Id__c = 'ACC-0001'", "Alder Sample Logistics")]
    [InlineData("select name from account where external_id__c = 'acc-0001'", "Alder Sample Logistics")]
    [InlineData("SELECT a.Name FROM Account a WHERE a.Name LIKE 'alder %' AND a.IsDeleted = false", "Alder Sample Logistics")]
    [InlineData("SELECT Account.Name FROM Account WHERE Account.Domain__c IN ('alder-logistics.example', 'x')", "Alder Sample Logistics")]
    [InlineData("SELECT Name, Manager.Name FROM User WHERE Alias = 'bela'", "Bela Mockley|Ada Sampleton")]
    [InlineData("SELECT Name, Manager.Name FROM User WHERE Alias = 'ada'", "Ada Sampleton|∅")]
    [InlineData("SELECT Name, Owner.Name, Owner.Manager.Email FROM Account WHERE External_Id__c = 'ACC-0002'", "Amber Sample Foods|Bela Mockley|ada.sampleton@larkspur.example")]
    [InlineData("SELECT Account.Name, Account.Owner.Alias FROM Contact WHERE External_Id__c = 'CON-0001'", "Alder Sample Logistics|emil")]
    [InlineData("SELECT COUNT(Id) FROM Account", "60")]
    [InlineData("SELECT COUNT(Id) n, COUNT_DISTINCT(OwnerId) owners FROM Account WHERE Segment__c = 'Enterprise'", "12|2")]
    [InlineData("SELECT Segment__c, COUNT(Id) n FROM Account GROUP BY Segment__c ORDER BY Segment__c", "Enterprise|12 / Middle|36 / Small|12")]
    [InlineData("SELECT Segment__c, COUNT(Id) FROM Account GROUP BY Segment__c HAVING COUNT(Id) > 12 ORDER BY COUNT(Id) DESC", "Middle|36")]
    [InlineData("SELECT Account.Segment__c s, MAX(Account.NumberOfEmployees) FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE Name LIKE 'Alder%') GROUP BY Account.Segment__c", "Middle|967")]
    [InlineData("SELECT ProductCode FROM Product2 WHERE IsActive = false", "LUM-CLASSIC")]
    [InlineData("SELECT ProductCode FROM Product2 WHERE Family != 'subscription' AND NOT (Family = 'services') ORDER BY ProductCode LIMIT 2 OFFSET 1", "ADD-AUD / ADD-FCST")]
    [InlineData("SELECT MasterLabel FROM OpportunityStage WHERE IsClosed = true ORDER BY SortOrder DESC", "Closed Lost / Closed Won")]
    [InlineData("SELECT MasterLabel FROM OpportunityStage WHERE DefaultProbability >= 7.5e1 AND DefaultProbability < 100 ORDER BY SortOrder", "Proposal/Price Quote / Negotiation/Review")]
    [InlineData("SELECT Name, (SELECT FirstName FROM Contacts ORDER BY Id) FROM Account WHERE External_Id__c = 'ACC-0001'", "Alder Sample Logistics|[Hana,Quinn,Zola]")]
    [InlineData("SELECT Name, (SELECT Id FROM Renewals__r WHERE Name = 'nothing') FROM Account WHERE External_Id__c = 'ACC-0001'", "Alder Sample Logistics|∅")]
    [InlineData("SELECT COUNT(Id) FROM Usage__c WHERE Week_Of__c = LAST_WEEK AND Account__r.External_Id__c = 'ACC-0007'", "1")]
    [InlineData("SELECT CALENDAR_YEAR(Due_Date__c) y, COUNT(Id) n FROM Renewal__c WHERE Account__r.External_Id__c = 'ACC-0012' AND Status__c = 'Upcoming' GROUP BY CALENDAR_YEAR(Due_Date__c)", "2026|1")]
    [InlineData("SELECT Due_Date__c FROM Renewal__c WHERE Risk__c = 'High' AND Due_Date__c = NEXT_N_DAYS:40", "2026-04-19")]
    [InlineData("SELECT Name FROM Account WHERE Technologies__c INCLUDES ('Kafka;dbt') AND External_Id__c = 'ACC-0001'", "")]
    [InlineData("SELECT Status, COUNT(Id) FROM Case WHERE Account.External_Id__c = 'ACC-0012' AND Status = 'Escalated' GROUP BY Status", "Escalated|2")]
    [InlineData("SELECT What.Type, What.Name FROM Task WHERE Subject = 'Find the new decision maker'", "Opportunity|Kestrel Sample Motors - Renewal 2026")]
    [InlineData("SELECT TYPEOF What WHEN Opportunity THEN StageName WHEN Account THEN Domain__c ELSE Name END FROM Task WHERE Subject = 'Find the new decision maker'", "Negotiation/Review")]
    [InlineData("SELECT Who.Email FROM Task WHERE Who.Type = 'Contact' AND Subject = 'We are running out of seats'", "ximena.stubbs@brightwater-retail.example")]
    [InlineData("SELECT Name FROM Account WHERE Name LIKE '%100\\%%'", "")]
    [InlineData("SELECT Name FROM Account WHERE Name = 'it\\'s \\\\ \\n\\u0041'", "")]
    [InlineData("SELECT Id FROM Account WHERE ParentId = null AND Name = null", "")]
    [InlineData("SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact) OR (Id = '0015g0000000001' AND OwnerId != null)", "Alder Sample Logistics")]
    [InlineData("SELECT Name FROM Account WHERE Id = '0015g0000000001AAA'", "Alder Sample Logistics")]
    public async Task Query_Understood_Gives(string soql, string text) => Assert.Equal(text, await org.Client.TextAsync(soql));

    [Theory]
    [InlineData("SELECT Id,Invalid__x FROM Contact LIMIT 1", "INVALID_FIELD", "No such column 'Invalid__x' on entity 'Contact'")]
    [InlineData("SELECT Id FROM Contact WHERE Nope = 1", "INVALID_FIELD", "ERROR at Row:1:Column:30")]
    [InlineData("SELECT Id, Boss.Name FROM Contact", "INVALID_FIELD", "Didn't understand relationship 'Boss'")]
    [InlineData("SELECT Id FROM Accounts", "INVALID_TYPE", "sObject type 'Accounts' is not supported")]
    [InlineData("SELECT Id, (SELECT Id FROM Contact) FROM Account", "INVALID_TYPE", "Didn't understand relationship 'Contact'")]
    [InlineData("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "MALFORMED_QUERY", "unexpected token: 'OR'")]
    [InlineData("SELECT Id FROM Account WHERE Name = 'a", "MALFORMED_QUERY", "string literal")]
    [InlineData("SELECT Id FROM Account WHERE Name = :x", "MALFORMED_QUERY", "Bind variables")]
    [InlineData("SELECT Id FROM Account; DELETE FROM Account", "MALFORMED_QUERY", "unexpected token: ';'")]
    [InlineData("SELECT Id FROM Account -- x", "MALFORMED_QUERY", "unexpected token")]
    [InlineData("SELECT Id FROM Account /* x */", "MALFORMED_QUERY", "unexpected token")]
    [InlineData("SELECT * FROM Account", "MALFORMED_QUERY", "unexpected token: '*'")]
    [InlineData("SELECT Id FROM Account WITH SECURITY_ENFORCED", "MALFORMED_QUERY", "WITH")]
    [InlineData("SELECT FIELDS(ALL) FROM Account", "MALFORMED_QUERY", "200")]
    [InlineData("SELECT FIELDS(CUSTOM) FROM Account LIMIT 201", "MALFORMED_QUERY", "200")]
    [InlineData("SELECT Name, COUNT(Id) FROM Account", "MALFORMED_QUERY", "must be grouped or aggregated: Name")]
    [InlineData("SELECT Id FROM Account WHERE COUNT(Id) > 1", "MALFORMED_QUERY", "Aggregate")]
    [InlineData("SELECT Id FROM Account WHERE NumberOfEmployees = '5'", "INVALID_FIELD", "must be of type int")]
    [InlineData("SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'", "INVALID_FIELD", "must be of type dateTime")]
    [InlineData("SELECT Id FROM Account WHERE CreatedDate > 2026-01-01", "INVALID_FIELD", "must be of type dateTime")]
    [InlineData("SELECT Id FROM Account WHERE Name = 5", "INVALID_FIELD", "should be enclosed in quotes")]
    [InlineData("SELECT Id FROM Account WHERE Id = 'nonsense'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: nonsense")]
    [InlineData("SELECT Id FROM Account WHERE Id LIKE '001%'", "INVALID_QUERY_FILTER_OPERATOR", "LIKE")]
    [InlineData("SELECT Id FROM Account WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered")]
    [InlineData("SELECT Id FROM Account LIMIT -1", "MALFORMED_QUERY", "unexpected token")]
    [InlineData("SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "2000")]
    [InlineData("SELECT Id, Id FROM Account", "INVALID_FIELD", "duplicate field selected: Id")]
    [InlineData("SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS", "MALFORMED_QUERY", "LAST_N_DAYS")]
    [InlineData("SELECT Id FROM Account WHERE CreatedDate = LAST_N_YEARS:99999", "MALFORMED_QUERY", "out of range")]
    [InlineData("SELECT Account.Owner.Manager.Manager.Manager.Manager.Name FROM Contact", "INVALID_FIELD", "5 levels")]
    [InlineData("SELECT Who.Birthdate FROM Task", "INVALID_FIELD", "on entity 'Name'")]
    [InlineData("", "MALFORMED_QUERY", "")]
    [InlineData("UPDATE Account SET Name = 'x'", "MALFORMED_QUERY", "unexpected token: 'UPDATE'")]
    public async Task Query_NotUnderstood_SaysWhy(string soql, string code, string message)
    {
        var reply = await org.Client.QueryAsync(soql);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(code, reply.Code);
        Assert.Contains(message, reply.Message);
    }

    [Theory]
    [InlineData("SELECT Name, (SELECT Id, FirstName FROM Contacts c WHERE c.Email LIKE 'a%' ORDER BY Id DESC NULLS LAST) FROM Account WHERE NOT (Name = 'it\\'s' OR Id IN ('001', '002')) LIMIT 5 OFFSET 2")]
    [InlineData("SELECT Segment__c s, COUNT(Id) n FROM Account WHERE CreatedDate > LAST_N_DAYS:5 GROUP BY Segment__c HAVING COUNT(Id) > 12 ORDER BY COUNT(Id)")]
    [InlineData("SELECT TYPEOF What WHEN Opportunity THEN StageName, Name ELSE Name END FROM Task WHERE Id NOT IN (SELECT WhatId FROM Task) AND Subject != null FOR VIEW")]
    [InlineData("SELECT FIELDS(STANDARD) FROM Account a WHERE a.Technologies__c INCLUDES ('Kafka;dbt') AND Seats__c >= -7.5e1")]
    [InlineData("SELECT CALENDAR_YEAR(CreatedDate) FROM Account GROUP BY CALENDAR_YEAR(CreatedDate) ALL ROWS")]
    public async Task Query_CutAnywhere_IsAnsweredInSalesforcesWords(string soql)
    {
        for (var length = 0; length < soql.Length; length++)
        {
            var reply = await org.Client.QueryAsync(soql[..length]);
            Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, soql[..length]);
            Assert.True(reply.Status == HttpStatusCode.OK || reply.Code.Length > 0, soql[..length]);
        }
    }

    [Theory]
    [InlineData("((((", 5_000)]
    [InlineData("NOT ", 5_000)]
    public async Task Query_NestedTooDeeply_IsRefused(string piece, int times)
    {
        var reply = await org.Client.QueryAsync("SELECT Id FROM Account WHERE " + string.Concat(Enumerable.Repeat(piece, times)) + "Name = 'a'");

        Assert.Equal("QUERY_TOO_COMPLICATED", reply.Code);
    }

    [Fact]
    public async Task Count_WithoutField_IsTheTotal()
    {
        var reply = await org.Client.QueryAsync("SELECT COUNT() FROM Contact WHERE Account.Name LIKE 'Alder%'");

        Assert.Equal(3, reply.Json.GetProperty("totalSize").GetInt32());
        Assert.True(reply.Json.GetProperty("done").GetBoolean());
        Assert.Empty(reply.Json.GetProperty("records").EnumerateArray());
    }

    [Fact]
    public async Task Record_HasItsAttributesAndTypes()
    {
        var reply = await org.Client.QueryAsync("SELECT Id, Name, NumberOfEmployees, Seats__c, CreatedDate, IsDeleted, Owner.Name FROM Account ORDER BY Id LIMIT 1");
        var record = reply.Json.GetProperty("records")[0];

        Assert.Equal("/services/data/v66.0/sobjects/Account/0015g0000000001AAA", record.GetProperty("attributes").GetProperty("url").GetString());
        Assert.Equal("User", record.GetProperty("Owner").GetProperty("attributes").GetProperty("type").GetString());
        Assert.Matches("^[0-9]+$", record.GetProperty("NumberOfEmployees").GetRawText());
        Assert.EndsWith(".0", record.GetProperty("Seats__c").GetRawText());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$", record.GetProperty("CreatedDate").GetString());
        Assert.Equal(JsonValueKind.False, record.GetProperty("IsDeleted").ValueKind);
    }

    [Fact]
    public async Task Company_IsTheSameAsElsewhere()
    {
        var reply = await org.Client.QueryAsync("SELECT Name, Domain__c, (SELECT Email FROM Contacts ORDER BY External_Id__c), (SELECT Sessions__c FROM Usages__r ORDER BY Week_Of__c) FROM Account ORDER BY External_Id__c");
        var records = reply.Json.GetProperty("records").EnumerateArray().ToArray();

        Assert.Equal(org.Company.Customers.Select(c => $"{c.Name} {c.Domain}"), records.Select(r => $"{r.GetProperty("Name")} {r.GetProperty("Domain__c")}"));
        Assert.Equal(org.Company.People.Select(p => p.Email), records.SelectMany(r => r.GetProperty("Contacts").GetProperty("records").EnumerateArray()).Select(c => c.GetProperty("Email").GetString()));
        Assert.Equal(
            org.Company.WeeklyUsage().Sum(w => (double)w.Sessions),
            records.Where(r => r.GetProperty("Usages__r").ValueKind == JsonValueKind.Object).SelectMany(r => r.GetProperty("Usages__r").GetProperty("records").EnumerateArray()).Sum(u => u.GetProperty("Sessions__c").GetDouble()));
    }

    [Fact]
    public async Task Pages_FollowedToTheEnd_GiveEveryRecordOnce()
    {
        var ids = new List<string>();
        var reply = await org.Client.QueryAsync("SELECT Id FROM Usage__c ORDER BY Sessions__c", ("Sforce-Query-Options", "batchSize=200"));
        var pages = 1;
        while (true)
        {
            ids.AddRange(reply.Json.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("Id").GetString()!));
            if (reply.Json.GetProperty("done").GetBoolean())
            {
                break;
            }

            var next = reply.Json.GetProperty("nextRecordsUrl").GetString()!;
            Assert.EndsWith($"-{200 * pages}", next);
            reply = await org.Client.GetAsync(next);
            pages++;
        }

        Assert.Equal(reply.Json.GetProperty("totalSize").GetInt32(), ids.Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal((ids.Count + 199) / 200, pages);
    }

    [Theory]
    [InlineData("/query/01g5g0000000999AAA-2000")]
    [InlineData("/query/nonsense")]
    public async Task Page_OfNoResult_IsRefused(string path) => Assert.Equal("INVALID_QUERY_LOCATOR", (await org.Client.GetAsync(path)).Code);
}

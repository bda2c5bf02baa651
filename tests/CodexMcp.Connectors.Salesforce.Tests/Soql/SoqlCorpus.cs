namespace CodexMcp.Connectors.Salesforce.Tests.Soql;

/// <summary>Queries as the manual of the vendor shows them, and how they are written anew.</summary>
internal static class SoqlCorpus
{
    /// <summary>Each in the one spelling that is ours: reading and writing gives the same text.</summary>
    public static readonly string[] Canonical =
    [
        "SELECT Id FROM Account",
        "SELECT Id, Name, BillingCity FROM Account",
        "SELECT COUNT() FROM Contact",
        "SELECT Contact.FirstName, Contact.Account.Name FROM Contact",
        "SELECT Name FROM Account WHERE Industry = 'media' ORDER BY BillingPostalCode NULLS LAST LIMIT 125",
        "SELECT Name FROM Account ORDER BY Name DESC NULLS FIRST, Id LIMIT 10 OFFSET 20",
        "SELECT LeadSource, COUNT(Name) FROM Lead GROUP BY LeadSource",
        "SELECT Name n, MAX(Amount) max FROM Opportunity GROUP BY Name HAVING COUNT(Id) > 1",
        "SELECT Status, LeadSource, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(Status, LeadSource)",
        "SELECT Type, BillingCountry, GROUPING(Type) grpType, COUNT(Id) FROM Account GROUP BY CUBE(Type, BillingCountry) ORDER BY GROUPING(Type)",
        "SELECT CALENDAR_YEAR(CreatedDate), SUM(Amount) FROM Opportunity GROUP BY CALENDAR_YEAR(CreatedDate)",
        "SELECT HOUR_IN_DAY(convertTimezone(CreatedDate)), SUM(Amount) FROM Opportunity GROUP BY HOUR_IN_DAY(convertTimezone(CreatedDate))",
        "SELECT Amount FROM Opportunity WHERE CALENDAR_MONTH(CreatedDate) = 5 AND DAY_ONLY(CreatedDate) > 2026-05-10",
        "SELECT Name, (SELECT LastName FROM Contacts WHERE CreatedBy.Alias = 'x' ORDER BY LastName LIMIT 3) FROM Account WHERE Industry = 'media'",
        "SELECT Name, (SELECT Name, (SELECT Quantity FROM OpportunityLineItems) FROM Opportunities) FROM Account",
        "SELECT TYPEOF What WHEN Account THEN Phone, NumberOfEmployees WHEN Opportunity THEN Amount, CloseDate ELSE Name, Email END FROM Event",
        "SELECT Id, TYPEOF Owner WHEN User THEN Id END FROM Case",
        "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Closed Lost')",
        "SELECT Id FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsClosed = FALSE) AND Name != NULL",
        "SELECT Name FROM Account WHERE BillingState IN ('California', 'New York') OR BillingState NOT IN ('x')",
        "SELECT Id FROM Account WHERE MSP1__c INCLUDES ('AAA;BBB', 'CCC') AND MSP1__c EXCLUDES ('D')",
        "SELECT Id FROM Account WHERE (Name = 'a' AND Type = 'b') OR (NOT Name LIKE 'x%')",
        "SELECT Id FROM Account WHERE NOT (Name = 'a' OR Name = 'b')",
        "SELECT Id FROM Account WHERE NOT Name = 'a'",
        "SELECT Id FROM Account WHERE Name LIKE 'Ter\\%%' OR Name LIKE '\\_x_'",
        "SELECT Id FROM Account WHERE Name = 'Bob\\'s \\\\ \\\"BBQ\\\"\\n\\r\\t\\b\\f'",
        "SELECT Id FROM Account WHERE Name = 'Grüße 😀 \u202e'",
        "SELECT Id FROM Account WHERE CreatedDate > 2011-04-26T10:00:00-08:00 AND CreatedDate < 2026-05-10T00:00:00.123Z AND D__c >= 2026-02-28",
        "SELECT Id FROM Account WHERE A = TODAY AND B >= LAST_N_DAYS:90 AND C < N_FISCAL_YEARS_AGO:3 AND D = NEXT_FISCAL_QUARTER",
        "SELECT Id FROM Account WHERE A = 1 AND B <= -2.5 AND C > 0.5 AND D = TRUE AND E = NULL AND F < USD5000 AND G = EUR12.50",
        "SELECT FIELDS(ALL) FROM Account LIMIT 200",
        "SELECT Id, FIELDS(CUSTOM), FIELDS(STANDARD) FROM Account",
        "SELECT toLabel(Status), FORMAT(Amount) Amt, convertCurrency(Amount), FORMAT(convertCurrency(Amount)) c, FORMAT(MIN(CloseDate)) FROM Opportunity",
        "SELECT Id FROM Account WHERE toLabel(Type) = 'Kunde' ORDER BY toLabel(Type)",
        "SELECT Id, DISTANCE(Location__c, GEOLOCATION(10, -10.5), 'km') FROM W__c WHERE DISTANCE(Location__c, GEOLOCATION(37, 122), 'mi') < 20 ORDER BY DISTANCE(Location__c, GEOLOCATION(37, 122), 'mi') DESC",
        "SELECT Id FROM Account USING SCOPE Mine WHERE Name = 'x'",
        "SELECT Name FROM Group WHERE Type = 'Queue' ORDER BY CreatedDate",
        "SELECT Order.Name, Group.Name FROM OrderItem",
        "SELECT Id FROM Order ORDER BY Name",
        "SELECT COUNT() FROM Contact c, c.Account a WHERE a.Name = 'MyriadPubs'",
        "SELECT Id, Limit, Offset FROM Where__c w WHERE w.From = 'x'",
        "SELECT A.B.C.D.E.F FROM X__c",
    ];

    /// <summary>Other spellings of the same.</summary>
    public static readonly TheoryData<string, string> Spellings = new()
    {
        { "select id from account", "SELECT id FROM account" },
        { "SELECT\tId\r\n,\nName FROM\n\nAccount\n", "SELECT Id, Name FROM Account" },
        { "SELECT count() FROM Account", "SELECT COUNT() FROM Account" },
        { "SELECT TOLABEL(Status) FROM Case", "SELECT toLabel(Status) FROM Case" },
        { "SELECT Id FROM Account WHERE Name <> 'a'", "SELECT Id FROM Account WHERE Name != 'a'" },
        { "SELECT Id FROM Account WHERE ((Name='a'))", "SELECT Id FROM Account WHERE Name = 'a'" },
        { "SELECT Id FROM Account WHERE A = 1 AND (B = 2) AND (C = 3 OR D = 4)", "SELECT Id FROM Account WHERE A = 1 AND B = 2 AND (C = 3 OR D = 4)" },
        { "SELECT Id FROM Account WHERE A = 1 AND NOT B = 2", "SELECT Id FROM Account WHERE A = 1 AND (NOT B = 2)" },
        { "SELECT Id FROM Account WHERE A = +1 AND B = .5 AND C = -.5", "SELECT Id FROM Account WHERE A = 1 AND B = 0.5 AND C = -0.5" },
        { "SELECT Id FROM Account WHERE A = true AND B = null AND C = today AND D = last_n_days:3", "SELECT Id FROM Account WHERE A = TRUE AND B = NULL AND C = TODAY AND D = LAST_N_DAYS:3" },
        { "SELECT Id FROM Account WHERE A = '\\u0027 OR Id != \\u0027'", "SELECT Id FROM Account WHERE A = '\\' OR Id != \\''" },
        { "SELECT Id FROM Account WHERE A = 'x\ny\tz'", "SELECT Id FROM Account WHERE A = 'x\\ny\\tz'" },
        { "SELECT Id FROM Account AS a ORDER BY Name asc nulls last", "SELECT Id FROM Account a ORDER BY Name NULLS LAST" },
        { "SELECT Id FROM Account WHERE A = 2026-05-10t10:00:00z", "SELECT Id FROM Account WHERE A = 2026-05-10T10:00:00Z" },
        { "SELECT Id FROM Account USING SCOPE mine", "SELECT Id FROM Account USING SCOPE Mine" },
    };
}

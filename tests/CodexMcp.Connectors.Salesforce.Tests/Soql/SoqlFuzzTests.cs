using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tests.Scope;
using FsCheck;
using FsCheck.Fluent;

namespace CodexMcp.Connectors.Salesforce.Tests.Soql;

public sealed class SoqlFuzzTests
{
    private const string Scope = """{"objects": ["Account", "Contact", "Opportunity", "Task", "User"], "deny_fields": ["Contact.Birthdate", "Account.TaxNumber__c"], "filters": {"Opportunity": "StageName != 'x'"}}""";

    private static readonly string[] Hidden = ["Birthdate", "TaxNumber__c", "Secret__c", "Secret__r", "Secrets__r", "Salary__c", "Case", "Lead"];

    private static readonly string[] Pieces =
    [
        "SELECT", "select", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "INCLUDES", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "FOR VIEW", "ALL ROWS", "USING SCOPE", "WITH",
        "TYPEOF", "WHEN", "THEN", "ELSE", "END", "NULLS", "ASC", "DESC", "Id", "Name", "Account", "Contact", "Opportunity", "Task", "Contacts", "What", "Who", "Owner", "Account.Name",
        "Owner.Name", "What.Name", "What.Type", "a", "a.Name", "COUNT()", "COUNT(Id)", "MAX(Amount)", "toLabel(Name)", "FIELDS(ALL)", "FIELDS(", "DISTANCE(", "GEOLOCATION(1,2)", "TODAY",
        "LAST_N_DAYS:5", "(", ")", "(", ")", ",", ",", ".", "=", "!=", "<", ">=", "'", "'x'", "'\\''", "''", "\\", ":", ":x", "1", "-", "-1", "1.5", "2026-05-10", "2026-05-10T00:00:00Z", "USD5",
        "NULL", "TRUE", ";", "/*", "--", "#", "*", "\"", "é", "\0", "\ud800", "\n", " ", .. Hidden,
    ];

    private static Arbitrary<string> Mixed => Gen.Elements(Pieces).ArrayOf()
        .SelectMany(static pieces => Gen.Elements("", " ", " "), static (pieces, gap) => string.Join(gap, pieces))
        .ToArbitrary();

    [Fact]
    public void Parse_AnyMixOfTokens_GivesAQueryOrAPlace() => Prop.ForAll(Mixed, static soql =>
    {
        foreach (var text in new[] { soql, "SELECT Id FROM Account " + soql, "SELECT Id FROM Account WHERE " + soql, "SELECT " + soql + " FROM Account" })
        {
            var problem = SoqlParser.Parse(text, null, out var query);
            Assert.Equal(problem is null, query is not null);
            Assert.True(problem is null || (problem.Line >= 1 && problem.Column >= 1 && problem.Message.Length is > 0 and < 400 && problem.Next.Length is > 0 and < 800));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(4_000).WithEndSize(40));

    [Fact]
    public void Parse_AnyText_NeverThrows() => Prop.ForAll<string>(static text =>
    {
        _ = SoqlParser.Parse(text ?? "", null, out _);
        _ = SoqlParser.Parse($"SELECT Id FROM Account WHERE Name = '{text}'", null, out _);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Parse_WhateverPasses_ReadsTheSameWhenPrinted() => Prop.ForAll(RandomQueries, static soql =>
    {
        Assert.Null(SoqlParser.Parse(soql, null, out var query));
        var printed = SoqlPrinter.Print(query!);
        Assert.Null(SoqlParser.Parse(printed, null, out var again));
        Assert.Equal(printed, SoqlPrinter.Print(again!));
        Assert.Equal(Words(soql), Words(printed)); // No word is lost or made up: a reader that knows no grammar finds the same ones.
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Check_AnyMixOfTokens_NeverSendsAHiddenName()
    {
        var org = new DescribedOrg();
        var passed = 0;
        Prop.ForAll(Mixed, soql =>
        {
            foreach (var text in new[] { $"SELECT {soql} FROM Account", $"SELECT Id FROM Contact WHERE {soql}", $"SELECT Id FROM Account {soql}", $"SELECT Name, {soql} FROM Task" })
            {
                var verdict = org.Check(Scope, text);
                if (verdict.Problem is null)
                {
                    passed++;
                    Assert.Null(SoqlParser.Parse(verdict.Text, null, out var sent));
                    Assert.Empty(SoqlNames.Of(sent!).SelectMany(static path => path).Intersect(Hidden, StringComparer.OrdinalIgnoreCase));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(12));
        Assert.True(passed > 50, $"Only {passed} passed: the test looks at too little.");
    }

    [Fact]
    public void Parse_CorpusCutAnywhere_NeverThrows()
    {
        foreach (var soql in SoqlCorpus.Canonical)
        {
            for (var cut = 0; cut <= soql.Length; cut++)
            {
                _ = SoqlParser.Parse(soql[..cut], null, out _);
                _ = SoqlParser.Parse(soql[cut..], null, out _);
                _ = SoqlParser.Parse(soql.Insert(cut, "'"), null, out _);
            }
        }
    }

    /// <summary>Counted in bytes allocated, not in seconds: twice the query takes at most a little over twice the memory, and what takes no memory is bounded by it.</summary>
    [Theory]
    [InlineData("SELECT Id FROM Account WHERE ", "Name = 'x' OR ", "Name = 'y'")]
    [InlineData("SELECT Id FROM Account WHERE Name IN (", "'abc',", "'x')")]
    [InlineData("SELECT ", "Owner.Name, ", "Id FROM Account")]
    [InlineData("SELECT ", "COUNT(Id) x, ", "COUNT(Id) FROM Account")]
    [InlineData("SELECT ", "(SELECT Id FROM Contacts), ", "Id FROM Account")]
    [InlineData("SELECT Id FROM Account ORDER BY ", "Name, ", "Id")]
    [InlineData("SELECT Id FROM Account a, ", "a.Owner o, ", "a.Owner p")]
    [InlineData("SELECT Id FROM Account WHERE Name = '", "\\'", "'")]
    [InlineData("SELECT Id FROM Account", " ", "")]
    [InlineData("SELECT Id FROM Account", "(", "")]
    [InlineData("SELECT Id FROM Account", "'", "")]
    [InlineData("SELECT Id FROM Account WHERE A = ", "1", "")]
    [InlineData("SELECT ", "x", " FROM Account")]
    [InlineData("SELECT x", ".x", " FROM Account")]
    public void Check_TwiceTheLength_TakesTwiceTheWork(string head, string piece, string tail)
    {
        var org = new DescribedOrg();
        long Cost(int length)
        {
            var soql = head + string.Concat(Enumerable.Repeat(piece, length / piece.Length)) + tail;
            org.Check(Scope, soql);
            var before = GC.GetAllocatedBytesForCurrentThread();
            org.Check(Scope, soql);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var (one, two) = (Cost(40_000), Cost(80_000));
        Assert.True(two < (one * 2.7) + 200_000, $"{one} bytes, then {two}.");
    }

    private static Arbitrary<string> RandomQueries => Gen.Choose(0, int.MaxValue - 1).Select(static seed => new SoqlWriter(seed).Query(0)).ToArbitrary();

    private static List<string> Words(string soql)
    {
        var words = new List<string>();
        foreach (var token in SoqlLexer.Tokenize(soql))
        {
            if (token.Kind is SoqlTokenKind.Word or SoqlTokenKind.Number or SoqlTokenKind.String or SoqlTokenKind.Operator && token.Text(soql) is not ("<>" or "!="))
            {
                words.Add(token.Text(soql).ToString().ToUpperInvariant().TrimStart('+'));
            }
        }

        words.RemoveAll(static word => word is "ASC" or "AS");
        return words;
    }
}

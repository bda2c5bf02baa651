using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Tests.Soql;

public sealed class SoqlParserTests
{
    public static TheoryData<string> Canonical => [.. SoqlCorpus.Canonical];

    public static TheoryData<string, string> Spellings => SoqlCorpus.Spellings;

    [Theory]
    [MemberData(nameof(Canonical))]
    public void Parse_CanonicalText_IsWrittenTheSame(string soql) => Assert.Equal(soql, Print(soql));

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Parse_OtherSpelling_IsWrittenCanonical(string soql, string expected)
    {
        Assert.Equal(expected, Print(soql));
        Assert.Equal(expected, Print(expected));
    }

    [Theory]
    [InlineData("", 1, 1, "Found the end, expected SELECT")]
    [InlineData("DELETE FROM Account", 1, 1, "Found 'DELETE', expected SELECT")]
    [InlineData("SELECT FROM Account", 1, 8, "expected a field")]
    [InlineData("SELECT Id Account", 1, 18, "expected FROM")]
    [InlineData("SELECT Id,\nFROM Account", 2, 1, "expected a field")]
    [InlineData("SELECT Id\nFROM Account\nWHERE", 3, 6, "Found the end")]
    [InlineData("SELECT Id FROM Account WHERE Name", 1, 34, "expected =, !=")]
    [InlineData("SELECT Id FROM Account WHERE Name = Other", 1, 37, "never with another field")]
    [InlineData("SELECT Id FROM Account WHERE Name = TODY", 1, 37, "Found 'TODY'")]
    [InlineData("SELECT Id FROM Account WHERE A = 1 AND B = 2 OR C = 3", 1, 46, "AND and OR stand side by side")]
    [InlineData("SELECT Id FROM Account WHERE A IN ()", 1, 36, "expected a value")]
    [InlineData("SELECT Id FROM Account WHERE A IN 'x'", 1, 35, "expected an opening parenthesis")]
    [InlineData("SELECT Id FROM Account WHERE A LIKE 5", 1, 37, "LIKE takes text")]
    [InlineData("SELECT Id FROM Account WHERE A = 'x", 1, 34, "never ends")]
    [InlineData("SELECT Id FROM Account WHERE A = 'x\\'", 1, 34, "never ends")]
    [InlineData("SELECT Id FROM Account WHERE A = 'x''y'", 1, 37, "expected the end of the query")]
    [InlineData("SELECT Id FROM Account WHERE A = 'x\\y'", 1, 34, "backslash")]
    [InlineData("SELECT Id FROM Account WHERE A = '50\\%'", 1, 34, "backslash")]
    [InlineData("SELECT Id FROM Account WHERE A = '\\ud800'", 1, 34, "half of a character")]
    [InlineData("SELECT Id FROM Account WHERE A = 2026-02-30", 1, 34, "not complete")]
    [InlineData("SELECT Id FROM Account WHERE A = 2026-05-10T25:00:00Z", 1, 34, "not complete")]
    [InlineData("SELECT Id FROM Account WHERE A = 5x", 1, 34, "runs into")]
    [InlineData("SELECT Id FROM Account WHERE A = 1e5", 1, 34, "runs into")]
    [InlineData("SELECT Id FROM Account LIMIT -1", 1, 30, "LIMIT takes a whole number")]
    [InlineData("SELECT Id FROM Account LIMIT 99999999999", 1, 30, "LIMIT takes a whole number")]
    [InlineData("SELECT Id FROM Account LIMIT 1 LIMIT 2", 1, 32, "expected the end of the query")]
    [InlineData("SELECT Id FROM Account OFFSET 1 LIMIT 2", 1, 33, "expected the end of the query")]
    [InlineData("SELECT Id FROM Account UNION SELECT Id FROM User", 1, 30, "Found 'SELECT'")]
    [InlineData("SELECT A.B.C.D.E.F.G.H FROM X", 1, 8, "more than 5 relationships")]
    [InlineData("SELECT Id FROM Account WHERE Secrets(Name) = 1", 1, 30, "There is no function 'Secrets'")]
    [InlineData("SELECT CUONT(Id) FROM Account", 1, 8, "There is no function 'CUONT'")]
    [InlineData("SELECT Id FROM Account WHERE COUNT(Id) > 1", 1, 30, "COUNT can't stand in WHERE")]
    [InlineData("SELECT GEOLOCATION(1, 2) FROM Account", 1, 8, "GEOLOCATION can't stand")]
    [InlineData("SELECT SUM(MAX(A)) FROM Account", 1, 15, "expected a closing parenthesis")]
    [InlineData("SELECT DISTANCE(A, GEOLOCATION('x', 2), 'mi') FROM Account", 1, 32, "two numbers")]
    [InlineData("SELECT DISTANCE(A, GEOLOCATION(1, 2), 'ell') FROM Account", 1, 39, "'mi' or 'km'")]
    [InlineData("SELECT FIELDS(SECRET) FROM Account", 1, 15, "ALL, STANDARD or CUSTOM")]
    [InlineData("SELECT FIELDS(ALL), FIELDS(ALL) FROM Account", 1, 21, "there twice")]
    [InlineData("SELECT TYPEOF What END FROM Task", 1, 20, "expected WHEN")]
    [InlineData("SELECT Id FROM Account WHERE Id IN (SELECT (SELECT Id FROM X) FROM Y)", 1, 44, "no subquery in its SELECT list")]
    [InlineData("SELECT Id x, Id select FROM Account", 1, 17, "expected a comma, an alias or FROM")]
    [InlineData("SELECT Id FROM Account null", 1, 24, "can be no alias")]
    public void Parse_WrongQuery_SaysWhereWhatAndWhatToDo(string soql, int line, int column, string message)
    {
        var problem = Problem(soql);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.NotEmpty(problem.Next);
    }

    [Theory]
    [InlineData("FOR VIEW", "writes")]
    [InlineData("FOR REFERENCE", "writes")]
    [InlineData("FOR UPDATE", "writes")]
    [InlineData("for view", "writes")]
    [InlineData("UPDATE TRACKING", "write")]
    [InlineData("UPDATE VIEWSTAT", "write")]
    [InlineData("ALL ROWS", "deleted")]
    [InlineData("WITH USER_MODE", "Apex")]
    [InlineData("WITH SYSTEM_MODE", "Apex")]
    [InlineData("WITH SECURITY_ENFORCED", "Apex")]
    [InlineData("WITH DATA CATEGORY Geo__c AT usa__c", "not let through")]
    [InlineData("USING SCOPE Everything", "not let through")]
    [InlineData("USING SCOPE ScopingRule", "not let through")]
    [InlineData("SET OPTIONS (a = b)", "not let through")]
    [InlineData("LIMIT 5 FOR VIEW", "writes")]
    [InlineData("LIMIT 5 ALL ROWS", "deleted")]
    public void Parse_ClauseThatWritesOrWidens_IsRefusedByName(string clause, string reason)
    {
        Assert.Contains(reason, Problem($"SELECT Id FROM Account {clause}").Message, StringComparison.Ordinal);
        Assert.Contains(reason, Problem($"SELECT Id, (SELECT Id FROM Contacts {clause}) FROM Account").Message, StringComparison.Ordinal);
        Assert.Contains(reason, Problem($"SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact {clause})").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/* x */", "comment")]
    [InlineData("// x\n", "comment")]
    [InlineData("-- x\n", "comment")]
    [InlineData("#", "comment")]
    [InlineData(";", "semicolon")]
    [InlineData("\0", "control")]
    [InlineData("\u0001", "control")]
    [InlineData("\v", "control")]
    [InlineData("\u001b[31m", "control")]
    [InlineData("\u007f", "outside ASCII")]
    [InlineData("\u00a0", "outside ASCII")]
    [InlineData("\u200b", "outside ASCII")]
    [InlineData("\u202e", "outside ASCII")]
    [InlineData("\u2028", "outside ASCII")]
    [InlineData("\ufeff", "outside ASCII")]
    [InlineData("\uff07", "outside ASCII")]
    [InlineData("\u2019", "outside ASCII")]
    [InlineData("\u0430", "outside ASCII")]
    [InlineData("\ud83d\ude00", "outside ASCII")]
    [InlineData("\ud800", "outside ASCII")]
    [InlineData("\"", "quotes nothing")]
    [InlineData("`", "quotes nothing")]
    [InlineData("*", "does not have")]
    [InlineData("[", "does not have")]
    [InlineData("{", "does not have")]
    [InlineData("\\", "does not have")]
    [InlineData("$", "does not have")]
    [InlineData("@", "does not have")]
    [InlineData("|", "does not have")]
    [InlineData("&", "does not have")]
    public void Parse_CharacterThatSoqlDoesNotHave_IsRefusedAnywhereOutsideOfText(string piece, string reason)
    {
        const string Query = "SELECT Id FROM Account WHERE Name = 'x' LIMIT 5";
        foreach (var at in Enumerable.Range(0, Query.Length + 1).Where(at => at == 0 || at == Query.Length || Query[at] == ' '))
        {
            Assert.Contains(reason, Problem($"{Query[..at]}{piece}{Query[at..]}").Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_NestedTooDeep_IsRefused()
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("NOT ", ""), ("NOT (", ")") })
        {
            var soql = $"SELECT Id FROM Account WHERE {Repeat(open, 10_000)}A = 1{Repeat(close, 10_000)}";
            Assert.Contains("deep", Problem(soql).Message, StringComparison.Ordinal);
        }

        Assert.Contains("deep", Problem($"SELECT {Repeat("(SELECT ", 5_000)}Id{Repeat(" FROM C)", 5_000)} FROM A").Message, StringComparison.Ordinal);
        Assert.Contains("deep", Problem($"SELECT Id FROM A WHERE {Repeat("Id IN (SELECT B FROM C WHERE ", 3_000)}D = 1").Message, StringComparison.Ordinal);
        Assert.Contains("characters", Problem(new string(' ', SoqlLexer.MaxLength + 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseCondition_OnlyACondition_IsRead()
    {
        Assert.Null(SoqlParser.ParseCondition("StageName != 'Closed Lost'", out var condition));
        Assert.Null(SoqlParser.Parse("SELECT Id FROM Opportunity", null, out var query));
        Assert.Equal("SELECT Id FROM Opportunity WHERE StageName != 'Closed Lost'", SoqlPrinter.Print(query! with { Where = condition }));
        foreach (var wrong in new[] { "", "A = 1 LIMIT 5", "A = 1) OR (B = 2", "A = :x", "SELECT Id FROM A", "A = 1 FOR VIEW", "A = 1 ORDER BY B" })
        {
            Assert.NotNull(SoqlParser.ParseCondition(wrong, out condition));
            Assert.Null(condition);
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Print(string soql)
    {
        Assert.Null(SoqlParser.Parse(soql, null, out var query));
        return SoqlPrinter.Print(query!);
    }

    private static SoqlProblem Problem(string soql)
    {
        var problem = SoqlParser.Parse(soql, null, out var query);
        Assert.Null(query);
        return Assert.IsType<SoqlProblem>(problem);
    }
}

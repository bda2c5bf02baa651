using System.Text;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Snowflake.Tests.Guard;

public sealed class StatementGuardTests
{
    public static TheoryData<string> Good => [.. GuardCorpus.Good.Select(Shown)];

    public static TheoryData<string> Bad => [.. GuardCorpus.Bad.Select(Shown).Distinct()];

    // Test names can't hold every character: statements travel escaped.
    private static string Shown(string statement) => string.Concat(statement.Select(static c => c is >= ' ' and <= '~' and not '%' ? c.ToString() : $"%{(int)c:x4}"));

    private static string Hidden(string shown)
    {
        var text = new StringBuilder();
        for (var i = 0; i < shown.Length; i++)
        {
            text.Append(shown[i] == '%' ? (char)Convert.ToInt32(shown.Substring(i + 1, 4), 16) : shown[i]);
            i += shown[i] == '%' ? 4 : 0;
        }

        return text.ToString();
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Check_AnalystStatement_Passes(string shown)
    {
        Assert.Null(Problem(Hidden(shown))?.ToString());
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_HostileStatement_IsRefused(string shown)
    {
        var problem = Problem(Hidden(shown));

        Assert.NotNull(problem);
        Assert.NotEmpty(problem.Next);
        Assert.DoesNotContain(problem.ToString(), static c => c is (< ' ') or (> '~' and not '…'));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_HostileStatementInsideAnotherOne_IsRefused(string shown)
    {
        var statement = Hidden(shown);
        // A fragment that ends in an open quote or comment would swallow what is put after it.
        foreach (var wrapped in new[] { $"WITH x AS (\n{statement}\n) SELECT 1", $"SELECT 1 UNION ALL\n{statement}", $"(\n{statement}\n)" })
        {
            if (!GuardCorpus.FragmentsThatMayStandInside.Contains(statement))
            {
                Assert.NotNull(Problem(wrapped));
            }
        }
    }

    [Fact]
    public void Check_ForbiddenVerbInEveryCaseAndSpacing_IsRefused()
    {
        string[] verbs = ["INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "COPY", "PUT", "USE", "ALTER", "SET", "BEGIN", "EXECUTE", "CREATE", "DROP", "TRUNCATE", "GRANT", "REVOKE", "UNDROP"];
        string[] gaps = [" ", "\n", "\t", "/**/", "--x\n", "//x\n", " /* SELECT */ "];
        foreach (var verb in verbs)
        {
            foreach (var gap in gaps)
            {
                foreach (var spelling in new[] { verb, verb.ToLowerInvariant(), verb[..1] + verb[1..].ToLowerInvariant() })
                {
                    Assert.NotNull(Problem($"{gap}{spelling}{gap}x"));
                    Assert.NotNull(Problem($"SELECT 1;{gap}{spelling}{gap}x"));
                    Assert.NotNull(Problem($"SELECT a FROM t {gap}{spelling}{gap}x"));
                    Assert.NotNull(Problem($"WITH x AS ({gap}{spelling}{gap}t) SELECT 1"));
                }
            }
        }
    }

    [Fact]
    public async Task Check_ExplainTool_TakesSelectOnly()
    {
        Assert.Null(await Verdicts.OfCallAsync(Some.Call("explain_query", ("statement", "SELECT 1"))));
        Assert.NotNull(await Verdicts.OfCallAsync(Some.Call("explain_query", ("statement", "SHOW TABLES"))));
        Assert.NotNull(await Verdicts.OfCallAsync(Some.Call("explain_query", ("statement", "EXPLAIN SELECT 1"))));
        Assert.NotNull(await Verdicts.OfCallAsync(Some.Call("explain_query", ("statement", "DESCRIBE TABLE t"))));
    }

    [Fact]
    public void Check_UnknownFunction_SaysWhereAndWhichIsNear()
    {
        var problem = Problem("SELECT a,\n  COUNTIF(b) FROM t");

        Assert.NotNull(problem);
        Assert.Equal((2, 3), (problem.Line, problem.Column));
        Assert.Contains("COUNTIF is not on the list", problem.Message);
        Assert.Contains("COUNT_IF", problem.Next);
    }

    [Fact]
    public void Check_UnterminatedString_SaysWhereItBegins()
    {
        var problem = Problem("SELECT a\nFROM t WHERE b = 'x");

        Assert.NotNull(problem);
        Assert.Equal((2, 18), (problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"SELECT '\\udc00'\"")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Check_StatementThatIsNoText_IsRefused(string json)
    {
        Assert.NotNull(await Verdicts.OfCallAsync(Some.CallJson("run_query", $"{{\"statement\":{json}}}")));
        Assert.NotNull(await Verdicts.OfCallAsync(Some.CallJson("run_query", "{}")));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("SELECT (", ")")]
    [InlineData("[", "]")]
    [InlineData("CASE WHEN ", "")]
    [InlineData("/*", "")]
    [InlineData("/* */", "")]
    [InlineData("--\n", "")]
    [InlineData("'", "'")]
    [InlineData("$$", "$$")]
    [InlineData("\"a\"", "")]
    [InlineData(";", "")]
    [InlineData("abs(", ")")]
    [InlineData("WITH x AS (", ")")]
    [InlineData("SELECT * FROM (", ")")]
    [InlineData("a.", "")]
    [InlineData("1", "")]
    [InlineData("- ", "")]
    [InlineData("?", "")]
    public void Check_HundredThousandRepeats_ComesToAnEnd(string open, string close)
    {
        var count = 100_000 / (open.Length + close.Length);
        var statement = string.Concat(Enumerable.Repeat(open, count)) + "1" + string.Concat(Enumerable.Repeat(close, count));

        // Whatever the verdict, it is one: no exception, no stack that overflows, and the tokens are at most as many as the characters.
        _ = Problem(statement);
        _ = Problem("SELECT " + statement);
        var tokens = new List<SqlToken>();
        SqlTokenizer.Tokenize(statement, tokens);
        Assert.InRange(tokens.Count, 0, statement.Length);
    }

    private static SqlProblem? Problem(string statement) => Verdicts.Problem(statement);
}

using CodexMcp.Connectors.Sql;
using FsCheck;
using FsCheck.Fluent;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>No text crashes the reader, hangs it, or makes it grow faster than the text.</summary>
public sealed class SqlFuzzTests
{
    private static readonly SqlScope Scope = SqlScopeReader.Read(
        System.Text.Json.JsonElement.Parse("""{"deny_columns":["*.SECRET"],"row_filters":{"T":"a = 1"},"required_predicates":{"U":"DAY","C":{"column":"DAY","max_window":"30d","otherwise":"narrow"}}}"""),
        SqlDialect.Snowflake, "DB", "SC", SqlCorpus.Functions());

    private static readonly string[] Pieces =
    [
        "SELECT", "FROM", "WITH", "RECURSIVE", "AS", "WHERE", "UNION", "ALL", "JOIN", "LEFT", "NATURAL", "ASOF", "ON", "USING", "TABLE", "LATERAL", "FLATTEN", "VALUES", "IN", "GROUP", "BY", "ORDER",
        "QUALIFY", "OVER", "PARTITION", "ROWS", "BETWEEN", "AND", "OR", "NOT", "CASE", "WHEN", "THEN", "END", "PIVOT", "UNPIVOT", "FOR", "MATCH_RECOGNIZE", "PATTERN", "DEFINE", "SAMPLE", "AT", "AT (OFFSET => (SELECT a FROM t))", "BEFORE (TIMESTAMP => t.a)", "VERSION AS OF (SELECT 1)", "day", "c", "'2026-01-01'", "LIMIT",
        "OFFSET", "FETCH", "TOP", "EXCLUDE", "REPLACE", "RENAME", "LIKE", "ANY", "INTERVAL", "CAST", "EXISTS", "DELETE", "CALL", "SHOW", "EXPLAIN", "t", "a", "u", "abs", "count", "secret",
        "::", "=>", "->", "(", ")", "(", ")", ",", ".", ";", "*", "/", "-", "--", "//", "/*", "*/", "'", "'x'", "\"", "\"q\"", "`", "`q`", "$$", "$1", "?", ":", "@", "#", "[", "]", "{", "}", "\\",
        "\n", "\r", "1", ".5", "1e9", "é", "\0", "\ud800", "=", "<", ">", "||", "|", "!", "%",
    ];

    private static Arbitrary<string> Mixtures => Gen.Elements(Pieces).ArrayOf().Select(static pieces => string.Join(' ', pieces)).ToArbitrary();

    /// <summary>A statement of the corpus with pieces cut out, doubled, swapped or put in.</summary>
    private static Arbitrary<string> Mutants =>
        (from item in Gen.Elements(SqlCorpus.All.ToArray())
         from seed in Gen.Choose(0, int.MaxValue)
         select Mutate(item.Sql, new Random(seed))).ToArbitrary();

    [Fact]
    public void Read_AnyMixture_GivesAReadingOrAPlace() =>
        Prop.ForAll(Mixtures, static sql => Holds($"SELECT {sql}")).Check(Config.QuickThrowOnFailure.WithMaxTest(4_000).WithEndSize(60));

    [Fact]
    public void Read_AnyMutant_GivesAReadingOrAPlace() =>
        Prop.ForAll(Mutants, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(6_000));

    [Fact]
    public void Judge_WindowInAQueryOfANamedParenthesis_IsSeenThere() => Holds("SELECT * FROM (a AS b, (SELECT * FROM c WHERE day >= CURRENT_DATE - 30) AS d) AS t");

    [Fact]
    public void Read_AnyText_GivesAReadingOrAPlace() =>
        Prop.ForAll<string>(static text => Holds(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Read_EveryStatementCutAnywhere_GivesAReadingOrAPlace()
    {
        foreach (var (sql, _) in SqlCorpus.All)
        {
            for (var cut = 0; cut <= sql.Length; cut += 3)
            {
                Holds(sql[..cut]);
                Holds(sql[cut..]);
            }
        }
    }

    [Theory]
    [InlineData("SELECT a FROM t WHERE ", "x = 1 AND ", "y = 2")]
    [InlineData("SELECT ", "a + ", "b FROM t")]
    [InlineData("SELECT ", "a, ", "b FROM t")]
    [InlineData("SELECT a", "::INT", " FROM t")]
    [InlineData("SELECT v", ":a[0]", " FROM t")]
    [InlineData("SELECT a FROM t", " JOIN u USING (id)", "")]
    [InlineData("SELECT a FROM t", " JOIN u ON u.id = t.id", "")]
    [InlineData("SELECT a FROM t", ", c", " WHERE c.x = 1")]
    [InlineData("SELECT 1", " UNION ALL SELECT 1", "")]
    [InlineData("WITH x AS (SELECT 1)", ", y AS (SELECT a FROM x)", " SELECT 1")]
    [InlineData("SELECT a IN (", "1,", "2) FROM t")]
    [InlineData("SELECT ", "(a), ", "b FROM t")]
    [InlineData("SELECT ", "((SELECT 1)), ", "b FROM t")]
    [InlineData("SELECT a FROM t, ", "(t JOIN u ON TRUE), ", "w")]
    [InlineData("SELECT CASE ", "WHEN a = 1 THEN b ", "END FROM t")]
    [InlineData("SELECT a -- ", "x", "\n FROM t")]
    [InlineData("SELECT ", "- ", "1")]
    [InlineData("SELECT * FROM t WHERE ", "NOT ", "a")]
    [InlineData("SELECT ", "((((((((", "1")]
    [InlineData("SELECT * FROM ", "(", "t")]
    [InlineData("SELECT ", "x -> ", "1")]
    [InlineData("SELECT ", "CASE WHEN ", "1")]
    [InlineData("SELECT ", "x IN ((SELECT 1 FROM t) UNION ", "1")]
    [InlineData("SELECT ", "((((((((SELECT a), 1) + ", "1")]
    [InlineData("SELECT ", "f((a, b, c), ", "1")]
    [InlineData("SELECT a.b.c.d.e", ".f.g.h.i.j", " FROM t")]
    [InlineData("SELECT * FROM ", "((SELECT 1 AS a) x JOIN ", "t")]
    public void Read_TwiceTheLength_TakesTwiceTheMemoryAndTheSteps(string head, string piece, string tail)
    {
        string Make(int count) => head + string.Concat(Enumerable.Repeat(piece, count)) + tail;
        foreach (var dialect in new[] { SqlDialect.Snowflake, SqlDialect.Databricks })
        {
            var steps = SqlReader.Read(Make(1_500), dialect).Looks;
            Assert.InRange(SqlReader.Read(Make(3_000), dialect).Looks, 0, (steps * 2.1) + 100);
            Assert.InRange(steps, 0, 1_500 * 40 * 12);
        }

        var count = 60_000 / piece.Length;
        Holds(Make(10));
        var once = Allocated(Make(count));
        var twice = Allocated(Make(count * 2));

        Assert.InRange(twice, 0, (once * 2.6) + 100_000);
    }

    [Fact]
    public void Judge_WideTableReadManyTimes_IsRefusedBeforeItIsWrittenOut()
    {
        var columns = Enumerable.Range(0, 5_000).Select(static i => $"COLUMN_{i}").Append("SECRET").ToList();
        var sql = "SELECT 1 FROM w" + string.Concat(Enumerable.Repeat(", w", 900));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var judged = SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), SqlCorpus.Functions(), Scope, 1000, _ => columns);

        Assert.Contains("too long", judged.Problem!.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    private static long Allocated(string sql)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), SqlCorpus.Functions(), SqlScope.Unrestricted(SqlDialect.Snowflake), 1000, null);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Holds(string sql)
    {
        foreach (var dialect in new[] { SqlDialect.Snowflake, SqlDialect.Databricks })
        {
            var reading = SqlReader.Read(sql, dialect);
            if (reading.Problem is { } problem)
            {
                Assert.True(problem.Line >= 1 && problem.Column >= 1 && problem.Message.Length is > 0 and < 400 && problem.Next.Length is > 0 and < 400);
                continue;
            }

            var printed = reading.Print()!;
            var again = SqlReader.Read(printed, dialect);
            Assert.True(again.Problem is null, $"{sql}\n{printed}\n{again.Problem}");
            Assert.Equal(printed, again.Print());
            Judged(reading, dialect);
        }
    }

    private static SqlContext Context { get; } = new() { MaxRows = 1000, Columns = static _ => ["A", "B", "DAY", "SECRET"], Today = new DateOnly(2026, 6, 30) };

    /// <summary>What is rewritten is judged the same and stays as it is.</summary>
    private static void Judged(SqlReading reading, SqlDialect dialect)
    {
        var scope = dialect == SqlDialect.Snowflake ? Scope : SqlScope.Unrestricted(dialect);
        var judged = SqlGuard.Judge(reading, SqlCorpus.Functions(), scope, Context);
        _ = judged.Advice.Count;
        Assert.True(judged.ProductRows(static _ => 1_000) >= 0);
        if (judged.Problem is null)
        {
            var again = SqlGuard.Judge(SqlReader.Read(judged.Text, dialect), SqlCorpus.Functions(), scope, Context);
            Assert.True(again.Problem is null, $"{reading.Text}\n{judged.Text}\n{again.Problem}");
            Assert.Equal(judged.Text, again.Text);
        }
    }

    private static string Mutate(string sql, Random random)
    {
        var tokens = sql.Split(' ').ToList();
        for (var change = random.Next(1, 4); change > 0 && tokens.Count > 1; change--)
        {
            var at = random.Next(tokens.Count);
            switch (random.Next(5))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[random.Next(tokens.Count)]);
                    break;
                case 2:
                    var other = random.Next(tokens.Count);
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
                case 3:
                    tokens[at] = Pieces[random.Next(Pieces.Length)];
                    break;
                default:
                    var text = tokens[at];
                    tokens[at] = text.Length > 1 ? text.Remove(random.Next(text.Length), 1) : text + text;
                    break;
            }
        }

        return string.Join(' ', tokens);
    }
}

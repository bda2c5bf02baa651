using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>Products of sources that nothing ties: how many rows they have, and what that costs.</summary>
public sealed class ProductTests
{
    [Theory]
    [InlineData("SELECT 1 FROM a, b", 1e12)]
    [InlineData("SELECT 1 FROM a CROSS JOIN b CROSS JOIN c", 1e18)]
    [InlineData("SELECT 1 FROM a JOIN b ON TRUE", 1e12)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.x > 1 AND b.y = 2", 1e12)]
    [InlineData("SELECT 1 FROM a, b WHERE x = 1", 1e12)]
    [InlineData("SELECT 1 FROM (a CROSS JOIN b)", 1e12)]
    [InlineData("SELECT 1 FROM (SELECT x FROM a), (SELECT y FROM b)", 1e12)]
    [InlineData("WITH p AS (SELECT 1 AS n FROM a, b) SELECT COUNT(*) FROM p, c", 1e18 + 1e12)]
    [InlineData("SELECT (SELECT COUNT(*) FROM a, b)", 1e12)]
    [InlineData("SELECT 1 FROM a, b WHERE a.id = b.id", 0)]
    [InlineData("SELECT 1 FROM a JOIN b USING (id) NATURAL JOIN c", 0)]
    [InlineData("SELECT 1 FROM a, b WHERE id = other_id", 0)]
    [InlineData("SELECT 1 FROM a, LATERAL FLATTEN(a.items) f", 0)]
    [InlineData("SELECT 1 FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id) x", 0)]
    [InlineData("SELECT 1 FROM a, LATERAL (SELECT z.x FROM b z) x", 1e12)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.id = b.id OR 1 = 1", 1e12)]
    [InlineData("SELECT 1 FROM a JOIN b ON NOT (a.id = b.id)", 1e12)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.id <> b.id AND a.x = 1", 1e12)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.id = a.other", 1e12)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.id = b.id OR a.other = b.other", 0)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.ts BETWEEN b.since AND b.until", 0)]
    [InlineData("SELECT 1 FROM a JOIN b ON (a.id = b.id) AND a.day >= '2026-01-01'", 0)]
    [InlineData("SELECT 1 FROM a JOIN b ON a.address.city = b.city", 0)]
    [InlineData("SELECT 1 FROM a", 0)]
    [InlineData("SELECT 1", 0)]
    [InlineData("SELECT 1 FROM a CROSS JOIN (SELECT AVG(x) AS m FROM b) m", 1e6)]
    [InlineData("SELECT 1 FROM a CROSS JOIN (SELECT x FROM b LIMIT 5) five", 5e6)]
    [InlineData("SELECT 1 FROM a CROSS JOIN (VALUES (1), (2), (3)) v", 3e6)]
    [InlineData("SELECT 1 FROM TABLE(GENERATOR(ROWCOUNT => 100)) g CROSS JOIN a", 1e8)]
    [InlineData("SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000000000))", 1e12)]
    [InlineData("SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 365))", 0)]
    public void ProductRows_OfAStatement_IsAsItsFormSays(string sql, double rows)
    {
        var judged = Judge(sql);

        Assert.Null(judged.Problem);
        Assert.Equal(rows, judged.ProductRows(static _ => 1e6), rows * 1e-9);
        Assert.Equal(rows, Judge(judged.Text).ProductRows(static _ => 1e6), rows * 1e-9);
    }

    [Fact]
    public void ProductRows_OfNamedQueriesWithoutEnd_ComesToAnEnd()
    {
        var ctes = string.Join(", ", Enumerable.Range(1, 400).Select(static i => $"q{i} AS (SELECT 1 AS x FROM q{i - 1}, q{i - 1} z)"));

        Assert.True(Judge($"WITH q0 AS (SELECT x FROM a), {ctes} SELECT COUNT(*) FROM q400").ProductRows(static _ => 2) > 1e18);
        Assert.Equal(0, Judge("WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r").ProductRows(static _ => 2));
    }

    [Fact]
    public void AddTo_AProduct_CountsAsIfItWereRead()
    {
        var read = new CostEstimate { Bytes = 8_000_000, Basis = "a plan", Confidence = CostConfidence.UpperBound };

        var crossed = ProductCost.AddTo(read, Judge("SELECT COUNT(*) FROM a, b, c"), static _ => 8_000_000);

        Assert.Equal(1_000_000_000_000_000_000, crossed.Bytes);
        Assert.Equal(CostConfidence.Guess, crossed.Confidence);
        Assert.StartsWith("a plan, and 1E+18 rows", crossed.Basis);
        Assert.Equal(read, ProductCost.AddTo(read, Judge("SELECT COUNT(*) FROM a JOIN b USING (id)"), static _ => null));
        Assert.Equal(8_000_000 + (8 * 1_000_000L * 1_000), ProductCost.AddTo(read, Judge("SELECT 1 FROM a, b"), static table => table.Name == "A" ? 8_000 : null).Bytes);
        Assert.Null(ProductCost.AddTo(CostEstimate.Unknown("nothing"), Judge("SELECT 1 FROM a, b"), static _ => 1).Bytes);
    }

    [Fact]
    public void Advice_OfAProduct_NamesTheJoinButNotASingleRow()
    {
        Assert.Contains("B is joined to everything before it (line 1, column 18)", Assert.Single(Judge("SELECT 1 FROM a, b").CrossAdvice));
        Assert.Contains("C is joined", Assert.Single(Judge("SELECT 1 FROM a, b, c WHERE a.id = b.id AND c.x = 1").CrossAdvice));
        Assert.Empty(Judge("SELECT 1 FROM a CROSS JOIN (SELECT MAX(x) AS m FROM b) m").CrossAdvice);
    }

    private static SqlJudgement Judge(string sql)
    {
        var scope = SqlScopeReader.Read(null, SqlDialect.Snowflake, "ANALYTICS", "CURATED", SqlCorpus.Functions());
        return SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), SqlCorpus.Functions(), scope, new SqlContext { MaxRows = 100 });
    }
}

using System.Text.Json;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

public sealed class SqlGuardTests
{
    private static readonly Dictionary<string, string[]> Tables = new()
    {
        ["CUSTOMERS"] = ["ID", "NAME", "EMAIL", "COUNTRY", "Mixed"],
        ["EVENTS"] = ["ID", "DAY", "CUSTOMER_ID", "V"],
    };

    private const string Strict = """
        {"schemas":["CURATED"],"tables":["CUSTOMERS","EVENTS","DAILY_*","SAMPLE"],"deny_columns":["CUSTOMERS.EMAIL"],
         "required_predicates":{"EVENTS":"day"},"row_filters":{"DAILY_TOTALS":"country = 'DE'","SAMPLE":"a = 1"}}
        """;

    private const string Customers = "(SELECT ID, \"NAME\", COUNTRY, \"Mixed\" FROM ANALYTICS.CURATED.CUSTOMERS)";

    [Theory]
    [InlineData("SELECT a FROM t", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 101")]
    [InlineData("SELECT a FROM raw.t", "SELECT a FROM ANALYTICS.raw.t LIMIT 101")]
    [InlineData("SELECT a FROM x.y.t", "SELECT a FROM x.y.t LIMIT 101")]
    [InlineData("SELECT a FROM \"t\" ;", "SELECT a FROM ANALYTICS.CURATED.\"t\" LIMIT 101 ;")]
    [InlineData("SELECT a FROM t -- end", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 101 -- end")]
    [InlineData("SELECT a FROM t LIMIT 5", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 5")]
    [InlineData("SELECT a FROM t LIMIT 5000 OFFSET 2", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 101 OFFSET 2")]
    [InlineData("SELECT a FROM t LIMIT NULL", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 101")]
    [InlineData("SELECT a FROM t LIMIT 99999999999999999999", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 101")]
    [InlineData("SELECT a FROM t OFFSET 2", "SELECT a FROM ANALYTICS.CURATED.t LIMIT 101 OFFSET 2")]
    [InlineData("SELECT a FROM t FETCH FIRST 7 ROWS ONLY", "SELECT a FROM ANALYTICS.CURATED.t FETCH FIRST 7 ROWS ONLY")]
    [InlineData("SELECT a FROM t FETCH FIRST 700 ROWS ONLY", "SELECT a FROM ANALYTICS.CURATED.t FETCH FIRST 101 ROWS ONLY")]
    [InlineData("SELECT TOP 7 a FROM t", "SELECT TOP 7 a FROM ANALYTICS.CURATED.t")]
    [InlineData("SELECT TOP 700 a FROM t", "SELECT TOP 101 a FROM ANALYTICS.CURATED.t")]
    [InlineData("SELECT TOP 7 a FROM t UNION ALL SELECT a FROM t", "SELECT TOP 7 a FROM ANALYTICS.CURATED.t UNION ALL SELECT a FROM ANALYTICS.CURATED.t LIMIT 101")]
    [InlineData("(SELECT a FROM t LIMIT 3)", "(SELECT a FROM ANALYTICS.CURATED.t LIMIT 3)")]
    [InlineData("(SELECT a FROM t)", "(SELECT a FROM ANALYTICS.CURATED.t LIMIT 101)")]
    [InlineData("(SELECT a FROM t LIMIT 3) UNION ALL (SELECT a FROM t)", "(SELECT a FROM ANALYTICS.CURATED.t LIMIT 3) UNION ALL (SELECT a FROM ANALYTICS.CURATED.t) LIMIT 101")]
    [InlineData("SELECT COUNT(*), MAX(a) + 1 FROM t", "SELECT COUNT(*), MAX(a) + 1 FROM ANALYTICS.CURATED.t")]
    [InlineData("SELECT COUNT(*) OVER () FROM t", "SELECT COUNT(*) OVER () FROM ANALYTICS.CURATED.t LIMIT 101")]
    [InlineData("SELECT a, COUNT(*) FROM t GROUP BY a", "SELECT a, COUNT(*) FROM ANALYTICS.CURATED.t GROUP BY a LIMIT 101")]
    [InlineData("SELECT (SELECT COUNT(*) FROM t) FROM t", "SELECT (SELECT COUNT(*) FROM ANALYTICS.CURATED.t) FROM ANALYTICS.CURATED.t LIMIT 101")]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("EXPLAIN SELECT a FROM t", "EXPLAIN SELECT a FROM ANALYTICS.CURATED.t")]
    [InlineData("WITH t AS (SELECT 1 AS a) SELECT a FROM t", "WITH t AS (SELECT 1 AS a) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT a FROM t) SELECT a FROM t", "WITH t AS (SELECT a FROM ANALYTICS.CURATED.t) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a UNION ALL SELECT a FROM t) SELECT a FROM t", "WITH t AS (SELECT 1 AS a UNION ALL SELECT a FROM t) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT a FROM t UNION ALL SELECT 1) SELECT a FROM t", "WITH t AS (SELECT a FROM ANALYTICS.CURATED.t UNION ALL SELECT 1) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT a FROM u INTERSECT SELECT a FROM t) SELECT a FROM t", "WITH t AS (SELECT a FROM ANALYTICS.CURATED.u INTERSECT SELECT a FROM ANALYTICS.CURATED.t) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a UNION SELECT a FROM t) SELECT a FROM t", "WITH t AS (SELECT 1 AS a UNION SELECT a FROM ANALYTICS.CURATED.t) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a UNION ALL (SELECT a FROM t)) SELECT a FROM t", "WITH t AS (SELECT 1 AS a UNION ALL (SELECT a FROM ANALYTICS.CURATED.t)) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a UNION ALL SELECT a FROM u WHERE a IN (SELECT a FROM t)) SELECT a FROM t", "WITH t AS (SELECT 1 AS a UNION ALL SELECT a FROM ANALYTICS.CURATED.u WHERE a IN (SELECT a FROM ANALYTICS.CURATED.t)) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a UNION ALL SELECT x.a FROM t x JOIN u ON u.a = x.a) SELECT a FROM t", "WITH t AS (SELECT 1 AS a UNION ALL SELECT x.a FROM t x JOIN ANALYTICS.CURATED.u ON u.a = x.a) SELECT a FROM t LIMIT 101")]
    [InlineData("WITH a AS (SELECT x FROM b), b AS (SELECT x FROM a) SELECT x FROM b", "WITH a AS (SELECT x FROM ANALYTICS.CURATED.b), b AS (SELECT x FROM a) SELECT x FROM b LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a) SELECT a FROM curated.t", "WITH t AS (SELECT 1 AS a) SELECT a FROM ANALYTICS.curated.t LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a) SELECT a FROM \"t\"", "WITH t AS (SELECT 1 AS a) SELECT a FROM ANALYTICS.CURATED.\"t\" LIMIT 101")]
    [InlineData("WITH t AS (SELECT 1 AS a) SELECT a FROM \"T\"", "WITH t AS (SELECT 1 AS a) SELECT a FROM \"T\" LIMIT 101")]
    [InlineData("SELECT a FROM (WITH t AS (SELECT 1 AS a) SELECT a FROM t) x JOIN t ON TRUE", "SELECT a FROM (WITH t AS (SELECT 1 AS a) SELECT a FROM t) x JOIN ANALYTICS.CURATED.t ON TRUE LIMIT 101")]
    public void Judge_OpenScope_CompletesAndLimits(string sql, string rewritten)
    {
        var judged = Judge(sql, null);

        Assert.Null(judged.Problem);
        Assert.Equal(rewritten, judged.Text);
        Assert.Equal(sql == rewritten, judged.Notes.Count == 0);
        Assert.Equal(rewritten, Judge(rewritten, null).Text);
        Assert.Empty(Judge(rewritten, null).Notes);
    }

    [Theory]
    [InlineData("SELECT * FROM customers", "SELECT * FROM {0} AS customers LIMIT 101")]
    [InlineData("SELECT * FROM customers c", "SELECT * FROM {0} c LIMIT 101")]
    [InlineData("SELECT a FROM curated.sample", "SELECT a FROM (SELECT * FROM ANALYTICS.CURATED.\"SAMPLE\" WHERE (a = 1)) AS \"SAMPLE\" LIMIT 101")]
    [InlineData("SELECT curated.customers.name FROM curated.customers", "SELECT customers.name FROM {0} AS customers LIMIT 101")]
    [InlineData("SELECT curated.customers.* FROM curated.customers", "SELECT customers.* FROM {0} AS customers LIMIT 101")]
    [InlineData("SELECT * FROM customers AT (OFFSET => -60)", "SELECT * FROM (SELECT ID, \"NAME\", COUNTRY, \"Mixed\" FROM ANALYTICS.CURATED.CUSTOMERS AT (OFFSET => -60)) AS customers LIMIT 101")]
    [InlineData("SELECT * FROM customers SAMPLE (10)", "SELECT * FROM {0} AS customers SAMPLE (10) LIMIT 101")]
    [InlineData("SELECT * FROM customers PIVOT (COUNT(id) FOR country IN ('DE')) p", "SELECT * FROM {0} PIVOT (COUNT(id) FOR country IN ('DE')) p LIMIT 101")]
    [InlineData("SELECT 1 AS x, (SELECT MAX(email) FROM customers) AS y", "SELECT 1 AS x, (SELECT MAX(email) FROM {0} AS customers) AS y")]
    [InlineData("SELECT a.id FROM daily_totals a", "SELECT a.id FROM (SELECT * FROM ANALYTICS.CURATED.DAILY_TOTALS WHERE (country = 'DE')) a LIMIT 101")]
    [InlineData("SELECT COUNT(*) FROM events e WHERE e.day >= DATEADD(day, -7, CURRENT_DATE)", "SELECT COUNT(*) FROM ANALYTICS.CURATED.events e WHERE e.day >= DATEADD(day, -7, CURRENT_DATE)")]
    public void Judge_StrictScope_PutsAQueryInTheTablesPlace(string sql, string rewritten)
    {
        rewritten = string.Format(rewritten, Customers);
        var judged = Judge(sql, Strict);

        Assert.Null(judged.Problem);
        Assert.Equal(rewritten, judged.Text);
        Assert.Equal(rewritten, Judge(rewritten, Strict).Text);
    }

    [Theory]
    [InlineData("SELECT * FROM raw.customers")]
    [InlineData("SELECT * FROM other.curated.customers")]
    [InlineData("SELECT * FROM \"customers\"")]
    [InlineData("SELECT * FROM orders")]
    [InlineData("SELECT * FROM nothing_like_this")]
    [InlineData("SELECT * FROM daily_totals JOIN orders ON TRUE")]
    [InlineData("SELECT * FROM (daily_totals JOIN (SELECT * FROM orders) o ON TRUE)")]
    [InlineData("SELECT (SELECT MAX(a) FROM orders)")]
    [InlineData("SELECT 1 WHERE EXISTS (SELECT 1 FROM orders)")]
    [InlineData("SELECT 1 FROM daily_totals WHERE a IN (SELECT a FROM orders)")]
    [InlineData("SELECT 1 FROM daily_totals QUALIFY ROW_NUMBER() OVER (ORDER BY (SELECT 1 FROM orders)) = 1")]
    [InlineData("SELECT 1 FROM daily_totals ORDER BY (SELECT 1 FROM orders)")]
    [InlineData("SELECT 1 FROM daily_totals GROUP BY (SELECT 1 FROM orders)")]
    [InlineData("SELECT 1 FROM daily_totals d, LATERAL (SELECT * FROM orders) x")]
    [InlineData("SELECT 1 FROM daily_totals, LATERAL FLATTEN(input => (SELECT ARRAY_AGG(a) FROM orders))")]
    [InlineData("SELECT 1 FROM daily_totals JOIN daily_totals b ON b.a = (SELECT 1 FROM orders)")]
    [InlineData("SELECT * REPLACE ((SELECT 1 FROM orders) AS a) FROM daily_totals")]
    [InlineData("SELECT * FROM daily_totals PIVOT (MAX(a) FOR b IN (SELECT b FROM orders))")]
    [InlineData("WITH x AS (SELECT * FROM orders) SELECT 1")]
    [InlineData("WITH orders AS (SELECT * FROM orders) SELECT * FROM orders")]
    [InlineData("WITH RECURSIVE orders AS (SELECT * FROM orders UNION ALL SELECT * FROM orders) SELECT * FROM orders")]
    [InlineData("WITH orders AS (SELECT 1) SELECT * FROM curated.orders")]
    [InlineData("SELECT * FROM (WITH orders AS (SELECT 1) SELECT * FROM orders) x, orders")]
    [InlineData("SELECT 1 UNION ALL SELECT a FROM orders")]
    [InlineData("EXPLAIN SELECT * FROM orders")]
    [InlineData("SELECT * FROM INFORMATION_SCHEMA.COLUMNS")]
    [InlineData("SELECT * FROM analytics.information_schema.tables")]
    [InlineData("SHOW TABLES")]
    [InlineData("DESCRIBE TABLE customers")]
    [InlineData("SELECT TRANSFORM([1], x -> (SELECT MAX(a) FROM orders))")]
    [InlineData("SELECT CASE WHEN 1 = ANY (SELECT a FROM orders) THEN 1 END")]
    [InlineData("SELECT LISTAGG(a) WITHIN GROUP (ORDER BY (SELECT 1 FROM orders)) FROM daily_totals")]
    [InlineData("SELECT * FROM daily_totals SAMPLE ((SELECT 1 FROM orders))")]
    [InlineData("SELECT * FROM daily_totals MATCH_RECOGNIZE (ORDER BY a PATTERN (x) DEFINE x AS x.a > (SELECT 1 FROM orders))")]
    [InlineData("SELECT 1 FROM VALUES ((SELECT a FROM orders))")]
    [InlineData("SELECT [(SELECT a FROM orders)], {'k': (SELECT a FROM orders)}")]
    [InlineData("SELECT v[(SELECT a FROM orders)] FROM daily_totals")]
    public void Judge_SomethingOutsideTheScopeAnywhere_IsRefused(string sql)
    {
        var (strict, open) = (Judge(sql, Strict).Problem, Judge(sql, null).Problem);

        Assert.Null(open); // it is the scope that refuses it
        Assert.True(strict!.Message.EndsWith("does not exist or not authorized.", StringComparison.Ordinal) || strict.Message.StartsWith("SHOW and DESCRIBE", StringComparison.Ordinal), strict.Message);
    }

    [Fact]
    public void Judge_DeniedOrNotThere_IsTheSameAnswer()
    {
        var scope = """{"tables":["CUSTOMERS"],"deny_columns":["*.EMAIL"]}""";
        string Said(string table) => Judge($"SELECT a FROM {table}", scope).Problem!.ToString().Replace(table, "?", StringComparison.Ordinal);

        Assert.Equal(Said("orders"), Said("nosuch"));
        Assert.Equal(Said("raw.customers"), Said("nowhere.customers"));
    }

    [Theory]
    [InlineData("SELECT 1 FROM events WHERE day = '2024-01-01'", true)]
    [InlineData("SELECT 1 FROM events WHERE '2024-01-01' <= day", true)]
    [InlineData("SELECT 1 FROM events e WHERE e.day::DATE BETWEEN ? AND CURRENT_DATE AND e.id = 1", true)]
    [InlineData("SELECT 1 FROM events e WHERE (day IN ('2024-01-01') OR day > '2024-02-01') AND id > 1", true)]
    [InlineData("SELECT 1 FROM customers c JOIN events e ON c.id = e.id AND e.day = ?", true)]
    [InlineData("SELECT 1 FROM customers c LEFT JOIN events e ON c.id = e.id AND e.day = ?", true)]
    [InlineData("SELECT 1 FROM (SELECT * FROM events WHERE day >= '2024-01-01')", true)]
    [InlineData("SELECT 1 FROM events", false)]
    [InlineData("SELECT 1 FROM events WHERE day <= '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events WHERE day >= day", false)]
    [InlineData("SELECT 1 FROM events WHERE day >= id", false)]
    [InlineData("SELECT 1 FROM events WHERE day >= '2024-01-01' OR id = 1", false)]
    [InlineData("SELECT 1 FROM events WHERE NOT day >= '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events WHERE NOT (day >= '2024-01-01')", false)]
    [InlineData("SELECT 1 FROM events WHERE day NOT IN ('2024-01-01')", false)]
    [InlineData("SELECT 1 FROM events WHERE day NOT BETWEEN '2024-01-01' AND '2024-02-01'", false)]
    [InlineData("SELECT 1 FROM events WHERE day <> '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events WHERE \"day\" = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events e WHERE x.day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events a, events b WHERE a.day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events e LEFT JOIN customers c ON e.day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events e FULL JOIN customers c ON e.day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM (SELECT * FROM events) WHERE day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events AS e (a, day, c, d) WHERE day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM (events) AS e (a, day, c, d) WHERE day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events UNPIVOT (day FOR n IN (id, v)) WHERE day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events MATCH_RECOGNIZE (ORDER BY id MEASURES v AS day PATTERN (x) DEFINE x AS TRUE) WHERE day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM (events e JOIN customers c ON TRUE) WHERE e.day = '2024-01-01'", true)]
    [InlineData("SELECT 1 FROM events HAVING day = '2024-01-01'", false)]
    [InlineData("SELECT 1 FROM events WHERE (SELECT day = '2024-01-01')", false)]
    [InlineData("SELECT 1 FROM events WHERE day >= (SELECT MIN(day) FROM customers)", false)]
    public void Judge_RequiredPredicate_MustBoundTheTableWhereItIsRead(string sql, bool passes) =>
        Assert.Equal(passes, Judge(sql, Strict).Problem is null);

    [Theory]
    [InlineData("SELECT GET_DDL('table', 't')", """{}""", false)]
    [InlineData("SELECT GET_DDL('table', 't')", """{"functions":["get_ddl"]}""", true)]
    [InlineData("SELECT ml.public.score(1)", """{"functions":["ML.PUBLIC.SCORE"]}""", true)]
    [InlineData("SELECT other.public.score(1)", """{"functions":["ML.PUBLIC.SCORE"]}""", false)]
    [InlineData("SELECT * FROM TABLE(ml.public.rows(1))", """{"table_functions":["ML.PUBLIC.ROWS"]}""", true)]
    [InlineData("SELECT * FROM TABLE(ml.public.rows(1))", """{"functions":["ML.PUBLIC.ROWS"]}""", false)]
    [InlineData("SELECT SYSTEM$WAIT(1)", """{"functions":["SYSTEM$WAIT"]}""", false)]
    public void Judge_FunctionsOfTheRole_AreThoseItNames(string sql, string scope, bool passes) => Assert.Equal(passes, Judge(sql, scope).Problem is null);

    [Theory]
    [InlineData("""{"row_filters":{"T":"a = (SELECT 1)"}}""")]
    [InlineData("""{"row_filters":{"T":"a = ?"}}""")]
    [InlineData("""{"row_filters":{"T":"x.a = 1"}}""")]
    [InlineData("""{"row_filters":{"T":"a = 1) OR (1 = 1"}}""")]
    [InlineData("""{"row_filters":{"T":"a = 1; DROP TABLE t"}}""")]
    [InlineData("""{"row_filters":{"T":"my_udf(a)"}}""")]
    [InlineData("""{"row_filters":{"T":""}}""")]
    [InlineData("""{"tables":["a.b.c.d"]}""")]
    [InlineData("""{"tables":["a b"]}""")]
    [InlineData("""{"tables":[1]}""")]
    [InlineData("""{"deny_columns":"EMAIL"}""")]
    [InlineData("[]")]
    public void Judge_ScopeThatCantBeRead_RefusesEverything(string scope) => Assert.Contains("scope can't be read", Judge("SELECT 1", scope).Problem!.Message);

    [Fact]
    public void Judge_EmptyLists_AllowNothing()
    {
        Assert.NotNull(Judge("SELECT a FROM t", """{"tables":[]}""").Problem);
        Assert.NotNull(Judge("SELECT a FROM t", """{"databases":[]}""").Problem);
        Assert.NotNull(Judge("SELECT a FROM t", """{"schemas":[]}""").Problem);
    }

    [Fact]
    public void Judge_Facts_NameTablesAndColumns()
    {
        var judged = Judge("WITH c AS (SELECT id FROM customers x) SELECT e.v, UPPER(name), c.id FROM events e JOIN c ON c.id = e.id", null);

        Assert.Equal(["ANALYTICS.CURATED.CUSTOMERS x", "ANALYTICS.CURATED.EVENTS e"], judged.Tables.Select(static use => $"{use.Table} {use.Alias.ToLowerInvariant()}"));
        Assert.Contains(judged.Columns, static use => use is { Table.Name: "EVENTS", Name: "V" });
        Assert.Contains(judged.Columns, static use => use is { Table.Name: "CUSTOMERS", Name: "ID" });
        Assert.Contains(judged.Columns, static use => use is { Table: null, Name: "NAME" });
    }

    [Fact]
    public void Read_WhatDoesNotFit_SaysWhereWhatAndWhatInstead()
    {
        var problem = SqlReader.Read("SELECT a\nFROM t\nWHERE a = )", SqlDialect.Snowflake).Problem!;

        Assert.Equal((3, 11), (problem.Line, problem.Column));
        Assert.Equal(") stands where a value must stand.", problem.Message);
    }

    [Theory]
    [InlineData("SELECT call -> 1")]
    [InlineData("SELECT 1 .a FROM t")]
    [InlineData("SELECT 'x'.a FROM t")]
    [InlineData("SELECT ROW_NUMBER() OVER FROM t")]
    public void Read_WhatTheFuzzerFound_IsRefused(string sql) => Assert.NotNull(SqlReader.Read(sql, SqlDialect.Snowflake).Problem);

    [Theory]
    [InlineData("SELECT a FROM csv.`/etc/passwd`")]
    [InlineData("SELECT a FROM `parquet`.`s3://x/y`")]
    [InlineData("SELECT a FROM read_files('/x')")]
    [InlineData("SELECT java_method('a', 'b')")]
    [InlineData("SELECT a FROM t; DROP TABLE t")]
    [InlineData("INSERT INTO t VALUES (1)")]
    [InlineData("SELECT TRANSFORM (a) USING 'cat' FROM t")]
    [InlineData("SELECT a FROM orders")]
    [InlineData("SELECT a FROM MAIN.DW.Orders")]
    [InlineData("WITH orders AS (SELECT * FROM orders UNION ALL SELECT 1) SELECT * FROM orders")]
    [InlineData("WITH orders AS (SELECT 1 UNION ALL SELECT * FROM orders) SELECT * FROM orders")]
    public void Judge_Databricks_RefusesTheSame(string sql) => Assert.NotNull(Databricks(sql).Problem);

    [Theory]
    [InlineData("SELECT * FROM Users", "SELECT * FROM (SELECT id, country FROM main.dw.users) AS Users LIMIT 101")]
    [InlineData("SELECT u.* EXCEPT (id) FROM `users` u", "SELECT u.* EXCEPT (id) FROM (SELECT id, country FROM main.dw.users) u LIMIT 101")]
    [InlineData("SELECT explode(array_agg(id)) FROM users", "SELECT explode(array_agg(id)) FROM (SELECT id, country FROM main.dw.users) AS users LIMIT 101")]
    [InlineData("SELECT count(*) FROM users", "SELECT count(*) FROM (SELECT id, country FROM main.dw.users) AS users")]
    public void Judge_Databricks_RewritesTheSame(string sql, string rewritten)
    {
        Assert.Equal(rewritten, Databricks(sql).Text);
        Assert.Equal(rewritten, Databricks(rewritten).Text);
    }

    private static SqlJudgement Databricks(string sql)
    {
        var scope = SqlScopeReader.Read(JsonElement.Parse("""{"tables":["users"],"deny_columns":["USERS.Email"]}"""), SqlDialect.Databricks, "main", "dw", SqlCorpus.Functions());
        return SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Databricks), SqlCorpus.Functions(), scope, 100, static _ => ["id", "email", "country"]);
    }

    private static SqlJudgement Judge(string sql, string? scope)
    {
        var functions = SqlCorpus.Functions();
        var read = SqlScopeReader.Read(scope is null ? null : JsonElement.Parse(scope), SqlDialect.Snowflake, "ANALYTICS", "CURATED", functions);
        return SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), functions, read, 100, static table => Tables.GetValueOrDefault(table.Name) ?? []);
    }
}

using System.Net;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Snowflake;

/// <summary>Queries as analysts write them, with the rows that Snowflake gives. The clock says 2026-03-18, a Wednesday.</summary>
[Collection("warehouse")]
public sealed class CorpusTests(SharedWarehouse warehouse)
{
    public static readonly TheoryData<string, string> Expected = new()
    {
        // Literals, arithmetic, casts
        { "SELECT 1, 1.50, 'a''b', NULL, TRUE, 2e3", "1|1.50|a'b|∅|true|2000" },
        { "SELECT 7/2, 1/3, 10 % 3, -5 + 2, 2*3.5", "3.500000|0.333333|1|-3|7.0" },
        { "SELECT 0.1 + 0.2 = 0.3, 0.1 + 0.2", "true|0.3" },
        { "SELECT 9007199254740993 + 0, 9223372036854775807", "9007199254740993|9223372036854775807" },
        { "SELECT 12345678901234567890123456789012345678, 12345678901234567890123456789012345677 + 1", "12345678901234567890123456789012345678|12345678901234567890123456789012345678" },
        { "SELECT '99999999999999999999'::NUMBER(38,0) - 1 AS n", "99999999999999999998" },
        { "SELECT '42'::INT, CAST('3.14159' AS NUMBER(10,2)), 3.7::INT, '1e2'::FLOAT", "42|3.14|4|100" },
        { "SELECT TRY_CAST('abc' AS NUMBER), TRY_TO_NUMBER('12'), TRY_TO_DATE('no')", "∅|12|∅" },
        { "SELECT 'x' || 1 || TRUE || 2.50", "x1true2.50" },
        { "SELECT ROUND(2.675, 2), ROUND(-2.5), ROUND(1234.5, -2), CEIL(1.2), FLOOR(-1.2), TRUNC(1.99, 1), ABS(-3)", "2.68|-3|1200|2|-2|1.9|3" },
        { "SELECT DIV0(1, 0), DIV0(6, 3), ZEROIFNULL(NULL), NVL(NULL, 5), NVL2(NULL, 1, 2), IFF(1 > 2, 'a', 'b'), NULLIF(3, 3)", "0.000000|2.000000|0|5|2|b|∅" },
        { "SELECT COALESCE(NULL, NULL, 3), GREATEST(1, 5, 3), LEAST(2, 8), MOD(10, 4), SIGN(-9), POWER(2, 10), SQRT(16)", "3|5|2|2|-1|1024|4" },
        { "SELECT DECODE(2, 1, 'one', 2, 'two', 'other'), EQUAL_NULL(NULL, NULL), 1 IS DISTINCT FROM NULL", "two|true|true" },
        { "SELECT CASE WHEN 1 = 2 THEN 'a' WHEN 2 = 2 THEN 'b' END, CASE 3 WHEN 3 THEN 'three' ELSE 'else' END", "b|three" },
        // Text
        { "SELECT UPPER('strasse'), LOWER('ÄB'), INITCAP('hello world'), LENGTH('äöü'), REVERSE('abc')", "STRASSE|äb|Hello World|3|cba" },
        { "SELECT SUBSTR('snowflake', 1, 4), SUBSTR('snowflake', -5), LEFT('abc', 2), RIGHT('abc', 2), SPLIT_PART('a.b.c', '.', 2), SPLIT_PART('a.b.c', '.', -1)", "snow|flake|ab|bc|b|c" },
        { "SELECT TRIM('  x '), LTRIM('xxa', 'x'), LPAD('7', 3, '0'), REPLACE('aab', 'a', 'x'), POSITION('b', 'abc'), REPEAT('ab', 2)", "x|a|007|xxb|2|abab" },
        { "SELECT CONTAINS('abc', 'b'), STARTSWITH('abc', 'ab'), ENDSWITH('abc', 'x'), CONCAT('a', 'b', 'c')", "true|true|false|abc" },
        { "SELECT 'Hello' LIKE 'h%', 'Hello' ILIKE 'h_llo', 'a%b' LIKE 'a\\\\%b' ESCAPE '\\\\', 'abc' RLIKE 'a.c', REGEXP_LIKE('abc', 'b')", "false|true|true|true|false" },
        { "SELECT REGEXP_REPLACE('a1b22', '[0-9]+', '#'), REGEXP_SUBSTR('user-42', '[0-9]+'), REGEXP_COUNT('aXbX', 'X')", "a#b#|42|2" },
        { "SELECT 'it''s' AS a, $$it's $1$$ AS b, 'tab\\tx' AS c", "it's|it's $1|tab\tx" },
        // Dates
        { "SELECT CURRENT_DATE, CURRENT_DATE() - 7, CURRENT_TIMESTAMP()", "20530|20523|1773826200.000000000" },
        { "SELECT DATE '2024-02-29', '2024-02-29'::DATE + 1, DATE '2024-03-01' - DATE '2024-02-01'", "19782|19783|29" },
        { "SELECT DATE_TRUNC('month', DATE '2026-03-18')::VARCHAR, DATE_TRUNC(WEEK, DATE '2026-03-18')::VARCHAR, DATE_TRUNC('quarter', TIMESTAMP '2026-05-05 10:11:12')::VARCHAR", "2026-03-01|2026-03-16|2026-04-01 00:00:00.000" },
        { "SELECT DATEADD(month, 1, DATE '2024-01-31')::VARCHAR, DATEADD('day', -3, '2024-03-01'::DATE)::VARCHAR, DATEADD(hour, 5, TIMESTAMP '2024-01-01 20:00:00')::VARCHAR", "2024-02-29|2024-02-27|2024-01-02 01:00:00.000" },
        { "SELECT DATEDIFF(day, '2024-01-01', '2024-03-01'), DATEDIFF(month, '2024-01-31', '2024-02-01'), DATEDIFF('week', DATE '2024-01-01', DATE '2024-01-08'), DATEDIFF(hour, '2024-01-01 00:59:00', '2024-01-01 01:01:00')", "60|1|1|1" },
        { "SELECT YEAR(d), MONTH(d), DAY(d), DAYOFWEEK(d), DAYOFWEEKISO(d), WEEK(d), QUARTER(d), DAYOFYEAR(d), DAYNAME(d), MONTHNAME(d) FROM (SELECT DATE '2026-03-15' AS d)", "2026|3|15|0|7|11|1|74|Sun|Mar" },
        { "SELECT EXTRACT(YEAR FROM DATE '2025-06-07'), DATE_PART('month', '2025-06-07'::DATE), EXTRACT(epoch FROM TIMESTAMP '1970-01-02 00:00:00')", "2025|6|86400" },
        { "SELECT LAST_DAY(DATE '2024-02-05')::STRING, TO_CHAR(DATE '2024-02-05', 'YYYY/MM/DD'), TO_DATE('05.02.2024', 'DD.MM.YYYY')::STRING, TO_CHAR(TIMESTAMP '2024-02-05 13:04:05', 'DY DD MON HH24:MI:SS')", "2024-02-29|2024/02/05|2024-02-05|Mon 05 Feb 13:04:05" },
        { "SELECT (DATE '2024-03-31' - INTERVAL '1 month')::STRING, (CURRENT_DATE - INTERVAL '1 week, 2 days')::STRING, (TIMESTAMP '2024-01-01' + INTERVAL '90 minutes')::STRING", "2024-02-29|2026-03-09|2024-01-01 01:30:00.000" },
        { "SELECT TO_TIMESTAMP(1700000000)::STRING, TO_TIMESTAMP('2024-01-01T10:00:00Z')::STRING, '2024-01-01 10:00:00.123'::TIMESTAMP", "2023-11-14 22:13:20.000|2024-01-01 10:00:00.000|1704103200.123000000" },
        // Sets, grouping, ordering
        { "SELECT column1, column2 FROM VALUES (1, 'a'), (2, 'b'), (3, NULL) ORDER BY 1 DESC", "3|∅ / 2|b / 1|a" },
        { "SELECT x FROM (VALUES (2), (NULL), (1)) AS t(x) ORDER BY x", "1 / 2 / ∅" },
        { "SELECT x FROM (VALUES (2), (NULL), (1)) AS t(x) ORDER BY x DESC", "∅ / 2 / 1" },
        { "SELECT x FROM (VALUES (2), (NULL), (1)) AS t(x) ORDER BY x DESC NULLS LAST", "2 / 1 / ∅" },
        { "SELECT 1 AS a UNION ALL SELECT 1 UNION SELECT 2 ORDER BY a", "1 / 2" },
        { "SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1", "1 / 2" },
        { "(SELECT 1 AS a UNION SELECT 2) EXCEPT SELECT 1", "2" },
        { "SELECT x FROM (VALUES (1), (2), (3), (4), (5)) t(x) ORDER BY x LIMIT 2 OFFSET 1", "2 / 3" },
        { "SELECT TOP 2 x FROM (VALUES (3), (1), (2)) t(x) ORDER BY x", "1 / 2" },
        { "SELECT x FROM (VALUES (3), (1), (2)) t(x) ORDER BY x FETCH FIRST 1 ROWS ONLY", "1" },
        { "SELECT g, SUM(x) AS s FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(g, x) GROUP BY 1 HAVING s > 2 ORDER BY s", "a|4" },
        { "SELECT g, COUNT(*) FROM (VALUES ('a'), ('b'), ('a')) t(g) GROUP BY ALL ORDER BY ALL", "a|2 / b|1" },
        { "SELECT UPPER(g) AS gg, COUNT(*) AS n FROM (VALUES ('a'), ('A'), ('b')) t(g) GROUP BY gg ORDER BY n DESC", "A|2 / B|1" },
        { "SELECT COUNT(*), COUNT(x), COUNT(DISTINCT x), SUM(x), AVG(x), MIN(x), MAX(x), MEDIAN(x) FROM (VALUES (1), (2), (2), (NULL)) t(x)", "4|3|2|5|1.666667|1|2|2.000" },
        { "SELECT COUNT_IF(x > 1), LISTAGG(x, '-') WITHIN GROUP (ORDER BY x DESC), ARRAY_AGG(x) WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (3), (2)) t(x)", "2|3-2-1|[1,2,3]" },
        { "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x), PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY x), APPROX_COUNT_DISTINCT(x) FROM (VALUES (1), (2), (3), (10)) t(x)", "2.500|2|4" },
        { "SELECT ROUND(STDDEV(x), 4), ROUND(VAR_POP(x), 4), MODE(x), MAX_BY(x, -x) FROM (VALUES (2), (4), (4), (6)) t(x)", "1.633|2|4|2" },
        { "SELECT SUM(x) FROM (VALUES (19.99), (0.01), (5.10)) t(x)", "25.10" },
        { "SELECT SUM(x), COUNT(*), MAX(x) FROM (SELECT 1 AS x) WHERE x > 5", "∅|0|∅" },
        // Windows
        { "SELECT x, ROW_NUMBER() OVER (ORDER BY x), RANK() OVER (ORDER BY g), LAG(x) OVER (ORDER BY x), LEAD(x, 1, 0) OVER (ORDER BY x) FROM (VALUES (1, 'a'), (2, 'a'), (3, 'b')) t(x, g) ORDER BY x", "1|1|1|∅|2 / 2|2|1|1|3 / 3|3|3|2|0" },
        { "SELECT x, SUM(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s, FIRST_VALUE(x) OVER (ORDER BY x DESC) AS f, LAST_VALUE(x) OVER (ORDER BY x) AS l FROM (VALUES (1), (2), (3)) t(x) ORDER BY x", "1|1|3|3 / 2|3|3|3 / 3|5|3|3" },
        { "SELECT g, x FROM (VALUES ('a', 1), ('a', 2), ('b', 9)) t(g, x) QUALIFY ROW_NUMBER() OVER (PARTITION BY g ORDER BY x DESC) = 1 ORDER BY g", "a|2 / b|9" },
        { "SELECT g, SUM(x) AS s, RATIO_TO_REPORT(SUM(x)) OVER () AS r FROM (VALUES ('a', 1), ('b', 3)) t(g, x) GROUP BY g ORDER BY g", "a|1|0.25 / b|3|0.75" },
        { "SELECT g, SUM(x) AS s FROM (VALUES ('a', 1), ('b', 3), ('c', 2)) t(g, x) GROUP BY g QUALIFY RANK() OVER (ORDER BY s DESC) <= 2 ORDER BY s DESC", "b|3 / c|2" },
        { "SELECT NTILE(2) OVER (ORDER BY x), DENSE_RANK() OVER (ORDER BY x), CUME_DIST() OVER (ORDER BY x) FROM (VALUES (1), (2)) t(x) ORDER BY x", "1|1|0.5 / 2|2|1" },
        // CTEs, joins, subqueries
        { "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a, b", "1|2" },
        { "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT SUM(i) FROM n", "15" },
        { "WITH n AS (SELECT DATE '2024-01-01' AS d UNION ALL SELECT d + 1 FROM n WHERE d < '2024-01-03') SELECT d::STRING FROM n ORDER BY 1", "2024-01-01 / 2024-01-02 / 2024-01-03" },
        { "SELECT a.x, b.y FROM (VALUES (1), (2)) a(x) LEFT JOIN (VALUES (2, 'two')) b(x, y) ON a.x = b.x ORDER BY 1", "1|∅ / 2|two" },
        { "SELECT a.x, b.x FROM (VALUES (1), (2)) a(x) RIGHT JOIN (VALUES (2), (3)) b(x) ON a.x = b.x ORDER BY b.x", "2|2 / ∅|3" },
        { "SELECT a.x, b.x FROM (VALUES (1), (2)) a(x) FULL OUTER JOIN (VALUES (2), (3)) b(x) ON a.x = b.x ORDER BY 1, 2", "1|∅ / 2|2 / ∅|3" },
        { "SELECT x, p, q FROM (VALUES (1, 'a'), (2, 'b')) a(x, p) FULL JOIN (VALUES (2, 'B'), (3, 'C')) b(x, q) USING (x) ORDER BY x", "1|a|∅ / 2|b|B / 3|∅|C" },
        { "SELECT * FROM (VALUES (1, 'a')) a(x, p) JOIN (VALUES (1, 'b')) b(x, q) USING (x)", "1|a|b" },
        { "SELECT * EXCLUDE (b, c) RENAME a AS first FROM (VALUES (1, 2, 3, 4)) t(a, b, c, d)", "1|4" },
        { "SELECT x FROM (VALUES (1), (2), (3)) t(x) WHERE x > (SELECT AVG(y) FROM (VALUES (1), (2)) u(y)) AND EXISTS (SELECT 1 WHERE x < 3)", "2" },
        { "SELECT x FROM (VALUES (1), (2), (3)) t(x) WHERE x IN (SELECT y FROM (VALUES (2), (3)) u(y)) AND x NOT IN (3) AND x BETWEEN 1 AND 5", "2" },
        { "SELECT x, x * 2 AS double_x, double_x + 1 AS more FROM (VALUES (5)) t(x) WHERE double_x = 10", "5|10|11" },
        { "SELECT (SELECT MAX(y) FROM (VALUES (1, 10), (2, 20)) u(k, y) WHERE u.k = t.k) FROM (VALUES (2), (3)) t(k) ORDER BY k", "20 / ∅" },
        { "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 12))", "12" },
        { "SELECT DATEADD(day, SEQ4(), DATE '2024-01-01')::STRING FROM TABLE(GENERATOR(ROWCOUNT => 2)) ORDER BY 1", "2024-01-01 / 2024-01-02" },
        { "SELECT \"MixedCase\" FROM (SELECT 1 AS \"MixedCase\")", "1" },
        { "SELECT /* a comment */ 1 -- to the end\n, 2 // too\n", "1|2" },
        { "SELECT 1 IN (1, NULL), 2 IN (1, NULL), (1, 2) IN ((1, 2), (3, 4)), 'b' = ANY (SELECT 'b')", "true|∅|true|true" },
        { "SELECT 'b' LIKE ANY ('a%', 'b%'), 'b' ILIKE ANY ('A', 'C')", "true|false" },
        // Semi-structured
        { "SELECT v:a.b[1]::INT, v:s::STRING, v:none, v['s'], TYPEOF(v:a) FROM (SELECT PARSE_JSON('{\"a\":{\"b\":[1,2]},\"s\":\"x\"}') AS v)", "2|x|∅|\"x\"|OBJECT" },
        { "SELECT OBJECT_CONSTRUCT('a', 1, 'b', NULL), ARRAY_CONSTRUCT(1, 'x'), ARRAY_SIZE([1, 2, 3]), ARRAY_TO_STRING(SPLIT('a,b', ','), '-')", "{\"a\":1}|[1,\"x\"]|3|a-b" },
        { "SELECT f.value::INT FROM (SELECT PARSE_JSON('[3,4]') AS v) t, LATERAL FLATTEN(input => t.v) f ORDER BY 1", "3 / 4" },
        // The seeded data
        { "SELECT COUNT(DISTINCT day), MIN(day)::STRING, MAX(day)::STRING FROM analytics.curated.daily_active_users", "730|2024-03-18|2026-03-17" },
        { "SELECT country FROM curated.daily_active_users GROUP BY country HAVING SUM(dau) > 0 ORDER BY country", "BR / DE / FR / GB / IN / US" },
        { "SELECT day = CURRENT_DATE - 1, dau > 40000 FROM daily_totals ORDER BY day DESC LIMIT 1", "true|true" },
        { "SELECT platform, app_version, countries, forced_update FROM releases ORDER BY released_on DESC LIMIT 1", "android|5.4.0|DE,FR|true" },
        { "SELECT transaction_id FROM transactions ORDER BY transaction_id LIMIT 1", "9007199254740999" },
        { "SELECT COUNT(*) FROM transactions t WHERE LENGTH(ledger_reference::STRING) = 34 AND ledger_reference > 7 GROUP BY transaction_id HAVING COUNT(*) > 1", "" },
        { "SELECT COUNT(*) > 0 FROM subscriptions WHERE ended_on IS NULL AND status = 'active' AND started_on >= DATEADD(year, -1, CURRENT_DATE())", "true" },
        { "SELECT table_name FROM analytics.information_schema.tables WHERE table_schema = 'CURATED' AND table_type = 'VIEW' ORDER BY 1", "DAILY_TOTALS / MONTHLY_REVENUE" },
        { "SELECT column_name, data_type, numeric_scale FROM information_schema.columns WHERE table_name = 'TRANSACTIONS' AND column_name LIKE 'AMOUNT%'", "AMOUNT_USD|NUMBER|2" },
        { "SELECT schema_name FROM analytics.information_schema.schemata ORDER BY schema_name", "CURATED / INFORMATION_SCHEMA" },
        { "SELECT t.product_line, COUNT(*) > 100 FROM monthly_revenue m JOIN transactions t ON t.product_line = m.product_line AND DATE_TRUNC('month', t.day) = m.month GROUP BY 1 ORDER BY 1", "add_on|true / services|true / subscription|true" },
        { "WITH w AS (SELECT DATE_TRUNC('week', day) AS week, SUM(dau) AS dau FROM daily_active_users GROUP BY 1) SELECT COUNT(*) > 100, COUNT_IF(dau > LAG_DAU) > 0 FROM (SELECT week, dau, LAG(dau) OVER (ORDER BY week) AS lag_dau FROM w)", "true|true" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task Query_AnAnalystWrites_GivesSnowflakesRows(string sql, string rows)
    {
        var answer = await warehouse.Client.QueryAsync(sql);

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText());
        Assert.Equal(rows, answer.Text);
    }

    public static readonly TheoryData<string, string, string> Refused = new()
    {
        { "SELEC 1", "001003", "syntax error line 1 at position 0 unexpected 'SELEC'" },
        { "SELECT 1\nFROM", "001003", "syntax error line 2 at position 4 unexpected '<EOF>'" },
        { "SELECT 'open", "001003", "syntax error line 1 at position 7" },
        { "SELECT /* open", "001003", "syntax error line 1 at position 7" },
        { "SELECT 1 +", "001003", "unexpected '<EOF>'" },
        { "SELECT nope FROM releases", "000904", "error line 1 at position 7\ninvalid identifier 'NOPE'" },
        { "SELECT r.nope FROM releases r", "000904", "invalid identifier 'R.NOPE'" },
        { "SELECT \"day\" FROM daily_totals", "000904", "invalid identifier '\"day\"'" },
        { "SELECT * FROM nothing", "002003", "Object 'ANALYTICS.CURATED.NOTHING' does not exist or not authorized." },
        { "SELECT * FROM analytics.raw.customers", "002003", "Schema 'ANALYTICS.RAW' does not exist or not authorized." },
        { "SELECT * FROM other_db.a.b", "002003", "Database 'OTHER_DB' does not exist or not authorized." },
        { "SELECT platform, COUNT(*) FROM releases", "000979", "[PLATFORM] is not a valid group by expression" },
        { "SELECT NO_SUCH_FUNCTION(1)", "002140", "Unknown function NO_SUCH_FUNCTION" },
        { "SELECT DATEADD(fortnight, 1, CURRENT_DATE)", "001004", "'FORTNIGHT' is not a valid date/time component for function DATEADD." },
        { "SELECT SUBSTR('a')", "000938", "not enough arguments for function [SUBSTR]" },
        { "SELECT UPPER('a', 'b')", "000939", "too many arguments for function [UPPER]" },
        { "SELECT 1/0", "100051", "Division by zero" },
        { "SELECT 'abc'::NUMBER", "100038", "Numeric value 'abc' is not recognized" },
        { "SELECT '2024-13-01'::DATE", "100040", "Date '2024-13-01' is not recognized" },
        { "SELECT DATE '2024-02-30'", "100040", "is not recognized" },
        { "SELECT 'x'::TIMESTAMP", "100035", "Timestamp 'x' is not recognized" },
        { "SELECT (SELECT x FROM (VALUES (1), (2)) t(x))", "090150", "Single-row subquery returns more than one row." },
        { "SELECT 1 UNION SELECT 1, 2", "001789", "invalid number of result columns" },
        { "SELECT x FROM (VALUES (1)) a(x), (VALUES (1)) b(x)", "002028", "ambiguous column name 'X'" },
        { "SELECT 1 FROM releases WHERE COUNT(*) > 1", "002035", "Invalid aggregate function in where clause" },
        { "SELECT 9223372036854775807 * 10", "100039", "out of range" },
        { "SELECT SUM(x) FROM (VALUES (9223372036854775807), (1)) t(x)", "100039", "representable range" },
        { "SELECT REPEAT('x', 100000000)", "100078", "too long" },
        { "SELECT REGEXP_LIKE('a', '(')", "100048", "Invalid regular expression" },
        { "SELECT PARSE_JSON('{')", "100069", "Error parsing JSON" },
        { "SELECT * FROM releases PIVOT (MAX(platform) FOR platform IN ('ios'))", "000002", "Unsupported feature 'PIVOT'" },
        { "SELECT ROW_NUMBER() OVER () FROM releases", "002304", "requires ORDER BY" },
        { "SELECT platform FROM releases ORDER BY 3", "001795", "position 3 is not in select list" },
        { "SELECT 1 AS a FROM releases QUALIFY RANK() OVER (ORDER BY nope) = 1", "000904", "NOPE" },
        { "SELECT 1; SELECT 2", "000008", "Actual statement count 2 did not match the desired statement count 1." },
        { "USE ROLE SYSADMIN", "391911", "multi-statement" },
        { "BEGIN", "391911", "multi-statement" },
        { " -- nothing", "000900", "Empty SQL Statement" },
        { "SELECT * FROM VALUES (1, 2), (3)", "001003", "same number of columns" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Query_SnowflakeWouldRefuse_SameCodeAndPlace(string sql, string code, string message)
    {
        var answer = await warehouse.Client.QueryAsync(sql);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(code, answer.Code);
        Assert.Contains(message, answer.Message);
        Assert.Equal(5, answer.Json.GetProperty("sqlState").GetString()!.Length);
    }
}

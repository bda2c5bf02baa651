SELECT * FROM salaries
SELECT * FROM "SALARIES"
SELECT * FROM curated.salaries
SELECT * FROM analytics.curated.salaries
SELECT * FROM hr.people
SELECT * FROM other.curated.customers
SELECT * FROM raw.customers
SELECT * FROM "analytics".curated.products
SELECT (SELECT MAX(pay) FROM salaries)
SELECT id FROM products WHERE price > (SELECT AVG(pay) FROM salaries)
SELECT id FROM products WHERE id IN (SELECT id FROM salaries)
SELECT id FROM products WHERE (id, price) IN (SELECT id, pay FROM salaries)
SELECT id FROM products WHERE (id, price) = ANY (SELECT id, pay FROM salaries)
SELECT id FROM products WHERE EXISTS (SELECT 1 FROM salaries WHERE pay > 1)
SELECT id FROM products ORDER BY (SELECT MAX(pay) FROM salaries)
SELECT id FROM products GROUP BY (SELECT MAX(pay) FROM salaries), id
SELECT id FROM products GROUP BY id HAVING COUNT(*) > (SELECT MAX(pay) FROM salaries)
SELECT id FROM products QUALIFY ROW_NUMBER() OVER (ORDER BY (SELECT MAX(pay) FROM salaries)) = 1
SELECT SUM(price) OVER (PARTITION BY (SELECT MAX(pay) FROM salaries)) FROM products
SELECT CASE WHEN (SELECT COUNT(*) FROM salaries) > 10 THEN 1 END FROM products
SELECT COALESCE((SELECT pay FROM salaries LIMIT 1), 0)
SELECT ARRAY_AGG((SELECT pay FROM salaries LIMIT 1)) FROM products
SELECT OBJECT_CONSTRUCT('a', (SELECT pay FROM salaries LIMIT 1))
SELECT {'a': (SELECT pay FROM salaries LIMIT 1)}
SELECT [1, (SELECT pay FROM salaries LIMIT 1)]
SELECT PARSE_JSON('{}')[(SELECT pay FROM salaries LIMIT 1)]
SELECT * FROM products UNION ALL SELECT * FROM salaries
SELECT * FROM products EXCEPT SELECT * FROM salaries
SELECT * FROM products INTERSECT (SELECT * FROM salaries)
(SELECT * FROM products) MINUS (SELECT * FROM salaries)
SELECT * FROM products NATURAL JOIN salaries
SELECT * FROM products JOIN salaries USING (id)
SELECT * FROM products, salaries
SELECT * FROM (products CROSS JOIN salaries)
SELECT * FROM products p ASOF JOIN salaries s MATCH_CONDITION (p.id >= s.id)
SELECT * FROM products p, LATERAL (SELECT * FROM salaries s WHERE s.id = p.id) x
SELECT f.value FROM LATERAL FLATTEN(input => (SELECT ARRAY_AGG(pay) FROM salaries)) f
SELECT f.value FROM TABLE(FLATTEN(INPUT => (SELECT ARRAY_AGG(pay) FROM salaries))) f
SELECT * FROM TABLE(GENERATOR(ROWCOUNT => (SELECT MAX(pay) FROM salaries)))
SELECT * FROM products PIVOT (SUM(price) FOR name IN (SELECT DISTINCT name FROM salaries))
SELECT * FROM (SELECT 1 AS salaries) x, salaries
SELECT * FROM VALUES (1), ((SELECT MAX(pay) FROM salaries))
SELECT * FROM products SAMPLE (10) JOIN salaries SAMPLE (10) ON TRUE
SELECT * FROM products AT (OFFSET => (SELECT MAX(pay) FROM salaries))
SELECT * FROM salaries AT (OFFSET => -60)
SELECT * FROM salaries CHANGES (INFORMATION => DEFAULT) AT (OFFSET => -60)
WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries
WITH x AS (SELECT * FROM salaries) SELECT * FROM x
WITH RECURSIVE salaries AS (SELECT * FROM salaries) SELECT * FROM salaries
WITH RECURSIVE salaries AS (SELECT * FROM salaries UNION ALL SELECT 1) SELECT 1
WITH salaries AS (SELECT 1 AS a UNION SELECT a FROM salaries) SELECT * FROM salaries
WITH salaries AS (SELECT 1 AS a UNION ALL SELECT a FROM products WHERE a IN (SELECT a FROM salaries)) SELECT * FROM salaries
WITH salaries AS (SELECT 1 AS a UNION ALL (SELECT a FROM salaries)) SELECT * FROM salaries
WITH a AS (SELECT * FROM salaries), salaries AS (SELECT 1) SELECT * FROM a
WITH a AS (WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries) SELECT * FROM salaries
SELECT * FROM (WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries) y JOIN salaries ON TRUE
(WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries) UNION ALL SELECT * FROM salaries
WITH "salaries" AS (SELECT 1 AS x) SELECT * FROM salaries
WITH salaries AS (SELECT 1 AS x) SELECT * FROM "salaries"
WITH salaries AS (SELECT 1 AS x) SELECT * FROM curated.salaries
WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries AT (OFFSET => -60)
WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries BEFORE (STATEMENT => '01a')
WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries CHANGES (INFORMATION => DEFAULT) AT (OFFSET => -1)
WITH events AS (SELECT * FROM events) SELECT * FROM events
SELECT * FROM IDENTIFIER('salaries')
SELECT * FROM IDENTIFIER(?)
SELECT * FROM TABLE('salaries')
SELECT * FROM TABLE(?)
SELECT * FROM TABLE(salaries)
SELECT * FROM TABLE($1)
SELECT IDENTIFIER('email') FROM customers
SELECT "IDENTIFIER"('email') FROM customers
SELECT * FROM $salaries
SELECT $secret
SELECT $1 FROM @stage
SELECT $1 FROM @~/file.csv
SELECT $1 FROM '@stage'
SELECT * FROM @curated.%salaries
SELECT GET_PRESIGNED_URL(@stage, 'x')
SELECT GET_DDL('TABLE', 'salaries')
SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))
SELECT * FROM TABLE(RESULT_SCAN('01a'))
SELECT * FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())
SELECT * FROM TABLE(analytics.INFORMATION_SCHEMA.LOGIN_HISTORY())
SELECT * FROM INFORMATION_SCHEMA.TABLES
SELECT * FROM "INFORMATION_SCHEMA"."COLUMNS"
SELECT * FROM analytics."information_schema".columns
SELECT * FROM snowflake.account_usage.query_history
SELECT * FROM "SNOWFLAKE"."ACCOUNT_USAGE".USERS
SELECT * FROM SEMANTIC_VIEW(sales METRICS revenue)
SELECT * FROM TABLE(my_udtf(1))
SELECT * FROM my_udtf(1)
SELECT my_udf(1)
SELECT curated.my_udf(id) FROM products
SELECT "COUNT"(*) FROM products
SELECT "curated.my_udf"(1)
SELECT SYSTEM$CANCEL_ALL_QUERIES(1)
SELECT system$wait(60)
SELECT "SYSTEM$WAIT"(60)
SELECT SYSTEM$CLUSTERING_INFORMATION('salaries')
SELECT SNOWFLAKE.CORTEX.COMPLETE('model', 'x')
SELECT AI_COMPLETE('model', 'x')
SELECT EXTERNAL_UDF(email) FROM customers
SELECT ENCRYPT('a', 'b')
SELECT DECRYPT(a, 'b') FROM products
SELECT seq.NEXTVAL
SELECT seq.nextval FROM products
SELECT seq."NEXTVAL"
SELECT curated.seq."nextval" FROM products
SELECT s.nextval FROM products, TABLE(GETNEXTVAL(seq)) s
SELECT GETVARIABLE('X')
SELECT INVOKER_ROLE()
SELECT IS_ROLE_IN_SESSION('ADMIN')
SELECT LAST_QUERY_ID()
SELECT VALIDATE(salaries, JOB_ID => '_last')
SELECT * FROM TABLE(VALIDATE(salaries, JOB_ID => '_last'))
SELECT * FROM DIRECTORY(@stage)
SELECT METADATA$FILENAME FROM @stage
SHOW TABLES
SHOW TERSE TABLES IN ACCOUNT
SHOW COLUMNS IN TABLE salaries
SHOW GRANTS TO ROLE admin
SHOW PARAMETERS
SHOW TABLES ->> SELECT * FROM $1
DESCRIBE TABLE salaries
DESC VIEW customers
DESCRIBE RESULT LAST_QUERY_ID()
EXPLAIN SELECT * FROM salaries
EXPLAIN USING JSON SELECT email FROM customers, salaries
EXPLAIN DELETE FROM products
EXPLAIN SHOW TABLES
INSERT INTO products SELECT 1
UPDATE products SET price = 0
DELETE FROM products
MERGE INTO products USING products ON 1 = 1 WHEN MATCHED THEN DELETE
TRUNCATE TABLE products
DROP TABLE products
CREATE TABLE t AS SELECT * FROM products
CREATE TEMPORARY VIEW v AS SELECT 1
ALTER SESSION SET TIMEZONE = 'UTC'
SET x = 1
UNSET x
USE ROLE ACCOUNTADMIN
USE SECONDARY ROLES ALL
CALL my_proc()
EXECUTE IMMEDIATE 'SELECT 1'
EXECUTE IMMEDIATE $$DROP TABLE products$$
BEGIN SELECT 1; END
DECLARE x INT; BEGIN RETURN 1; END
COPY INTO @stage FROM products
PUT file://x @stage
GET @stage file://x
LIST @stage
REMOVE @stage
GRANT SELECT ON products TO ROLE x
COMMENT ON TABLE products IS 'x'
UNDROP TABLE products
BEGIN TRANSACTION
WITH x AS (DELETE FROM products RETURNING *) SELECT * FROM x
WITH x AS (INSERT INTO products SELECT 1) SELECT 1
WITH x AS PROCEDURE () RETURNS INT LANGUAGE SQL AS 'SELECT 1' CALL x()
SELECT 1 INTO x
SELECT * FROM products; DROP TABLE products
SELECT 1; SELECT 2
SELECT 1;;
SELECT 'a'; -- ⏎DROP TABLE products
SELECT 1 /* ; */ ; DROP TABLE products
SELECT '\'' ; DROP TABLE products --'
SELECT $$a$$; DROP TABLE products; --$$
SELECT 1 /* /* */ FROM salaries -- */
SELECT 1 /*! FROM salaries */
SELECT 1 //* ⏎ FROM salaries -- */
SELECT 1 -- ␍ FROM salaries
SELECT 1 -- ␤ FROM salaries
SELECT 1 */ FROM salaries
SELECT 1 # FROM salaries
SELECT E'\'' FROM salaries
SELECT N'a' FROM products
SELECT U&'\0061'
SELECT a$$b FROM products $$ x $$
SELECT 1$$ FROM salaries $$
SELECT * FROM ｓalaries
SELECT * FROM "ſalaries"
SELECT pay FROM sala​ries
SELECT * FROM products WHERE 1 = 1 ␀ OR 1 = 1
SELECT {*} FROM products
SELECT {t.*} FROM products t
SELECT **price FROM products
SELECT f(**p) FROM products
SELECT p!METHOD() FROM products p
SELECT * FROM db..products
SELECT * FROM a.b.c.d
SELECT TOP 5 PERCENT * FROM products
SELECT * FROM products LIMIT 10 LIMIT 1000000
SELECT * FROM products LIMIT (SELECT MAX(pay) FROM salaries)
SELECT * FROM products LIMIT 10 + 1000000
SELECT * FROM products LIMIT -1
SELECT * FROM products LIMIT ?
SELECT * FROM products LIMIT $1
SELECT * FROM events
SELECT COUNT(*) FROM events
SELECT v FROM events WHERE day >= '2020-01-01'
SELECT v FROM events WHERE day <= '2026-06-30'
SELECT v FROM events WHERE day >= '2026-06-20' OR TRUE
SELECT v FROM events WHERE NOT day < '2026-06-20'
SELECT v FROM events WHERE day >= '2026-06-20'::VARCHAR(1)
SELECT v FROM events WHERE day >= '2026-06-20'::CHAR(4)
SELECT v FROM events WHERE day >= CAST('2026-06-20' AS VARCHAR(2))
SELECT v FROM events WHERE day >= TRY_CAST('2026-06-20' AS STRING(1))
SELECT v FROM events WHERE day >= TO_DATE('2026-06-20', 'YYYY-DD-MM')
SELECT v FROM events WHERE day >= DATEADD(year, -9, CURRENT_DATE)
SELECT v FROM events WHERE day >= LEFT('2026-06-20', 1)
SELECT v FROM events WHERE day >= ANY ('2001-01-01', '2026-06-20')
SELECT v FROM events WHERE day IN ('2026-06-20', '2001-01-01')
SELECT v FROM events WHERE day BETWEEN '2001-01-01' AND '2026-06-20'
SELECT v FROM events WHERE day = day
SELECT v FROM events WHERE day >= (SELECT MIN(day) FROM daily_totals)
SELECT v FROM events WHERE COALESCE(day, '2026-06-20') >= '2026-06-20'
SELECT v FROM events WHERE IFF(TRUE, day, day) >= '2026-06-20'
SELECT v FROM events e, daily_totals d WHERE d.day >= '2026-06-20'
SELECT v FROM events e LEFT JOIN daily_totals d ON e.day >= '2026-06-20'
SELECT v FROM daily_totals d RIGHT JOIN events e ON e.day >= '2026-06-20'
SELECT v FROM events e FULL JOIN daily_totals d ON e.day >= '2026-06-20'
SELECT v FROM events e ASOF JOIN daily_totals d MATCH_CONDITION (e.day >= d.day) ON e.day >= '2026-06-20'
SELECT v FROM events GROUP BY v, day HAVING day >= '2026-06-20'
SELECT v FROM events QUALIFY day >= '2026-06-20'
SELECT CONNECT_BY_ROOT v FROM events WHERE day >= '2026-06-20' START WITH TRUE CONNECT BY PRIOR id = user_id
SELECT v FROM events WHERE day >= '2026-06-20' CONNECT BY LEVEL < 3
SELECT v FROM events AS e (id, v, x, y, day) WHERE day >= '2026-06-20'
SELECT * FROM events MATCH_RECOGNIZE (ORDER BY v PATTERN (a) DEFINE a AS day >= '2026-06-20')
SELECT * FROM events PIVOT (SUM(v) FOR id IN (1)) WHERE day >= '2026-06-20'
SELECT * FROM events UNPIVOT (x FOR day IN (v, id)) WHERE day >= '2026-06-20'
SELECT * FROM (SELECT * FROM events) WHERE day >= '2026-06-20'
WITH e AS (SELECT * FROM events) SELECT * FROM e WHERE day >= '2026-06-20'
SELECT 1 WHERE EXISTS (SELECT 1 FROM events e WHERE e.v = 1)
SELECT v FROM events WHERE day >= '2026-06-20' UNION ALL SELECT v FROM events
SELECT v FROM events WHERE $2 >= '2026-06-20'
SELECT v FROM events WHERE day >= ?
~ SELECT email FROM customers
~ SELECT c.email FROM customers c
~ SELECT "EMAIL" FROM customers
~ SELECT curated.customers.email FROM curated.customers
~ SELECT * FROM customers
~ SELECT c.* FROM customers AS c
~ SELECT * EXCLUDE (id) FROM customers
~ SELECT * REPLACE (email AS name) FROM customers
~ SELECT * RENAME (email AS name) FROM customers
~ SELECT * ILIKE '%mail%' FROM customers
~ SELECT $3 FROM customers
~ SELECT c.$3 FROM customers c
~ SELECT t.$1 FROM (SELECT email FROM customers) t
~ SELECT OBJECT_CONSTRUCT(*) FROM customers
~ SELECT OBJECT_CONSTRUCT(c.*) FROM customers c
~ SELECT HASH(*) FROM customers
~ SELECT HASH_AGG(c.*) FROM customers c
~ SELECT COUNT(c) FROM customers c
~ SELECT COUNT(DISTINCT *) FROM customers
~ SELECT ARRAY_AGG(c) FROM customers c
~ SELECT TO_JSON(c) FROM customers c
~ SELECT c:EMAIL FROM customers c
~ SELECT customers FROM customers
~ SELECT id FROM customers ORDER BY email
~ SELECT id FROM customers ORDER BY 3
~ SELECT id FROM customers WHERE email LIKE 'a%'
~ SELECT id FROM customers GROUP BY id, email
~ SELECT id FROM customers GROUP BY ALL HAVING MAX(email) > 'a'
~ SELECT id FROM customers QUALIFY ROW_NUMBER() OVER (PARTITION BY email ORDER BY id) = 1
~ SELECT id FROM customers WHERE (id, email) = (1, 'a')
~ SELECT id AS email, email FROM customers
~ SELECT email AS id, id AS x FROM customers WHERE id = 'a@b.example'
~ SELECT c.id FROM customers c NATURAL JOIN (SELECT 'a@b.example' AS email) x
~ SELECT c.id FROM customers c JOIN (SELECT 'a' AS email) x USING (email)
~ SELECT a.id FROM customers a JOIN customers b ON a.email = b.email
~ WITH c (a, b, c, d) AS (SELECT * FROM customers) SELECT c FROM c
~ SELECT t.c FROM (SELECT * FROM customers) AS t (a, b, c, d)
~ SELECT c FROM customers AS t (a, b, c, d)
~ SELECT id FROM products UNION ALL SELECT email FROM customers
~ SELECT * FROM customers PIVOT (MAX(email) FOR country IN ('DE'))
~ SELECT * FROM customers UNPIVOT (v FOR n IN (email, name))
~ SELECT * FROM customers MATCH_RECOGNIZE (ORDER BY email MEASURES LAST(email) AS m PATTERN (a) DEFINE a AS TRUE)
~ SELECT f.value FROM customers c, LATERAL FLATTEN(input => OBJECT_CONSTRUCT(*)) f
~ SELECT f.value FROM customers c, TABLE(FLATTEN(ARRAY_CONSTRUCT(c.*))) f
~ SELECT x.email FROM products p, LATERAL (SELECT email FROM customers WHERE id = p.id) x
~ SELECT * FROM customers AT (OFFSET => -60)
~ SELECT * FROM customers CHANGES (INFORMATION => DEFAULT) AT (OFFSET => -60)
~ SELECT * FROM customers SAMPLE (10)
~ SELECT (SELECT MAX(email) FROM customers)
~ SELECT id FROM products WHERE name IN (SELECT email FROM customers)
~ SELECT CASE WHEN EXISTS (SELECT 1 FROM customers WHERE email = 'a') THEN 1 END
~ SELECT LISTAGG(email, ',') WITHIN GROUP (ORDER BY email) FROM customers
~ SELECT FIRST_VALUE(email) OVER (ORDER BY id) FROM customers
~ SELECT FILTER(ARRAY_AGG(email), x -> TRUE) FROM customers
~ SELECT LEAST(email, 'a'), DECODE(email, 'a', 1) FROM customers
~ SELECT SPLIT_PART(email, '@', 1)::VARCHAR FROM customers
~ SELECT * FROM "customers"
~ SELECT payload:card.number FROM events WHERE day >= CURRENT_DATE - 7
~ SELECT payload['card'] FROM events WHERE day >= CURRENT_DATE - 7
~ SELECT GET_PATH(payload, 'card') FROM events WHERE day >= CURRENT_DATE - 7
~ SELECT f.key FROM events e, LATERAL FLATTEN(e.payload) f WHERE e.day >= CURRENT_DATE - 7
~ SELECT * FROM events e WHERE e.day >= CURRENT_DATE - 7
~ SELECT * FROM orders
~ SELECT * FROM orders WHERE country = 'US'
~ SELECT * FROM orders WHERE TRUE OR country = 'US'
~ SELECT COUNT(*) FROM orders
~ SELECT * FROM orders o LEFT JOIN products p ON TRUE
~ SELECT * FROM products p FULL JOIN orders o ON FALSE
~ SELECT 'DE' AS country, o.* FROM orders o WHERE country = 'DE'
~ SELECT * FROM (SELECT 'DE' AS country) x, LATERAL (SELECT * FROM orders) y
~ SELECT AVG(amount) FROM orders UNION ALL SELECT AVG(amount) FROM curated.orders
~ SELECT * FROM orders BEFORE (STATEMENT => '01a')
~ WITH orders AS (SELECT * FROM orders) SELECT amount FROM orders o2

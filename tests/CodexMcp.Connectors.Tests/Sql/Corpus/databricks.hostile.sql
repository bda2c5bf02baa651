SELECT * FROM salaries
SELECT * FROM `salaries`
SELECT * FROM `Salaries`
SELECT * FROM dw.salaries
SELECT * FROM main.dw.salaries
SELECT * FROM main.`dw`.`SALARIES`
SELECT * FROM hr.people
SELECT * FROM other.dw.users
SELECT * FROM hive_metastore.default.users
SELECT * FROM global_temp.v
SELECT (SELECT max(pay) FROM salaries)
SELECT id FROM products WHERE price > (SELECT avg(pay) FROM salaries)
SELECT id FROM products WHERE id IN (SELECT id FROM salaries)
SELECT id FROM products WHERE (id, price) IN (SELECT id, pay FROM salaries)
SELECT id FROM products WHERE EXISTS (SELECT 1 FROM salaries)
SELECT id FROM products ORDER BY (SELECT max(pay) FROM salaries)
SELECT id FROM products SORT BY (SELECT max(pay) FROM salaries)
SELECT id FROM products DISTRIBUTE BY (SELECT max(pay) FROM salaries)
SELECT id FROM products GROUP BY id HAVING count(*) > (SELECT max(pay) FROM salaries)
SELECT id FROM products QUALIFY row_number() OVER (ORDER BY (SELECT max(pay) FROM salaries)) = 1
SELECT sum(price) OVER w FROM products WINDOW w AS (PARTITION BY (SELECT max(pay) FROM salaries))
SELECT count(*) FILTER (WHERE (SELECT max(pay) FROM salaries) > 1) FROM products
SELECT transform(array(1), x -> (SELECT max(pay) FROM salaries)) FROM products
SELECT named_struct('a', (SELECT max(pay) FROM salaries))
SELECT map('a', (SELECT max(pay) FROM salaries))['a']
SELECT array((SELECT max(pay) FROM salaries))[0]
SELECT * FROM products UNION ALL SELECT * FROM salaries
SELECT * FROM products EXCEPT SELECT * FROM salaries
SELECT * FROM products EXCEPT (SELECT * FROM salaries)
SELECT * EXCEPT (SELECT * FROM salaries) FROM products
SELECT * FROM products NATURAL JOIN salaries
SELECT * FROM products JOIN salaries USING (id)
SELECT * FROM products LEFT SEMI JOIN salaries ON TRUE
SELECT * FROM products ANTI JOIN salaries ON TRUE
SELECT * FROM products, salaries
SELECT * FROM (products CROSS JOIN salaries)
SELECT * FROM products p, LATERAL (SELECT * FROM salaries s WHERE s.id = p.id) x
SELECT * FROM products LATERAL VIEW explode((SELECT collect_list(pay) FROM salaries)) e AS x
SELECT * FROM explode((SELECT collect_list(pay) FROM salaries))
SELECT * FROM range((SELECT max(pay) FROM salaries))
SELECT * FROM products PIVOT (sum(price) FOR name IN (SELECT DISTINCT name FROM salaries))
SELECT * FROM VALUES (1), ((SELECT max(pay) FROM salaries))
SELECT * FROM products TIMESTAMP AS OF (SELECT max(pay) FROM salaries)
SELECT * FROM products VERSION AS OF (SELECT max(pay) FROM salaries)
SELECT * FROM salaries VERSION AS OF 1
WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries
WITH salaries AS (SELECT 1 AS a UNION ALL SELECT a FROM salaries) SELECT * FROM salaries
WITH RECURSIVE salaries AS (SELECT * FROM salaries) SELECT * FROM salaries
WITH x AS (SELECT * FROM salaries) SELECT * FROM x
WITH a AS (SELECT * FROM salaries), salaries AS (SELECT 1) SELECT * FROM a
WITH a AS (WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries) SELECT * FROM salaries
WITH salaries AS (SELECT 1 AS x) SELECT * FROM dw.salaries
WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries VERSION AS OF 1
WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries TIMESTAMP AS OF '2026-01-01'
SELECT * FROM (WITH salaries AS (SELECT 1 AS x) SELECT * FROM salaries) y JOIN salaries ON TRUE
SELECT * FROM delta.`/mnt/salaries`
SELECT * FROM csv.`s3://bucket/salaries`
SELECT * FROM `csv`.`data`
SELECT * FROM parquet.`data`
SELECT * FROM text.`/etc/passwd`
SELECT * FROM json.`dbfs:/x`
SELECT * FROM `binaryFile`.`x`
SELECT * FROM `/mnt/x`
SELECT * FROM main.dw.`/mnt/x`
SELECT * FROM `users@v1`
SELECT * FROM main.dw.`users@20260101000000000`
SELECT * FROM users@v1
SELECT * FROM read_files('/mnt/x')
SELECT * FROM TABLE(read_files('/mnt/x'))
SELECT * FROM STREAM(salaries)
SELECT * FROM cloud_files('/mnt', 'json')
SELECT * FROM read_kafka(bootstrapServers => 'x')
SELECT * FROM table_changes('salaries', 1)
SELECT * FROM event_log('x')
SELECT * FROM IDENTIFIER('salaries')
SELECT * FROM IDENTIFIER(:t)
SELECT IDENTIFIER('email') FROM users
SELECT * FROM TABLE(salaries)
SELECT * FROM remote_query('c', 'SELECT 1')
SELECT * FROM sql_udtf(1)
SELECT * FROM main.dw.my_udtf(1)
SELECT * FROM vector_search(index => 'x', query => 'y')
SELECT * FROM system.access.audit
SELECT * FROM `SYSTEM`.information_schema.tables
SELECT * FROM information_schema.tables
SELECT * FROM main.`information_schema`.`columns`
SELECT * FROM samples.nyctaxi.trips
SELECT java_method('java.lang.System', 'getenv', 'PATH')
SELECT reflect('java.lang.System', 'getenv', 'PATH')
SELECT try_reflect('java.lang.System', 'getProperty', 'user.home')
SELECT ai_query('endpoint', 'x')
SELECT ai_generate_text('x')
SELECT http_request(conn => 'x', method => 'GET')
SELECT secret('scope', 'key')
SELECT try_secret('scope', 'key')
SELECT `secret`('scope', 'key')
SELECT aes_decrypt(a, 'k') FROM products
SELECT input_file_name() FROM products
SELECT raise_error('x')
SELECT assert_true(FALSE)
SELECT my_udf(id) FROM products
SELECT main.dw.my_udf(id) FROM products
SELECT `main.dw.my_udf`(1)
SELECT `count`(*) FROM products
SELECT system.builtin.count(*) FROM products
SELECT TRANSFORM(id) USING 'cat' AS (x) FROM products
SELECT TRANSFORM(id) ROW FORMAT DELIMITED USING 'cat' FROM products
FROM products SELECT TRANSFORM(id) USING 'cat'
MAP id USING 'cat' FROM products
REDUCE id USING 'cat' FROM products
FROM salaries SELECT *
FROM salaries |> SELECT *
SELECT * FROM products |> JOIN salaries USING (id)
SELECT * FROM products |> UNION ALL (TABLE salaries)
TABLE salaries
VALUES (1)
SELECT * FROM products UNION ALL TABLE salaries
SELECT '${env:PATH}'
SELECT "${spark.databricks.token}"
SELECT `${system:user.home}` FROM products
SELECT 1 -- ${env:PATH}
SELECT 1 /* ${env:PATH} */
SELECT ${env:N}
SELECT :a.b.c FROM salaries
SELECT /*+ BROADCAST('*/ id FROM products WHERE name = ') */ pay FROM salaries -- '
SELECT /*+ BROADCAST("*/ id FROM products WHERE name = ") */ pay FROM salaries -- "
SELECT /*+ BROADCAST(`*/ id AS `) */ pay FROM salaries -- `
SELECT /*+ A -- */ 1 FROM products -- ⏎ */ pay FROM salaries
SELECT /*+ A /* */ 1 */ pay FROM salaries
SELECT /*+ 'a' */ id FROM products
SELECT 1 -- \⏎ AS a FROM salaries
SELECT id FROM products -- \⏎ LIMIT 5
SELECT id FROM products -- \␍⏎ LIMIT 5
SELECT v FROM events -- \⏎ WHERE day >= '2026-06-20'
SELECT 1 /* a /* b */ c */ FROM salaries
SELECT 1 /* /* */ FROM salaries -- */
SELECT 1 // FROM salaries
SELECT a://b FROM products
SELECT 1 # FROM salaries
SELECT 1 -- ␍ FROM salaries
SELECT 1 -- ␤ FROM salaries
SELECT 'a\\' FROM salaries -- '
SELECT r'a\' FROM salaries -- '
SELECT r'a''\' AS x, ' AS y, pay FROM salaries -- '
SELECT r"a""\" AS x, " AS y, pay FROM salaries -- "
SELECT R'''' AS x FROM products
SELECT N'a' FROM products
~ SELECT U&'\0061'
SELECT "a" " FROM salaries -- "
SELECT * FROM sala​ries
SELECT * FROM ｓalaries
SELECT $1 FROM products
SELECT $$a$$ FROM products
SELECT 1 ␀ FROM salaries
SELECT 1; DROP TABLE products
SELECT 1;; SELECT 2
SELECT '\'' ; DROP TABLE products -- '
SELECT * FROM products LIMIT 10 LIMIT 100000
SELECT * FROM products LIMIT (SELECT max(pay) FROM salaries)
SELECT * FROM products LIMIT 10 + 100000
SELECT * FROM products LIMIT :n
SELECT * FROM a.b.c.d
SELECT * FROM products.salaries
EXPLAIN SELECT * FROM salaries
EXPLAIN EXTENDED SELECT email FROM users, salaries
EXPLAIN CODEGEN SELECT 1
EXPLAIN DROP TABLE products
SHOW TABLES
SHOW TABLES IN main.hr
SHOW TABLE EXTENDED LIKE '*'
SHOW CREATE TABLE products
SHOW GRANTS ON TABLE products
SHOW FUNCTIONS
SHOW COLUMNS IN salaries
SHOW TBLPROPERTIES products
SHOW PARTITIONS salaries
DESCRIBE TABLE salaries
DESCRIBE TABLE EXTENDED users
DESCRIBE HISTORY products
DESCRIBE DETAIL delta.`/mnt/x`
DESCRIBE QUERY SELECT * FROM salaries
DESCRIBE FUNCTION EXTENDED count
INSERT INTO products VALUES (1)
INSERT OVERWRITE DIRECTORY '/x' SELECT * FROM products
UPDATE products SET price = 0
DELETE FROM products
MERGE INTO products USING users ON TRUE WHEN MATCHED THEN DELETE
CREATE TEMPORARY VIEW v AS SELECT * FROM salaries
CREATE OR REPLACE TABLE t AS SELECT 1
DROP TABLE products
TRUNCATE TABLE products
ALTER TABLE products ADD COLUMN x INT
OPTIMIZE products
VACUUM products
CACHE TABLE x AS SELECT * FROM salaries
REFRESH TABLE products
MSCK REPAIR TABLE products
SET spark.sql.ansi.enabled = false
SET VAR x = 1
DECLARE VARIABLE x = 1
USE CATALOG other
USE SCHEMA hr
EXECUTE IMMEDIATE 'SELECT 1'
BEGIN SELECT 1; END
CALL my_proc()
COPY INTO products FROM '/x'
ADD JAR '/x.jar'
GRANT SELECT ON TABLE products TO x
PUT '/x' INTO '/Volumes/x'
LIST '/Volumes/x'
SYNC SCHEMA a FROM b
WITH x AS (DELETE FROM products) SELECT 1
SELECT * FROM (INSERT INTO products VALUES (1))
SELECT * FROM events
SELECT count(*) FROM events
SELECT v FROM events WHERE day >= '2020-01-01'
SELECT v FROM events WHERE day <= '2026-06-30'
SELECT v FROM events WHERE day >= '2026-06-20' OR TRUE
SELECT v FROM events WHERE !(day < '2026-06-20')
SELECT v FROM events WHERE day <=> '2026-06-20'
SELECT v FROM events WHERE day >= CAST('2026-06-20' AS CHAR(2))
SELECT v FROM events WHERE day >= '2026-06-20'::VARCHAR(1)
SELECT v FROM events WHERE day >= left('2026-06-20', 1)
SELECT v FROM events WHERE day >= date_sub(current_date(), 4000)
SELECT v FROM events WHERE day >= current_date() - INTERVAL 10 YEARS
SELECT v FROM events WHERE exists(array(1), x -> day >= '2026-06-20')
SELECT v FROM events WHERE exists(array(DATE '2026-06-20'), day -> day >= '2026-06-20')
SELECT d.v FROM daily_totals d LEFT SEMI JOIN events e ON d.id = e.id WHERE day >= '2026-06-20'
SELECT d.v FROM daily_totals d SEMI JOIN events e ON d.id = e.id WHERE day >= '2026-06-20'
SELECT d.v FROM daily_totals d LEFT ANTI JOIN events e ON d.id = e.id WHERE e.day >= '2026-06-20'
SELECT d.v FROM daily_totals d LEFT SEMI JOIN events e ON d.id = e.id JOIN products p ON day >= '2026-06-20'
SELECT v FROM events e LEFT ANTI JOIN daily_totals d ON e.day >= '2026-06-20'
SELECT v FROM events e LEFT JOIN daily_totals d ON e.day >= '2026-06-20'
SELECT v FROM events e FULL JOIN daily_totals d ON e.day >= '2026-06-20'
SELECT v FROM events GROUP BY v, day HAVING day >= '2026-06-20'
SELECT v, day FROM events QUALIFY day >= '2026-06-20'
SELECT v FROM events AS e (id, v, x, y, day) WHERE day >= '2026-06-20'
SELECT v FROM events UNPIVOT (x FOR day IN (v, id)) WHERE day >= '2026-06-20'
SELECT * FROM (SELECT * FROM events) WHERE day >= '2026-06-20'
SELECT v FROM events WHERE day >= :from_day
SELECT v FROM events LATERAL VIEW explode(array('2026-06-20')) e AS d WHERE d >= '2026-06-20'
SELECT v FROM events VERSION AS OF 3
~ SELECT email FROM users
~ SELECT u.email FROM users u
~ SELECT `email` FROM users
~ SELECT EMAIL FROM USERS
~ SELECT dw.users.email FROM dw.users
~ SELECT main.dw.users.email FROM main.dw.users
~ SELECT * FROM users
~ SELECT u.* FROM users u
~ SELECT * EXCEPT (id) FROM users
~ SELECT struct(*) FROM users
~ SELECT struct(u.*) FROM users u
~ SELECT to_json(struct(*)) FROM users
~ SELECT u FROM users u
~ SELECT users FROM users
~ SELECT count(u.*) FROM users u
~ SELECT count(DISTINCT *) FROM users
~ SELECT hash(*), xxhash64(u.*) FROM users u
~ SELECT collect_list(u) FROM users u
~ SELECT collect_set(struct(u.*)) FROM users u
~ SELECT array(*) FROM users
~ SELECT stack(1, *) FROM users
~ SELECT explode(collect_list(email)) FROM users
~ SELECT id FROM users ORDER BY email
~ SELECT id FROM users ORDER BY ALL
~ SELECT id FROM users WHERE email LIKE 'a%'
~ SELECT id FROM users WHERE email RLIKE 'a'
~ SELECT id FROM users GROUP BY id, email
~ SELECT id FROM users GROUP BY ALL HAVING max(email) > 'a'
~ SELECT id FROM users QUALIFY row_number() OVER (PARTITION BY email ORDER BY id) = 1
~ SELECT id, lag(email) OVER (ORDER BY id) FROM users
~ SELECT email AS e, e AS f FROM users
~ SELECT u.id FROM users u NATURAL JOIN (SELECT 'a' AS email) x
~ SELECT u.id FROM users u JOIN (SELECT 'a' AS email) x USING (email)
~ SELECT a.id FROM users a LEFT SEMI JOIN users b ON a.email = b.email
~ SELECT id FROM products UNION ALL SELECT email FROM users
~ SELECT * FROM users PIVOT (max(email) FOR country IN ('DE'))
~ SELECT * FROM users UNPIVOT (v FOR n IN (email, name))
~ SELECT x FROM users LATERAL VIEW explode(array(email)) e AS x
~ SELECT x FROM users u, LATERAL explode(array(u.email)) AS t (x)
~ SELECT x.email FROM products p, LATERAL (SELECT email FROM users WHERE id = p.id) x
~ SELECT * FROM users VERSION AS OF 3
~ SELECT * FROM users TIMESTAMP AS OF '2026-01-01'
~ SELECT * FROM users TABLESAMPLE (10 PERCENT)
~ SELECT _metadata.file_path FROM users
~ SELECT (SELECT max(email) FROM users)
~ SELECT transform(collect_list(email), x -> x) FROM users
~ SELECT filter(array(email), x -> TRUE) FROM users
~ SELECT from_json(email, 'a STRING').a FROM users
~ SELECT email:a.b FROM users
~ SELECT email.a.b FROM users
~ SELECT substring_index(email, '@', 1)::STRING FROM users
~ WITH u (a, b, c, d) AS (SELECT * FROM users) SELECT c FROM u
~ SELECT t.c FROM (SELECT * FROM users) AS t (a, b, c, d)
~ SELECT c FROM users AS t (a, b, c, d)
~ SELECT /*+ BROADCAST(users) */ email FROM users
~ SELECT payload:card.number FROM events WHERE day >= current_date() - 7
~ SELECT payload.card FROM events WHERE day >= current_date() - 7
~ SELECT variant_get(payload, '$.card', 'string') FROM events WHERE day >= current_date() - 7
~ SELECT e.* FROM events e WHERE e.day >= current_date() - 7
~ SELECT * FROM orders
~ SELECT * FROM orders WHERE country = 'US'
~ SELECT count(*) FROM orders
~ SELECT * FROM products p FULL JOIN orders o ON FALSE
~ SELECT 'DE' AS country, o.* FROM orders o WHERE country = 'DE'
~ SELECT * FROM orders VERSION AS OF 1
~ WITH orders AS (SELECT * FROM orders) SELECT amount FROM orders o2

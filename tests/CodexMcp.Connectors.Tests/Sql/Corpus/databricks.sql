SELECT 1
SELECT a, b AS c, d e FROM t
SELECT "a text", 'another', r'C:\raw', X'1F' FROM t
SELECT `a b`, `with ``ticks``` FROM `my table`
SELECT 1L, 2S, 3Y, 1.5D, 2.5F, 10.0BD
SELECT * FROM main.dw.active_users
SELECT * EXCEPT (a, b) FROM t
SELECT t.* EXCEPT (a) FROM t
SELECT * FROM t EXCEPT SELECT * FROM u
SELECT a <=> b, a == b, a != b, NOT a, !b FROM t
SELECT a & b | c ^ ~d, a DIV 2, a % 3, a || b FROM t
SELECT a::INT, b::STRING, c ?:: INT, CAST(a AS ARRAY<INT>), CAST(b AS MAP<STRING, ARRAY<INT>>), CAST(c AS STRUCT<x: INT, y: STRING>) FROM t
SELECT CAST(a AS DECIMAL(10, 2)), TRY_CAST(b AS DATE) FROM t
SELECT raw:owner, raw:store.fruit[0].weight::DOUBLE, raw:['x'] FROM t
SELECT a.b.c, m['key'], arr[0], s.field[1].x FROM t
SELECT INTERVAL 7 DAYS, INTERVAL '1' YEAR, INTERVAL -3 HOURS, INTERVAL 1 DAY 2 HOURS, INTERVAL '1-2' YEAR TO MONTH
SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00'
SELECT current_date(), current_timestamp, date_add(day, 7, d), datediff(day, a, b), date_trunc('MONTH', d) FROM t
SELECT transform(xs, x -> x + 1), filter(xs, (x, i) -> i > 0), aggregate(xs, 0, (acc, x) -> acc + x), exists(xs, x -> x > 1) FROM t
SELECT named_struct('a', 1), array(1, 2), map('k', 'v'), struct(a, b) FROM t
SELECT count(*) FILTER (WHERE a > 1), sum(a) FILTER (WHERE b) OVER (PARTITION BY c) FROM t
SELECT row_number() OVER w, sum(a) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t WINDOW w AS (PARTITION BY b ORDER BY c)
SELECT first_value(a) IGNORE NULLS OVER (ORDER BY b), percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t
SELECT a FROM t WHERE b = :param AND c > :other_param
SELECT a FROM t WHERE b = ?
SELECT a FROM t1 LEFT SEMI JOIN t2 ON t1.id = t2.id
SELECT a FROM t1 LEFT ANTI JOIN t2 USING (id)
SELECT a FROM t1 ANTI JOIN t2 ON t1.id = t2.id SEMI JOIN t3 ON TRUE
SELECT a FROM t LATERAL VIEW explode(xs) e AS x
SELECT a FROM t LATERAL VIEW OUTER explode(m) e AS k, v LATERAL VIEW posexplode(xs) p AS i, x WHERE x > 1
SELECT a FROM t, LATERAL explode(xs) AS e (x)
SELECT a FROM t, LATERAL (SELECT max(b) AS m FROM u WHERE u.id = t.id) x
SELECT * FROM range(10)
SELECT a FROM t VERSION AS OF 3
SELECT a FROM t TIMESTAMP AS OF '2024-01-01' AS x
SELECT a FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (1)
SELECT a FROM t TABLESAMPLE (100 ROWS)
SELECT * FROM t PIVOT (sum(a) AS s, max(b) AS m FOR (c, d) IN (('x', 1) AS x1, ('y', 2) AS y2))
SELECT * FROM t UNPIVOT (v FOR n IN (a, b AS c))
SELECT a, count(*) FROM t GROUP BY a WITH ROLLUP
SELECT a, count(*) FROM t GROUP BY ALL HAVING count(*) > 1 ORDER BY a
SELECT a, b FROM t GROUP BY GROUPING SETS ((a, b), (a), ())
SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1
SELECT a FROM t SORT BY a DESC
SELECT a FROM t DISTRIBUTE BY a SORT BY b
SELECT a FROM t CLUSTER BY a LIMIT 5
SELECT a FROM t ORDER BY a NULLS FIRST LIMIT 10 OFFSET 5
SELECT a FROM t LIMIT ALL
WITH x AS (SELECT 1 AS a) SELECT * FROM x
WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS v (id, name)
SELECT a FROM t1 FULL OUTER JOIN t2 USING (id) CROSS JOIN t3
SELECT a RLIKE '^x', a REGEXP 'y', a ILIKE '%z%', a LIKE ANY ('a%', 'b%') FROM t
SELECT /*+ BROADCAST(u) */ a FROM t JOIN u ON t.id = u.id
SELECT substring(a FROM 2 FOR 3), trim(LEADING 'x' FROM a), position('x' IN a), extract(YEAR FROM d), overlay_col FROM t
SELECT if(a, b, c), ifnull(a, 0), nvl2(a, b, c), decode(a, 1, 'x', 'y') FROM t
SELECT CASE WHEN a THEN b END, CASE a WHEN 1 THEN 2 END FROM t
SELECT a UNION ALL SELECT b EXCEPT SELECT c INTERSECT DISTINCT SELECT d
SELECT collect_list(a), approx_percentile(a, 0.5), any_value(a), max_by(a, b) FROM t
SELECT a FROM `main`.`dw`.`Active_Users` AS `x` WHERE `x`.`day` >= '2024-01-01'
SELECT (SELECT max(a) FROM u) AS m, EXISTS (SELECT 1 FROM u) FROM t
SELECT a COLLATE UTF8_LCASE, b FROM t
SHOW CATALOGS
SHOW SCHEMAS IN main
SHOW TABLES IN main.dw LIKE 'a*'
DESCRIBE TABLE EXTENDED main.dw.t
EXPLAIN COST SELECT a FROM t
EXPLAIN FORMATTED WITH x AS (SELECT 1) SELECT * FROM x
SELECT day, dau, lag(dau, 7) OVER (ORDER BY day) AS before FROM main.dw.daily_active_users WHERE day >= current_date() - INTERVAL 28 DAYS
SELECT country, sum(revenue) AS revenue FROM main.dw.orders WHERE status IN ('paid', 'sent') GROUP BY country HAVING sum(revenue) > 1000 ORDER BY revenue DESC LIMIT 20
SELECT u.country, count(DISTINCT e.user_id) AS users FROM main.dw.events e JOIN main.dw.users u ON u.id = e.user_id WHERE e.day BETWEEN :from_day AND :to_day GROUP BY ALL
WITH daily AS (SELECT day, count(*) AS n FROM main.dw.events GROUP BY day), moved AS (SELECT day, n, avg(n) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS mean FROM daily) SELECT * FROM moved WHERE n < mean * 0.8
SELECT event:device.model::STRING AS model, count(*) FROM main.raw.events GROUP BY event:device.model::STRING
SELECT id, e.key, e.value FROM main.dw.maps LATERAL VIEW explode(attributes) e AS key, value
SELECT id, tag FROM main.dw.posts, LATERAL explode(tags) AS t (tag) WHERE tag LIKE '#%'
SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY ts DESC) AS rn FROM main.dw.sessions QUALIFY rn = 1
SELECT date_trunc('WEEK', ts) AS week, percentile_approx(duration, array(0.5, 0.9)) FROM main.dw.sessions GROUP BY 1
SELECT a.*, b.* EXCEPT (id) FROM main.dw.a AS a FULL JOIN main.dw.b AS b USING (id)
SELECT coalesce(try_cast(amount AS DECIMAL(18, 2)), 0) AS amount FROM main.raw.payments
SELECT CASE WHEN amount > 100 THEN 'large' WHEN amount > 10 THEN 'middle' ELSE 'small' END AS size, count(*) FROM main.dw.payments GROUP BY 1
SELECT to_date(ts) AS day, count_if(ok) / count(*) AS share FROM main.dw.checks GROUP BY to_date(ts)
SELECT user_id, collect_set(platform) AS platforms, array_join(collect_list(country), ',') FROM main.dw.sessions GROUP BY user_id
SELECT get_json_object(payload, '$.a.b'), from_json(payload, 'a INT'), to_json(struct(id, day)) FROM main.raw.events
SELECT regexp_extract(url, '^https://([^/]+)', 1) AS host, split(path, '/')[1] AS part FROM main.dw.visits
SELECT sequence(DATE '2024-01-01', DATE '2024-01-31', INTERVAL 1 DAY) AS days
SELECT explode(sequence(1, 10)) AS n
SELECT posexplode(array('a', 'b')) AS (position, value)
SELECT * FROM main.dw.sales PIVOT (sum(amount) FOR month IN ('JAN', 'FEB', 'MAR'))
SELECT * FROM main.dw.sales UNPIVOT INCLUDE NULLS (amount FOR month IN (jan, feb, mar))
SELECT t1.id FROM main.dw.t1 WHERE EXISTS (SELECT 1 FROM main.dw.t2 WHERE t2.id = t1.id) AND NOT EXISTS (SELECT 1 FROM main.dw.t3 WHERE t3.id = t1.id)
SELECT id FROM main.dw.a UNION ALL SELECT id FROM main.dw.b INTERSECT SELECT id FROM main.dw.c
SELECT map_filter(m, (k, v) -> k > v), transform_values(m, (k, v) -> v + 1), zip_with(a, b, (x, y) -> x + y) FROM main.dw.maps
SELECT s.a.b.c, s['a'], m[s.k], array(array(1))[0][0] FROM main.dw.structs AS s
SELECT `order`, `group`.`by` FROM main.dw.`odd names`
SELECT 'it\'s', "say \"hi\"", 'two' AS two
SELECT DISTINCT a, b FROM main.dw.t TABLESAMPLE (5 PERCENT) WHERE a IS NOT NULL AND b IS DISTINCT FROM 3
SELECT a FROM (SELECT a FROM main.dw.t VERSION AS OF 12) x CROSS JOIN (VALUES (1), (2)) AS v (n)
SELECT any_value(a), bool_and(b), kurtosis(c), mode(d), stddev(e) FILTER (WHERE e > 0) FROM main.dw.t
SELECT grouping(a), grouping_id(a, b), sum(c) FROM main.dw.t GROUP BY CUBE (a, b)
SELECT ? :: INT, a FROM t WHERE b >= ? :: DATE

SELECT day, dau, dau - LAG(dau) OVER (ORDER BY day) AS change FROM daily_totals WHERE day >= CURRENT_DATE - 30 ORDER BY day
SELECT day, SUM(dau) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM daily_totals
SELECT day, AVG(dau) OVER (ORDER BY day RANGE BETWEEN INTERVAL '7 days' PRECEDING AND CURRENT ROW) AS mean FROM daily_totals
SELECT day, FIRST_VALUE(dau) IGNORE NULLS OVER (PARTITION BY country ORDER BY day ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING) FROM daily_totals
SELECT day, NTH_VALUE(dau, 2) FROM FIRST IGNORE NULLS OVER (ORDER BY day) FROM daily_totals
SELECT country, day, DENSE_RANK() OVER (PARTITION BY country ORDER BY dau DESC NULLS LAST) AS place FROM daily_totals QUALIFY place <= 3
SELECT country, MAX(dau) FROM daily_totals GROUP BY country QUALIFY RANK() OVER (ORDER BY MAX(dau) DESC) <= 5
SELECT * FROM daily_totals QUALIFY ROW_NUMBER() OVER (PARTITION BY country ORDER BY day DESC) = 1
SELECT country, platform, SUM(dau) FROM daily_totals GROUP BY ALL ORDER BY ALL
SELECT country, platform, SUM(dau) FROM daily_totals GROUP BY CUBE (country, platform)
SELECT country, platform, SUM(dau) FROM daily_totals GROUP BY ROLLUP (country, platform) ORDER BY 1, 2
SELECT country, platform, GROUPING(country), GROUPING_ID(country, platform), SUM(dau) FROM daily_totals GROUP BY GROUPING SETS ((country, platform), (country), ())
SELECT country, platform, SUM(dau) FROM daily_totals GROUP BY country, ROLLUP (platform, day)
SELECT f.value:sku::STRING AS sku, f.index FROM raw.carts c, LATERAL FLATTEN(input => c.items) f
SELECT f.value:sku::STRING AS sku FROM raw.carts c, LATERAL FLATTEN(input => c.body:items, outer => TRUE) f WHERE f.value:price::NUMBER(10, 2) > 10
SELECT o.key, o.value FROM raw.carts c, TABLE(FLATTEN(input => c.body, recursive => TRUE, mode => 'OBJECT')) o
SELECT a.value AS tag, b.value AS word FROM posts p, LATERAL FLATTEN(p.tags) a, LATERAL SPLIT_TO_TABLE(p.title, ' ') b
SELECT c.id, f.this:total FROM raw.carts c JOIN LATERAL FLATTEN(input => c.items) f
SELECT * FROM (SELECT month, country, amount FROM sales) PIVOT (SUM(amount) FOR country IN ('DE', 'FR', 'US')) AS p (month, de, fr, us) ORDER BY month
SELECT * FROM sales PIVOT (SUM(amount) FOR month IN (ANY ORDER BY month) DEFAULT ON NULL (0))
SELECT * FROM sales PIVOT (AVG(amount) FOR month IN (SELECT DISTINCT month FROM sales WHERE year = 2026))
SELECT * FROM monthly UNPIVOT (amount FOR month IN (jan, feb, mar, apr))
SELECT country, month, amount FROM monthly UNPIVOT EXCLUDE NULLS (amount FOR month IN (jan AS '01', feb AS '02'))
SELECT t.ts, q.price FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.ts >= q.ts) ON t.symbol = q.symbol
SELECT t.ts, q.price FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.ts > q.ts) USING (symbol) WHERE t.ts >= '2026-01-01'
SELECT COUNT(*) FROM subscriptions AT (TIMESTAMP => '2026-01-01 00:00:00'::TIMESTAMP_LTZ)
SELECT COUNT(*) FROM subscriptions AT (OFFSET => -60 * 60 * 24) AS yesterday
SELECT COUNT(*) FROM subscriptions BEFORE (STATEMENT => '8e5d0ca9-005e-44e6-b858-a8f5b37c5726')
SELECT n.id FROM subscriptions n LEFT JOIN subscriptions AT (OFFSET => -3600) o ON o.id = n.id WHERE o.id IS NULL
SELECT * FROM subscriptions CHANGES (INFORMATION => APPEND_ONLY) AT (TIMESTAMP => DATEADD(hour, -1, CURRENT_TIMESTAMP))
SELECT * FROM sessions SAMPLE BERNOULLI (1.5) SEED (7)
SELECT * FROM sessions TABLESAMPLE SYSTEM (3) REPEATABLE (99)
SELECT AVG(duration) FROM (SELECT duration FROM sessions SAMPLE (1000 ROWS))
SELECT * FROM stock MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY day MEASURES FIRST(down.price) AS high, LAST(up.price) AS back, COUNT(*) AS days ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (down+ up+) DEFINE down AS price < LAG(price), up AS price > LAG(price)) ORDER BY symbol
SELECT symbol, match, var FROM stock MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY day MEASURES MATCH_NUMBER() AS match, CLASSIFIER() AS var ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (start_row (up | flat){2,} down?) DEFINE up AS price > PREV(price), flat AS price = PREV(price), down AS price < PREV(price))
SELECT $$it's "quoted"; -- not a comment$$ AS text
SELECT name FROM products WHERE name ILIKE $$50% off$$ OR name LIKE '10\\% %' ESCAPE '\\'
SELECT 'a''b', 'tab\there', '\u00e9', 'new\nline', $$raw\n$$
SELECT "Mixed Case", "with ""quotes""", t."UPPER" FROM "Odd Table" t
SELECT payload:user.address.city::VARCHAR AS city FROM raw.events
SELECT payload:user['address']['zip-code']::STRING, payload['items'][0]:sku::STRING FROM raw.events
SELECT payload:"Strange Key".inner[2]::NUMBER, e.payload:a:b FROM raw.events e
SELECT payload:ts::TIMESTAMP_NTZ::DATE AS day, COUNT(*) FROM raw.events GROUP BY payload:ts::TIMESTAMP_NTZ::DATE
SELECT GET_PATH(payload, 'a.b[0].c'), GET(payload, 'a'), payload:a IS NULL, IS_NULL_VALUE(payload:b) FROM raw.events
SELECT TYPEOF(payload:v), TRY_PARSE_JSON(text):x::INT, OBJECT_KEYS(payload) FROM raw.events
SELECT ARRAY_SIZE(items), ARRAY_CONTAINS('x'::VARIANT, items), ARRAY_TO_STRING(items, ','), ARRAY_SLICE(items, 0, 3) FROM raw.carts
SELECT OBJECT_CONSTRUCT('id', id, 'name', name) AS o, {'id': id, 'tags': [1, 2, 3]} AS literal FROM products
SELECT ARRAY_AGG(DISTINCT name) WITHIN GROUP (ORDER BY name) AS names, OBJECT_AGG(name, price::VARIANT) FROM products
SELECT TRANSFORM(items, i -> i:price * 2), FILTER(items, i -> i:price > 10), REDUCE(items, 0, (acc, i) -> acc + i:qty) FROM raw.carts
SELECT TRANSFORM(items, i OBJECT -> i:price::INT) FROM raw.carts
SELECT $1, $2 FROM VALUES (1, 'one'), (2, 'two')
SELECT v.$1 AS id, v.$2 AS name FROM (VALUES (1, 'one'), (2, 'two')) v
SELECT column1 AS a, column2 AS b FROM VALUES ('x', 1), ('y', 2) ORDER BY b
WITH spine AS (SELECT DATEADD(day, ROW_NUMBER() OVER (ORDER BY NULL) - 1, '2026-01-01'::DATE) AS day FROM TABLE(GENERATOR(ROWCOUNT => 90))) SELECT s.day, ZEROIFNULL(t.dau) FROM spine s LEFT JOIN daily_totals t USING (day)
WITH RECURSIVE tree (id, parent, depth) AS (SELECT id, parent, 0 FROM categories WHERE parent IS NULL UNION ALL SELECT c.id, c.parent, t.depth + 1 FROM categories c JOIN tree t ON c.parent = t.id) SELECT * FROM tree
WITH numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 100) SELECT SUM(n) FROM numbers
SELECT id, parent, LEVEL, SYS_CONNECT_BY_PATH(name, ' > ') FROM categories START WITH parent IS NULL CONNECT BY parent = PRIOR id
WITH a AS (SELECT * FROM orders), b AS (SELECT country, SUM(amount) AS total FROM a GROUP BY 1), c AS (SELECT AVG(total) AS mean FROM b) SELECT b.country, b.total / c.mean FROM b CROSS JOIN c
WITH first_order AS (SELECT customer_id, MIN(ordered_at)::DATE AS day FROM orders GROUP BY customer_id) SELECT DATE_TRUNC('month', f.day) AS cohort, DATEDIFF(month, f.day, o.ordered_at) AS age, COUNT(DISTINCT o.customer_id) FROM orders o JOIN first_order f USING (customer_id) GROUP BY 1, 2 ORDER BY 1, 2
WITH steps AS (SELECT user_id, MIN(IFF(name = 'view', ts, NULL)) AS view_at, MIN(IFF(name = 'buy', ts, NULL)) AS buy_at FROM raw.events GROUP BY user_id) SELECT COUNT_IF(view_at IS NOT NULL) AS viewed, COUNT_IF(buy_at > view_at) AS bought FROM steps
WITH gaps AS (SELECT user_id, ts, DATEDIFF('minute', LAG(ts) OVER (PARTITION BY user_id ORDER BY ts), ts) AS gap FROM raw.events), marked AS (SELECT *, IFF(gap > 30 OR gap IS NULL, 1, 0) AS starts FROM gaps) SELECT user_id, SUM(starts) OVER (PARTITION BY user_id ORDER BY ts ROWS UNBOUNDED PRECEDING) AS session FROM marked
WITH w AS (SELECT user_id, day, day - ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY day) * INTERVAL '1 day' AS grp FROM active_days) SELECT user_id, MIN(day), MAX(day), COUNT(*) AS streak FROM w GROUP BY user_id, grp HAVING COUNT(*) >= 7
SELECT country, APPROX_COUNT_DISTINCT(user_id), APPROX_PERCENTILE(duration, 0.95), MEDIAN(duration) FROM sessions GROUP BY country
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY duration) OVER (PARTITION BY country) FROM sessions
SELECT country, PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY duration) AS p90 FROM sessions GROUP BY country
SELECT LISTAGG(DISTINCT country, ', ') WITHIN GROUP (ORDER BY country) FROM customers
SELECT CORR(x, y), COVAR_SAMP(x, y), REGR_SLOPE(y, x), STDDEV_POP(x), VARIANCE(y) FROM points
SELECT MAX_BY(name, price), MIN_BY(name, price, 3), ANY_VALUE(name), MODE(category) FROM products
SELECT HASH(id, name), MD5(name), SHA2(name, 256), UUID_STRING() FROM products LIMIT 5
SELECT NTILE(10) OVER (ORDER BY amount) AS decile, CUME_DIST() OVER (ORDER BY amount), PERCENT_RANK() OVER (ORDER BY amount) FROM orders
SELECT RATIO_TO_REPORT(SUM(amount)) OVER () AS share, country FROM orders GROUP BY country
SELECT WIDTH_BUCKET(amount, 0, 1000, 10) AS bucket, COUNT(*) FROM orders GROUP BY bucket ORDER BY bucket
SELECT CONDITIONAL_TRUE_EVENT(gap > 30) OVER (PARTITION BY user_id ORDER BY ts) FROM clicks
SELECT LEAD(ts, 1, NULL) OVER (PARTITION BY user_id ORDER BY ts), LAG(ts, 2) RESPECT NULLS OVER (PARTITION BY user_id ORDER BY ts) FROM clicks
SELECT DATE_TRUNC('week', ts) AS week, DATE_TRUNC(month, ts), DATE_PART(epoch_second, ts), EXTRACT(dow FROM ts), YEAR(ts), QUARTER(ts) FROM clicks
SELECT DATEADD('month', -3, CURRENT_DATE()), DATEDIFF(hour, a, b), TIMESTAMPDIFF(second, a, b), ADD_MONTHS(a, 1), LAST_DAY(a) FROM spans
SELECT CONVERT_TIMEZONE('UTC', 'Europe/Berlin', ts)::DATE AS local_day, COUNT(*) FROM clicks GROUP BY 1
SELECT TO_CHAR(ts, 'YYYY-MM-DD HH24:MI'), TO_DATE(text, 'DD.MM.YYYY'), TRY_TO_TIMESTAMP(text), TO_TIMESTAMP_NTZ(1700000000) FROM clicks
SELECT TIME_SLICE(ts, 15, 'MINUTE', 'START') AS slot, COUNT(*) FROM clicks GROUP BY slot
SELECT ts::DATE, ts::TIME, '2026-01-01'::DATE + 7, DATE '2026-01-01', TIMESTAMP '2026-01-01 10:00:00', CURRENT_TIMESTAMP - INTERVAL '1 day, 2 hours' FROM clicks
SELECT MONTHNAME(day), DAYNAME(day), DAYOFWEEKISO(day), WEEKISO(day), DATE_FROM_PARTS(2026, 1, 31) FROM daily_totals
SELECT SPLIT_PART(path, '/', 2), REGEXP_SUBSTR(url, 'utm_source=([^&]+)', 1, 1, 'e'), REGEXP_REPLACE(url, '[?].*$'), PARSE_URL(url):host::STRING FROM visits
SELECT UPPER(TRIM(name)), INITCAP(name), LPAD(id::STRING, 8, '0'), CONCAT_WS('-', a, b), a || ' ' || b, LEFT(name, 3), RIGHT(name, 2) FROM products
SELECT name FROM products WHERE name RLIKE '^[A-Z]+$' AND NOT name REGEXP '.*x.*' AND REGEXP_LIKE(name, 'a.*', 'i')
SELECT name FROM products WHERE name LIKE ANY ('%phone%', '%tablet%') AND name ILIKE ALL ('%a%', '%b%')
SELECT name FROM products WHERE CONTAINS(name, 'x') OR STARTSWITH(name, 'y') OR ENDSWITH(name, 'z') OR CHARINDEX('q', name) > 0
SELECT EDITDISTANCE(a, b), JAROWINKLER_SIMILARITY(a, b), SOUNDEX(a), TRANSLATE(a, 'xyz', 'abc'), REVERSE(a) FROM pairs
SELECT IFF(price > 10, 'dear', 'cheap'), CASE category WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END, DECODE(category, 'a', 1, 0), NVL(price, 0), NULLIF(price, 0) FROM products
SELECT COALESCE(a, b, c), ZEROIFNULL(a), EQUAL_NULL(a, b), a IS DISTINCT FROM b, GREATEST(a, b), LEAST_IGNORE_NULLS(a, b) FROM t
SELECT DIV0(a, b), DIV0NULL(a, b), ROUND(a / NULLIF(b, 0), 4), MOD(a, 7), a % 7, POWER(a, 2), LN(a + 1), SIGN(a), TRUNC(a, -2), CEIL(a), FLOOR(a) FROM t
SELECT a::NUMBER(38, 4), CAST(b AS VARCHAR(20)), TRY_CAST(c AS DOUBLE), d::BOOLEAN, e::VARIANT, f::ARRAY, g::OBJECT FROM t
SELECT a::FLOAT, b::DOUBLE PRECISION, c::TIMESTAMP WITH TIME ZONE, d::CHAR(1), e::VECTOR(FLOAT, 3), f::MAP(VARCHAR, NUMBER) FROM t
SELECT COUNT(*), COUNT(DISTINCT a, b), SUM(DISTINCT c), AVG(d), COUNT_IF(e), BOOLOR_AGG(f) FROM t
SELECT * EXCLUDE (email) FROM customers
SELECT * EXCLUDE id RENAME (name AS customer_name) FROM customers
SELECT * ILIKE '%name%' FROM customers
SELECT * REPLACE (UPPER(name) AS name) FROM customers
SELECT c.* EXCLUDE (id), o.amount FROM customers c JOIN orders o ON o.customer_id = c.id
SELECT c.name, o.* RENAME (id AS order_id) FROM customers c LEFT OUTER JOIN orders o ON o.customer_id = c.id AND o.amount > 10
SELECT a.id FROM customers a INNER JOIN orders b ON a.id = b.customer_id AND b.ordered_at BETWEEN '2026-01-01' AND '2026-03-31' RIGHT JOIN products p ON p.id = b.product_id
SELECT * FROM daily_totals a FULL OUTER JOIN daily_totals b ON a.day = DATEADD(year, 1, b.day)
SELECT COUNT(*) FROM customers NATURAL JOIN orders
SELECT x.id FROM (customers x JOIN orders y ON x.id = y.customer_id) JOIN products z ON z.id = y.product_id
SELECT c.id, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS n, (SELECT MAX(amount) FROM orders o WHERE o.customer_id = c.id) AS most FROM customers c
SELECT c.id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id) AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.customer_id = c.id)
SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)
SELECT id FROM products WHERE price > ALL (SELECT price FROM products WHERE category = 'a') OR price = ANY (SELECT price FROM products WHERE category = 'b')
SELECT id FROM products WHERE (category, price) IN (SELECT category, MAX(price) FROM products GROUP BY category)
SELECT p.id, x.n FROM products p, LATERAL (SELECT COUNT(*) AS n FROM orders o WHERE o.product_id = p.id) x
SELECT id FROM a_table UNION SELECT id FROM b_table UNION ALL SELECT id FROM c_table ORDER BY id LIMIT 10
SELECT id FROM a_table INTERSECT SELECT id FROM b_table EXCEPT SELECT id FROM c_table
(SELECT id, 'a' AS src FROM a_table ORDER BY id LIMIT 5) UNION ALL (SELECT id, 'b' FROM b_table ORDER BY id LIMIT 5)
SELECT id, name FROM a_table UNION ALL BY NAME SELECT name, id FROM b_table
SELECT TOP 10 name, price FROM products ORDER BY price DESC
SELECT DISTINCT country, platform FROM sessions ORDER BY country NULLS FIRST, platform DESC
SELECT id FROM products ORDER BY price DESC NULLS LAST LIMIT 20 OFFSET 40
SELECT id FROM products ORDER BY 1 OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY
SELECT id FROM products FETCH FIRST 10 ROWS ONLY
SELECT day, channel, spend / NULLIF(SUM(spend) OVER (PARTITION BY day), 0) AS share FROM marketing WHERE channel IN ('search', 'social') AND day >= DATEADD(week, -4, DATE_TRUNC(week, CURRENT_DATE))
SELECT SUM(CASE WHEN status = 'won' THEN amount ELSE 0 END) / NULLIF(SUM(amount), 0)::FLOAT AS win_rate, owner_id FROM deals WHERE closed_at >= '2026-01-01' GROUP BY owner_id HAVING SUM(amount) > 0
SELECT product_line, SUM(amount) AS revenue, SUM(SUM(amount)) OVER (ORDER BY SUM(amount) DESC) / SUM(SUM(amount)) OVER () AS cumulated FROM orders GROUP BY product_line
SELECT price AS p, p * 2 AS doubled, doubled + 1 AS more FROM products WHERE p > 3
SELECT day, dau, (dau - AVG(dau) OVER (ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING)) / NULLIF(STDDEV(dau) OVER (ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING), 0) AS z FROM daily_totals
SELECT date, value, type, status, source, target, comment, owner, role, name, text, time, year, month, week, hour, first, last, next, rank, index, key, level, version, position, language FROM odd_names
SELECT t.date, t.value AS value, t.order_date "Order Date", t.type kind FROM odd_names AS t
SELECT COUNT(*) AS count, MIN(day) AS min, MAX(day) AS max, SUM(n) AS sum FROM odd_names
SELECT id FROM products WHERE price BETWEEN 1 AND 10 AND NOT (category = 'a' OR category IS NULL) AND name <> '' AND name != 'x' AND price >= 1.5e2
SELECT -1, +2, - -3, .5, 5., 1e-3, 0.1E+2, 'x' AS "alias with spaces"
SELECT TRUE, FALSE, NULL, CURRENT_DATE, CURRENT_TIME, LOCALTIMESTAMP, CURRENT_USER
SELECT X'48656C6C6F', TO_BINARY('ff', 'HEX'), HEX_ENCODE('x'), BASE64_ENCODE('x')
SELECT ST_DISTANCE(ST_MAKEPOINT(lon, lat), ST_MAKEPOINT(13.4, 52.5)) / 1000 AS km FROM stores WHERE ST_DWITHIN(geo, ST_MAKEPOINT(13.4, 52.5), 1000)
SELECT /* how many */ COUNT(*) -- rows⏎FROM orders // of all⏎WHERE amount > 0 /* paid */
SELECT id⏎  , name⏎FROM⏎  products⏎WHERE⏎  price > 1⏎;
SELECT id, name, FROM products
SELECT TRIM(LEADING '0' FROM code), SUBSTRING(code FROM 2 FOR 3), POSITION('x' IN code), POSITION('x', code, 2) FROM products
SELECT amount::NUMBER(12, 2) AS "Amount (USD)" FROM orders WHERE ordered_at::DATE = ? AND status IN (?, ?)
SELECT id FROM orders WHERE ordered_at >= :1 AND ordered_at < :2
SELECT a.b.c:d, sch_table.col FROM analytics.curated.products sch_table, (SELECT 1 AS b) a
SELECT curated.products.name, analytics.curated.products.price FROM analytics.curated.products
SELECT p.name COLLATE 'de-ci' AS name FROM products p ORDER BY COLLATE(p.name, 'de')
SELECT BITAND(flags, 4) = 4, BITSHIFTLEFT(1, 3), GETBIT(flags, 2) FROM products
SELECT HLL_ESTIMATE(HLL_COMBINE(sketch)) FROM sketches WHERE day >= CURRENT_DATE - 7
SELECT SUM(amount) FILTER (WHERE status = 'paid') AS paid FROM orders
SELECT COUNT(*) FROM orders WHERE ordered_at >= DATE_TRUNC('month', ADD_MONTHS(CURRENT_DATE, -1)) AND ordered_at < DATE_TRUNC('month', CURRENT_DATE)
SELECT p.category, COUNT(*) AS n, SUM(n) OVER () AS total, n / total AS share FROM products p GROUP BY p.category
SELECT OBJECT_PICK(payload, 'a', 'b'), OBJECT_DELETE(payload, 'c'), OBJECT_INSERT(payload, 'd', 1, TRUE), ARRAY_CAT(a, b), ARRAYS_OVERLAP(a, b) FROM raw.events
SELECT XMLGET(doc, 'title'):"$"::STRING FROM raw.documents
SELECT seq4() AS n, UNIFORM(1, 10, RANDOM()), NORMAL(0, 1, RANDOM(1)) FROM TABLE(GENERATOR(ROWCOUNT => 100)) v
SELECT id FROM products WHERE ARRAY_CONTAINS(category::VARIANT, ['a', 'b'])
EXPLAIN USING TEXT SELECT country, COUNT(*) FROM customers GROUP BY country

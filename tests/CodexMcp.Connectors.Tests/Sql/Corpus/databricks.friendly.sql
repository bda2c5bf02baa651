SELECT day, dau, dau - lag(dau) OVER (ORDER BY day) AS change FROM daily_totals WHERE day >= current_date() - INTERVAL 30 DAYS ORDER BY day
SELECT day, sum(dau) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM daily_totals
SELECT day, avg(dau) OVER (ORDER BY day RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW) AS mean FROM daily_totals
SELECT day, first_value(dau, TRUE) OVER w, last(dau) IGNORE NULLS OVER w FROM daily_totals WINDOW w AS (PARTITION BY country ORDER BY day ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)
SELECT country, day, dense_rank() OVER (PARTITION BY country ORDER BY dau DESC NULLS LAST) AS place FROM daily_totals QUALIFY place <= 3
SELECT country, max(dau) FROM daily_totals GROUP BY country QUALIFY rank() OVER (ORDER BY max(dau) DESC) <= 5
SELECT * FROM daily_totals QUALIFY row_number() OVER (PARTITION BY country ORDER BY day DESC) = 1
SELECT country, platform, sum(dau) FROM daily_totals GROUP BY ALL ORDER BY ALL
SELECT country, platform, sum(dau) FROM daily_totals GROUP BY CUBE (country, platform)
SELECT country, platform, sum(dau) FROM daily_totals GROUP BY country, platform WITH CUBE
SELECT country, platform, grouping(country), grouping_id(), sum(dau) FROM daily_totals GROUP BY GROUPING SETS ((country, platform), (country), ())
SELECT country, platform, sum(dau) FROM daily_totals GROUP BY ROLLUP (country, platform) ORDER BY 1, 2 NULLS FIRST
SELECT id, item.sku, item.qty FROM raw.carts LATERAL VIEW explode(items) e AS item WHERE item.qty > 1
SELECT id, pos, item FROM raw.carts LATERAL VIEW OUTER posexplode(items) e AS pos, item
SELECT id, t.col FROM raw.carts, LATERAL explode(items) AS t
SELECT c.id, i.sku FROM raw.carts AS c LEFT JOIN LATERAL inline(c.items) AS i ON TRUE
SELECT id, explode(items) AS item FROM raw.carts
SELECT id, inline(items) FROM raw.carts
SELECT id, stack(2, 'a', a, 'b', b) AS (name, value) FROM t
SELECT json_tuple(payload, 'a', 'b') AS (a, b) FROM raw.events
SELECT * FROM (SELECT month, country, amount FROM sales) PIVOT (sum(amount) AS total, count(*) AS n FOR country IN ('DE' AS de, 'FR' AS fr)) ORDER BY month
SELECT * FROM sales PIVOT (sum(amount) FOR (year, quarter) IN ((2026, 1) AS q1, (2026, 2) AS q2))
SELECT * FROM monthly UNPIVOT (amount FOR month IN (jan, feb AS february, mar))
SELECT * FROM monthly UNPIVOT EXCLUDE NULLS ((amount, n) FOR month IN ((jan_a, jan_n) AS jan, (feb_a, feb_n) AS feb))
SELECT count(*) FROM subscriptions VERSION AS OF 42
SELECT count(*) FROM subscriptions TIMESTAMP AS OF '2026-01-01T00:00:00Z'
SELECT count(*) FROM subscriptions TIMESTAMP AS OF date_sub(current_date(), 1)
SELECT n.id FROM subscriptions n LEFT ANTI JOIN subscriptions VERSION AS OF 41 o ON o.id = n.id
SELECT * FROM sessions TABLESAMPLE (10 PERCENT) REPEATABLE (7)
SELECT * FROM sessions TABLESAMPLE (1000 ROWS)
SELECT payload:user.address.city::STRING AS city FROM raw.events
SELECT payload:user['address']['zip-code']::STRING, payload:items[0].sku, payload:items[*].sku FROM raw.events
SELECT payload:`Strange Key`.inner[2]::INT FROM raw.events
SELECT get_json_object(payload, '$.a.b[0]'), from_json(payload, 'a INT, b STRUCT<c: STRING>').b.c, schema_of_json('{"a":1}') FROM raw.events
SELECT parse_json(payload), try_variant_get(v, '$.a', 'int'), v:a::INT, is_variant_null(v:b), to_json(named_struct('x', 1)) FROM raw.events
SELECT size(items), array_contains(items, 'x'), array_join(items, ','), slice(items, 1, 3), element_at(items, -1), items[0] FROM raw.carts
SELECT transform(items, i -> i.price * 2), filter(items, i -> i.price > 10), aggregate(items, 0D, (acc, i) -> acc + i.price, acc -> acc / 2) FROM raw.carts
SELECT map_keys(m), map_values(m), m['k'], map_filter(m, (k, v) -> v > 1), transform_keys(m, (k, v) -> upper(k)), map_from_entries(e), map_concat(m, n) FROM t
SELECT struct(id, name) AS s, named_struct('a', 1, 'b', array(1, 2)).b[0], s.id FROM products
SELECT array_sort(items, (l, r) -> CASE WHEN l < r THEN -1 WHEN l > r THEN 1 ELSE 0 END) FROM raw.carts
SELECT exists(items, x -> x IS NULL), forall(items, x -> x > 0), zip_with(a, b, (x, y) -> x + y), sequence(1, 10), array_distinct(flatten(nested)) FROM t
SELECT * FROM VALUES (1, 'one'), (2, 'two') AS t (id, name)
SELECT * FROM (VALUES (1, 'one'), (2, 'two')) AS t (id, name) ORDER BY id
SELECT col1, col2 FROM VALUES (1, 2), (3, 4)
SELECT id AS n FROM range(0, 100, 10)
SELECT t.id FROM range(5) AS t
WITH spine AS (SELECT explode(sequence(DATE '2026-01-01', DATE '2026-03-31', INTERVAL 1 DAY)) AS day) SELECT s.day, coalesce(t.dau, 0) FROM spine s LEFT JOIN daily_totals t USING (day)
WITH RECURSIVE tree (id, parent, depth) AS (SELECT id, parent, 0 FROM categories WHERE parent IS NULL UNION ALL SELECT c.id, c.parent, t.depth + 1 FROM categories c JOIN tree t ON c.parent = t.id) SELECT * FROM tree
WITH RECURSIVE numbers (n) MAX RECURSION LEVEL 200 AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 150) SELECT sum(n) FROM numbers
WITH a AS (SELECT * FROM orders), b AS (SELECT country, sum(amount) AS total FROM a GROUP BY 1), c AS (SELECT avg(total) AS mean FROM b) SELECT b.country, b.total / c.mean FROM b CROSS JOIN c
WITH first_order AS (SELECT customer_id, min(to_date(ordered_at)) AS day FROM orders GROUP BY customer_id) SELECT date_trunc('MONTH', f.day) AS cohort, months_between(o.ordered_at, f.day) AS age, count(DISTINCT o.customer_id) FROM orders o JOIN first_order f USING (customer_id) GROUP BY 1, 2
WITH steps AS (SELECT user_id, min(CASE WHEN name = 'view' THEN ts END) AS view_at, min(ts) FILTER (WHERE name = 'buy') AS buy_at FROM raw.events GROUP BY user_id) SELECT count_if(view_at IS NOT NULL) AS viewed, count_if(buy_at > view_at) AS bought FROM steps
WITH gaps AS (SELECT user_id, ts, timestampdiff(MINUTE, lag(ts) OVER (PARTITION BY user_id ORDER BY ts), ts) AS gap FROM raw.events) SELECT user_id, sum(if(gap > 30 OR gap IS NULL, 1, 0)) OVER (PARTITION BY user_id ORDER BY ts) AS session FROM gaps
WITH w AS (SELECT user_id, day, date_sub(day, row_number() OVER (PARTITION BY user_id ORDER BY day)) AS grp FROM active_days) SELECT user_id, min(day), max(day), count(*) AS streak FROM w GROUP BY user_id, grp HAVING count(*) >= 7
SELECT country, approx_count_distinct(user_id), percentile_approx(duration, 0.95), median(duration), percentile(duration, array(0.5, 0.9)) FROM sessions GROUP BY country
SELECT country, percentile_cont(0.5) WITHIN GROUP (ORDER BY duration) AS p50 FROM sessions GROUP BY country
SELECT country, collect_set(platform), array_agg(user_id), listagg(platform, ', ') WITHIN GROUP (ORDER BY platform), string_agg(platform, ';') FROM sessions GROUP BY country
SELECT corr(x, y), covar_samp(x, y), regr_slope(y, x), stddev_pop(x), variance(y), skewness(x), kurtosis(y) FROM points
SELECT max_by(name, price), min_by(name, price), any_value(name), mode(category), first(name, TRUE) FROM products
SELECT hash(id), xxhash64(name), md5(name), sha2(name, 256), crc32(name), uuid() FROM products LIMIT 5
SELECT ntile(10) OVER (ORDER BY amount) AS decile, cume_dist() OVER (ORDER BY amount), percent_rank() OVER (ORDER BY amount) FROM orders
SELECT country, sum(amount) / sum(sum(amount)) OVER () AS share FROM orders GROUP BY country
SELECT width_bucket(amount, 0, 1000, 10) AS bucket, count(*) FROM orders GROUP BY bucket ORDER BY bucket
SELECT lead(ts, 1, NULL) OVER (PARTITION BY user_id ORDER BY ts), lag(ts, 2) RESPECT NULLS OVER (PARTITION BY user_id ORDER BY ts) FROM clicks
SELECT date_trunc('WEEK', ts) AS week, date_part('EPOCH', ts), extract(DOW FROM ts), year(ts), quarter(ts), weekofyear(ts), dayofweek(ts), hour(ts) FROM clicks
SELECT date_add(MONTH, -3, current_date()), dateadd(DAY, 1, d), datediff(d, e), datediff(HOUR, a, b), add_months(a, 1), last_day(a), next_day(a, 'MON') FROM spans
SELECT to_date(from_utc_timestamp(ts, 'Europe/Berlin')) AS local_day, count(*) FROM clicks GROUP BY 1
SELECT date_format(ts, 'yyyy-MM-dd HH:mm'), to_date(text, 'dd.MM.yyyy'), try_to_timestamp(text), from_unixtime(1700000000), unix_timestamp(ts) FROM clicks
SELECT window.start, count(*) FROM clicks GROUP BY window(ts, '15 minutes')
SELECT session_window.start, user_id, count(*) FROM clicks GROUP BY session_window(ts, '30 minutes'), user_id
SELECT CAST(ts AS DATE), ts::DATE, DATE '2026-01-01' + 7, TIMESTAMP '2026-01-01 10:00:00', current_timestamp() - INTERVAL '1' DAY, make_date(2026, 1, 31), INTERVAL '10:30' HOUR TO MINUTE FROM clicks
SELECT split(path, '/')[1], split_part(path, '/', 2), regexp_extract(url, 'utm_source=([^&]+)', 1), regexp_replace(url, '[?].*$', ''), parse_url(url, 'HOST') FROM visits
SELECT upper(trim(name)), initcap(name), lpad(CAST(id AS STRING), 8, '0'), concat_ws('-', a, b), a || ' ' || b, left(name, 3), right(name, 2), substring(name, 2, 3), substr(name FROM 2) FROM products
SELECT name FROM products WHERE name RLIKE '^[A-Z]+$' AND NOT name REGEXP '.*x.*' AND regexp_like(name, r'a\d*')
SELECT name FROM products WHERE name LIKE ANY ('%phone%', '%tablet%') AND name ILIKE ALL ('%a%', '%b%') AND name NOT LIKE SOME ('x%')
SELECT name FROM products WHERE contains(name, 'x') OR startswith(name, 'y') OR endswith(name, 'z') OR charindex('q', name) > 0 OR locate('r', name) > 0
SELECT levenshtein(a, b), soundex(a), translate(a, 'xyz', 'abc'), reverse(a), overlay(a PLACING 'x' FROM 2) FROM pairs
SELECT if(price > 10, 'dear', 'cheap'), CASE category WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END, decode(category, 'a', 1, 0), nvl(price, 0), nullif(price, 0), iff(TRUE, 1, 2) FROM products
SELECT coalesce(a, b, c), ifnull(a, 0), a <=> b, a IS NOT DISTINCT FROM b, greatest(a, b), least(a, b), nanvl(a, 0), equal_null(a, b) FROM t
SELECT try_divide(a, b), round(a / nullif(b, 0), 4), mod(a, 7), a % 7, a DIV 7, pow(a, 2), ln(a + 1), sign(a), bround(a, 1), ceil(a), floor(a) FROM t
SELECT a::DECIMAL(38, 4), CAST(b AS STRING), try_cast(c AS DOUBLE), d::BOOLEAN, e ?:: INT, CAST(f AS ARRAY<STRUCT<x: INT, y: MAP<STRING, DOUBLE>>>), g::TIMESTAMP_NTZ, h::VARIANT FROM t
SELECT bigint(a), string(b), double(c), date(d), timestamp(e), boolean(f), int(g) FROM t
SELECT count(*), count(DISTINCT a, b), sum(DISTINCT c), avg(d), count_if(e), bool_or(f), some(f), every(f), any(f) FROM t
SELECT * EXCEPT (email) FROM users
SELECT u.* EXCEPT (id), o.amount FROM users u JOIN orders o ON o.user_id = u.id
SELECT a.id FROM users a INNER JOIN orders b ON a.id = b.user_id AND b.ordered_at BETWEEN '2026-01-01' AND '2026-03-31' RIGHT JOIN products p ON p.id = b.product_id
SELECT * FROM daily_totals a FULL OUTER JOIN daily_totals b ON a.day = add_months(b.day, 12)
SELECT u.id FROM users u LEFT SEMI JOIN orders o ON o.user_id = u.id
SELECT u.id FROM users u LEFT ANTI JOIN orders o USING (user_id)
SELECT u.id FROM users u SEMI JOIN orders o ON o.user_id = u.id ANTI JOIN subscriptions s ON s.user_id = u.id
SELECT count(*) FROM users NATURAL JOIN orders
SELECT x.id FROM (users x JOIN orders y ON x.id = y.user_id) JOIN products z ON z.id = y.product_id
SELECT u.id, (SELECT count(*) FROM orders o WHERE o.user_id = u.id) AS n FROM users u
SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id) AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.user_id = u.id)
SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE user_id IS NOT NULL)
SELECT id FROM products WHERE (category, price) IN (SELECT category, max(price) FROM products GROUP BY category)
SELECT p.id, x.n FROM products p, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.product_id = p.id) x
SELECT id FROM a_table UNION SELECT id FROM b_table UNION ALL SELECT id FROM c_table ORDER BY id LIMIT 10
SELECT id FROM a_table INTERSECT SELECT id FROM b_table EXCEPT ALL SELECT id FROM c_table
SELECT id FROM a_table MINUS SELECT id FROM b_table
(SELECT id, 'a' AS src FROM a_table ORDER BY id LIMIT 5) UNION ALL (SELECT id, 'b' FROM b_table ORDER BY id LIMIT 5)
SELECT DISTINCT country, platform FROM sessions ORDER BY country NULLS FIRST, platform DESC
SELECT id FROM products ORDER BY price DESC NULLS LAST LIMIT 20 OFFSET 40
SELECT id FROM products LIMIT ALL OFFSET 10
SELECT day, channel, spend / nullif(sum(spend) OVER (PARTITION BY day), 0) AS share FROM marketing WHERE channel IN ('search', 'social') AND day >= date_trunc('WEEK', current_date()) - INTERVAL 4 WEEKS
SELECT sum(CASE WHEN status = 'won' THEN amount ELSE 0 END) / nullif(sum(amount), 0) AS win_rate, owner_id FROM deals WHERE closed_at >= '2026-01-01' GROUP BY owner_id HAVING sum(amount) > 0
SELECT price AS p, p * 2 AS doubled, doubled + 1 AS more FROM products
SELECT day, dau, (dau - avg(dau) OVER w) / nullif(stddev(dau) OVER w, 0) AS z FROM daily_totals WINDOW w AS (ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING)
SELECT date, value, type, status, source, target, comment, owner, role, name, text, time, year, month, week, hour, first, last, next, rank, index, key, level, version, position, language FROM odd_names
SELECT t.date, t.value AS value, t.order_date AS `Order Date`, t.type kind FROM odd_names AS t
SELECT count(*) AS count, min(day) AS min, max(day) AS max, sum(n) AS sum FROM odd_names
SELECT id FROM products WHERE price BETWEEN 1 AND 10 AND NOT (category = 'a' OR category IS NULL) AND name <> '' AND name != 'x' AND price >= 1.5e2 AND !deleted
SELECT -1, +2, - -3, .5, 5., 1e-3, 0.1E+2, 10L, 2.5BD, 1S, 1Y, 3.0F AS `alias with spaces`
SELECT TRUE, FALSE, NULL, current_date, current_timestamp, now(), X'1F'
SELECT "double quoted", 'single \'escaped\'', r'raw \d+', 'a' 
SELECT a & 4, a | 1, a ^ 2, ~a, shiftleft(a, 2), bit_count(a), a == b FROM t
SELECT /* how many */ count(*) -- rows⏎FROM orders⏎WHERE amount > 0 /* paid */
SELECT id⏎  , name⏎FROM⏎  products⏎WHERE⏎  price > 1⏎;
SELECT /*+ BROADCAST(p) */ o.id FROM orders o JOIN products p ON p.id = o.product_id
SELECT /*+ REPARTITION(10, country), COALESCE(3) */ country, count(*) FROM orders GROUP BY country
SELECT /*+ SHUFFLE_HASH(o), MERGE(p) */ o.id FROM orders o JOIN products p ON p.id = o.product_id
SELECT trim(LEADING '0' FROM code), trim(BOTH FROM code), position('x' IN code), position('x', code, 2) FROM products
SELECT amount::DECIMAL(12, 2) AS `Amount (USD)` FROM orders WHERE to_date(ordered_at) = :day AND status IN (:first, :second)
SELECT id FROM orders WHERE ordered_at >= ? AND ordered_at < ?
SELECT dw.products.name, main.dw.products.price FROM main.dw.products
SELECT p.name COLLATE UNICODE_CI AS name FROM products p ORDER BY p.name COLLATE `de_CI`
SELECT sum(amount) FILTER (WHERE status = 'paid') AS paid, count(*) FILTER (WHERE status <> 'paid' AND amount > 0) FROM orders
SELECT count(*) FROM orders WHERE ordered_at >= date_trunc('MONTH', add_months(current_date(), -1)) AND ordered_at < date_trunc('MONTH', current_date())
SELECT id, name FROM products CLUSTER BY id
SELECT id, name FROM products DISTRIBUTE BY id SORT BY name DESC LIMIT 10
SELECT s.address.city, s.tags[0], s.attributes['color'], s.history[0].ts FROM structs s
SELECT s.* FROM (SELECT named_struct('a', 1, 'b', 2) AS s)
SELECT st_distance(st_point(lon, lat), st_point(13.4, 52.5)) / 1000 AS km, h3_longlatash3(lon, lat, 8) FROM stores
SELECT `weird.name`, `with ``ticks```, t.`UPPER` FROM `Odd Table` t
SELECT grouping(country) AS g, sum(amount) FROM orders GROUP BY GROUPING SETS (country, ())
SELECT to_json(collect_list(struct(id, name))) FROM products
SELECT map_from_arrays(collect_list(name), collect_list(price)) FROM products
SELECT rand(), randn(3), monotonic FROM (SELECT 1 AS monotonic)
SELECT concat(date_format(day, 'yyyy'), '-Q', quarter(day)) AS quarter, sum(dau) FROM daily_totals GROUP BY 1 ORDER BY 1
SELECT a.day FROM daily_totals a JOIN daily_totals b ON a.day = b.day + INTERVAL 1 YEAR WHERE a.dau > 1.1 * b.dau
SELECT user_id, array_size(collect_set(day)) AS days FROM active_days GROUP BY user_id HAVING array_size(collect_set(day)) > 3
SELECT id FROM products WHERE array_contains(tags, 'new') AND size(filter(tags, t -> t LIKE 's%')) > 0 AND element_at(attributes, 'size') IN ('S', 'M')
SELECT * FROM orders WHERE ordered_at > (SELECT max(ordered_at) - INTERVAL 7 DAYS FROM orders)
SELECT uuid() AS id, bin(5), conv('ff', 16, 10), hex('x'), unbase64('eA=='), format_number(1234.5, 2), format_string('%s-%d', 'a', 1)
SELECT convert_timezone('UTC', 'America/New_York', ts), to_utc_timestamp(ts, 'Asia/Tokyo'), current_timezone() FROM clicks
SELECT d.day, count(DISTINCT u.id) FROM daily_totals d JOIN users u ON u.created_at <= d.day AND (u.deleted_at IS NULL OR u.deleted_at > d.day) GROUP BY d.day
EXPLAIN COST SELECT country, count(*) FROM users GROUP BY country
EXPLAIN FORMATTED SELECT id FROM products
SELECT o.country, p.category, sum(o.amount) AS revenue FROM orders o JOIN products p ON p.id = o.product_id WHERE o.ordered_at >= DATE '2026-01-01' GROUP BY o.country, p.category HAVING sum(o.amount) > 1000 ORDER BY revenue DESC LIMIT 50
SELECT user_id, sort_array(collect_list(struct(ts, name)))[0].name AS first_event FROM raw.events GROUP BY user_id
SELECT day, sum(dau) FROM daily_totals WHERE day BETWEEN date_sub(current_date(), 28) AND date_sub(current_date(), 1) GROUP BY day
SELECT percentile(amount, 0.5) FILTER (WHERE country = 'DE') AS de, percentile(amount, 0.5) FILTER (WHERE country = 'FR') AS fr FROM orders

-- Flights as a product would see them: one row per flight, with what could be known before the day began, and what happened.
-- Run by tools/run_sql with FLIGHTS (flights-3m.parquet of vega-datasets) and OUT (a folder).
--
-- THE DAY. `date` holds the time of the *actual* departure: a late flight leaves late, so its hour and minute tell the
-- answer (two thirds of the departures at two in the morning are late). Only the day may be used. At midnight a delay could
-- move a flight into the next day and leak the answer there too; the source is kinder than that. It joins the airline's
-- scheduled flight date with the clock time of departure: the late share of a date's first three hours goes with that
-- date's own evening (correlation 0.88 over January and February), not with the evening before (0.49), and the first day
-- of the file has its full number of late departures after midnight, although no evening came before it. So the day of
-- `date` is the scheduled one. The one exception is the clock time 24:00, which was turned into 00:00 of the next day and
-- is turned back here. `delay` is the delay on arrival (`date` less `delay` does not fall on round minutes, as scheduled
-- departures do), so subtracting it from `date` would not give the schedule.
--
-- WHAT IS KNOWN. A day's predictions are made together before its first departure (the data have next to none between
-- three and five in the morning). By then every flight of the day before has landed or is known to be late. So rates of
-- lateness look at whole earlier days only: yesterday, and the seven days up to yesterday. Never today.
--
-- THE ID. There is none in the source: the day, origin, destination and a running number among the flights of that day and
-- route, in the order of departure: 2001-01-08-ATL-BOS-3. Departure order is used for nothing else.
--
-- THE SIZE OF AN AIRPORT. By its share of all departures in January and February, with the limits that the US aviation
-- authority uses for passengers: large from 1 %, medium from 0.25 %, small below. Not a feature: a group to be fair to.

CREATE TEMP TABLE flights AS
SELECT (date - INTERVAL 1 SECOND)::DATE AS day, date AS departed, origin, destination, distance, (delay >= 15)::INTEGER AS late, delay
FROM read_parquet('${FLIGHTS}');

CREATE TEMP TABLE days AS SELECT unnest(generate_series((SELECT min(day) FROM flights), (SELECT max(day) FROM flights), INTERVAL 1 DAY))::DATE AS day;

CREATE TEMP TABLE network AS
SELECT day, count(*) AS flights, sum(late) AS late FROM flights GROUP BY day;

CREATE TEMP TABLE known_network AS
SELECT day,
       lag(late / flights) OVER (ORDER BY day) AS late_yesterday,
       sum(late) OVER network_week / sum(flights) OVER network_week AS late_week
FROM network
WINDOW network_week AS (ORDER BY day RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND INTERVAL 1 DAY PRECEDING);

-- Every airport and route on every day, also on days without a flight, so that a window of days is a window of days.
CREATE TEMP TABLE known_origin AS
WITH counted AS (
  SELECT d.day, a.origin, coalesce(n.flights, 0) AS flights, coalesce(n.late, 0) AS late
  FROM days d CROSS JOIN (SELECT DISTINCT origin FROM flights) a
  LEFT JOIN (SELECT day, origin, count(*) AS flights, sum(late) AS late FROM flights GROUP BY ALL) n USING (day, origin))
SELECT day, origin,
       lag(flights) OVER origin_days AS flights_yesterday, lag(late) OVER origin_days AS late_yesterday,
       sum(flights) OVER origin_week AS flights_week, sum(late) OVER origin_week AS late_week
FROM counted
WINDOW origin_days AS (PARTITION BY origin ORDER BY day), origin_week AS (PARTITION BY origin ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING);

CREATE TEMP TABLE known_destination AS
WITH counted AS (
  SELECT d.day, a.destination, coalesce(n.flights, 0) AS flights, coalesce(n.late, 0) AS late
  FROM days d CROSS JOIN (SELECT DISTINCT destination FROM flights) a
  LEFT JOIN (SELECT day, destination, count(*) AS flights, sum(late) AS late FROM flights GROUP BY ALL) n USING (day, destination))
SELECT day, destination,
       lag(flights) OVER destination_days AS flights_yesterday, lag(late) OVER destination_days AS late_yesterday,
       sum(flights) OVER destination_week AS flights_week, sum(late) OVER destination_week AS late_week
FROM counted
WINDOW destination_days AS (PARTITION BY destination ORDER BY day), destination_week AS (PARTITION BY destination ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING);

CREATE TEMP TABLE known_route AS
WITH counted AS (
  SELECT d.day, r.origin, r.destination, coalesce(n.flights, 0) AS flights, coalesce(n.late, 0) AS late
  FROM days d CROSS JOIN (SELECT DISTINCT origin, destination FROM flights) r
  LEFT JOIN (SELECT day, origin, destination, count(*) AS flights, sum(late) AS late FROM flights GROUP BY ALL) n USING (day, origin, destination))
SELECT day, origin, destination, sum(flights) OVER route_week AS flights_week, sum(late) OVER route_week AS late_week
FROM counted
WINDOW route_week AS (PARTITION BY origin, destination ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING);

CREATE TEMP TABLE sizes AS
SELECT origin, CASE WHEN share >= 0.01 THEN 'large' WHEN share >= 0.0025 THEN 'medium' ELSE 'small' END AS airport_size
FROM (SELECT origin, count(*) / sum(count(*)) OVER () AS share FROM flights WHERE day < '2001-03-01' GROUP BY origin);

-- A small airport's rate is pulled towards that of the whole network, as if 20 flights at the network's rate had been seen
-- besides its own: otherwise one late flight of one would be a rate of 100 %.
CREATE TEMP TABLE prepared AS
SELECT f.day,
       format('{}-{}-{}-{}', f.day, f.origin, f.destination, row_number() OVER (PARTITION BY f.day, f.origin, f.destination ORDER BY f.departed, f.delay, f.distance)) AS flight,
       f.origin, f.destination, f.distance,
       strftime(f.day, '%a') AS weekday, month(f.day) AS month, day(f.day) AS day_of_month,
       coalesce(s.airport_size, 'small') AS airport_size,
       n.late_yesterday AS network_late_yesterday, n.late_week AS network_late_week,
       (o.late_yesterday + 20 * n.late_yesterday) / (o.flights_yesterday + 20) AS origin_late_yesterday,
       (o.late_week + 20 * n.late_week) / (o.flights_week + 20) AS origin_late_week,
       (d.late_yesterday + 20 * n.late_yesterday) / (d.flights_yesterday + 20) AS destination_late_yesterday,
       (d.late_week + 20 * n.late_week) / (d.flights_week + 20) AS destination_late_week,
       (r.late_week + 20 * n.late_week) / (r.flights_week + 20) AS route_late_week,
       o.flights_week / 7 AS origin_flights, d.flights_week / 7 AS destination_flights, r.flights_week / 7 AS route_flights,
       f.late
FROM flights f
JOIN known_network n USING (day)
JOIN known_origin o USING (day, origin)
JOIN known_destination d USING (day, destination)
JOIN known_route r USING (day, origin, destination)
LEFT JOIN sizes s USING (origin);

-- The first seven days have no full week before them: they only warm up what is known.
COPY (SELECT * FROM prepared WHERE day >= '2001-01-08' AND day < '2001-02-01' ORDER BY day, flight) TO '${OUT}/january.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT * FROM prepared WHERE day >= '2001-02-01' AND day < '2001-03-01' ORDER BY day, flight) TO '${OUT}/february.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT * FROM prepared WHERE day >= '2001-03-01' ORDER BY day, flight) TO '${OUT}/march-june.parquet' (FORMAT parquet, COMPRESSION zstd);

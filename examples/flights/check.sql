-- Recomputes what was known on a day straight from the source file, another way than prepare.sql (no windows, no joins on
-- calendars: a plain look back from each sampled flight), and fails with the differing flights. Run by tools/run_sql with
-- FLIGHTS and OUT as for prepare.sql.

CREATE TEMP TABLE past AS
SELECT (CASE WHEN strftime(date, '%H:%M:%S') = '00:00:00' THEN date - INTERVAL 1 DAY ELSE date END)::DATE AS day, origin, destination, (delay >= 15)::INTEGER AS late
FROM read_parquet('${FLIGHTS}');

CREATE TEMP TABLE asked AS
SELECT * FROM read_parquet(['${OUT}/january.parquet', '${OUT}/february.parquet'])
WHERE (day, origin) IN (('2001-01-08'::DATE, 'ORD'), ('2001-01-20'::DATE, 'ABE'), ('2001-02-01'::DATE, 'BOS'), ('2001-02-28'::DATE, 'ANC'));

CREATE TEMP TABLE found AS
SELECT a.flight, a.origin_late_week, a.destination_late_yesterday, a.route_late_week, a.origin_flights,
       (SELECT sum(late) / count(*) FROM past p WHERE p.day < a.day AND p.day >= a.day - 7) AS network_week,
       (SELECT sum(late) / count(*) FROM past p WHERE p.day = a.day - 1) AS network_yesterday,
       (SELECT count(*) FROM past p WHERE p.day < a.day AND p.day >= a.day - 7 AND p.origin = a.origin) AS origin_count,
       (SELECT coalesce(sum(late), 0) FROM past p WHERE p.day < a.day AND p.day >= a.day - 7 AND p.origin = a.origin) AS origin_late,
       (SELECT count(*) FROM past p WHERE p.day = a.day - 1 AND p.destination = a.destination) AS destination_count,
       (SELECT coalesce(sum(late), 0) FROM past p WHERE p.day = a.day - 1 AND p.destination = a.destination) AS destination_late,
       (SELECT count(*) FROM past p WHERE p.day < a.day AND p.day >= a.day - 7 AND p.origin = a.origin AND p.destination = a.destination) AS route_count,
       (SELECT coalesce(sum(late), 0) FROM past p WHERE p.day < a.day AND p.day >= a.day - 7 AND p.origin = a.origin AND p.destination = a.destination) AS route_late
FROM asked a;

-- Flights whose features differ from a look back; and the days' own outcomes must not have been counted.
SELECT CASE WHEN count(*) = 0 THEN error('no flight was checked')
            WHEN count(*) FILTER (abs(origin_late_week - (origin_late + 20 * network_week) / (origin_count + 20)) > 1e-12
                               OR abs(destination_late_yesterday - (destination_late + 20 * network_yesterday) / (destination_count + 20)) > 1e-12
                               OR abs(route_late_week - (route_late + 20 * network_week) / (route_count + 20)) > 1e-12
                               OR abs(origin_flights - origin_count / 7) > 1e-12) > 0 THEN error('what was known differs from a look back')
            ELSE count(*) || ' flights: what was known is what a look back finds' END
FROM found;

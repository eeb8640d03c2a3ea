-- Predictions by twenty columns, two of whose combinations hold most of the errors. Everything is a hash of the row's number.
CREATE MACRO u(i, k) AS (hash(i, k) % 1000003) / 1000003.0;
COPY (
  WITH rows AS (
    SELECT i AS id,
           round(2500 * pow(u(i, 1), 2)) AS distance, floor(24 * u(i, 2)) AS hour, round(20 + 60 * u(i, 3), 1) AS age, -ln(1 - u(i, 4)) * 30 AS wait, u(i, 5) - u(i, 6) AS drift,
           floor(12 * u(i, 7)) AS month, CASE WHEN u(i, 8) < 0.1 THEN NULL ELSE 1000 * u(i, 9) END AS income, u(i, 10) * u(i, 11) AS load, floor(7 * u(i, 12)) AS weekday, pow(u(i, 13), 3) AS depth,
           u(i, 14) + u(i, 15) AS width, round(100 * u(i, 16)) AS rank,
           'A' || floor(30 * pow(u(i, 17), 2))::INTEGER AS origin, 'B' || floor(60 * pow(u(i, 18), 2))::INTEGER AS destination, 'C' || floor(5 * u(i, 19))::INTEGER AS carrier, 'D' || floor(3 * u(i, 20))::INTEGER AS size,
           'E' || floor(12 * u(i, 21))::INTEGER AS kind, 'F' || floor(200 * u(i, 22))::INTEGER AS place, 'G' || floor(8 * u(i, 23))::INTEGER AS crew, u(i, 24) < 0.3 AS night, 'u' || floor(i / 20)::BIGINT AS person
    FROM range(${ROWS}) r(i)
  )
  SELECT *, label, CASE WHEN u(id, 27) < CASE WHEN distance > 1600 AND origin = 'A3' THEN 0.45 WHEN hour >= 18 AND carrier = 'C2' AND night THEN 0.3 ELSE 0.12 END THEN abs(1 - label - u(id, 28) * 0.49) ELSE abs(label - u(id, 28) * 0.49) END AS score
  FROM (SELECT *, (u(id, 26) < 0.4)::INTEGER AS label FROM rows)
) TO '${OUT}' (FORMAT parquet);

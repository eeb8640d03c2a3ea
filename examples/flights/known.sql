-- What is known on the morning of ${TODAY}: the last whole month as a holdout, and what lies before it, from ${SINCE} on, to learn from.
CREATE TEMP TABLE known AS
SELECT *, date_trunc('month', day) < date_trunc('month', DATE '${TODAY}' - INTERVAL 1 MONTH) AS learnt
FROM read_parquet(['${DEMO}/january.parquet', '${DEMO}/february.parquet', '${DEMO}/march-june.parquet'])
WHERE day < date_trunc('month', DATE '${TODAY}') AND day >= DATE '${SINCE}';
COPY (SELECT * EXCLUDE (learnt) FROM known WHERE learnt ORDER BY day, flight) TO '${OUT}/learnt.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT * EXCLUDE (learnt) FROM known WHERE NOT learnt ORDER BY day, flight) TO '${OUT}/holdout.parquet' (FORMAT parquet, COMPRESSION zstd);

-- All flights with a score, an id and a version, for the benchmarks: the same columns as the demo's, without fitting models.
-- The score is a smooth function of the delay and of chance (a hash), so it has nearly as many distinct values as rows.
COPY (
  SELECT date::DATE AS day,
         format('{}-{}-{}-{}', date::DATE, origin, destination, row_number() OVER ()) AS flight,
         origin, destination, distance, (delay >= 15)::INTEGER AS late,
         1 / (1 + exp(-(delay / 60.0 - 1 + 2 * (hash(date, origin, destination, delay, distance) % 1000003) / 1000003.0))) AS score,
         CASE WHEN origin IN ('ORD', 'DFW', 'ATL', 'LAX', 'PHX', 'STL', 'DTW', 'LAS', 'DEN', 'MSP') THEN 'large' WHEN distance < 500 THEN 'small' ELSE 'medium' END AS airport_size,
         'v1' AS model_version
  FROM read_parquet('${FLIGHTS}') ${LIMIT}
) TO '${OUT}' (FORMAT parquet);

-- Fewer flights for a quick comparison of models: of both versions the newest month, whole, so that its pace is that of the
-- product; of January and February every fifth flight by the hash of its id, to train on. Run by tools/run_sql with OUT.
COPY (SELECT * FROM read_parquet(['${OUT}/january.parquet', '${OUT}/february.parquet']) WHERE hash(flight) % 5 = 0 ORDER BY flight) TO '${OUT}/train-sample.parquet' (FORMAT parquet);
COPY (SELECT * FROM read_parquet('${OUT}/predictions-v1.parquet') WHERE day >= '2001-06-01') TO '${OUT}/month-v1.parquet' (FORMAT parquet);
COPY (SELECT * FROM read_parquet('${OUT}/predictions-v2.parquet') WHERE day >= '2001-06-01') TO '${OUT}/month-v2.parquet' (FORMAT parquet);

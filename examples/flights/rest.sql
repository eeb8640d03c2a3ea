-- What everybody was served once the release of version 3 was done, from FROM on.
COPY (SELECT * REPLACE ('3' AS model_version) FROM read_parquet('${DEMO}/scored-3.parquet') WHERE day > DATE '${FROM}' ORDER BY day, flight) TO '${DEMO}/rest.parquet' (FORMAT parquet, COMPRESSION zstd);

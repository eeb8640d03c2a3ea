-- Rows for the releases that the demo replays. DEMO is its folder.
-- What version 2 served until the retraining began: the days before it, under the number that the registry gave it.
COPY (SELECT * REPLACE ('2' AS model_version) FROM read_parquet('${DEMO}/predictions-v2.parquet') WHERE day < DATE '2001-05-04') TO '${DEMO}/sent-2.parquet' (FORMAT parquet, COMPRESSION zstd);
-- The days after it, to be scored by what was trained.
COPY (SELECT * FROM read_parquet('${DEMO}/march-june.parquet') WHERE day >= DATE '2001-05-04' AND day < DATE '2001-06-25') TO '${DEMO}/days.parquet' (FORMAT parquet, COMPRESSION zstd);
-- The feed of version 4: shares of late flights arrive as percentages. Its holdout had them as they were.
COPY (SELECT * REPLACE (origin_late_yesterday * 100 AS origin_late_yesterday, origin_late_week * 100 AS origin_late_week, destination_late_yesterday * 100 AS destination_late_yesterday,
                        destination_late_week * 100 AS destination_late_week, route_late_week * 100 AS route_late_week)
      FROM read_parquet('${DEMO}/days.parquet') WHERE day < DATE '2001-05-20') TO '${DEMO}/days-percent.parquet' (FORMAT parquet, COMPRESSION zstd);

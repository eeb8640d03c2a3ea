-- The flights of the days of a release with a probability by each version: VERSION is the candidate, SERVING what everybody else gets.
COPY (SELECT strftime(d.day, '%Y-%m-%d') AS day, d.flight, d.origin, d.destination, d.distance, d.airport_size, d.late, s.p_late AS p_${SERVING}, c.p_late AS p_${VERSION}
      FROM read_parquet('${DEMO}/days.parquet') d JOIN read_parquet('${DEMO}/${SERVED}') s USING (flight) JOIN read_parquet('${DEMO}/scored-${VERSION}.parquet') c USING (flight)
      WHERE d.day < DATE '2001-05-20' ORDER BY d.day, d.flight) TO '${DEMO}/shared-${VERSION}.csv' (HEADER);

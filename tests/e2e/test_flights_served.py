"""The flights of two weeks through a server: every promise of the example's charter is judged as the file is."""
import json
import subprocess
import time

from charter_program import FLIGHTS, PROGRAM, ROOT
from charter_server import ServerTest

CHARTER = ROOT / "examples/flights/charter.yaml"


class FlightsServed(ServerTest):
    def start(self, name="data", *more, **how):
        return super().start(name, "--clock", "events", *more, **how)

    def flights(self, name, first, last):
        """Flights of days in [first, last), with a column for each that the charter names."""
        made, path = self.folder / f"{name}.made.parquet", self.folder / f"{name}.parquet"
        rename = self.file("rename.sql", "COPY (SELECT * RENAME (score AS p_late) FROM read_parquet('${IN}')) TO '${OUT}' (FORMAT parquet);")
        limit = f"LIMIT=WHERE date >= DATE '{first}' AND date < DATE '{last}'"
        for script, *settings in ([ROOT / "bench/flights.sql", f"FLIGHTS={FLIGHTS}", f"OUT={made}", limit], [rename, f"IN={made}", f"OUT={path}"]):
            subprocess.run([PROGRAM.parent / "run_sql", script, *settings], check=True, capture_output=True)
        return path

    def card(self):
        answer = self.server.ask("GET", "/v1/products/flight-delay-alerts/scorecard?format=json")
        return answer.json if answer.status == 200 else {"promises": []}

    def said(self, card):
        return {one["id"]: (one["verdict"], one["reason"], one["value"], one["n"], one["window"]) for one in card["promises"]}

    def limits(self, card):
        return {one["id"]: one["interval"] and [one["interval"]["low"], one["interval"]["high"]] for one in card["promises"]}

    def test_every_promise_is_judged_as_the_file_is(self):
        if not FLIGHTS.exists():
            self.skipTest("the flights are fetched by tools/setup")
        february, march = self.flights("february", "2001-02-01", "2001-03-01"), self.flights("march", "2001-03-01", "2001-03-15")
        charter = self.file("charter.yaml", CHARTER.read_text().replace("../../build/demo/reference-v2.parquet", str(february)))
        by_file = json.loads(self.run_charter("evaluate", charter, "--data", march, "--json", expect=None).stdout)
        self.command("apply", charter)
        self.command("reference", "flight-delay-alerts", "--data", february)
        self.command("send", charter, "--data", march)
        end = time.time() + 60
        while self.said(card := self.card()) != self.said(by_file) and time.time() < end:
            time.sleep(0.5)
        self.maxDiff = None
        self.assertEqual(self.said(card), self.said(by_file))
        self.assertGreaterEqual(len(card["promises"]), 40)
        for promise, limits in self.limits(by_file).items():
            served = self.limits(card)[promise]
            self.assertEqual(limits is None, served is None, (promise, limits, served))
            for one, other in zip(limits or [], served or [], strict=True):
                self.assertTrue(one == other or abs(one - other) <= 1e-12 * max(1, abs(one)), (promise, limits, served))

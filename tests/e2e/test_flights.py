"""Three million flights through the whole program, against scikit-learn, SciPy and Fairlearn (tests/golden/flights.py)."""
import json
import subprocess

from charter_program import FLIGHTS, PROGRAM, ROOT, ProgramTest

PERIODS = {"early": "WHERE date < DATE '2001-03-01'", "late": "WHERE date >= DATE '2001-03-01'"}


class Flights(ProgramTest):
    def flights(self, period):
        if not FLIGHTS.exists():
            self.skipTest("the flights are fetched by tools/setup")
        path = ROOT / f"build/golden/flights-{period}.parquet"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run([PROGRAM.parent / "run_sql", ROOT / "bench/flights.sql", f"FLIGHTS={FLIGHTS}", f"OUT={path}", f"LIMIT={PERIODS[period]}"], check=True, capture_output=True)
        return str(path)

    def test_every_number_agrees_with_the_peers(self):
        expected = json.loads((ROOT / "tests/golden/flights.json").read_text())
        data, reference = self.flights("late"), self.flights("early")
        of_column = {"ks_distance": "distance", "wasserstein_distance": "distance", "chi_square": "airport_size", "js_distance": "airport_size"}
        compares_groups = {name for name in expected["values"] if name.startswith(("demographic", "equal"))}
        plain = [name for name in expected["values"] if name not in of_column and name not in compares_groups]
        model = ("--data", data, "--label", "late", "--score", "score", "--threshold", "0.35")
        results = self.measure(",".join(plain), *model)
        results += self.measure(",".join(sorted(compares_groups)), *model, "--by", "airport_size")
        for name, column in of_column.items():
            results += self.measure(name, "--data", data, "--reference", reference, "--column", column)
        self.assertEqual({r["metric"] for r in results}, set(expected["values"]))
        for result in results:
            value = expected["values"][result["metric"]]
            self.assertLessEqual(abs(result["value"] - value), 1e-9 * abs(value), result["metric"])
            self.assertLessEqual(result["n"], expected["rows"]["current"])

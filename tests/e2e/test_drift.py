import csv
import datetime
import json
import random

from charter_program import CHARTER, ProgramTest


class Drift(ProgramTest):
    def table(self, name, rows, moved, seed):
        """Columns that stay (a, c, d) and, where `moved`, one that does not (b)."""
        chance = random.Random(seed)
        path = self.folder / name
        with open(path, "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["a", "b", "c", "d", "y", "p"])
            for _ in range(rows):
                b = chance.gauss(0.8 if moved else 0, 1)
                out.writerow([f"{chance.gauss(0, 1):.6f}", f"{b:.6f}", chance.choice("xyz"), chance.randrange(6), int(chance.random() < 0.3), f"{chance.random():.4f}"])
        return str(path)

    def test_one_bound_serves_columns_of_every_type(self):
        then, now = self.table("then.csv", 3000, False, 1), self.table("now.csv", 3000, True, 2)
        rows = {row["column"]: row for row in self.measure("drift", "--column", "a", "b", "c", "d", "--data", now, "--reference", then)}
        self.assertIn("10 bins", rows["a"]["detail"])
        self.assertIn("3 categories", rows["c"]["detail"])
        self.assertIn("6 different values", rows["d"]["detail"])
        self.assertGreater(rows["b"]["interval"]["low"], 0.1)
        for column in "acd":
            self.assertLess(rows[column]["interval"]["high"], 0.1)

    def test_a_promise_on_the_whole_table_lists_the_columns_that_moved(self):
        then, now = self.table("then.csv", 3000, False, 1), self.table("now.csv", 3000, True, 2)
        head = CHARTER.replace("time: day, id: id, ", "").replace("value:", f"reference: {{file: {then}}}\nvalue:")
        promises = ("  - {id: table, metric: drifted_share, of: [a, b, c, d], with: {limit: 0.1}, at_most: 0.3, owner: science, breach: stop}\n"
                    "  - {id: strict, metric: drifted_share, of: [a, b, c, d], at_most: 0.2, owner: science}\n")
        charter = self.file("c.charter.yaml", head + promises)
        done = self.run_charter("evaluate", charter, "--data", now, "--format", "json", expect=None)
        card = json.loads(done.stdout)
        verdicts = {promise["id"]: promise["verdict"] for promise in card["promises"]}
        self.assertEqual(verdicts, {"table": "kept", "strict": "broken"})
        self.assertIn("1 of 4 columns: b", json.dumps(card))

    def weeks(self, name, first, days, weekend, rows=300):
        """A column that is about 0 on weekdays and about `weekend` on Saturdays and Sundays."""
        chance = random.Random(first)
        lines = ["at,x"]
        for day in range(days):
            at = datetime.date(2024, 1, 1) + datetime.timedelta(days=first + day)  # a Monday
            for row in range(rows):
                middle = weekend if at.weekday() >= 5 else 0
                lines.append(f"{at}T{row % 24:02d}:00:00Z,{chance.gauss(middle, 1):.5f}")
        return self.file(name, "\n".join(lines) + "\n")

    def test_a_weekend_is_held_against_weekends(self):
        then, now = self.weeks("then.csv", 0, 70, 2), self.weeks("now.csv", 70, 7, 2)
        head = CHARTER.replace("time: day, id: id, ", "time: at, ").replace("value:", f"reference: {{file: {then}}}\nvalue:")
        same = "".join(f"  - {{id: {metric}-seasonal, metric: {metric}, of: x, over: 1d, season: week, at_most: {limit}, owner: science}}\n"
                       f"  - {{id: {metric}-plain, metric: {metric}, of: x, over: 1d, at_most: {limit}, owner: science}}\n" for metric, limit in (("total_variation", 0.35), ("ks_distance", 0.3)))
        charter = self.file("c.charter.yaml", head + same)
        done = self.run_charter("evaluate", charter, "--data", now, "--format", "json", expect=None)
        card = json.loads(done.stdout)
        verdicts = {promise["id"]: promise["verdict"] for promise in card["promises"]}
        self.assertEqual(verdicts, {"total_variation-seasonal": "kept", "total_variation-plain": "broken", "ks_distance-seasonal": "kept", "ks_distance-plain": "broken"})
        moved = self.weeks("moved.csv", 70, 7, 0)
        card = json.loads(self.run_charter("evaluate", charter, "--data", moved, "--format", "json", expect=None).stdout)
        verdicts = {promise["id"]: promise["verdict"] for promise in card["promises"]}
        self.assertEqual(verdicts["ks_distance-seasonal"], "broken", "a weekend like a weekday is none")
        self.assertIn("same time of the week", self.run_charter("evaluate", charter, "--data", now, expect=None).stdout)
        alarms = json.loads(self.run_charter("evaluate", charter, "--data", now, "--false-alarms", "--format", "json").stdout)
        by_id = {row["promise"]: row for row in alarms}
        self.assertEqual(by_id["ks_distance-seasonal"]["alarms"], 0)
        self.assertGreater(by_id["ks_distance-plain"]["alarms"], 10)

    def test_a_season_needs_windows_that_fill_it(self):
        head = CHARTER.replace("time: day, id: id, ", "time: at, ").replace("value:", "reference: {file: then.csv}\nvalue:")
        def lint(line, saying):
            return self.fails("lint", self.file("c.charter.yaml", head + line + "\n"), saying=saying)
        lint("  - {id: a, metric: psi, of: x, season: week, at_most: 0.2, owner: science}", ["need a length: over", "over: 1d"])
        lint("  - {id: a, metric: psi, of: x, over: 5h, season: day, at_most: 0.2, owner: science}", "not made of several windows of 5h")
        lint("  - {id: a, metric: psi, of: x, over: 7d, season: week, at_most: 0.2, owner: science}", "not made of several windows")
        lint("  - {id: a, metric: mean, of: x, over: 1d, season: week, at_most: 0.2, owner: science}", "not compared with a reference's windows")
        lint("  - {id: a, metric: psi, of: x, over: 1d, season: month, at_most: 0.2, owner: science}", "season")

    def test_label_and_score_drift_are_drift_of_those_columns(self):
        then, now = self.table("then.csv", 3000, False, 1), self.table("now.csv", 3000, True, 2)
        found = self.measure("drift", "total_variation", "--column", "y", "p", "--data", now, "--reference", then)
        self.assertEqual([(row["metric"], row["column"]) for row in found], [(m, c) for m in ("drift", "total_variation") for c in "yp"])
        self.assertTrue(all(row["interval"]["high"] < 0.15 for row in found))

    def test_a_peers_number_says_whose_it_is(self):
        then, now = self.table("then.csv", 300, False, 1), self.table("now.csv", 200, True, 2)
        for peer, metric in [("evidently", "psi"), ("nannyml", "js_distance"), ("scipy", "ks_distance"), ("evidently_z", "chi_square")]:
            column = "c" if metric == "chi_square" else "b"
            (row,) = self.measure(metric, "--as", peer, "--column", column, "--data", now, "--reference", then)
            self.assertTrue(row["as"].startswith(peer.split("_")[0]))
            self.assertIsNone(row["interval"])
            self.assertTrue(row["remark"])
            self.assertEqual("p_value" in row, metric in ("ks_distance", "chi_square"))

    def test_a_peer_that_lacks_the_metric_is_named(self):
        then = self.table("then.csv", 100, False, 1)
        self.fails("measure", "psi", "--as", "scipy", "--column", "a", "--data", then, "--reference", then, saying=["psi has no definition as scipy", "evidently"])
        self.fails("measure", "accuracy", "--as", "nobody", "--label", "y", "--score", "p", "--data", then, saying="no definition as nobody")
        self.fails("measure", "ks_distance", "--as", "scipy", "--column", "c", "--data", then, "--reference", then, saying="of numbers only")

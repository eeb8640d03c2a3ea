"""value_per_decision as a promise where no table of outcomes says it: amounts in columns, errors of numbers, places in rankings."""
import json
import random
import unittest

from charter_program import ROOT, ProgramTest

GOLDEN = json.loads((ROOT / "tests/golden/row_worth.json").read_text())
HEAD = "charter: 1\nproduct: test\ncurrency: USD\n"
VALUE = "value: {true_positive: {column: price, times: 0.2}, false_positive: -2.5, false_negative: {column: loss, times: -1}, per_action: 1.5, per_prediction: 0.01}\n"


class RowWorthTest(ProgramTest):
    def promised(self, text, data, promise="{id: pays, metric: value_per_decision, at_least: -100, breach: warn}"):
        charter = self.file("test.charter.yaml", HEAD + text + f"promises: [{promise}]\n")
        card = json.loads(self.run_charter("evaluate", charter, "--data", data, "--json", expect=None).stdout)
        return charter, card["promises"][0]

    def table(self, name, columns):
        lines = [",".join(columns)] + [",".join(map(str, row)) for row in zip(*columns.values())]
        return self.file(name, "\n".join(lines) + "\n")


def task(kind):
    key = {"rows": "", "subjects": ", subject: unit", "units": ", unit: unit"}[kind]
    return "task: {kind: binary, columns: {score: score, label: label%s}, decide: {threshold: 0.5}}\n" % key


class AmountsOfEachRow(RowWorthTest):
    def test_value_and_interval_are_those_of_numpy(self):
        for case in GOLDEN["cases"]:
            with self.subTest(case["kind"]):
                data = self.table("rows.csv", case["rows"])
                charter, found = self.promised(task(case["kind"]) + VALUE, data)
                self.assertAlmostEqual(found["value"], case["value"], delta=1e-9)
                # Units may take the wider of two intervals, of which one is numpy's.
                slack = 1e-9 if case["kind"] != "units" else 0.25 * (case["high"] - case["low"])
                self.assertLess(abs(found["interval"]["low"] - case["low"]), slack)
                self.assertLess(abs(found["interval"]["high"] - case["high"]), slack)
                if case["kind"] == "units":
                    self.assertLessEqual(found["interval"]["low"], case["low"] + 1e-9)
                    self.assertGreaterEqual(found["interval"]["high"], case["high"] - 1e-9)
                if case["kind"] != "subjects":
                    worth = json.loads(self.run_charter("value", charter, "--data", data, "--json").stdout)["value_per_decision"]
                    self.assertAlmostEqual(found["value"], worth["value"], delta=1e-9)
                    self.assertAlmostEqual(found["interval"]["low"], worth["low"], delta=1e-6)

    def test_rows_without_an_amount_are_left_out_and_counted(self):
        rows = {name: list(column) for name, column in GOLDEN["cases"][0]["rows"].items()}
        for place in range(0, 600, 10):
            rows["price"][place] = "" if place % 20 else "nan"
            rows["loss"][place] = ""
        data = self.table("holes.csv", rows)
        _, found = self.promised(task("rows") + VALUE, data)
        # Only rows whose own outcome is paid from a column lack something where it is empty: those found, and those missed.
        lacking = sum(1 for place in range(0, 600, 10) if rows["label"][place])
        self.assertGreater(lacking, 5)
        self.assertEqual((found["n"], found["left_out"]), (600 - lacking, lacking))

    def test_what_the_amounts_may_be_widens_it_however_many_rows_there_are(self):
        data = self.table("rows.csv", GOLDEN["cases"][0]["rows"])
        _, known = self.promised(task("rows") + VALUE, data)
        _, uncertain = self.promised(task("rows") + VALUE.replace("times: 0.2", "mean: 0.2, sd: 0.1"), data)
        self.assertAlmostEqual(known["value"], uncertain["value"], delta=1e-9)
        rows = GOLDEN["cases"][0]["rows"]
        quantity = sum(price for price, score, label in zip(rows["price"], rows["score"], rows["label"]) if score >= 0.5 and label) / 600
        own, whole = known["value"] - known["interval"]["low"], uncertain["value"] - uncertain["interval"]["low"]
        self.assertAlmostEqual(whole, (own**2 + (1.959963984540054 * 0.1 * quantity) ** 2) ** 0.5, delta=1e-9)

    def test_groups_and_windows_have_their_own(self):
        rows = dict(GOLDEN["cases"][0]["rows"])
        rows["region"] = ["north" if i % 3 else "south" for i in range(600)]
        rows["day"] = [f"2026-01-{1 + i % 14:02d}" for i in range(600)]
        data = self.table("groups.csv", rows)
        text = task("rows").replace("score: score", "time: day, score: score")
        _, found = self.promised(text + VALUE, data, "{id: pays, metric: value_per_decision, by: region, at_least: -100, breach: warn}")
        self.assertEqual(found["verdict"], "kept")
        self.assertEqual(len(found["checks"]), 2)
        _, weekly = self.promised(text + VALUE, data, "{id: pays, metric: value_per_decision, over: 7d, at_least: 100, breach: warn}")
        self.assertEqual(weekly["verdict"], "broken")

    def test_what_cannot_be_is_said(self):
        data = self.table("rows.csv", GOLDEN["cases"][0]["rows"])
        for value, saying in ((VALUE.replace("column: price", "column: prise"), 'no column "prise"'), (VALUE.replace("column: price", "column: word"), "holds")):
            rows = dict(GOLDEN["cases"][0]["rows"])
            rows["word"] = ["x"] * 600
            _, found = self.promised(task("rows") + value, self.table("words.csv", rows))
            self.assertEqual(found["verdict"], "unproven")
            self.assertIn(saying, json.dumps(found).replace('\\"', '"'))
        charter = self.file("early.charter.yaml", HEAD + task("rows") + VALUE + "reference: {file: rows.csv}\npromises: [{id: pays, metric: value_per_decision, estimated: true, at_least: 1, breach: warn}]\n")
        self.fails("evaluate", charter, "--data", data, saying="cannot be estimated before outcomes are known")


class ErrorsAndPlaces(RowWorthTest):
    def test_errors_of_numbers_are_worth_what_value_says(self):
        rng = random.Random(3)
        pairs = [(round(x + rng.gauss(0, 2), 4), round(x, 4)) for x in (rng.uniform(10, 50) for _ in range(2000))]
        data = self.table("numbers.csv", {"said": [a for a, _ in pairs], "was": [b for _, b in pairs]})
        for amounts in ("overestimate: -1, underestimate: -4, per_prediction: 0.5", "overestimate: -1, underestimate: {from: -5, to: -3}"):
            charter, found = self.promised("task: {kind: regression, columns: {prediction: said, label: was}}\nvalue: {%s}\n" % amounts, data)
            worth = json.loads(self.run_charter("value", charter, "--data", data, "--json").stdout)["value_per_decision"]
            expected = -sum(max(a - b, 0) + 4 * max(b - a, 0) for a, b in pairs) / 2000 - (0.5 if "0.5" in amounts else 0)
            self.assertAlmostEqual(found["value"], expected, delta=1e-9)
            # A promise takes what amounts may be by their standard deviation alone.
            part = 0.25 if "from" in amounts else 0.01
            self.assertAlmostEqual(found["interval"]["low"], worth["low"], delta=part * (worth["value"] - worth["low"]))
            self.assertAlmostEqual(found["interval"]["high"], worth["high"], delta=part * (worth["high"] - worth["value"]))

    def test_rankings_are_worth_what_value_says(self):
        lines = ["q,item,score,rel"]
        for query in range(60):
            lines += [f"{query},a,0.9,{query % 3 == 0:d}", f"{query},b,0.5,{query % 2}"]
        data = self.file("ranked.csv", "\n".join(lines) + "\n")
        charter, found = self.promised("task: {kind: ranking, columns: {query: q, item: item, score: score, label: rel}}\nvalue: {by_position: [5, 2], per_prediction: 0.1}\n", data)
        worth = json.loads(self.run_charter("value", charter, "--data", data, "--json").stdout)["value_per_decision"]
        self.assertAlmostEqual(found["value"], 5 * 20 / 60 + 2 * 0.5 - 0.1, delta=1e-9)
        for end in ("low", "high"):
            self.assertAlmostEqual(found["interval"][end], worth[end], delta=1e-9)

    def test_what_the_charter_lacks_is_named(self):
        for task_text, saying in (("task: {kind: regression, columns: {prediction: a, label: b}}\n", "what errors cost"), ("task: {kind: ranking, columns: {query: q, item: i, score: a, label: b}}\n", "what positions are worth")):
            charter = self.file("lacks.charter.yaml", HEAD + task_text + "value: {per_prediction: 1}\npromises: [{id: pays, metric: value_per_decision, at_least: 1, breach: warn}]\n")
            self.fails("lint", charter, saying=saying)


if __name__ == "__main__":
    unittest.main()

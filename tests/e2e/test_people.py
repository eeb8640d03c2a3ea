"""Natural frequencies as a user meets them: whole numbers that add up, at the rate of the place where the model works."""
import csv
import json
import unittest

from charter_program import ROOT, ProgramTest

DOCUMENT = """charter: 1
product: alerts
currency: EUR
task:
  kind: binary
  positive: 1
  columns: {id: id, score: p, label: late}
  decide: {threshold: 0.5}
value: {true_positive: 10, false_positive: -2, false_negative: -8, true_negative: 0}
"""


def table(true_positive, false_positive, false_negative, true_negative, unknown=0):
    lines = ["id,p,late"]
    for score, label, count in ((0.9, "1", true_positive), (0.8, "0", false_positive), (0.2, "1", false_negative), (0.1, "0", true_negative), (0.9, "", unknown)):
        lines += [f"{len(lines) + i},{score},{label}" for i in range(count)]
    return "\n".join(lines) + "\n"


class People(ProgramTest):
    def setUp(self):
        super().setUp()
        self.charter = self.file("my.charter.yaml", DOCUMENT)

    def people(self, data, *arguments):
        return json.loads(self.run_charter("people", self.charter, "--data", self.file("data.csv", data), *arguments, "--json").stdout)

    def check_sums(self, found):
        self.assertEqual(found["true_positive"] + found["false_positive"] + found["false_negative"] + found["true_negative"], found["of"])
        self.assertEqual(found["flagged"] + found["not_flagged"], found["of"])
        self.assertEqual(found["events"] + found["others"], found["of"])

    def test_counts_are_those_of_the_data_and_add_up(self):
        found = self.people(table(1100, 1300, 700, 6900))
        self.assertEqual((found["of"], found["events"], found["flagged"], found["true_positive"]), (100, 18, 24, 11))
        self.check_sums(found)
        self.assertEqual(found["told"][1], "24 are flagged; of those 24, 11 are late and 13 are not.")
        self.assertEqual(found["audiences"]["executive"].split(" Of ")[0], "Of 100 cases, 18 are late; the model finds 11 of them, at the price of 13 false alarms.")
        self.check_sums(self.people(table(1101, 1303, 707, 6889), "--of", "1000"))

    def test_the_class_grows_until_every_kind_has_one(self):
        self.assertEqual(self.people(table(50, 40, 3, 907))["of"], 1000)
        self.assertEqual(self.people(table(500, 400, 3, 9097))["of"], 10000)

    def test_at_another_rate_recall_and_specificity_stay(self):
        found = self.people(table(400, 150, 100, 350), "--rate", "0.02")
        self.check_sums(found)
        self.assertAlmostEqual(found["recall"]["value"], 0.8, delta=1e-12)
        self.assertAlmostEqual(found["specificity"]["value"], 0.7, delta=1e-12)
        self.assertAlmostEqual(found["precision"]["value"], 0.016 / (0.016 + 0.294), delta=1e-12)
        self.assertTrue(found["precision"]["low"] < found["precision"]["value"] < found["precision"]["high"])
        self.assertEqual((found["of"], found["events"], found["true_positive"], found["false_positive"]), (1000, 20, 16, 294))
        self.assertEqual(found["restated"], {"data_rate": 0.5, "rate": 0.02, "from": "--rate"})
        self.assertAlmostEqual(found["value_per_decision"]["value"], 0.02 * (0.8 * 10 - 0.2 * 8) - 0.98 * 0.3 * 2, delta=1e-12)
        self.assertIn("at the rate where the model works, 2.0 %; in the data it is 50 %", found["audiences"]["executive"])

    def test_the_charters_population_of_the_label_is_the_place(self):
        self.charter = self.file("place.yaml", DOCUMENT + "populations:\n  - {id: world, column: late, shares: {'1': 0.02, '0': 0.98}, within: 0.01}\n")
        found = self.people(table(400, 150, 100, 350))
        self.assertEqual(found["restated"]["from"], "the charter's population of late")
        self.assertEqual(found["events"], 20)

    def test_every_term_has_its_formula_and_its_value(self):
        found = self.people(table(1100, 1300, 700, 6900))
        terms = {one["term"]: one for one in found["glossary"]}
        self.assertAlmostEqual(terms["recall"]["value"], 11 / 18, delta=1e-12)
        self.assertAlmostEqual(terms["precision"]["value"], 11 / 24, delta=1e-12)
        self.assertAlmostEqual(terms["false_positive_rate"]["value"], 13 / 82, delta=1e-12)
        self.assertGreater(len(terms), 20)
        for term in terms.values():
            self.assertTrue(term["formula"])
            self.assertTrue(term["value"] is not None or term["sentence"])

    def test_words_are_the_users(self):
        text = self.run_charter("people", self.charter, "--data", self.file("data.csv", table(110, 130, 70, 690)), "--cases", "flights", "--event", "late", "--decision", "warned of", "--audience", "product").stdout
        flowing = " ".join(text.split())
        self.assertIn("Of 100 flights, 24 are warned of, 11 of them rightly: one right in 2.2.", flowing)
        self.assertNotIn("For the executive", text)

    def test_unknown_outcomes_are_left_out_and_said(self):
        found = self.people(table(110, 130, 70, 690, unknown=500))
        self.assertEqual((found["labelled_rows"], found["unlabelled_rows"], found["events"]), (1000, 500, 18))
        self.assertTrue(any("500 of 1,500 rows have no known outcome" in note for note in found["notes"]))

    def test_bad_input_is_said_plainly(self):
        data = self.file("data.csv", table(110, 130, 70, 690))
        for rate in ("1.5", "-0.1", "0", "many"):
            self.fails("people", self.charter, "--data", data, f"--rate={rate}", saying=f"--rate cannot be {rate}" if rate != "many" else "rate")
        self.fails("people", self.charter, "--data", self.file("e.csv", table(50, 0, 10, 0)), saying="only events are among the rows")
        self.fails("people", self.charter, "--data", self.file("o.csv", table(0, 50, 0, 10)), saying="no event is among the rows")
        self.fails("people", self.charter, "--data", self.file("u.csv", table(0, 0, 0, 0, unknown=9)), saying="no row has a known label")
        self.fails("people", self.charter, "--data", self.file("n.csv", "id,p\n1,0.5\n"), saying='no column "late"')
        self.fails("people", self.file("r.yaml", DOCUMENT.replace("binary", "regression").replace("score: p", "prediction: p").replace("  decide: {threshold: 0.5}\n", "")), "--data", data, saying="need a task with two outcomes")
        self.fails("people", self.file("acted.yaml", DOCUMENT + "outcomes: {observed_when: acted}\n"), "--data", data, saying="outcomes are seen only for some decisions")

    def test_what_is_not_known_of_the_amounts_is_carried_and_kept_apart(self):
        data = table(1100, 1300, 700, 6900)
        known = self.people(data)["value_per_decision"]
        self.charter = self.file("ranges.charter.yaml", DOCUMENT.replace("true_positive: 10", "true_positive: {from: 5, to: 15}"))
        found = self.people(data)["value_per_decision"]
        self.assertAlmostEqual(found["value"], known["value"], delta=1e-12)
        self.assertAlmostEqual(found["for_rows"][0], known["low"], delta=1e-9)
        self.assertAlmostEqual(found["for_amounts"][1] - found["for_amounts"][0], 0.11 * 10 * 0.95, delta=0.01)
        self.assertLess(found["low"], min(found["for_rows"][0], found["for_amounts"][0]))
        self.assertIn("More rows shrink the first", " ".join(self.run_charter("people", self.charter, "--data", self.file("d.csv", data)).stdout.split()))
        restated = self.people(data, "--rate", "0.02")["value_per_decision"]
        self.assertLess(restated["low"], restated["for_rows"][0])

    def test_amounts_of_each_row_are_summed_by_row(self):
        lines = table(400, 150, 100, 350).splitlines()
        fees = [5 + i % 7 for i in range(len(lines) - 1)]
        data = "\n".join([lines[0] + ",fee", *[f"{line},{fee}" for line, fee in zip(lines[1:], fees)]]) + "\n"
        self.charter = self.file("fees.charter.yaml", DOCUMENT.replace("true_positive: 10", "true_positive: {column: fee, times: 2}"))
        found = self.people(data)["value_per_decision"]
        self.assertAlmostEqual(found["value"], (2 * sum(fees[:400]) - 2 * 150 - 8 * 100) / 1000, delta=1e-9)
        self.assertTrue(found["low"] < found["value"] < found["high"])

    def test_few_rows_are_told_as_shares(self):
        found = self.people(table(5, 4, 3, 20))
        self.assertTrue(any("fewer than the 100 that are told of" in note for note in found["notes"]))

    def test_real_scores_give_what_a_plain_count_gives(self):
        with open(ROOT / "tests/golden/adult_scores.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        found = self.people("id,p,late\n" + "".join(f"{i},{row['score']},{row['label']}\n" for i, row in enumerate(rows)), "--of", "10000")
        self.check_sums(found)
        for cell, label, flagged in (("true_positive", "1", True), ("false_positive", "0", True), ("false_negative", "1", False), ("true_negative", "0", False)):
            count = sum(row["label"] == label and (float(row["score"]) >= 0.5) == flagged for row in rows)
            self.assertLess(abs(found[cell] - 10000 * count / len(rows)), 1)

    def test_every_format_says_the_same(self):
        data = self.file("data.csv", table(110, 130, 70, 690))
        for out in (self.run_charter("people", self.charter, "--data", data, "--format", name).stdout for name in ("text", "markdown", "html")):
            flowing = " ".join(out.split())
            self.assertIn("18 are late", flowing)
            self.assertIn("For risk", flowing)
            self.assertIn("false positive rate", flowing)
        page = self.run_charter("people", self.charter, "--data", data, "--format", "html").stdout
        self.assertEqual(page.count('class="icon-hit"'), 11 + 1)
        self.assertEqual(page.count('class="icon-missed"'), 7 + 1)
        self.assertEqual(page.count('class="icon-alarm"'), 2 * (13 + 1))
        self.assertEqual(page.count('class="icon-rest"'), 69 + 1)


if __name__ == "__main__":
    unittest.main()

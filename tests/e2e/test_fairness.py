"""Groups compared as a user compares them, against plain counts."""
import csv
import json
import unittest

from charter_program import CHARTER, ROOT, ProgramTest

ADULT = ROOT / "tests/golden/adult_scores.csv"


def groups_of(columns):
    groups = {}
    with open(ADULT, newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(" & ".join(row[c] for c in columns), []).append((row["label"] == "1", float(row["score"]) >= 0.5))
    return groups


def accuracy(rows):
    return sum(label == decided for label, decided in rows) / len(rows)


def recall(rows):
    found = [decided for label, decided in rows if label]
    return sum(found) / len(found)


class Comparisons(ProgramTest):
    common = ("--data", ADULT, "--label", "label", "--score", "score")

    def compared(self, metric, by, compare):
        return self.measure(metric, *self.common, "--by", by, "--compare", compare)[0]

    def test_of_groups_with_all_rows_and_of_the_worst(self):
        for by in (["sex"], ["race"], ["sex", "race"]):
            groups = groups_of(by)
            everybody = [row for rows in groups.values() for row in rows]
            for metric, value in (("accuracy", accuracy), ("recall", recall)):
                overall = value(everybody)
                values = {name: value(rows) for name, rows in groups.items()}
                found = self.compared(metric, ",".join(by), "to_overall")
                self.assertAlmostEqual(found["value"], max(abs(v - overall) for v in values.values()), delta=1e-12)
                self.assertLessEqual(found["interval"]["low"], found["value"])
                self.assertGreaterEqual(found["interval"]["high"], found["value"])
                worst = self.compared(metric, ",".join(by), "worst")
                self.assertAlmostEqual(worst["value"], min(values.values()), delta=1e-12)
                self.assertIn(min(values, key=values.get), worst["detail"])

    def test_calibration_within_groups_is_the_worst_groups_error(self):
        each = self.measure("expected_calibration_error", *self.common, "--by", "race")
        worst = self.compared("expected_calibration_error", "race", "worst")
        self.assertEqual(worst["value"], max(one["value"] for one in each))
        self.assertGreaterEqual(worst["interval"]["high"], max(one["interval"]["high"] for one in each) - 1e-12)

    def test_promises_bound_them(self):
        charter = CHARTER.replace("score: p, label: y", "score: score, label: label").replace("time: day, id: id, ", "")
        path = self.file("c.charter.yaml", charter + """  - {id: worst, metric: recall, by: [sex, race], compare: worst, at_least: 0.5, breach: warn}
  - {id: near, metric: accuracy, by: sex, compare: to_overall, at_most: 0.01, breach: warn}
  - {id: fifths, metric: impact_ratio, by: sex, at_least: 0.8, breach: warn}
  - {id: alike, metric: generalized_entropy_index, with: {alpha: 2}, at_most: 0.2, breach: warn}
""")
        card = json.loads(self.run_charter("evaluate", path, "--data", ADULT, "--json", expect=None).stdout)
        verdicts = {promise["id"]: promise["verdict"] for promise in card["promises"]}
        self.assertEqual(verdicts, {"worst": "unproven", "near": "broken", "fifths": "broken", "alike": "kept"})
        self.run_charter("evaluate", path, "--data", ADULT, "--format", "html", expect=None)

    def test_what_cannot_be_compared_is_said(self):
        self.fails("measure", "positive_rate", *self.common, "--by", "sex", "--compare", "worst", saying="no group is worst")
        self.fails("measure", "value_per_decision", *self.common, "--by", "sex", "--compare", "ratio", "--param", "true_positive=1", "false_positive=-1", saying="never negative")
        charter = CHARTER + "  - {id: a, metric: value_per_decision, by: sex, compare: ratio, at_least: 0.8}\n"
        self.fails("lint", self.file("c.charter.yaml", charter), saying="never negative")
        found = self.compared("roc_auc", "sex", "to_overall")
        self.assertIsNone(found["value"])
        self.assertIn("adds up", found["detail"])

    def test_other_tools_numbers_on_request(self):
        groups = groups_of(["sex"])
        rate = {name: sum(decided for _, decided in rows) / len(rows) for name, rows in groups.items()}
        theirs = self.measure("demographic_parity_difference", *self.common, "--by", "sex", "--as", "aif360", "--param", "category=Male")[0]
        self.assertAlmostEqual(theirs["value"], rate["Female"] - rate["Male"], delta=1e-12)
        theirs = self.measure("demographic_parity_difference", *self.common, "--by", "sex", "--as", "fairlearn")[0]
        self.assertAlmostEqual(theirs["value"], abs(rate["Female"] - rate["Male"]), delta=1e-12)


if __name__ == "__main__":
    unittest.main()

"""Comparisons of models as a user meets them, with numbers that a plain recomputation gives."""
import csv
import io
import json
import math
import random
import unittest

from charter_program import ProgramTest

CHARTER = """charter: 1
product: offers
currency: EUR
task:
  kind: binary
  positive: 1
  columns: {COLUMNS}
  decide: {threshold: 0.4}
value: {true_positive: 10, false_positive: -4, false_negative: 0, true_negative: 0}
compare: {metric: roc_auc, margin: 0.02, models: {new: {cost: 0.05}, logistic: {cost: 0.01}}}
promises:
  - {id: finds, metric: recall, at_least: 0.3}
  - {id: exact, metric: precision, at_least: 0.3}
  - {id: sharp, metric: brier_score, at_most: 0.3}
  - {id: even, metric: equal_opportunity_difference, by: sex, at_most: 0.3}
"""
COLUMNS = "id: id, score: p, label: y, features: [a, b, colour]"


def people(count, seed, start=0):
    """Rows of id, day, features, group, what happened, and two versions' scores."""
    chance = random.Random(seed)
    rows = []
    for i in range(count):
        a, b, colour = chance.gauss(0, 1), chance.gauss(0, 1), chance.choice(["red", "green", "blue"])
        truth = 1 / (1 + math.exp(-(1.2 * a - 0.7 * b + (0.8 if colour == "red" else 0) - 0.6)))
        rows.append({"id": start + i, "day": f"2024-03-{1 + i % 20:02d}", "a": f"{a:.5f}", "b": f"{b:.5f}", "colour": colour, "sex": chance.choice(["f", "m"]), "y": int(chance.random() < truth),
                     "old": f"{1 / (1 + math.exp(-(a - 0.2))):.6f}", "new": f"{min(1, max(0, truth + chance.gauss(0, 0.03))):.6f}"})
    return rows


def text_of(rows, score=None, columns=("id", "day", "a", "b", "colour", "sex", "y")):
    out = io.StringIO()
    names = [*columns, *(["p"] if score else [])]
    writer = csv.DictWriter(out, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "p": row[score]} if score else row)
    return out.getvalue()


class Comparisons(ProgramTest):
    def setUp(self):
        super().setUp()
        self.rows = people(3000, 1, 100000)
        self.charter = self.file("charter.yaml", CHARTER.replace("COLUMNS", COLUMNS))
        self.old = self.file("old.csv", text_of(self.rows, "old"))
        self.new = self.file("new.csv", text_of(self.rows, "new"))
        self.train = self.file("train.csv", text_of(people(4000, 2)))

    def compare(self, *arguments):
        return json.loads(self.run_charter("compare", *arguments, "--json").stdout)

    def measured(self, found, name):
        return next(one for one in found["measures"] if one["name"] == name)["models"]

    def test_values_and_sides_are_what_a_count_gives(self):
        found = self.compare(self.charter, "--versions", self.old, self.new)
        decided = [(row["y"], float(row["old"]) >= 0.4, float(row["new"]) >= 0.4) for row in self.rows]
        recall = self.measured(found, "recall")
        positives = sum(y for y, _, _ in decided)
        for name, at in (("old", 1), ("new", 2)):
            self.assertAlmostEqual(recall[name]["value"]["value"], sum(row[0] and row[at] for row in decided) / positives, places=12)
        worth = lambda y, yes: (10 if y else -4) if yes else 0  # noqa: E731
        value = self.measured(found, "value_per_decision")
        self.assertAlmostEqual(value["old"]["difference"]["value"], sum(worth(y, a) - worth(y, b) for y, a, b in decided) / len(decided), places=12)
        low, high = value["old"]["difference"]["interval"]
        differences = [worth(y, a) - worth(y, b) for y, a, b in decided]
        mean = sum(differences) / len(differences)
        deviation = math.sqrt(sum((x - mean) ** 2 for x in differences) / (len(differences) - 1) / len(differences))
        self.assertAlmostEqual(high - low, 2 * 1.96 * deviation, delta=0.03 * 4 * deviation)
        sides = found["changes"]["sides"][0]
        gets = [y for y, a, b in decided if b and not a]
        loses = [y for y, a, b in decided if a and not b]
        self.assertEqual(sides["newly_get_rightly"], {"rows": sum(gets), "of": len(gets)})
        self.assertEqual(sides["lose_rightly"], {"rows": len(loses) - sum(loses), "of": len(loses)})
        self.assertEqual(sum(sides["of_1000"].values()), 1000)
        groups = {one["group"]: one["rows"] for one in found["changes"]["sides"][1:]}
        self.assertEqual(groups, {sex: sum(row["sex"] == sex for row in self.rows) for sex in "fm"})
        furthest = max(self.rows, key=lambda row: abs(float(row["new"]) - float(row["old"])))
        self.assertEqual(found["changes"]["moved"][0]["id"], str(furthest["id"]))

    def test_reference_models_are_trained_judged_and_chosen(self):
        found = self.compare(self.charter, "--train", self.train, "--versions", self.new, "--choose", "logistic")
        names = [one["name"] for one in found["models"]]
        self.assertEqual(names, ["new", "constant", "rule", "tree", "logistic", "boosted"])
        models = {one["name"]: one for one in found["models"]}
        self.assertEqual(models["constant"]["enough"], "not enough")
        self.assertIn(models["logistic"]["enough"], ("good enough", "better"))  # the truth is a logistic curve
        self.assertEqual(models["rule"]["terms"], 2)
        self.assertGreater(models["boosted"]["bytes"], models["tree"]["bytes"])
        self.assertTrue(models["logistic"]["unbeaten"])
        self.assertEqual(found["chosen"]["name"], "logistic")
        self.assertEqual(found["chosen"]["price"]["per"], "1000 decisions")
        self.assertTrue(found["chosen"]["price"]["costs_paid"])
        self.assertRegex(models["logistic"]["sentence"], r"^Logistic regression keeps \d+ % of the value at 20 % of the cost")
        self.assertEqual(found["leaks"], [])
        self.assertGreater(found["surrogate"]["r2"], 0.5)
        self.assertIn(self.measured(found, "recall")["constant"]["value"]["value"], (0, 1))  # all or nobody

    def test_gaps_worst_groups_and_calibration_errors_have_paired_intervals(self):
        more = """  - {id: level, metric: recall, by: sex, compare: ratio, at_least: 0.2}
  - {id: all, metric: recall, by: colour, compare: worst, at_least: 0.1}
  - {id: honest, metric: expected_calibration_error, at_most: 0.3}
  - {id: odds, metric: equalized_odds_difference, by: sex, at_most: 0.5}
  - {id: overall, metric: recall, by: sex, compare: to_overall, at_most: 0.5}
  - {id: apart, metric: ks_separation, at_least: 0.1}
"""
        found = self.compare(self.file("groups.yaml", CHARTER.replace("COLUMNS", COLUMNS) + more), "--versions", self.old, self.new)
        of_groups = [one for one in found["measures"] if "by " in one["name"] and "overall" not in one["name"]]
        self.assertEqual(len(of_groups), 4)
        for one in found["measures"]:
            difference = one["models"]["old"]["difference"]
            self.assertAlmostEqual(difference["value"], one["models"]["old"]["value"]["value"] - one["models"]["new"]["value"]["value"], places=12)
            low, high = difference["interval"]
            self.assertLessEqual(low, difference["value"], one["name"])
            self.assertGreaterEqual(high, difference["value"], one["name"])
            self.assertNotIn("reason", difference, one["name"])
        for one in of_groups:
            self.assertEqual(one["models"]["old"]["difference"]["method"], "supremum over groups, noise redrawn over units, paired")
        self.assertEqual(self.measured(found, "expected_calibration_error")["old"]["difference"]["method"], "supremum over bins, noise redrawn over units, paired")
        self.assertEqual(self.measured(found, "ks_separation")["old"]["difference"]["method"], "both models' own limits, each at half the error")

    def test_what_is_not_known_of_the_amounts_is_carried_and_kept_apart(self):
        known = self.measured(self.compare(self.charter, "--versions", self.old, self.new), "value_per_decision")["old"]["difference"]
        ranges = CHARTER.replace("true_positive: 10", "true_positive: {from: 4, to: 16}").replace("COLUMNS", COLUMNS)
        arguments = [self.file("ranges.yaml", ranges), "--versions", self.old, self.new]
        found = self.compare(*arguments)
        unsure = self.measured(found, "value_per_decision")["old"]["difference"]
        self.assertAlmostEqual(unsure["value"], known["value"], places=12)
        for rows, plain in zip(unsure["interval_for_rows"], known["interval"]):
            self.assertAlmostEqual(rows, plain, places=12)
        decided = [(row["y"], float(row["old"]) >= 0.4, float(row["new"]) >= 0.4) for row in self.rows]
        more = sum((a - b) for y, a, b in decided if y) / len(decided)  # true positives that the old one has more
        spread = 12 * abs(more) / 2 * 0.95
        self.assertAlmostEqual(unsure["interval_for_amounts"][1] - unsure["interval_for_amounts"][0], 2 * spread, delta=0.03 * spread)
        self.assertLess(unsure["interval"][0], min(unsure["interval_for_rows"][0], unsure["interval_for_amounts"][0]) + 1e-12)
        price = found["models"][0]["product_value"]
        self.assertIn("interval_for_amounts", price)
        self.assertIn("for what amounts may be", self.run_charter("compare", *arguments).stdout)

    def test_amounts_of_each_row_are_compared_by_row(self):
        for i, row in enumerate(self.rows):
            row["fee"] = f"{5 + i % 13}"
        self.rows[3]["fee"] = ""
        columns = ("id", "a", "b", "colour", "sex", "fee", "y")
        old, new = self.file("old.csv", text_of(self.rows, "old", columns)), self.file("new.csv", text_of(self.rows, "new", columns))
        text = CHARTER.replace("true_positive: 10", "true_positive: {column: fee, from: 1, to: 3}").replace("COLUMNS", COLUMNS)
        found = self.compare(self.file("fees.yaml", text), "--versions", old, new)
        rows = [row for row in self.rows if row["fee"] or not row["y"]]
        worth = lambda row, yes: (2 * float(row["fee"]) if row["y"] else -4) if yes else 0  # noqa: E731
        ours, theirs = [worth(row, float(row["new"]) >= 0.4) for row in rows], [worth(row, float(row["old"]) >= 0.4) for row in rows]
        value = self.measured(found, "value_per_decision")
        self.assertAlmostEqual(value["new"]["value"]["value"], sum(ours) / len(rows), places=9)
        difference = value["old"]["difference"]
        differences = [b - a for a, b in zip(ours, theirs)]
        mean = sum(differences) / len(rows)
        self.assertAlmostEqual(difference["value"], mean, places=9)
        deviation = math.sqrt(sum((x - mean) ** 2 for x in differences) / (len(rows) - 1) / len(rows))
        low, high = difference["interval_for_rows"]
        self.assertAlmostEqual(high - low, 2 * 1.96 * deviation, delta=0.03 * 4 * deviation)
        more = sum((float(row["old"]) >= 0.4) * float(row["fee"] or 0) - (float(row["new"]) >= 0.4) * float(row["fee"] or 0) for row in rows if row["y"]) / len(rows)
        low, high = difference["interval_for_amounts"]
        self.assertAlmostEqual(high - low, abs(more) * 2 * 0.95, delta=0.03 * abs(more))

    def test_a_choice_and_its_price_are_entries_of_the_ledger(self):
        ledger = self.folder / "ledger"
        arguments = ["compare", self.charter, "--train", self.train, "--versions", self.new, "--choose", "logistic", "--ledger", ledger, "--chosen-by", "R. Example", "--json"]
        found = json.loads(self.run_charter(*arguments).stdout)
        self.assertIn("is entry 1 of the ledger", found["notes"][-1])
        shown = self.run_charter("ledger", "show", ledger, "--kind", "choice").stdout
        self.assertIn("logistic was chosen instead of new (R. Example)", shown)
        entry = json.loads(self.run_charter("ledger", "show", ledger, "--kind", "choice", "--json").stdout)
        body = (entry["entries"] if isinstance(entry, dict) else entry)[0]["body"]
        self.assertEqual(body["price"]["value"], found["chosen"]["price"]["value"])
        self.assertEqual(body["model"], next(one["digest"] for one in found["models"] if one["name"] == "logistic"))
        self.run_charter("ledger", "verify", ledger)
        self.fails("compare", self.charter, "--versions", self.old, self.new, "--ledger", ledger, saying="none was made")

    def test_the_order_of_rows_changes_nothing(self):
        shuffled = list(self.rows)
        random.Random(9).shuffle(shuffled)
        old = self.file("shuffled/old.csv".replace("/", "-"), text_of(shuffled, "old"))
        one = self.compare(self.charter, "--versions", f"old={self.old}", f"new={self.new}")
        other = self.compare(self.charter, "--versions", f"old={old}", f"new={self.new}")
        for name in ("roc_auc", "recall", "precision", "value_per_decision"):
            self.assertEqual(self.measured(one, name), self.measured(other, name))
        self.assertEqual(one["changes"], other["changes"])

    def test_units_widen_what_rows_alone_would_say(self):
        by_day = self.file("by-day.yaml", CHARTER.replace("COLUMNS", COLUMNS + ", unit: day, time: day"))
        found = self.compare(by_day, "--versions", self.old, self.new)
        difference = self.measured(found, "roc_auc")["old"]["difference"]
        self.assertEqual(difference["method"], "jackknife over units, paired")
        self.assertAlmostEqual(found["decisions_a_month"], 3000 / 20 * 30.4375)
        self.assertEqual(found["models"][0]["product_value"]["per"], "month")

    def test_versions_may_be_a_column_of_one_file(self):
        lines = []
        for version in ("old", "new"):
            lines += [{**row, "p": row[version], "version": version} for row in self.rows]
        out = io.StringIO()
        writer = csv.DictWriter(out, ["id", "a", "b", "colour", "sex", "y", "p", "version"], lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)
        both = self.file("both.csv", out.getvalue())
        charter = self.file("versions.yaml", CHARTER.replace("COLUMNS", COLUMNS + ", version: version"))
        found = self.compare(charter, "--versions", "old", "new", "--data", both)
        apart = self.compare(self.charter, "--versions", self.old, self.new)
        self.assertEqual(self.measured(found, "precision"), self.measured(apart, "precision"))

    def test_every_format_says_the_same_finding(self):
        arguments = ["compare", self.charter, "--train", self.train, "--versions", self.old, self.new]
        headline = json.loads(self.run_charter(*arguments, "--json").stdout)["headline"]
        flat = lambda text: " ".join(text.split())  # noqa: E731
        self.assertIn(headline, flat(self.run_charter(*arguments).stdout))
        self.assertIn(headline.split(";")[0], flat(self.run_charter(*arguments, "--format", "markdown").stdout.replace("\\", "")))
        page = self.run_charter(*arguments, "--format", "html").stdout
        self.assertIn("Who changes sides", page)
        self.assertGreaterEqual(page.count("<svg viewBox"), 3)

    def test_a_leak_is_pointed_out(self):
        rows = people(3000, 4, 100000)
        training = people(4000, 5)
        for row in [*rows, *training]:
            row["b"] = f"{row['y'] + random.Random(row['id']).random() * 0.5:.4f}"  # written down afterwards
        train = self.file("leaky.csv", text_of(training))
        new = self.file("leaky-new.csv", text_of(rows, "new"))
        leaks = self.compare(self.charter, "--train", train, "--versions", f"new={new}")["leaks"]
        self.assertTrue(any("b alone ranks the training rows almost perfectly" in one for one in leaks), leaks)
        self.assertTrue(any("A single condition does almost as well" in one for one in leaks), leaks)

    def test_bad_input_is_told_plainly(self):
        fewer = self.file("fewer.csv", text_of(self.rows[7:], "new"))
        self.fails("compare", self.charter, "--versions", self.old, fewer, saying=["fewer lacks 7 ids of old (such as 100000)", "old lacks 0 ids of fewer"])
        self.fails("compare", self.charter, "--versions", self.old, saying="only one model")
        self.fails("compare", self.charter, saying="nothing to compare")
        self.fails("compare", self.charter, "--versions", self.old, self.old, saying="the same name: old")
        self.fails("compare", self.charter, "--versions", self.new, "--train", self.new, saying="3000 of the judged rows are training rows too")
        lacking = self.file("lacking.csv", text_of(people(500, 3), columns=("id", "a", "b", "y")))
        self.fails("compare", self.charter, "--versions", self.new, "--train", lacking, saying='the training rows have no column "colour"')
        one_class = self.file("one-class.csv", text_of([{**row, "y": 0} for row in self.rows], "new"))
        self.fails("compare", self.charter, "--versions", self.new, one_class, "--data", one_class, saying="all judged rows have the same outcome")
        unlabelled = self.file("unlabelled.csv", text_of([{**row, "y": ""} for row in self.rows], "new"))
        self.fails("compare", self.charter, "--versions", f"a={unlabelled}", f"b={self.new}", saying="no judged row has a known outcome")
        self.fails("compare", self.charter, "--versions", self.old, self.new, "--choose", "nwe", saying=["no such model was compared: nwe", "did you mean new?"])
        self.fails("compare", self.charter, "--versions", self.old, self.new, "--metric", "psi", saying="models cannot be ranked by a metric")
        twice = self.file("twice.csv", text_of([*self.rows, *self.rows[:5]], "new"))
        self.fails("compare", self.charter, "--versions", self.old, f"new={twice}", saying="of 3005 rows of new, only 3000 have an id of their own")
        by_position = self.file("position.yaml", CHARTER.replace("COLUMNS", COLUMNS.replace("id: id, ", "")))
        self.fails("compare", by_position, "--versions", self.old, fewer, saying="old has 3000 rows where fewer has 2993")

    def test_the_same_scores_are_said_to_be_the_same(self):
        found = self.compare(self.charter, "--versions", f"old={self.new}", f"new={self.new}")
        self.assertIn("give every row the same score", found["headline"])
        self.assertTrue(found["changes"]["identical"])

    def test_a_small_group_proves_nothing(self):
        for row in self.rows[:20]:
            row["sex"] = "x"
        old, new = self.file("o.csv", text_of(self.rows, "old")), self.file("n.csv", text_of(self.rows, "new"))
        sides = {one.get("group"): one for one in self.compare(self.charter, "--versions", f"old={old}", f"new={new}")["changes"]["sides"]}
        self.assertTrue(sides["x"]["too_few"])
        self.assertFalse(sides["f"]["too_few"])
        self.assertIn("too few rows", self.run_charter("compare", self.charter, "--versions", f"old={old}", f"new={new}").stdout)

    def test_rows_without_an_id_belong_together_by_position(self):
        by_position = self.file("position.yaml", CHARTER.replace("COLUMNS", COLUMNS.replace("id: id, ", "")))
        found = self.compare(by_position, "--versions", self.old, self.new)
        self.assertEqual(found["joined_by"], "position")
        self.assertEqual(self.measured(found, "recall")["new"]["value"]["value"], self.measured(self.compare(self.charter, "--versions", self.old, self.new), "recall")["new"]["value"]["value"])

    def test_a_real_product_is_compared(self):
        path = self.shared("credit_default_tw/UCI_Credit_Card.csv")
        with open(path, newline="") as file:
            lines = file.read().replace("\r", "\n").splitlines()
        header, body = lines[0].replace("default.payment.next.month", "y").replace("ID", "id", 1), lines[1:]
        train = self.file("train.csv", "\n".join([header, *[line for i, line in enumerate(body) if i % 3]]) + "\n")
        judged = self.file("judged.csv", "\n".join([header, *[line for i, line in enumerate(body) if i % 3 == 0]]) + "\n")
        model = str(self.folder / "model.json")
        self.run_charter("fit", "--data", train, "--label", "y", "--features", "LIMIT_BAL,PAY_0,PAY_2,BILL_AMT1,PAY_AMT1", "--kind", "logistic", "--output", model)
        scored = str(self.folder / "scored.csv")
        self.run_charter("score", model, "--data", judged, "--as", "p", "--output", scored)
        charter = self.file("credit.yaml", "charter: 1\nproduct: credit\ntask: {kind: binary, columns: {id: id, score: p, label: y}}\npromises:\n  - {id: ranks, metric: roc_auc, at_least: 0.7}\n")
        found = self.compare(charter, "--train", train, "--versions", f"product={scored}", "--model", f"product={model}")
        models = {one["name"]: one for one in found["models"]}
        self.assertEqual(models["boosted"]["enough"], "better")
        self.assertGreater(models["product"]["seconds_per_row"], 0)
        self.assertGreater(self.measured(found, "roc_auc")["boosted"]["value"]["value"], 0.76)


if __name__ == "__main__":
    unittest.main()

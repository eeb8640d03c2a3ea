"""Slices as a user meets them: found in real data, with numbers that a plain recomputation gives."""
import csv
import json
import random
import re
import unittest

from charter_program import ROOT, ProgramTest

TERM = re.compile(r"""^(?P<column>"(?:[^"]|"")*"|[\w.]+)\s+(?:(?P<missing>is missing)|(?P<known>is not missing)|(?P<op><=|>|=)\s+(?P<value>'(?:[^']|'')*'|\S+))$""")


def holds(row, condition):
    """The conditions that slices have, read without any of the program's code."""
    for term in condition.split(" and "):
        found = TERM.match(term)
        column = found["column"].strip('"').replace('""', '"')
        value = row[column].strip()
        if found["missing"] or found["known"]:
            if (value == "") != bool(found["missing"]):
                return False
            continue
        if value == "":
            return False
        wanted = found["value"]
        if wanted.startswith("'"):
            if value != wanted[1:-1].replace("''", "'"):
                return False
        elif not {"<=": float(value) <= float(wanted), ">": float(value) > float(wanted), "=": float(value) == float(wanted)}[found["op"]]:
            return False
    return True


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


class Slices(ProgramTest):
    def slices(self, *arguments):
        return json.loads(self.run_charter("slices", *arguments, "--json").stdout)

    def check_against(self, rows, found, counts, right):
        """Searched and held out together are what a count over all rows gives."""
        rows = [row for row in rows if counts(row)]
        self.assertGreater(len(found["slices"]), 0)
        self.assertEqual(found["searched"]["rows"] + found["held_out"]["rows"], len(rows))
        overall = sum(map(right, rows))
        for one in found["slices"]:
            inside = [row for row in rows if holds(row, one["where"])]
            self.assertEqual(one["rows"] + one["searched"]["rows"], len(inside), one["where"])
            self.assertEqual(one["rows"] + one["rows_in_rest"], found["held_out"]["rows"])
            both = one["rows"] * one["value"] + one["searched"]["rows"] * one["searched"]["value"]
            self.assertAlmostEqual(both, sum(map(right, inside)), delta=1e-9 * max(1, len(inside)), msg=one["where"])
            held_out_right = one["rows"] * one["value"] + one["rows_in_rest"] * one["rest"]
            self.assertAlmostEqual(held_out_right, found["overall"] * found["held_out"]["rows"], delta=1e-6)
            self.assertAlmostEqual(one["difference"], one["value"] - one["rest"], delta=1e-12)
            if one["confirmed"]:
                low, high = one["interval"]["low"], one["interval"]["high"]
                self.assertTrue(low <= one["difference"] <= high)
                self.assertTrue(high < 0 or one["p_value"] < 0.025)
        self.assertTrue(0 < overall < len(rows))

    def test_of_compas_are_what_a_plain_count_gives(self):
        data = self.shared("compas/compas-two-years.csv")
        rows = rows_of(data)
        decided = lambda row: int(row["decile_score"]) >= 5
        late = lambda row: row["two_year_recid"] == "1"
        common = ["--data", data, "--label", "two_year_recid", "--score", "decile_score", "--threshold", "5", "--without", "id,is_recid,score_text,v_decile_score,v_score_text"]
        found = self.slices(*common, "--metric", "accuracy")
        self.check_against(rows, found, lambda row: True, lambda row: decided(row) == late(row))
        self.assertTrue(any(one["confirmed"] for one in found["slices"]))
        found = self.slices(*common, "--metric", "recall", "--seed", "3")
        self.check_against(rows, found, late, decided)

    def test_of_adult_are_what_a_plain_count_gives(self):
        predictions = ROOT / "tests/golden/adult_scores.csv"
        rows = rows_of(predictions)
        found = self.slices("--data", predictions, "--label", "label", "--score", "score", "--metric", "recall")
        self.check_against(rows, found, lambda row: row["label"] == "1", lambda row: float(row["score"]) >= 0.5)

    def test_of_a_mean_loss_are_what_a_plain_mean_gives(self):
        data = self.planted()
        found = self.slices("--data", data, "--label", "y", "--score", "p", "--metric", "brier_score")
        rows = rows_of(data)
        self.assertGreater(len(found["slices"]), 0)
        for one in found["slices"]:
            inside = [(float(row["y"]) - float(row["p"])) ** 2 for row in rows if holds(row, one["where"])]
            self.assertEqual(one["rows"] + one["searched"]["rows"], len(inside))
            both = one["rows"] * one["value"] + one["searched"]["rows"] * one["searched"]["value"]
            self.assertAlmostEqual(both, sum(inside), delta=1e-9 * sum(inside))

    def test_of_a_regressions_errors_are_what_a_plain_mean_gives(self):
        chance = random.Random(11)
        lines = ["x,colour,prediction,actual"]
        for i in range(12000):
            x, colour = (i * 7919) % 1000, "red green blue".split()[(i * 31) % 3]
            actual = 100 * chance.random()
            lines.append(f"{x},{colour},{actual + chance.gauss(0, 8 if x >= 700 and colour == 'blue' else 2):.4f},{actual:.4f}")
        data = self.file("regression.csv", "\n".join(lines) + "\n")
        found = self.slices("--data", data, "--label", "actual", "--prediction", "prediction", "--metric", "mae")
        self.assertEqual(found["slices"][0]["where"], "x > 699 and colour = 'blue'")
        self.assertTrue(found["slices"][0]["confirmed"])
        rows = rows_of(data)
        for one in found["slices"]:
            inside = [abs(float(row["prediction"]) - float(row["actual"])) for row in rows if holds(row, one["where"])]
            self.assertEqual(one["rows"] + one["searched"]["rows"], len(inside))
            both = one["rows"] * one["value"] + one["searched"]["rows"] * one["searched"]["value"]
            self.assertAlmostEqual(both, sum(inside), delta=1e-9 * sum(inside))

    def planted(self, count=20000):
        lines = ["x,colour,flag,day,p,y"]
        chance_of = random.Random(7)
        for i in range(count):
            x, colour, flag, day = (i * 7919) % 1000, "red green blue".split()[(i * 31) % 3], "yes" if (i * 53) % 7 == 0 else "", (i * 104729) % 50
            chance = 45 if x >= 700 and colour == "blue" else 10
            y = int(chance_of.random() < 0.5)
            wrong = 100 * chance_of.random() < chance
            lines.append(f"{x},{colour},{flag},{day},{(1 - y if wrong else y) * 0.8 + 0.1:.1f},{y}")
        return self.file("planted.csv", "\n".join(lines) + "\n")

    def test_a_planted_slice_is_found_and_its_promise_is_broken(self):
        data = self.planted()
        found = self.slices("--data", data, "--label", "y", "--score", "p")
        first = found["slices"][0]
        self.assertEqual(first["where"], "x > 699 and colour = 'blue'")
        self.assertTrue(first["confirmed"])
        self.assertAlmostEqual(first["difference"], -0.35, delta=0.05)
        charter = ("charter: 1\nproduct: planted\ntimezone: UTC\ntask:\n  kind: binary\n  positive: 1\n  columns: {score: p, label: y}\n"
                   "  decide: {threshold: 0.5}\npromises:\n  " + first["promise"] + "\n")
        path = self.file("planted.charter.yaml", charter)
        card = json.loads(self.run_charter("evaluate", path, "--data", data, "--json", expect=None).stdout)
        self.assertEqual(card["promises"][0]["verdict"], "broken")
        again = self.slices(path, "--data", data)
        self.assertEqual(again["metric"], "accuracy")
        self.assertEqual([one["where"] for one in again["slices"]], [one["where"] for one in found["slices"]])

    def test_the_same_rows_in_another_order_give_the_same(self):
        data = self.planted(6000)
        with open(data) as file:
            lines = file.read().splitlines()
        other = self.file("other.csv", "\n".join([lines[0], *sorted(lines[1:], key=lambda line: line[::-1])]) + "\n")
        common = ["--label", "y", "--score", "p", "--json"]
        self.assertEqual(self.run_charter("slices", "--data", data, *common).stdout, self.run_charter("slices", "--data", other, *common, "--threads", "1").stdout)

    def test_named_units_are_what_is_independent(self):
        found = self.slices("--data", self.planted(), "--label", "y", "--score", "p", "--unit", "day")
        self.assertTrue(found["held_out"]["units_named"])
        self.assertEqual(found["searched"]["units"] + found["held_out"]["units"], 50)
        self.assertNotIn("day", found["slices"][0]["where"])

    def test_f1_and_rmse_are_searched_by_the_mean_that_they_follow(self):
        data = self.planted(12000)
        found = self.slices("--data", data, "--label", "y", "--score", "p", "--metric", "f1")
        self.assertRegex(found["slices"][0]["where"], "^x > \\d+ and colour = 'blue'$")
        for one in found["slices"][:2]:
            inside = [row for row in rows_of(data) if holds(row, one["where"])]
            decided = [(float(row["p"]) >= 0.5, row["y"] == "1") for row in inside]
            tp, wrong = sum(p and y for p, y in decided), sum(p != y for p, y in decided)
            values = sorted([one["value"], one["searched"]["value"]])
            self.assertTrue(values[0] - 1e-9 <= 2 * tp / (2 * tp + wrong) <= values[1] + 1e-9, "both halves together lie between them")
        chance = random.Random(5)
        lines = ["x,colour,y,p"]
        for _ in range(12000):
            x, colour = chance.randrange(1000), chance.choice(["red", "blue", "green"])
            lines.append(f"{x},{colour},{chance.gauss(0, 3 if x > 699 and colour == 'blue' else 1):.5f},0")
        found = self.slices("--data", self.file("errors.csv", "\n".join(lines) + "\n"), "--label", "y", "--prediction", "p", "--metric", "rmse")
        worst = found["slices"][0]
        self.assertIn("colour = 'blue'", worst["where"])
        self.assertAlmostEqual(worst["value"], 3, delta=0.4)
        self.assertAlmostEqual(worst["searched"]["value"], 3, delta=0.4)

    def test_text_and_markdown_say_the_same(self):
        data = self.planted(8000)
        text = self.run_charter("slices", "--data", data, "--label", "y", "--score", "p").stdout
        self.assertIn("x > 699 and colour = 'blue'", text)
        self.assertIn("seed 1", text)
        self.assertIn("- {id: slice-1, metric: accuracy, where: \"x > 699 and colour = 'blue'\"", text)
        self.assertIn("| 1 | `x > 699", self.run_charter("slices", "--data", data, "--label", "y", "--score", "p", "--format", "markdown").stdout)

    def test_what_cannot_be_is_said(self):
        data = self.planted(200)
        common = ["slices", "--data", data, "--label", "y", "--score", "p"]
        self.fails(*common, "--metric", "matthews_correlation", saying="neither is nor follows a mean over rows")
        self.fails(*common, "--metric", "recal", saying="did you mean recall")
        self.fails(*common, "--features", "colur", saying="did you mean \"colour\"")
        self.fails(*common, "--depth", "4", saying="--depth cannot be 4")
        self.fails(*common, "--at-most", "21", saying="--at-most")
        self.fails(*common, "--share", "none", saying="--share")
        self.fails(*common, "--where", "x > ", saying="at character")
        self.fails(*common, "--where", "x > 5000", saying="no row has what accuracy needs")
        self.fails("slices", "--data", data, "--label", "y", saying="--score or --prediction")
        self.fails(*common, "--metric", "value_per_decision", saying="needs amounts")

    def test_without_anything_to_find_nothing_is_found(self):
        data = self.file("even.csv", "x,p,y\n" + "\n".join(f"{i % 10},0.9,1" for i in range(500)) + "\n")
        found = self.slices("--data", data, "--label", "y", "--score", "p")
        self.assertEqual(found["slices"], [])
        self.assertIn("No slice stands out", self.run_charter("slices", "--data", data, "--label", "y", "--score", "p").stdout)


if __name__ == "__main__":
    unittest.main()

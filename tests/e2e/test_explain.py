"""Explanations as a user meets them: of a model that is known in full, of one that logged its own, and of what cannot be explained."""
import json
import random
import unittest

from charter_program import ProgramTest

DOCUMENT = """charter: 1
product: alerts
task:
  kind: binary
  columns: {id: id, score: p, label: y, version: v%s}
  decide: {threshold: 0.5}
"""


def score_of(distance, origin):
    """Known in full: 0.2, 0.4 more beyond 1,000, 0.2 more from ORD."""
    return 0.2 + (0.4 if distance > 1000 else 0) + (0.2 if origin == "ORD" else 0)


def made(count=3000, noise=0.0, versions=("v1",), seed=1):
    draw = random.Random(seed)
    rows = []
    for i in range(count):
        distance, origin = draw.randrange(100, 3000), draw.choice(["ORD", "DFW", "ATL", "JFK"])
        version = versions[i % len(versions)]
        score = score_of(distance, origin) if version != "v2" else 0.2 + (0.4 if origin == "JFK" else 0) + 0.0001 * distance
        rows.append({"id": f"F{i:05d}", "distance": distance, "origin": origin, "wind": draw.randrange(50), "p": min(1, max(0, score + noise * draw.gauss(0, 1))), "y": int(draw.random() < score), "v": version})
    return rows


def csv(rows):
    names = list(rows[0])
    return ",".join(names) + "\n" + "".join(",".join(str(row[name]) for name in names) + "\n" for row in rows)


class Explain(ProgramTest):
    def setUp(self):
        super().setUp()
        self.charter = self.file("my.charter.yaml", DOCUMENT % "")

    def explain(self, rows, *arguments):
        data = self.file("data.csv", csv(rows))
        return json.loads(self.run_charter("explain", self.charter, "--data", data, *arguments, "--json").stdout)

    def test_a_known_model_is_explained(self):
        found = self.explain(made())
        self.assertTrue(found["explained"])
        self.assertEqual(found["source"], "surrogate")
        self.assertGreater(found["fidelity"]["r2_low"], 0.95)
        self.assertGreater(found["fidelity"]["agreement"], 0.98)
        names = [one["feature"] for one in found["features"]]
        self.assertEqual(names[:2], ["distance", "origin"])
        by_name = {one["feature"]: one["mean_absolute_contribution"] for one in found["features"]}
        # Beyond 1,000 in 69 of 100 rows: 2 * 0.69 * 0.31 * 0.4; ORD in one of four: 2 * 0.25 * 0.75 * 0.2.
        self.assertAlmostEqual(by_name["distance"], 0.171, delta=0.02)
        self.assertAlmostEqual(by_name["origin"], 0.075, delta=0.012)
        self.assertLess(by_name["wind"], 0.01)
        self.assertGreater(found["between_runs"]["first_reason_same"], 0.9)
        course = next(one for one in found["dependence"] if one["feature"] == "distance")
        self.assertAlmostEqual(course["means"][-1] - course["means"][0], 0.4, delta=0.02)

    def test_a_rows_reasons_add_up_to_its_score(self):
        rows = made()
        row = next(one for one in rows if one["origin"] == "ORD" and one["distance"] > 2000)
        found = self.explain(rows, "--row", row["id"])
        why = found["why"][0]
        self.assertEqual(why["score"], row["p"])
        together = why["start"] + sum(one["contribution"] for one in why["contributions"]) + why["unexplained"]
        self.assertAlmostEqual(together, row["p"], delta=1e-12)
        sizes = [abs(one["contribution"]) for one in why["contributions"]]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertIn("origin is ORD", why["sentence"])
        self.assertIn("of rows)", why["sentence"])
        self.assertIn(f"distance is {row['distance']:,} (usual: ", why["sentence"])

    def test_an_unknown_row_is_named_with_one_that_is_near(self):
        data = self.file("data.csv", csv(made(400)))
        self.fails("explain", self.charter, "--data", data, "--row", "F0001", saying=["no row has the id F0001", "the nearest in the data: F00"])
        numbers = [dict(row, id=i) for i, row in enumerate(made(400))]
        self.fails("explain", self.charter, "--data", self.file("n.csv", csv(numbers)), "--row", "777", saying="the nearest in the data: 399")

    def test_what_hangs_on_chance_has_no_explanation_and_a_reason(self):
        draw = random.Random(3)
        rows = [dict(row, p=round(draw.random(), 4)) for row in made(1500)]
        found = self.explain(rows)
        self.assertFalse(found["explained"])
        self.assertIn("it takes 75 % at least", found["reason"])
        self.assertNotIn("features", found)
        self.assertLess(found["fidelity"]["r2"], 0.2)
        text = self.run_charter("explain", self.charter, "--data", self.file("data.csv", csv(rows))).stdout
        self.assertIn("There is no explanation", text)
        self.assertNotIn("Mostly because", text)

    def test_scores_that_do_not_vary_have_nothing_to_explain(self):
        found = self.explain([dict(row, p=0.3) for row in made(500)])
        self.assertFalse(found["explained"])
        self.assertIn("every row has the same score, 0.3", found["reason"])

    def test_too_few_rows_are_said_to_be_too_few(self):
        found = self.explain(made(60))
        self.assertFalse(found["explained"])
        self.assertIn("60 different rows are too few", found["reason"])

    def test_what_the_model_logged_is_told_instead(self):
        rows = []
        for row in made(800):
            distance, origin = 0.4 * ((row["distance"] > 1000) - 0.6), 0.2 * ((row["origin"] == "ORD") - 0.25)
            rows.append(dict(row, contribution_distance=distance, contribution_origin=origin, p=0.49 + distance + origin))
        found = self.explain(rows)
        self.assertEqual((found["source"], found["scale"]), ("logged", "score"))
        self.assertGreater(found["adds_up"], 0.999999)
        self.assertEqual([one["feature"] for one in found["features"]], ["distance", "origin"])
        for row in found["why"]:
            self.assertAlmostEqual(row["start"], 0.49, delta=1e-9)
            self.assertAlmostEqual(row["unexplained"], 0, delta=1e-9)
        row = self.explain(rows, "--row", rows[7]["id"])["why"][0]
        told = {one["feature"]: one["contribution"] for one in row["contributions"]}
        self.assertAlmostEqual(told["distance"], rows[7]["contribution_distance"], delta=1e-12)
        self.assertEqual(self.explain(rows, "--surrogate")["source"], "surrogate")

    def test_contributions_to_log_odds_are_told_as_such(self):
        rows = []
        for row in made(800):
            add = {"contribution_distance": row["distance"] / 1000 - 1.5, "contribution_wind": row["wind"] / 50 - 0.5}
            rows.append(dict(row, p=1 / (1 + 2.718281828459045 ** -(sum(add.values()) - 0.7)), **add))
        found = self.explain(rows)
        self.assertEqual(found["scale"], "log_odds")
        self.assertAlmostEqual(found["why"][0]["start"], 1 / (1 + 2.718281828459045 ** 0.7), delta=1e-6)

    def test_versions_are_kept_apart_and_compared(self):
        found = self.explain(made(4000, versions=("v1", "v2", "v1")))
        self.assertGreater(found["fidelity"]["r2_low"], 0.95)
        self.assertEqual([one["version"] for one in found["versions"]], ["v2"])
        other = found["versions"][0]
        self.assertIn("same_rows", other)
        self.assertLess(other["same_rows"]["first_reason_same"], 0.95)
        data = self.file("data.csv", csv(made(1000, versions=("v1", "v2"))))
        self.fails("explain", self.charter, "--data", data, "--version", "v3", saying="no row is of version: v3")

    def test_training_rows_teach_and_the_data_check(self):
        train = self.file("train.csv", csv(made(3000, seed=5)))
        found = self.explain(made(1500, seed=6), "--train", train)
        self.assertTrue(found["explained"])
        self.assertGreater(found["fidelity"]["r2_low"], 0.95)
        self.assertTrue(any("learnt from the training data" in note for note in found["notes"]))
        unscored = self.file("inputs.csv", csv([{key: value for key, value in row.items() if key != "p"} for row in made(3000, seed=5)]))
        found = self.explain(made(1500, seed=6), "--train", unscored)
        self.assertTrue(any("What is usual is that of the training data" in note for note in found["notes"]))
        # Rows that were learnt from check nothing.
        same = self.explain(made(3000, seed=5), "--train", train)
        self.assertFalse(same["explained"])

    def test_the_same_data_in_another_order_have_the_same_explanation(self):
        rows = made(2000, noise=0.02)
        first = self.explain(rows)
        random.Random(9).shuffle(rows)
        self.assertEqual(first, self.explain(rows))

    def test_bad_input_is_said_plainly(self):
        data = self.file("data.csv", csv(made(300)))
        self.fails("explain", self.charter, "--data", data, "--features", "distanz", saying=["no column \"distanz\"", "did you mean \"distance\"?"])
        self.fails("explain", self.charter, "--data", data, "--features", "p,distance", saying="the score cannot explain itself: p")
        self.fails("explain", self.charter, "--data", data, "--score", "origin", saying="a score is a number, and column origin holds")
        self.fails("explain", self.charter, "--data", data, "--without", "distance,origin,wind", saying="no column is left that could be a reason")
        self.fails("explain", self.charter, "--data", data, "--sample", "10", saying="--sample cannot be 10")
        self.fails("explain", self.charter, "--data", data, "--contributions", "shap_", saying="no feature has a column of contributions that begins with: shap_")
        unnamed = self.file("no.yaml", "charter: 1\nproduct: a\ntask: {kind: binary, columns: {label: y}}\n")
        self.fails("explain", unnamed, "--data", data, saying="the charter names no score")
        self.fails("explain", unnamed, "--data", data, "--score", "p", "--row", "1", saying="which column identifies a row")

    def test_every_format_says_the_same(self):
        data = self.file("data.csv", csv(made(1500)))
        text = self.run_charter("explain", self.charter, "--data", data).stdout
        markdown = self.run_charter("explain", self.charter, "--data", data, "--format", "markdown").stdout
        page = self.run_charter("explain", self.charter, "--data", data, "--format", "html").stdout
        for out in (text, markdown, page):
            self.assertIn("Mostly because", out)
            self.assertIn("What moves the score", out)
            self.assertIn("How steady the reasons are", out)
        self.assertIn("<svg", page)
        self.assertNotIn("<script", page)


if __name__ == "__main__":
    unittest.main()

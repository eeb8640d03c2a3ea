"""What the pages of data, fairness and evidence are made of, against numbers that others computed of the same rows: scipy of drift, Fairlearn of
groups, scikit-learn of decisions (tests/golden), and counts of our own."""
import csv
import json
import shutil
import tempfile
import time
import unittest

from charter_program import ROOT, ProgramTest
from charter_server import ServerTest

GOLDEN = ROOT / "tests/golden"
CHARTER = """charter: 1
product: income
currency: USD
timezone: UTC
roles:
  science: {title: Data science}
  risk: {title: Risk}
task:
  kind: binary
  positive: 1
  columns: {time: day, id: id, score: score, label: label}
  decide: {threshold: 0.5}
reference: {file: reference.csv}
value: {true_positive: 18, false_positive: -2.5, false_negative: -11, true_negative: 0.5}
data:
  owner: science
  columns:
    age: {type: number, required: true, min: 20, max: 120}
    note: {type: text, required: true}
populations:
  - {id: sexes, column: sex, shares: {Female: 0.5, Male: 0.5}, within: 0.1, owner: risk}
promises:
  - {id: right, metric: accuracy, at_least: 0.80, owner: science, breach: stop}
  - {id: found, metric: recall, at_least: 0.70, owner: science, breach: warn}
  - {id: ranks, metric: roc_auc, at_least: 0.80, owner: science, breach: warn}
  - {id: means-it, metric: expected_calibration_error, at_most: 0.05, owner: science, breach: warn}
  - {id: even-help, metric: equal_opportunity_difference, by: sex, at_most: 0.1, owner: risk, breach: stop}
  - {id: even-race, metric: recall, by: race, at_least: 0.3, owner: risk, breach: warn}
  - {id: same-ages, metric: psi, of: age, at_most: 0.1, owner: science, breach: warn}
  - {id: same-schools, metric: js_distance, of: [education, hours_per_week], at_most: 0.005, owner: science, breach: warn}
  - {id: old-enough, metric: mean, of: age, at_least: 30, owner: science, breach: info}
"""


def golden(name):
    return json.loads((GOLDEN / name).read_text())


def drift_case(name):
    return next(case for case in golden("drift.json")["cases"] if case["name"] == name)


def spread(counts):
    """Values as often as they were counted."""
    return [value for value, count in counts for _ in range(int(count))]


class Insight(ServerTest):
    """The rows are sent once; each test has a copy of what the server then kept."""
    prepared = None

    def setUp(self):
        ProgramTest.setUp(self)
        with open(GOLDEN / "adult_scores.csv", newline="") as file:
            self.rows = list(csv.DictReader(file))
        cases = {column: drift_case(f"adult {column}") for column in ("age", "hours_per_week", "education")}
        columns = {column: spread(case["current"]) for column, case in cases.items()}
        for i, row in enumerate(self.rows):
            row.update({column: values[i] for column, values in columns.items()}, id=str(i), day=f"2024-03-{1 + i % 28:02d}", note="" if i % 50 == 0 else f"n{i}")
        self.charter = self.file("c.yaml", CHARTER)
        if Insight.prepared is None:
            self.server = self.start()
            before = {column: spread(case["reference"]) for column, case in cases.items()}
            reference = self.table("reference.csv", [{**{column: values[i] for column, values in before.items()}, "id": f"r{i}", "day": "2024-02-01"} for i in range(len(before["age"]))])
            self.command("apply", self.charter)
            self.command("reference", "income", "--data", reference)
            self.command("send", self.charter, "--data", self.table("rows.csv", self.rows))
            self.settle()
            self.assertEqual(self.server.stop(), 0)
            kept = tempfile.TemporaryDirectory()
            self.addClassCleanup(kept.cleanup)
            shutil.copytree(self.folder / "data", f"{kept.name}/data")
            Insight.prepared = (f"{kept.name}/data", self.server.token)
        else:
            shutil.copytree(Insight.prepared[0], self.folder / "data")
        self.server = self.start(token=Insight.prepared[1])
        self.settle()

    def start(self, name="data", *more, **how):
        return super().start(name, "--clock", "events", *more, **how)

    def table(self, name, rows):
        path = self.folder / name
        with open(path, "w", newline="") as file:
            out = csv.DictWriter(file, list(rows[0]))
            out.writeheader()
            out.writerows(rows)
        return path

    def settle(self):
        end = time.time() + 60
        while time.time() < end:
            answer = self.server.ask("GET", "/v1/products/income/scorecard?format=json")
            known = self.server.ask("GET", "/v1/products/income/promises?json=true")  # a server that has just started shows what was known before
            if answer.status == 200 and known.status == 200 and not known.json["before_restart"] and answer.json["rows"] == len(self.rows) and all(one["n"] for one in answer.json["promises"] if one["id"] == "right"):
                return
            time.sleep(0.2)
        self.fail(answer.text)

    def get(self, path, expect=200):
        answer = self.server.ask("GET", f"/v1/products/income/{path}")
        self.assertEqual(answer.status, expect, answer.text)
        return answer.json

    def columns(self, query="window=all"):
        page = self.get(f"data?format=json&{query}")
        return page, {column["name"]: column for column in page["columns"]["items"]}

    def test_the_data_are_those_that_others_count(self):
        page, columns = self.columns("window=all")
        self.assertEqual((page["rows"], page["reference"]["rows"]), (16281, 32561))
        for name in ("age", "hours_per_week", "education"):
            case = drift_case(f"adult {name}")
            drift = columns[name]["drift"]
            self.assertAlmostEqual(drift["value"], case["js_distance"], delta=1e-12)
            self.assertTrue(drift["interval"]["low"] <= drift["value"] <= drift["interval"]["high"])
            picture = columns[name]["picture"]
            self.assertAlmostEqual(sum(picture["reference"]), 1, delta=1e-9)
            self.assertAlmostEqual(sum(picture["current"]), 1, delta=1e-9)
            values = spread(case["current"])
            self.assertEqual((columns[name]["current"]["rows"], columns[name]["current"]["missing"], columns[name]["current"]["distinct"]), (len(values), 0, len(set(values))))
        ages = spread(drift_case("adult age")["current"])
        self.assertAlmostEqual(columns["age"]["current"]["mean"], sum(ages) / len(ages), delta=1e-9)
        self.assertEqual((columns["age"]["current"]["min"], columns["age"]["current"]["max"]), (min(ages), max(ages)))
        self.assertEqual(columns["age"]["quality"]["invalid"], sum(age < 20 for age in ages))
        self.assertEqual(columns["note"]["current"]["missing"], sum(not row["note"] for row in self.rows))
        # What cannot be measured says why, and is not left out.
        self.assertEqual(columns["sex"]["drift"]["reason"], "missing_column")
        self.assertEqual(columns["day"]["drift"]["reason"], "wrong_type")
        self.assertEqual(sum(step["rows"] for step in page["volume"]["steps"]), 16281)
        self.assertEqual(len(page["volume"]["steps"]), 28)
        # By another metric: scipy again.
        _, by_psi = self.columns("window=all&metric=psi")
        self.assertAlmostEqual(by_psi["education"]["drift"]["value"], drift_case("adult education")["psi"], delta=1e-12)

    def test_what_was_promised_stands_beside_the_columns_and_the_worst_come_first(self):
        page, columns = self.columns()
        card = {one["id"]: one for one in self.get("scorecard?format=json")["promises"]}
        lines = {line["id"]: line for line in page["contract"]["lines"]}
        self.assertEqual(lines["data-note-present"]["verdict"], "broken")
        for name, line in {**lines, **{line["id"]: line for line in page["drift_promises"]["lines"]}}.items():
            self.assertEqual((line["verdict"], line["value"], line["interval"]), (card[name]["verdict"], card[name]["value"], card[name]["interval"]), name)
        self.assertEqual(columns["note"]["verdict"], "broken")
        self.assertEqual({check["promise"] for check in columns["age"]["promises"]}, {"data-age-present", "data-age-valid", "same-ages", "old-enough"})
        order = [column["verdict"] for column in page["columns"]["items"]]
        self.assertEqual(order, sorted(order, key=["broken", "unproven", "kept", None].index))
        self.assertEqual([line["verdict"] for line in page["contract"]["lines"]], sorted((line["verdict"] for line in page["contract"]["lines"]), key=["broken", "unproven", "kept"].index))
        shares = {category["name"]: category for category in page["populations"][0]["categories"]}
        female = sum(row["sex"] == "Female" for row in self.rows) / len(self.rows)
        self.assertAlmostEqual(shares["Female"]["promise"]["value"], female, delta=1e-12)
        self.assertEqual((shares["Female"]["declared"], shares["Female"]["promise"]["verdict"]), (0.5, card["sexes-female"]["verdict"]))

    def test_columns_come_in_pages_and_by_name(self):
        everything = self.get("data?format=json&sort=name")["columns"]
        first, second = (self.get(f"data?format=json&sort=name&limit=4&offset={offset}")["columns"] for offset in (0, 4))
        self.assertEqual([one["name"] for one in first["items"] + second["items"]], [one["name"] for one in everything["items"]][:8])
        self.assertEqual((first["total"], first["found"]), (everything["total"], everything["total"]))
        self.assertEqual([one["name"] for one in self.get("data?format=json&find=EDUC")["columns"]["items"]], ["education"])
        self.assertIn("did you mean drift?", self.get("data?metric=drfit", 400)["error"]["next"])
        self.assertIn("1mo", self.get("data?window=month", 400)["error"]["next"])
        self.assertEqual(self.get("data?limit=501", 400)["error"]["fault"], "input")
        text = self.command("data", "income", "--sort", "drift").stdout
        self.assertIn("education", text)

    def test_a_window_is_that_part_of_the_rows(self):
        page = self.get("data?format=json&window=7d&until=2024-03-18")
        self.assertEqual(page["window"], {"start": "2024-03-11", "end": "2024-03-18", "length": "7d"})
        self.assertEqual(page["rows"], sum("2024-03-11" <= row["day"] < "2024-03-18" for row in self.rows))

    def test_groups_are_those_of_fairlearn_and_of_scikit_learn(self):
        page = self.get("fairness?format=json&window=all")
        self.assertEqual(page["columns"], ["sex", "race"])
        groupings = {tuple(one["by"]): one for one in page["groupings"]}
        self.assertEqual(set(groupings), {("sex",), ("race",), ("sex", "race")})
        decisions = golden("classification.json")["adult"]
        for by in ("sex", "race"):
            for group in groupings[(by,)]["groups"]:
                for metric in ("positive_rate", "recall", "false_positive_rate", "precision"):
                    self.assertAlmostEqual(group["estimates"][metric]["value"], decisions[by][group["name"]][metric], delta=1e-12)
                self.assertEqual(group["rows"], sum(row[by] == group["name"] for row in self.rows))
        cases = {case["name"]: case for case in golden("fairness.json")["cases"]}
        named = {"positive_rate": "demographic_parity", "recall": "equal_opportunity", "precision": "predictive_parity"}
        for by, case in {("sex",): cases["adult by sex"], ("race",): cases["adult by race"]}.items():
            for disparity in groupings[by]["disparities"]:
                if disparity["metric"] in named:
                    self.assertAlmostEqual(disparity["difference"]["value"], case[named[disparity["metric"]] + "_difference"], delta=1e-12)
                    self.assertAlmostEqual(disparity["ratio"]["value"], case[named[disparity["metric"]] + "_ratio"], delta=1e-12)
        both = groupings[("sex", "race")]
        self.assertEqual(both["total"], len({(row["sex"], row["race"]) for row in self.rows}))
        self.assertEqual(sum(group["rows"] for group in both["groups"]), len(self.rows))
        overall = {metric["id"]: metric["overall"]["value"] for metric in page["metrics"]}
        self.assertAlmostEqual(overall["recall"], decisions["all"]["recall"], delta=1e-12)

    def test_promises_about_groups_are_those_of_the_scorecard(self):
        page = self.get("fairness?format=json")
        card = {one["id"]: one for one in self.get("scorecard?format=json")["promises"]}
        lines = {line["id"]: line for line in page["promises"]}
        self.assertEqual(set(lines), {"even-help", "even-race"})
        self.assertAlmostEqual(lines["even-help"]["value"], 0.16169678923916214, delta=1e-12)
        self.assertEqual({group["name"]: group["value"] for group in lines["even-help"]["groups"]}, {group["name"]: group["value"] for group in card["even-help"]["groups"]})
        self.assertEqual([(check["group"], check["verdict"]) for check in lines["even-race"]["checks"]], [(check["group"], check["verdict"]) for check in card["even-race"]["checks"]])

    def test_small_groups_are_unproven_and_say_why(self):
        tiny = [{**row, "id": f"t{i}", "race": "Tiny"} for i, row in enumerate(self.rows[:3])]
        self.rows += tiny
        self.command("send", self.charter, "--data", self.table("tiny.csv", tiny))
        self.settle()
        page = self.get("fairness?format=json&by=race&window=all")
        groups = {group["name"]: group for group in page["groupings"][0]["groups"]}
        self.assertEqual(groups["Tiny"]["rows"], 3)
        states = {metric: (one["state"], one["why"]) for metric, one in groups["Tiny"]["estimates"].items()}
        self.assertIn("unproven", {state for state, _ in states.values()})
        for state, why in states.values():
            self.assertEqual(state == "unproven", why is not None)
        self.assertEqual({one["state"] for one in groups["White"]["estimates"].values()}, {"measured"})

    def test_what_cannot_be_divided_is_said(self):
        self.assertIn("did you mean \"sex\"?", self.get("fairness?by=sexx", 400)["error"]["next"])
        self.assertIn("recall", self.get("fairness?metric=recal", 400)["error"]["next"])
        self.assertEqual(self.get("fairness?metric=psi", 400)["error"]["what"], "not a metric of a group by itself: psi")
        # A column with a value for each row has too many groups; the others are still answered.
        page = self.get("fairness?format=json&by=note,sex&window=all")
        groupings = {tuple(one["by"]): one for one in page["groupings"]}
        self.assertIsNotNone(groupings[("note",)]["fault"])
        self.assertEqual(len(groupings[("sex",)]["groups"]), 2)
        self.assertIn("Female", self.command("fairness", "income", "--by", "sex", "--metric", "recall").stdout)

    def evidence(self, promise, query=""):
        return self.get(f"promises/{promise}/evidence?format=json{query}")

    def test_decisions_at_every_threshold_are_plain_counts(self):
        page = self.evidence("found")
        self.assertAlmostEqual(page["promise"]["value"], golden("classification.json")["adult"]["all"]["recall"], delta=1e-12)
        picture = next(one for one in page["pictures"] if one["kind"] == "thresholds")
        self.assertGreater(len(picture["points"]), 20)
        labels = [(row["label"] == "1", float(row["score"])) for row in self.rows]
        positives = sum(label for label, _ in labels)
        for point in picture["points"]:
            flagged = [label for label, score in labels if score >= point["threshold"]]
            self.assertAlmostEqual(point["value"], sum(flagged) / positives, delta=1e-12)
            self.assertAlmostEqual(point["acted_on"], len(flagged) / len(labels), delta=1e-12)
            if flagged:
                self.assertAlmostEqual(point["precision"], sum(flagged) / len(flagged), delta=1e-12)
            self.assertLessEqual(point["low"], point["value"] + 1e-12)
            self.assertGreaterEqual(point["high"], point["value"] - 1e-12)
        self.assertIn(0.5, [point["threshold"] for point in picture["points"]])
        people = page["people"]
        self.assertEqual(sum(people[key] for key in ("true_positive", "false_positive", "false_negative", "true_negative")), people["of"])
        self.assertEqual(set(people["sentences"]), {"executive", "product", "science", "risk"})

    def test_each_metric_has_its_picture(self):
        labels = [(row["label"] == "1", float(row["score"])) for row in self.rows]
        calibration = next(one for one in self.evidence("means-it")["pictures"] if one["kind"] == "reliability")
        for point in calibration["points"]:
            self.assertTrue(0 <= point["rate"] <= 1)
        self.assertAlmostEqual(sum(abs(point["score"] - point["rate"]) * point["share"] for point in calibration["points"]), golden("classification.json")["adult"]["all"]["expected_calibration_error"], delta=1e-9)
        roc = next(one for one in self.evidence("ranks")["pictures"] if one["kind"] == "roc")
        points = [(point["false_positive_rate"], point["true_positive_rate"]) for point in roc["points"]]
        area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(points, points[1:]))
        self.assertAlmostEqual(area, golden("classification.json")["adult"]["all"]["roc_auc"], delta=2e-3)
        drift = self.evidence("same-schools")
        self.assertEqual({one["title"] for one in drift["pictures"] if one["kind"] == "distributions"}, {"education", "hours_per_week"})
        groups = self.evidence("even-help")
        self.assertEqual({group["name"] for group in groups["groups"]}, {"Female", "Male"})
        values = next(one for one in self.evidence("old-enough")["pictures"] if one["kind"] == "distributions")
        self.assertAlmostEqual(sum(values["current"]), 1, delta=1e-9)
        self.assertIn("did you mean found?", self.get("promises/fond/evidence", 404)["error"]["next"])

    def test_the_worst_slices_are_those_of_charter_slices(self):
        page = self.evidence("found", "&slices=true")
        slices = page["slices"]
        self.assertIsNone(slices["reason"])
        alone = self.file("alone.yaml", CHARTER.replace("reference: {file: reference.csv}\n", "").replace("  - {id: same-ages, metric: psi, of: age, at_most: 0.1, owner: science, breach: warn}\n", "").replace("  - {id: same-schools, metric: js_distance, of: [education, hours_per_week], at_most: 0.005, owner: science, breach: warn}\n", ""))
        by_file = json.loads(self.run_charter("slices", alone, "--data", self.table("again.csv", self.rows), "--metric", "recall", "--depth", "2", "--at-most", "6", "--json").stdout)
        self.assertTrue(by_file["slices"])
        self.assertEqual([slice["where"] for slice in slices["slices"]], [slice["where"] for slice in by_file["slices"]])
        # Which half a row is in hangs on how it was kept; what holds in one pair of halves holds in the other.
        for one, other in zip(slices["slices"], by_file["slices"]):
            self.assertEqual(one["confirmed"], other["confirmed"])
            self.assertAlmostEqual(one["difference"], other["difference"], delta=0.1)
        self.assertEqual(self.evidence("found", "&slices=true"), page)
        refused = self.evidence("same-ages", "&slices=true")["slices"]
        self.assertEqual((refused["reason"], refused["slices"]), ("not_a_mean", []))


if __name__ == "__main__":
    unittest.main()

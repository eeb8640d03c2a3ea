"""What decisions that a server keeps are worth: the same as the commands say of the same rows, at every step of the slider."""
import csv
import json
import random
import unittest

from charter_server import ServerTest

CHARTER = """charter: 1
product: loans
currency: EUR
timezone: UTC
roles:
  science: {title: Data science}
task:
  kind: binary
  positive: 1
  columns: {time: when, id: id, unit: person, version: version, score: score, label: label}
  decide: {threshold: 0.5}
value: {true_positive: 10, false_positive: {from: -6, to: -2}, false_negative: -8, true_negative: 0, volume: {per: month, decisions: 90000}}
business_limits:
  flagged_wrong: {at_most: 40, of: 100}
promises:
  - {id: found, metric: recall, at_least: 0.60, owner: science, breach: warn}
  - {id: right, metric: precision, at_least: 0.40, owner: science, breach: warn}
  - {id: even, metric: recall, by: group, at_least: 0.40, owner: science, breach: warn}
  - {id: ranks, metric: roc_auc, at_least: 0.60, owner: science, breach: warn}
"""


def decisions(count=3000, seed=3):
    rng = random.Random(seed)
    for i in range(count):
        score = round(rng.random(), 4)
        yield {"id": str(i), "when": f"2026-01-{1 + i % 28:02d}T10:00:00Z", "person": f"p{i % 700}", "version": "v2" if i % 28 >= 14 else "v1", "group": rng.choice("ab"), "score": score, "label": int(rng.random() < score)}


class ValueServed(ServerTest):
    @classmethod
    def rows(cls):
        return list(decisions())

    def setUp(self):
        super().setUp()
        self.charter = self.file("loans.charter.yaml", CHARTER)
        self.all = self.rows()
        self.assertEqual(self.server.ask("POST", "/v1/charters", CHARTER.encode()).status, 200)
        lines = "\n".join(json.dumps(row) for row in self.all)
        answer = self.server.ask("POST", "/v1/observations?product=loans", lines.encode())
        self.assertEqual(answer.status, 200, answer.text)

    def data(self, keep=lambda row: True):
        path = self.folder / "rows.csv"
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(self.all[0]))
            writer.writeheader()
            writer.writerows(row for row in self.all if keep(row))
        return path

    def served(self, query=""):
        answer = self.server.ask("GET", f"/v1/products/loans/value{query}")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def said(self, command, *more, keep=lambda row: True):
        return json.loads(self.run_charter(command, self.charter, "--data", self.data(keep), "--json", *more).stdout)

    def test_is_what_the_command_says_of_the_same_rows(self):
        served, own = self.served(), self.said("value")
        for name in ("present", "best_threshold", "best_whatever_is_promised", "break_even", "gain", "value_per_1000", "value_per_month", "decision_curve", "knowing", "headline", "promises"):
            self.assertEqual(served["worth"][name], own[name], name)
        self.assertEqual(served["decided"]["decided"], own["decided"])

    def test_every_step_has_the_money_of_the_curve(self):
        served, own = self.served(), self.said("value")
        steps = {step["threshold"]: step for step in served["slider"]["steps"]}
        self.assertGreater(len(own["curve"]), 50)
        for point in own["curve"]:
            step = steps[point["threshold"]]
            self.assertEqual({name: step["money"][name] for name in ("value", "low", "high")}, {name: point[name] for name in ("value", "low", "high")})
            self.assertEqual((step["flagged"], step["recall"], step["precision"]), (point["flagged"], point["recall"], point["precision"]))

    def test_people_add_up_and_are_those_of_the_rows(self):
        for step in self.served()["slider"]["steps"]:
            people, threshold = step["people"], step["threshold"]
            cells = ("true_positive", "false_positive", "false_negative", "true_negative")
            self.assertEqual(sum(people[cell] for cell in cells), people["of"])
            if threshold is None:
                self.assertEqual(people["true_positive"] + people["false_positive"], 0)
                continue
            flagged = [row for row in self.all if row["score"] >= threshold]
            right = sum(row["label"] for row in flagged)
            self.assertAlmostEqual(people["true_positive"], 1000 * right / len(self.all), delta=1)
            self.assertAlmostEqual(people["false_positive"], 1000 * (len(flagged) - right) / len(self.all), delta=1)

    def test_promises_and_limits_move_with_the_threshold(self):
        slider = self.served()["slider"]
        names = [one["id"] for one in slider["promises"]]
        self.assertEqual(names, ["found", "right", "even"])
        found = [step["promises"][0]["verdict"] for step in slider["steps"]]
        self.assertEqual((found[0], found[-1]), ("kept", "broken"))
        for step in slider["steps"]:
            recall = step["recall"]
            if step["threshold"] is not None:
                self.assertAlmostEqual(step["promises"][0]["value"], recall, delta=1e-12)
        # Wrong alarms are rarer the higher the threshold is.
        met = [step["limits"][0] for step in slider["steps"] if step["threshold"] is not None]
        self.assertFalse(met[0])
        self.assertTrue(met[-1])

    def test_a_step_judges_as_evaluate_does_at_that_threshold(self):
        slider = self.served()["slider"]
        step = slider["steps"][slider["best"]]
        moved = self.file("moved.charter.yaml", CHARTER.replace("threshold: 0.5", f"threshold: {step['threshold']}"))
        card = json.loads(self.run_charter("evaluate", moved, "--data", self.data(), "--json", expect=None).stdout)
        verdicts = {one["id"]: one["verdict"] for one in card["promises"]}
        self.assertEqual({one["id"]: stands["verdict"] for one, stands in zip(slider["promises"], step["promises"])}, {id: verdicts[id] for id in ("found", "right", "even")})

    def test_what_the_limits_demand_is_what_require_says(self):
        served, own = self.served()["required"], self.said("require")
        for name in ("ability", "threshold", "thresholds", "demands", "conflicts", "apart", "proposals", "headline"):
            self.assertEqual(served[name], own[name], name)

    def test_versions_stand_side_by_side(self):
        versions = self.served()["versions"]
        self.assertEqual([one["version"] for one in versions], ["v2", "v1"])
        for one in versions:
            own = self.said("value", "--version", one["version"])
            self.assertEqual(one["worth"]["value_per_1000"], own["value_per_1000"])
        alone = self.served("?version=v1")
        self.assertEqual(alone["versions"], [])
        self.assertEqual(alone["worth"]["best_threshold"], self.said("value", "--version", "v1")["best_threshold"])

    def test_a_period_is_those_rows(self):
        served = self.served("?from=2026-01-05&until=2026-01-12")
        own = self.said("value", keep=lambda row: "2026-01-05" <= row["when"] < "2026-01-12")
        self.assertEqual(served["worth"]["value_per_1000"], own["value_per_1000"])
        self.assertEqual(served["decided"]["decided"], own["decided"])

    def test_new_rows_and_a_new_revision_are_answered_anew(self):
        before = self.served()
        self.assertEqual(self.served(), before)
        more = {**self.all[0], "id": "more", "when": "2026-01-28T11:00:00Z"}
        self.assertEqual(self.server.ask("POST", "/v1/observations?product=loans", json.dumps(more).encode()).status, 200)
        self.assertEqual(self.served()["decided"]["decided"], before["decided"]["decided"] + 1)
        self.server.ask("POST", "/v1/charters", CHARTER.replace("threshold: 0.5", "threshold: 0.4").encode())
        self.assertEqual(self.served()["decided"]["threshold"], 0.4)

    def test_without_amounts_people_and_promises_move_all_the_same(self):
        text = "\n".join(line for line in CHARTER.splitlines() if not line.startswith("value:")) + "\n"
        self.assertEqual(self.server.ask("POST", "/v1/charters", text.encode()).status, 200)
        served = self.served()
        self.assertIsNone(served["worth"])
        self.assertTrue(all(step["money"] is None for step in served["slider"]["steps"]))
        self.assertEqual(len(served["slider"]["promises"]), 3)

    def test_numbers_have_no_threshold_and_limits_all_the_same(self):
        task = "task: {kind: regression, columns: {time: when, id: id, prediction: said, label: was}}\n"
        head = "charter: 1\nproduct: meals\ncurrency: EUR\ntimezone: UTC\n" + task
        limits = "business_limits: {off_by: {at_most: 1}, leaning: {at_most: 2}}\n"
        promises = "promises: [{id: near, metric: mae, at_most: 9, breach: warn}]\n"
        for value in ("value: {overestimate: -1, underestimate: -4}\n", ""):
            self.assertEqual(self.server.ask("POST", "/v1/charters", (head + value + limits + promises).encode()).status, 200)
            if value:
                rng = random.Random(4)
                lines = [json.dumps({"id": str(i), "when": f"2026-01-{1 + i % 28:02d}T10:00:00Z", "said": 20 + rng.gauss(0, 2), "was": 20}) for i in range(600)]
                self.assertEqual(self.server.ask("POST", "/v1/observations?product=meals", "\n".join(lines).encode()).status, 200)
            answer = self.server.ask("GET", "/v1/products/meals/value")
            self.assertEqual(answer.status, 200, answer.text)
            required = answer.json["required"]
            self.assertEqual(required["ability"], "cannot")
            self.assertEqual([demand["at_threshold"]["verdict"] for demand in required["demands"]], ["broken", "kept"])
            self.assertGreater(required["demands"][0]["shortfall"], 0.2)
            self.assertEqual(answer.json["elsewhere"] is None, value == "")

    def test_what_cannot_be_answered_is_said(self):
        self.assertEqual(self.server.ask("GET", "/v1/products/nothing/value").status, 404)
        empty = self.server.ask("GET", "/v1/products/loans/value?where=score%3E2")
        self.assertEqual(empty.status, 400)
        self.assertIn("no row", empty.json["error"]["what"])
        self.assertEqual(self.server.ask("GET", "/v1/products/loans/value?level=2").status, 400)


if __name__ == "__main__":
    unittest.main()

"""`charter value` and `charter require`: agreement with dcurves and scikit-learn, what they say, and bad input."""
import csv
import json
import pathlib
import random
import re
import unittest

from charter_program import ROOT, ProgramTest

GOLDEN = json.loads((ROOT / "tests/golden/value.json").read_text())
HEAD = "charter: 1\nproduct: test\ncurrency: USD\n"


def amounts_text(amounts):
    return "value: {true_positive: %s, false_positive: %s, false_negative: %s, true_negative: %s}\n" % tuple(amounts)


class ValueTest(ProgramTest):
    def charter(self, text, name="test.charter.yaml"):
        return self.file(name, HEAD + text)

    def worth(self, charter, data, *more):
        return json.loads(self.run_charter("value", charter, "--data", data, "--json", *more).stdout)

    def requirement(self, charter, data, *more):
        return json.loads(self.run_charter("require", charter, "--data", data, "--json", *more).stdout)

    def decisions(self, count=4000, seed=1, units=0, calibrated=True):
        rng = random.Random(seed)
        lines = ["score,label,group,fee,unit,when"]
        for i in range(count):
            score = rng.random()
            label = int(rng.random() < (score if calibrated else 0.4))
            lines.append(f"{score:.6f},{label},{rng.choice('ab')},{20 + 60 * rng.random():.2f},{i % units if units else i},2026-01-{1 + i % 28:02d}")
        return self.file("decisions.csv", "\n".join(lines) + "\n")


TASK = "task: {kind: binary, columns: {score: score, label: label}, decide: {threshold: 0.5}}\n"


class Agreement(ValueTest):
    def test_the_decision_curve_is_that_of_dcurves(self):
        data = self.shared("dcurves/dca.csv")
        charter = self.charter("task: {kind: binary, columns: {score: cancerpredmarker, label: cancer}}\n" + amounts_text([3, -1, 0, 0]))
        curve = self.worth(charter, data)["decision_curve"]
        golden = GOLDEN["decision_curve"]
        self.assertEqual([round(point["threshold_probability"], 2) for point in curve], golden["thresholds"])
        for point, model, everybody in zip(curve, golden["model"], golden["all"]):
            self.assertAlmostEqual(point["net_benefit"]["value"], model, delta=1e-9)
            self.assertAlmostEqual(point["act_on_all"], everybody, delta=1e-9)

    def test_the_best_threshold_is_that_of_a_search_by_scikit_learn(self):
        with open(ROOT / "tests/golden/adult_scores.csv") as rows, open(self.folder / "adult.csv", "w") as rounded:
            writer = csv.writer(rounded)
            writer.writerow(["label", "score"])
            for row in csv.DictReader(rows):
                writer.writerow([row["label"], round(round(float(row["score"]) * 100) / 100, 2)])
        for golden in GOLDEN["adult_best"]:
            found = self.worth(self.charter(TASK + amounts_text(golden["amounts"])), self.folder / "adult.csv")
            best = found["best_threshold"]
            self.assertTrue(best["exact"])
            self.assertAlmostEqual(best["value_per_decision"]["value"], golden["value"], delta=1e-9)
            self.assertAlmostEqual(best["flagged"] * found["decided"], golden["flagged"], delta=1e-6)

    def telco(self):
        with open(self.shared("telco_churn/Telco-Customer-Churn.csv")) as rows, open(self.folder / "telco.csv", "w") as out:
            writer = csv.writer(out)
            writer.writerow(["label", "score", "bill"])
            for row in csv.DictReader(rows):
                writer.writerow([int(row["Churn"] == "Yes"), repr(1 / (1 + int(row["tenure"]) / 12)), row["MonthlyCharges"]])
        return self.folder / "telco.csv"

    def test_values_at_thresholds_are_those_of_numpy(self):
        data = self.telco()
        for golden in GOLDEN["telco_values"]:
            task = TASK.replace("0.5", str(golden["threshold"]))
            found = self.worth(self.charter(task + amounts_text(golden["amounts"])), data)
            self.assertAlmostEqual(found["value_per_decision"]["value"], golden["value"], delta=1e-9 * max(1, abs(golden["value"])))
        for golden in GOLDEN["telco_best"]:
            found = self.worth(self.charter(TASK + amounts_text(golden["amounts"])), data)
            self.assertAlmostEqual(found["best_threshold"]["value_per_decision"]["value"], golden["value"], delta=1e-9)

    def test_amounts_of_each_row_are_those_of_numpy(self):
        data = self.telco()
        for golden in GOLDEN["telco_by_row"]:
            text = TASK.replace("0.5", str(golden["threshold"])) + "value: {true_positive: {column: bill, times: 1.5}, false_positive: {column: bill, times: -0.2}, per_review: 6}\n"
            found = self.worth(self.charter(text), data)["value_per_decision"]
            self.assertAlmostEqual(found["value"], golden["value"], delta=1e-9 * golden["value"])
            self.assertLess(found["low"], golden["value"])
            self.assertGreater(found["high"], golden["value"])


class WhatItSays(ValueTest):
    def test_json_has_what_was_promised_each_with_its_interval(self):
        charter = self.charter(TASK + "value: {true_positive: {from: 4, to: 8}, false_positive: -2, volume: {per: month, decisions: 100000}, capacity: {per: day, at_most: 2000}}\n")
        found = self.worth(charter, self.decisions())
        for key in ("best_threshold", "break_even", "value_per_decision", "value_per_month"):
            self.assertLessEqual(found[key]["low"], found[key]["value"], key)
            self.assertGreaterEqual(found[key]["high"], found[key]["value"], key)
        value = found["value_per_decision"]
        self.assertAlmostEqual(found["value_per_month"]["value"], value["value"] * 100000, delta=1e-6 * abs(value["value"]) * 100000)
        self.assertLess(value["sampling"]["high"] - value["sampling"]["low"], value["high"] - value["low"])
        self.assertLess(value["amounts"]["high"] - value["amounts"]["low"], value["high"] - value["low"])
        self.assertLessEqual(found["break_even"]["low"], 2 / 8)

    def test_every_format_tells_the_same(self):
        charter = self.charter(TASK + amounts_text([6, -2, 0, 0]) + "promises: [{id: careful, metric: precision, at_least: 0.7, breach: stop}]\n")
        data = self.decisions()
        headline = self.worth(charter, data)["headline"]
        self.assertIn("careful", headline)
        self.assertIn("breaks careful", headline)
        for form in ("text", "markdown", "html"):
            page = self.run_charter("value", charter, "--data", data, "--format", form).stdout
            self.assertIn("careful", page)
            if form == "html":
                self.assertIn("<svg", page)

    def test_it_does_not_depend_on_the_order_of_rows(self):
        data = self.decisions(units=37)
        lines = pathlib.Path(data).read_text().splitlines()
        shuffled = lines[1:]
        random.Random(5).shuffle(shuffled)
        other = self.file("shuffled.csv", "\n".join(lines[:1] + shuffled) + "\n")
        for unit in ("", ", unit: unit"):
            for value in (amounts_text([6, -2, -1, 0]), "value: {true_positive: {column: fee, times: 0.1}, false_positive: -2}\n"):
                charter = self.charter(TASK.replace("label: label", "label: label" + unit) + value)
                first, second = self.worth(charter, data), self.worth(charter, other)
                for key in ("value_per_decision", "best_threshold", "gain", "curve"):
                    self.assertEqual(first[key], second[key])

    def test_the_report_of_an_evaluation_carries_the_worth(self):
        charter = self.charter(TASK + amounts_text([6, -2, 0, 0]) + "promises: [{id: useful, metric: recall, at_least: 0.2, breach: warn}]\n")
        page = self.run_charter("evaluate", charter, "--data", self.decisions(), "--format", "html").stdout
        self.assertIn("What the decisions are worth", page)

    def test_the_report_of_an_evaluation_holds_the_pages_of_other_commands(self):
        charter = self.charter(TASK + amounts_text([6, -2, 0, 0]) + "promises: [{id: useful, metric: recall, at_least: 0.2, breach: warn}]\n")
        data, people, again = self.decisions(), self.folder / "people.html", self.folder / "again.html"
        for page in (people, again):
            self.run_charter("people", charter, "--data", data, "--format", "html", "--output", page)
        arguments = ["evaluate", charter, "--data", data, "--pages", people, again]
        page = self.run_charter(*arguments, "--format", "html").stdout
        self.assertEqual(page.count("<h2>In people</h2>"), 2)
        anchors = re.findall(r' id="([^"]*)"', page)
        self.assertEqual(len(anchors), len(set(anchors)))
        for names in re.findall(r'labelledby="([^"]*)"', page):
            self.assertLessEqual(set(names.split()), set(anchors))
        self.fails(*arguments, saying="--pages are parts of a page")
        people.write_text(people.read_text().replace("In one sentence each", "In other words"))
        self.fails(*arguments, "--format", "html", saying="it was changed since")

    def test_a_promise_about_value_knows_how_uncertain_the_amounts_are(self):
        promise = "promises: [{id: pays, metric: value_per_decision, at_least: 1.2, breach: stop}]\n"
        data = self.decisions(20000)
        verdicts = {}
        for amounts in ("4", "{from: 3.9, to: 4.1}", "{from: 1, to: 7}"):
            charter = self.charter(TASK + "value: {true_positive: %s, false_positive: -2}\n" % amounts + promise.replace("1.2", "1.15"))
            card = json.loads(self.run_charter("evaluate", charter, "--data", data, "--json", expect=None).stdout)
            verdicts[amounts] = card["promises"][0]["verdict"]
            interval = card["promises"][0]["interval"]
            again = self.worth(charter, data)["value_per_decision"]
            self.assertAlmostEqual(card["promises"][0]["value"], again["value"], delta=1e-9)
            self.assertAlmostEqual(interval["low"], again["low"], delta=0.25 * (again["value"] - again["low"]))
        self.assertEqual(verdicts, {"4": "kept", "{from: 3.9, to: 4.1}": "kept", "{from: 1, to: 7}": "unproven"})

    def test_errors_of_numbers_cost_differently(self):
        rng = random.Random(3)
        lines = ["said,was"] + [f"{x + rng.gauss(0, 2):.4f},{x:.4f}" for x in (rng.uniform(10, 50) for _ in range(3000))]
        data = self.file("numbers.csv", "\n".join(lines) + "\n")
        charter = self.charter("task: {kind: regression, columns: {prediction: said, label: was}}\nvalue: {overestimate: -1, underestimate: {from: -5, to: -3}, volume: {per: month, decisions: 3000}}\n")
        found = self.worth(charter, data)
        errors = [tuple(map(float, line.split(","))) for line in lines[1:]]
        expected = -sum(max(a - b, 0) + 4 * max(b - a, 0) for a, b in errors) / len(errors)
        self.assertAlmostEqual(found["value_per_decision"]["value"], expected, delta=1e-9 * abs(expected))
        self.assertGreater(found["best_shift"], 1)  # too low costs four times as much
        self.assertGreater(found["gain"]["low"], 0)
        self.assertIn("higher", found["headline"])

    def test_rankings_are_worth_what_stands_where(self):
        lines = ["q,item,score,rel", "1,a,0.9,1", "1,b,0.8,0", "1,c,0.7,1", "2,a,0.9,0", "2,b,0.8,1", "2,c,0.1,0"]
        for query in range(3, 40):
            lines += [f"{query},a,0.9,1", f"{query},b,0.5,{query % 2}"]
        data = self.file("ranked.csv", "\n".join(lines) + "\n")
        charter = self.charter("task: {kind: ranking, columns: {query: q, item: item, score: score, label: rel}}\nvalue: {by_position: [5, 2, 1]}\n")
        found = self.worth(charter, data)
        expected = (5 + 1 + 2 + sum(5 + 2 * (query % 2) for query in range(3, 40))) / 39
        self.assertAlmostEqual(found["value_per_decision"]["value"], expected, delta=1e-9)
        self.assertAlmostEqual(found["best_order_per_decision"], expected + (1 + 3) / 39, delta=1e-9)


LIMITS = """business_limits:
  flagged_wrong: {at_most: 30, of: 100}
  cases_found: {at_least: 60, of: 100}
"""


class Require(ValueTest):
    def test_it_says_what_the_model_must_reach_and_that_it_can(self):
        found = self.requirement(self.charter(TASK + LIMITS), self.decisions(8000))
        self.assertEqual(found["ability"], "can")
        self.assertEqual([demand["metric"] for demand in found["demands"]], ["precision", "recall"])
        self.assertAlmostEqual(found["demands"][0]["at_least"], 0.7)
        low, high = found["thresholds"][0]
        self.assertTrue(low <= found["threshold"] <= high)

    def test_proposals_are_a_piece_of_a_charter_that_is_kept_there(self):
        data = self.decisions(8000)
        found = self.requirement(self.charter(TASK + LIMITS), data)
        self.assertIn("limit-flagged-wrong", found["proposals"])
        with_them = self.charter(TASK.replace("0.5", str(found["threshold"])) + LIMITS + found["proposals"], "with.charter.yaml")
        self.run_charter("lint", with_them)
        self.assertEqual(self.run_charter("evaluate", with_them, "--data", data, expect=None).returncode, 0)
        again = self.requirement(with_them, data)
        self.assertEqual(again["proposals"], "")
        self.assertEqual([demand["promise"]["how"] for demand in again["demands"]], ["promised", "promised"])

    def test_limits_in_each_others_way_are_named_with_what_is_missing(self):
        limits = "value: {true_positive: 6, false_positive: -2, per_review: 1, volume: {per: month, decisions: 30000}}\nbusiness_limits: {flagged_wrong: {at_most: 5}, cases_found: {at_least: 80}, earn: {at_least: 20000, per: month}, budget: {at_most: 20000, per: month}}\n"
        charter = self.charter(TASK + limits + "promises: [{id: few, metric: precision, at_most: 0.9, breach: warn}]\n")
        found = self.requirement(charter, self.decisions(8000))
        self.assertEqual(found["ability"], "cannot")
        self.assertIn(["at most 5 of 100 flagged are wrong", "at least 80 of 100 cases are found"], found["conflicts"])
        self.assertEqual(found["demands"][1]["promise"]["how"], "contradicted")
        self.assertGreater(found["demands"][1]["cost_per_month"], 0)
        page = self.run_charter("require", charter, "--data", self.decisions(8000)).stdout
        self.assertIn("contradicts", page)
        self.assertIn("have to", page)

    def test_no_model_can_find_more_than_may_be_flagged(self):
        text = "value: {true_positive: 6, volume: {per: day, decisions: 1000}}\nbusiness_limits: {cases_found: {at_least: 90}, reviews: {at_most: 100, per: day}}\n"
        found = self.requirement(self.charter(TASK + text), self.decisions())
        self.assertEqual(found["ability"], "cannot")
        self.assertIn("No model can keep", found["headline"])

    def test_every_group_and_latency_are_demands_too(self):
        text = "business_limits: {every_group: {by: group, share: found, at_least: 20}, latency: {column: fee, at_most: 90}}\n"
        found = self.requirement(self.charter(TASK + text), self.decisions(8000))
        self.assertEqual([demand["metric"] for demand in found["demands"]], ["recall", "latency"])
        self.assertEqual(found["ability"], "can")

    def test_what_chance_could_have_done_is_not_shown(self):
        found = self.requirement(self.charter(TASK + LIMITS), self.decisions(60))
        self.assertEqual(found["ability"], "not_shown")


class BadInput(ValueTest):
    def test_each_is_said_plainly_with_what_to_change(self):
        data = self.decisions(200)
        plain = TASK + amounts_text([6, -2, 0, 0])
        self.fails("value", self.charter(TASK), "--data", data, saying="no section value:")
        self.fails("require", self.charter(plain), "--data", data, saying="business_limits")
        self.fails("value", self.charter(plain.replace("score: score", "score: scor")), "--data", data, saying=['no column "scor"', 'did you mean "score"'])
        self.fails("value", self.charter(TASK + "value: {true_positive: {column: group}}\n"), "--data", data, saying="amounts are numbers")
        self.fails("value", self.charter(TASK + "value: {true_positive: {column: free}}\n"), "--data", data, saying='no column "free"')
        self.fails("value", self.charter(plain), "--data", data, "--level", "2", saying="--level cannot be 2")
        self.fails("value", self.charter(plain), "--data", data, "--where", "score > 5", saying="no row is left")
        self.fails("value", self.charter(plain.replace("binary", "multiclass")), "--data", data, saying="two outcomes")
        self.fails("value", self.charter("task: {kind: regression, columns: {prediction: score, label: label}}\nvalue: {overestimate: 1}\n"), "--data", data, saying="earns money")
        self.fails("value", self.charter(plain + "outcomes: {observed_when: acted}\n"), "--data", data, saying="what another threshold would bring")

    def test_limits_of_generated_answers_are_refused_with_what_to_promise(self):
        data = self.file("numbers.csv", "said,was\n1,2\n3,3\n")
        charter = self.charter("task: {kind: generation, columns: {label: was}}\nbusiness_limits: {latency: {column: was, at_most: 3, of: 95}}\n")
        self.fails("require", charter, "--data", data, saying=["the task is of kind generation", "acceptance_rate"])

    def test_amounts_that_leave_nothing_to_decide_are_named(self):
        data = self.decisions(500)
        always = self.worth(self.charter(TASK + amounts_text([6, 0, 0, 0])), data)
        self.assertIn("whatever the score says", always["headline"])
        never = self.worth(self.charter(TASK + amounts_text([-6, -1, 0, 0])), data)
        self.assertIn("never right", never["headline"])
        self.assertIsNone(never["break_even"]["value"])

    def test_identical_scores_are_named(self):
        data = self.file("same.csv", "score,label\n" + "0.4,1\n0.4,0\n" * 50)
        found = self.worth(self.charter(TASK + amounts_text([6, -2, 0, 0])), data)
        self.assertIn("All scores are the same", found["headline"])

    def test_one_label_alone_crashes_nothing(self):
        for label in (0, 1):
            data = self.file("one.csv", "score,label\n" + "".join(f"0.{i % 9},{label}\n" for i in range(60)))
            found = self.worth(self.charter(TASK + amounts_text([6, -2, 0, 0])), data)
            self.assertTrue(any("one of the two labels" in note for note in found["notes"]))
            self.requirement(self.charter(TASK + LIMITS), data)

    def test_numbers_are_never_not_a_number(self):
        data = self.file("tiny.csv", "score,label\n0.9,1\n0.1,0\n")
        for command, text in (("value", amounts_text([6, -2, 0, 0])), ("require", LIMITS)):
            out = self.run_charter(command, self.charter(TASK + text), "--data", data, "--json").stdout
            self.assertNotIn("nan", out.lower())
            json.loads(out, parse_constant=lambda word: self.fail(word))


if __name__ == "__main__":
    unittest.main()

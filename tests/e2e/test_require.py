"""`charter require` where no threshold decides: predicted numbers, rankings and one class among many."""
import json
import random
import unittest

from charter_program import ProgramTest

HEAD = "charter: 1\nproduct: test\ncurrency: USD\n"
NUMBERS = "task: {kind: regression, columns: {prediction: said, label: was, lower: low, upper: high}}\n"
LISTS = "task: {kind: ranking, columns: {query: q, item: item, score: score, label: rel}}\n"
CLASSES = "task: {kind: multiclass, columns: {prediction: said, label: was}}\n"


class RequireTest(ProgramTest):
    def charter(self, text, name="test.charter.yaml"):
        return self.file(name, HEAD + text)

    def required(self, text, data, *more):
        return json.loads(self.run_charter("require", self.charter(text), "--data", data, "--json", *more).stdout)

    def metrics_of(self, found):
        return [demand["metric"] for demand in found["demands"]]

    def numbers(self, rows=3000, spread=2.0, shift=0.0):
        rng = random.Random(4)
        self.pairs = [(x + shift + rng.gauss(0, spread), x) for x in (rng.uniform(20, 60) for _ in range(rows))]
        lines = ["said,was,low,high,region"] + [f"{a!r},{b!r},{a - 2 * spread!r},{a + 2 * spread!r},{'ns'[i % 2]}" for i, (a, b) in enumerate(self.pairs)]
        return self.file("numbers.csv", "\n".join(lines) + "\n")

    def lists(self, queries=400):
        rng = random.Random(5)
        self.relevant = [[int(rng.random() < chance) for chance in (0.7, 0.4, 0.2)] for _ in range(queries)]
        lines = ["q,item,score,rel"]
        for query, items in enumerate(self.relevant):
            lines += [f"{query},{'abc'[place]},{1 - place / 10},{relevant}" for place, relevant in enumerate(items)]
        return self.file("lists.csv", "\n".join(lines) + "\n")


class Numbers(RequireTest):
    def test_every_limit_becomes_a_metric_with_a_bound_that_is_kept_or_not(self):
        data = self.numbers()
        found = self.required(NUMBERS + "business_limits: {off_by: {at_most: 12, of: 100}, leaning: {at_most: 0.5}, ranges_hold: {at_least: 90}}\n", data)
        self.assertEqual(self.metrics_of(found), ["wape", "mean_error", "interval_coverage"])
        self.assertEqual(found["ability"], "can")
        wape = sum(abs(a - b) for a, b in self.pairs) / sum(b for _, b in self.pairs)
        self.assertAlmostEqual(found["demands"][0]["at_present"], wape, delta=1e-12)
        self.assertEqual((found["demands"][1]["at_least"], found["demands"][1]["at_most"]), (-0.5, 0.5))
        self.assertEqual([demand["at_threshold"]["verdict"] for demand in found["demands"]], ["kept"] * 3)

    def test_what_is_broken_says_how_far_it_would_have_to_improve(self):
        found = self.required(NUMBERS + "business_limits: {off_by: {at_most: 1, by: region}, leaning: {at_most: 0.5}}\n", self.numbers(shift=1.5))
        self.assertEqual(found["ability"], "cannot")
        self.assertIn("would have to fall by", found["headline"])
        errors = [sum(abs(a - b) for a, b in self.pairs[start::2]) / 1500 for start in (0, 1)]
        self.assertAlmostEqual(found["demands"][0]["at_present"], max(errors), delta=1e-9)
        self.assertAlmostEqual(found["demands"][0]["shortfall"], max(errors) - 1, delta=1e-9)

    def test_few_rows_show_nothing_and_say_how_many_would(self):
        found = self.required(NUMBERS + "business_limits: {off_by: {at_most: 2.0}}\n", self.numbers(rows=60))
        self.assertEqual(found["ability"], "not_shown")
        self.assertIn("takes about", found["headline"])
        self.assertGreater(found["demands"][0]["at_threshold"]["units_needed"], 60)

    def test_what_it_demands_is_what_makes_value_meet_the_limit(self):
        data = self.numbers()
        value = "value: {overestimate: -1, underestimate: -4, per_prediction: 0.1, volume: {per: month, decisions: 1000}}\n"
        worth = json.loads(self.run_charter("value", self.charter(NUMBERS + value), "--data", data, "--json").stdout)["value_per_month"]["value"]
        for away, met in ((-1, True), (1, False)):
            found = self.required(NUMBERS + value + "business_limits: {earn: {at_least: %r, per: month}}\n" % (worth + away), data)
            demand = found["demands"][0]
            self.assertEqual(demand["metric"], "pinball_loss")
            self.assertAlmostEqual(demand["with"]["q"], 0.8)
            self.assertEqual(demand["at_present"] <= demand["at_most"], met)
            self.assertAlmostEqual(abs(demand["at_present"] - demand["at_most"]), 1 / 1000 / 5, delta=1e-9)

    def test_uncertain_costs_are_demanded_as_worth(self):
        value = "value: {overestimate: -1, underestimate: {from: -5, to: -3}, volume: {per: month, decisions: 1000}}\n"
        found = self.required(NUMBERS + value + "business_limits: {earn: {at_least: -9000, per: month}}\n", self.numbers())
        self.assertEqual(self.metrics_of(found), ["value_per_decision"])
        self.assertEqual(found["demands"][0]["at_threshold"]["verdict"], "kept")

    def test_no_model_earns_where_errors_only_cost(self):
        value = "value: {overestimate: -1, underestimate: -4, volume: {per: month, decisions: 1000}}\n"
        found = self.required(NUMBERS + value + "business_limits: {earn: {at_least: 5, per: month}}\n", self.numbers(rows=50))
        self.assertEqual(found["ability"], "cannot")
        self.assertIn("errors only cost", found["headline"])

    def test_a_budget_is_held_against_what_predictions_cost(self):
        value = "value: {overestimate: -1, underestimate: -4, per_prediction: 0.02, volume: {per: month, decisions: 1000}}\n"
        for budget, ability in ((25, "can"), (15, "cannot")):
            self.assertEqual(self.required(NUMBERS + value + "business_limits: {budget: {at_most: %d, per: month}}\n" % budget, self.numbers(rows=50))["ability"], ability)

    def test_proposals_are_promises_of_a_charter_that_is_kept_there(self):
        data, limits = self.numbers(), "business_limits: {off_by: {at_most: 12, of: 100, by: region}, leaning: {at_most: 0.5}, ranges_hold: {at_least: 90}}\n"
        found = self.required(NUMBERS + limits, data)
        self.assertIn("between: [-0.5, 0.5]", found["proposals"])
        whole = self.charter(NUMBERS + limits + found["proposals"], "whole.charter.yaml")
        self.run_charter("evaluate", whole, "--data", data)
        again = json.loads(self.run_charter("require", whole, "--data", data, "--json").stdout)
        self.assertEqual(again["proposals"], "")
        self.assertEqual({demand["promise"]["how"] for demand in again["demands"]}, {"promised"})

    def test_every_format_says_the_same(self):
        charter, data = self.charter(NUMBERS + "business_limits: {off_by: {at_most: 1}}\n"), self.numbers()
        for form in ("text", "markdown", "html"):
            page = self.run_charter("require", charter, "--data", data, "--format", form).stdout
            for words in ("predictions are off by at most 1 on average", "the mean absolute error", "broken"):
                self.assertIn(words, page, form)


class Rankings(RequireTest):
    def test_limits_are_of_the_first_places(self):
        data = self.lists()
        found = self.required(LISTS + "business_limits: {answered: {at_least: 60, first: 1}, shown_wrong: {at_most: 60, first: 3}, cases_found: {at_least: 40, first: 2}}\n", data)
        self.assertEqual(self.metrics_of(found), ["ranking_recall", "ranking_precision", "hit_rate"])
        self.assertEqual([demand["with"]["k"] for demand in found["demands"]], [2, 3, 1])
        answered = found["demands"][2]
        self.assertAlmostEqual(answered["at_present"], sum(items[0] for items in self.relevant) / len(self.relevant), delta=1e-12)
        self.assertIn("at most 60 of 100 shown in the first 3 places are irrelevant", [demand["says"] for demand in found["demands"]])
        self.assertEqual(found["ability"], "can")

    def test_what_lists_must_earn_is_their_worth(self):
        data = self.lists()
        value = "value: {by_position: [5, 2, 1], volume: {per: month, decisions: 1000}}\n"
        worth = json.loads(self.run_charter("value", self.charter(LISTS + value), "--data", data, "--json").stdout)["value_per_decision"]
        found = self.required(LISTS + value + "business_limits: {earn: {at_least: 100, per: month}}\n", data)
        self.assertEqual(self.metrics_of(found), ["value_per_decision"])
        self.assertAlmostEqual(found["demands"][0]["at_present"], worth["value"], delta=1e-12)
        most = self.required(LISTS + value + "business_limits: {earn: {at_least: 9000, per: month}}\n", data)
        self.assertIn("right in every place", most["headline"])

    def test_without_a_number_of_queries_earning_is_not_a_demand(self):
        found = self.required(LISTS + "value: {by_position: [5, 2, 1]}\nbusiness_limits: {earn: {at_least: 100, per: month}, answered: {at_least: 20}}\n", self.lists(50))
        self.assertIn("how many queries", found["not_compiled"][0]["why"])


class Classes(RequireTest):
    def test_one_class_is_held_against_the_rest(self):
        rng = random.Random(6)
        lines = ["said,was"]
        for _ in range(3000):
            was = rng.choice("abc")
            lines.append(f"{was if rng.random() < 0.9 else rng.choice('abc')},{was}")
        data = self.file("classes.csv", "\n".join(lines) + "\n")
        rows = [line.split(",") for line in lines[1:]]
        found = self.required(CLASSES + "business_limits: {flagged_wrong: {at_most: 20, category: a}, cases_found: {at_least: 80, category: b}}\n", data)
        self.assertEqual(self.metrics_of(found), ["precision", "recall"])
        flagged = [was for said, was in rows if said == "a"]
        self.assertAlmostEqual(found["demands"][0]["at_present"], flagged.count("a") / len(flagged), delta=1e-12)
        self.assertEqual(found["ability"], "can")
        self.assertIn("category: \"a\"", found["proposals"])


class BadInput(RequireTest):
    def test_each_is_said_with_its_place_and_what_to_change(self):
        data = self.numbers(rows=20)
        for text, saying in (
            (NUMBERS + "business_limits: {flagged_wrong: {at_most: 3}}\n", ["5:19", "no limit of a task of kind regression: flagged_wrong", "off_by"]),
            (LISTS + "business_limits: {off_by: {at_most: 3}}\n", ["no limit of a task of kind ranking: off_by", "answered"]),
            (CLASSES + "business_limits: {flagged_wrong: {at_most: 3}}\n", ["of many classes one is meant", "category"]),
            (NUMBERS + "business_limits: {off_by: {at_most: -3}}\n", "wrong value for at_most"),
            (NUMBERS + "business_limits: {leaning: {at_most: 0}}\n", "wrong value for at_most"),
            (NUMBERS + "business_limits: {ranges_hold: {at_least: 120}}\n", "more than there are: 120 of 100"),
            (LISTS + "business_limits: {answered: {at_least: 80, first: 2.5}}\n", "first"),
            (NUMBERS.replace(", lower: low, upper: high", "") + "business_limits: {ranges_hold: {at_least: 90}}\n", ["needs a column of the task", "lower"]),
            (NUMBERS + "value: {overestimate: -1}\nbusiness_limits: {budget: {at_most: 90, per: month}}\n", "a budget bounds costs"),
        ):
            with self.subTest(text):
                self.fails("require", self.charter(text), "--data", data, saying=saying)

    def test_a_column_that_the_data_lack_leaves_its_limit_unproven(self):
        found = self.required(NUMBERS.replace("prediction: said", "prediction: sayd") + "business_limits: {off_by: {at_most: 3}}\n", self.numbers(rows=20))
        self.assertEqual(found["ability"], "not_shown")
        self.assertIn('nearest is "said"', found["demands"][0]["at_threshold"]["why"])

    def test_no_rows_prove_nothing(self):
        found = self.required(NUMBERS + "business_limits: {off_by: {at_most: 3}}\n", self.numbers(rows=20), "--where", "was > 1000")
        self.assertEqual(found["ability"], "not_shown")
        self.assertEqual(found["demands"][0]["at_threshold"]["verdict"], "unproven")


if __name__ == "__main__":
    unittest.main()

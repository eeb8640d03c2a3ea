"""Numbers that others published, from their data through the whole program."""
import json

from charter_program import ProgramTest

COMPAS = """charter: 1
product: recidivism-scores
timezone: UTC
roles: {risk: {title: Risk}}
task:
  kind: binary
  positive: 1
  columns: {id: id, score: decile_score, label: two_year_recid}
  decide: {threshold: 5}
promises:
  - id: equal-false-alarms
    metric: false_positive_rate
    by: race
    compare: difference
    where: race in ('African-American', 'Caucasian')
    at_most: 0.05
    owner: risk
    breach: stop
  - id: equal-misses
    metric: false_negative_rate
    by: race
    compare: difference
    where: race in ('African-American', 'Caucasian')
    at_most: 0.05
    owner: risk
    breach: stop
"""


class Compas(ProgramTest):
    def test_propublicas_rates(self):
        data = self.shared("compas/compas-two-years.csv")
        results = self.measure("false_positive_rate,false_negative_rate", "--data", data, "--label", "two_year_recid", "--score", "decile_score", "--threshold", "5",
                               "--by", "race", "--where", "race in ('African-American', 'Caucasian')")
        rates = {(r["metric"], r["group"]): round(100 * r["value"], 2) for r in results}
        self.assertEqual(rates, {
            ("false_positive_rate", "African-American"): 44.85, ("false_positive_rate", "Caucasian"): 23.45,
            ("false_negative_rate", "African-American"): 27.99, ("false_negative_rate", "Caucasian"): 47.72})

    def test_equal_rates_are_a_broken_promise(self):
        data = self.shared("compas/compas-two-years.csv")
        card = json.loads(self.run_charter("evaluate", self.file("c.charter.yaml", COMPAS), "--data", data, "--json", expect=1).stdout)
        for promise in card["promises"]:
            self.assertEqual(promise["verdict"], "broken")
            self.assertGreater(promise["interval"]["low"], 0)
            self.assertLess(promise["interval"]["low"], promise["value"])
            self.assertGreater(promise["interval"]["high"], promise["value"])


class Adult(ProgramTest):
    def test_counts_as_uci_states_them(self):
        data = self.shared("adult/adult_test.csv")
        results = self.measure("row_count,positive_rate", "--data", data, "--label", "class", "--positive", ">50K.", "--prediction", "class")
        self.assertEqual(results[0]["value"], 16281)
        self.assertAlmostEqual(results[1]["value"], 3846 / 16281, places=12)

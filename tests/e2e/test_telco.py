"""examples/telco_churn as its README has it: prepared, fitted, and asked for its worth, its limits, its people and simpler models."""
import json
import subprocess

from charter_program import PROGRAM, ROOT, ProgramTest

CHARTER = ROOT / "examples/telco_churn/charter.yaml"
FEATURES = "tenure,monthly_charge,contract,internet,security,support,payment,paperless,partner,dependents"


class Telco(ProgramTest):
    def setUp(self):
        super().setUp()
        source, run_sql = self.shared("telco_churn/Telco-Customer-Churn.csv"), PROGRAM.parent / "run_sql"
        if not run_sql.exists():
            self.skipTest("run_sql is not built")
        subprocess.run([run_sql, ROOT / "examples/telco_churn/prepare.sql", f"TELCO={source}", f"OUT={self.folder}"], check=True, capture_output=True)
        self.train, self.data = self.folder / "train.parquet", self.folder / "predictions.parquet"
        model = self.folder / "model.json"
        self.run_charter("fit", "--data", self.train, "--label", "churned", "--kind", "logistic", "--output", model, "--features", FEATURES)
        self.run_charter("score", model, "--data", self.folder / "customers.parquet", "--as", "p_churn", "--output", self.data)

    def told(self, command, *more):
        return json.loads(self.run_charter(command, CHARTER, "--data", self.data, *more, "--json").stdout)

    def test_it_is_worth_something_and_the_amounts_are_what_is_not_known(self):
        worth = self.told("value")
        month = worth["value_per_month"]
        self.assertTrue(0 < month["low"] < month["value"] < month["high"])
        self.assertGreater(month["amounts"]["high"] - month["amounts"]["low"], 3 * (month["sampling"]["high"] - month["sampling"]["low"]))
        self.assertTrue(0.25 < worth["break_even"]["value"] < 0.4)
        self.assertLess(worth["best_threshold"]["value"], 0.5)

    def test_the_limits_leave_thresholds_below_the_present_one(self):
        told = " ".join(self.run_charter("require", CHARTER, "--data", self.data).stdout.split())
        self.assertIn("every limit is met on these data", told)
        self.assertIn("the amounts would have to be known better", told)
        self.assertIn("useful promises less than", told)

    def test_people_add_up_and_carry_the_amounts(self):
        people = self.told("people", "--cases", "customers")
        self.assertEqual(people["flagged"] + people["not_flagged"], people["of"])
        self.assertLess(people["value_per_decision"]["low"], people["value_per_decision"]["for_rows"][0])

    def test_the_same_model_again_is_no_different(self):
        found = self.told("compare", "--train", self.train, "--features", FEATURES)
        logistic = next(one for one in found["models"] if one["name"] == "logistic")
        self.assertEqual(logistic["product_value"]["value"], 0)
        self.assertEqual(logistic["product_value"]["per"], "month")
        constant = next(one for one in found["models"] if one["name"] == "constant")
        self.assertGreater(constant["product_value"]["interval_for_amounts"][1] - constant["product_value"]["interval_for_amounts"][0], 1000)

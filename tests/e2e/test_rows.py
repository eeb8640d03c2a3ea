"""Numbers and texts of single rows: regression, service, generated answers and data, through the whole program."""
import csv
import datetime
import json

from charter_program import ROOT, ProgramTest

GOLDEN = json.loads((ROOT / "tests/golden/rows.json").read_text())

ARRIVALS = """charter: 1
product: arrival-times
currency: EUR
timezone: UTC
roles: {science: {title: Data science}}
task:
  kind: regression
  columns: {time: at, label: y, prediction: p, lower: lo, upper: hi}
populations: [{id: places, column: place, shares: {north: 0.5, south: 0.5}, within: 0.2}]
data: {columns: {wait: {type: number, min: 0, max: 60}}}
promises:
  - {id: near, metric: mae, at_most: 5, over: 7d, owner: science, breach: stop}
  - {id: covered, metric: interval_coverage, at_least: 0.8, owner: science, breach: warn}
  - {id: both, metric: r2, by: place, at_least: 0.5, owner: science, breach: warn}
  - {id: high, metric: pinball_loss, with: {q: 0.9}, at_most: 4, owner: science, breach: warn}
  - {id: sane, metric: out_of_range_share, of: wait, at_most: 0, owner: science, breach: warn}
  - {id: fair, metric: representativeness, of: place, at_most: 0.1, owner: science, breach: warn}
  - {id: apart, metric: correlation, of: [wait, lo, hi], at_most: 0.99, owner: science, breach: info}
  - {id: busy, metric: throughput, with: {per: 3600}, over: 1d, at_least: 0.5, owner: science, breach: warn}
  - {id: quick, metric: latency, of: wait, where: place = 'north', at_most: 60, owner: science, breach: warn}
"""


def arrivals(count=400):
    lines = ["at,y,p,lo,hi,place,wait,up"]
    start = datetime.datetime(2024, 3, 1)
    for i in range(count):
        y = 40 + (i * 37) % 60
        p = y + (i * 7919) % 13 - 6
        at = start + datetime.timedelta(hours=i)
        lines.append(f"{at.isoformat()}Z,{y},{p},{p - 7},{p + 7},{'north' if i % 5 < 2 else 'south'},{(i * 31) % 45},{'no' if i % 40 == 0 else 'yes'}")
    return "\n".join(lines) + "\n"


class Rows(ProgramTest):
    def assertAgrees(self, found, expected, what):
        if expected is None:
            self.assertIsNone(found["value"], what)
            return
        self.assertIsNotNone(found["value"], (what, found))
        self.assertLessEqual(abs(found["value"] - expected), 1e-9 * abs(expected) + 1e-12, (what, found["value"], expected))

    def check(self, expected, *arguments, group=None):
        """Every number of a golden set, `quantile q=0.9` being a parameter, in as few calls as there are parameters."""
        plain = [name for name in expected if " " not in name]
        with_q = [name for name in expected if " " in name]
        found = {}
        for r in self.measure(",".join(plain), *arguments):
            found[(r["metric"], r["group"])] = r
        for name in with_q:
            metric, parameter = name.split(" ")
            for r in self.measure(metric, "--param", parameter, *arguments):
                found[(name, r["group"])] = r
        for name, value in expected.items():
            self.assertAgrees(found[(name, group)], value, name)

    def test_regression_on_bike_rentals(self):
        with open(self.shared("bike_sharing/hour.csv"), newline="") as source:
            hours = list(csv.DictReader(source))
        lines = ["y,p,lo,hi,weathersit"]
        for before, now in zip(hours, hours[1:]):
            p = int(before["cnt"])
            lines.append(f"{now['cnt']},{p},{p - 100},{p + 100},{now['weathersit']}")
        data = self.file("bikes.csv", "\n".join(lines) + "\n")
        columns = ["--data", data, "--label", "y", "--prediction", "p", "--lower", "lo", "--upper", "hi"]
        self.check(GOLDEN["bikes"]["all"], *columns)
        by_weather = self.measure("mae,rmse,r2,wape,median_absolute_error,largest_error", *columns, "--by", "weathersit")
        for r in by_weather:
            self.assertAgrees(r, GOLDEN["bikes"]["weathersit"][r["group"]][r["metric"]], (r["metric"], r["group"]))
        only = self.measure("mae", *columns, "--where", "weathersit = 3")
        self.assertAgrees(only[0], GOLDEN["bikes"]["weathersit"]["3"]["mae"], "a slice")

    def test_columns_on_bike_rentals(self):
        data = self.shared("bike_sharing/hour.csv")
        for name, expected in GOLDEN["bikes"]["columns"].items():
            self.check(expected, "--data", data, "--column", name)
        for pair, expected in GOLDEN["bikes"]["correlation"].items():
            found = self.measure("correlation", "--data", data, "--column", *pair.split(" and "))
            self.assertEqual([r["column"] for r in found], [pair])
            self.assertAgrees(found[0], expected, pair)
        three = self.measure("correlation", "--data", data, "--column", "temp", "atemp", "hum")
        self.assertEqual([r["column"] for r in three], ["temp and atemp", "temp and hum", "atemp and hum"])

    def test_service_of_an_inference_trace(self):
        data = self.shared("azure_llm_trace/AzureLLMInferenceTrace_conv.csv")
        expected = GOLDEN["services"]
        for name in ("ContextTokens", "GeneratedTokens"):
            self.check(expected[name], "--data", data, "--column", name)
        for q, (low, high) in expected["limits"].items():
            found = self.measure("latency", "--data", data, "--column", "GeneratedTokens", "--param", f"q={q}")[0]
            self.assertEqual((found["interval"]["low"], found["interval"]["high"]), (low, high), "SciPy's order statistics")
        rate = self.measure("throughput,tokens_per_answer", "--data", data, "--time", "TIMESTAMP", "--column", "GeneratedTokens")
        self.assertLess(abs(rate[0]["value"] / expected["throughput"] - 1), 1e-6, "times hold microseconds")
        self.assertAgrees(rate[1], expected["GeneratedTokens"]["mean"], "tokens")

    def test_costs_of_a_cloud_bill(self):
        data = self.shared("focus_cost/focus_sample.csv")
        for name, expected in GOLDEN["costs"].items():
            self.check(expected, "--data", data, "--column", name)

    def test_people_of_the_census(self):
        names = "age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex,capital_gain,capital_loss,hours_per_week,native_country,class"
        with open(self.shared("adult/adult.data")) as source:
            lines = [line.strip().replace(", ", ",") for line in source if line.strip()]
        data = self.file("adult.csv", names + "\n" + "\n".join(lines) + "\n")
        expected = GOLDEN["people"]
        self.check(expected["hours_per_week"], "--data", data, "--column", "hours_per_week")
        share = self.measure("out_of_range_share", "--data", data, "--column", "hours_per_week", "--param", "min=20", "max=60")[0]
        self.assertAgrees(share, expected["out_of_range_share 20 to 60"], "out of range")
        seen = self.file("seen.csv", names + "\n" + "\n".join(line for line in lines if line.split(",")[13] in ("United-States", "Mexico")) + "\n")
        unseen = self.measure("unseen_category_share", "--data", data, "--reference", seen, "--column", "native_country")[0]
        self.assertAgrees(unseen, expected["unseen_category_share"], "unseen")
        found = self.measure("representativeness", "--data", data, "--column", "sex", "--population", "Female=0.5", "Male=0.5")[0]
        self.assertAgrees(found, expected["representativeness"], "representativeness")
        for sex, weight in expected["weights"].items():
            self.assertAlmostEqual(found["weights"][sex], weight, places=12)
        self.assertIn(f"worth {expected['effective']:.0f}", found["detail"])
        kinds = self.measure("distinct_count,most_frequent_share", "--data", data, "--column", "education")
        self.assertEqual(kinds[0]["value"], expected["education distinct_count"])
        self.assertAgrees(kinds[1], expected["education most_frequent_share"], "most frequent")

    def test_judges_who_rate_the_same_items(self):
        for case in GOLDEN["alpha"]:
            lines = ["item,judge,rating,word"]
            for judge, ratings in enumerate(case["ratings"]):
                for item, rating in enumerate(ratings):
                    lines.append(f"i{item},j{judge},{'' if rating is None else rating},{'' if rating is None else 'grade ' + str(rating)}")
            data = self.file("ratings.csv", "\n".join(lines) + "\n")
            levels = {"krippendorff_alpha": "nominal", "krippendorff_alpha_ordinal": "ordinal", "krippendorff_alpha_interval": "interval"}
            for row in self.measure(",".join(levels), "--data", data, "--item", "item", "--column", "rating"):
                self.assertAgrees(row, case[levels[row["metric"]]], (case["name"], row["metric"]))
            words = self.measure("krippendorff_alpha", "--data", data, "--item", "item", "--column", "word")[0]
            self.assertAgrees(words, case["nominal"], (case["name"], "words"))
        self.fails("measure", "krippendorff_alpha_ordinal", "--data", data, "--item", "item", "--column", "word", saying="holds text")
        self.fails("measure", "krippendorff_alpha", "--data", data, "--column", "word", saying="item")

    def test_judges_hold_a_promise_by_topic(self):
        lines = ["item,topic,rating"]
        for item in range(400):
            for judge in range(3):
                odd = (item // 2) % (4 if item % 2 else 9) == 0 and judge == 0
                lines.append(f"i{item},{'law' if item % 2 else 'food'},{(item // 2 + odd) % 3}")
        data = self.file("topics.csv", "\n".join(lines) + "\n")
        charter = self.file("judges.charter.yaml", """charter: 1
product: answers
roles:
  science: {title: Data science}
task: {kind: generation, columns: {item: item}}
promises:
  - {id: agree, metric: krippendorff_alpha, of: rating, at_least: 0.7, owner: science}
  - {id: by-topic, metric: krippendorff_alpha, of: rating, by: topic, at_least: 0.6, owner: science}
""")
        card = json.loads(self.run_charter("evaluate", charter, "--data", data, "--json", expect=None).stdout)
        self.assertEqual([promise["verdict"] for promise in card["promises"]], ["kept", "kept"], card)
        self.assertIn("Judges agree", card["promises"][0]["sentence"])

    def test_a_population_of_numbers(self):
        lines = ["region,size"] + [f"{1 if i % 4 else 2},{1.5 if i % 2 else 2}" for i in range(400)]
        data = self.file("regions.csv", "\n".join(lines) + "\n")
        whole = self.measure("representativeness", "--data", data, "--column", "region", "--population", "1=0.5", "2=0.5")[0]
        self.assertAlmostEqual(whole["value"], 0.25, places=12)
        parts = self.measure("representativeness", "--data", data, "--column", "size", "--population", "1.5=0.5", "2=0.25", "3=0.25")[0]
        self.assertAlmostEqual(parts["value"], 0.25, places=12)
        self.assertIn("3", parts["detail"])

    def test_drafts_and_accepted_texts(self):
        lines = ["draft,accepted,ok"]
        for pair in GOLDEN["texts"]:
            if pair["a"] and pair["b"]:
                lines.append(f'"{pair["a"]}","{pair["b"]}",{"yes" if pair["distance"] == 0 else "no"}')
        pairs = [pair for pair in GOLDEN["texts"] if pair["a"] and pair["b"]]
        data = self.file("answers.csv", "\n".join(lines) + "\n")
        found = self.measure("edit_distance,normalized_edit_distance", "--data", data, "--label", "accepted", "--prediction", "draft")
        self.assertAlmostEqual(found[0]["value"], sum(pair["distance"] for pair in pairs) / len(pairs), places=9)
        self.assertAlmostEqual(found[1]["value"], sum(pair["share"] for pair in pairs) / len(pairs), places=12)
        rate = self.measure("acceptance_rate", "--data", data, "--column", "ok")[0]
        self.assertEqual((rate["value"], rate["n"]), (1 / len(pairs), len(pairs)))

    def test_a_charter_for_a_regression(self):
        data = self.file("a.csv", arrivals())
        done = self.run_charter("evaluate", self.file("c.charter.yaml", ARRIVALS), "--data", data, "--json", expect=None)
        card = json.loads(done.stdout)
        promises = {promise["id"]: promise for promise in card["promises"]}
        self.assertEqual(promises["near"]["verdict"], "kept", promises["near"])
        self.assertEqual(promises["covered"]["verdict"], "kept")
        self.assertEqual({check["group"] for check in promises["both"]["checks"]}, {"north", "south"})
        self.assertEqual(promises["sane"]["verdict"], "kept", promises["sane"])
        self.assertEqual({check["column"] for check in promises["apart"]["checks"]}, {"wait and lo", "wait and hi", "lo and hi"})
        self.assertEqual(promises["apart"]["verdict"], "broken" if promises["apart"]["value"] == 1 and promises["apart"]["reason"] is None else "unproven")
        self.assertEqual(promises["busy"]["value"], 1, "24 rows a day are one an hour")
        self.assertAlmostEqual(promises["fair"]["value"], 0.1, places=12)
        self.assertEqual(promises["fair"]["checks"][0]["weights"], {"north": 1.25, "south": 0.8333333333333334})
        text = self.run_charter("evaluate", self.file("c.charter.yaml", ARRIVALS), "--data", data, expect=None).stdout
        self.assertIn("On average we are ", text)
        self.assertNotIn("not yet evaluated", text)

    def test_availability_takes_hours_as_units(self):
        data = self.file("a.csv", arrivals())
        found = self.measure("availability,error_rate", "--data", data, "--column", "up", "--time", "at")
        self.assertEqual((found[0]["value"], found[0]["units"], found[0]["method"]), (0.975, 400, "jackknife over hours"))
        self.assertEqual(found[1]["method"], "mid-P" if 400 * 0.025 >= 10 else "Clopper-Pearson")

    def test_what_is_left_out_is_said(self):
        data = self.file("a.csv", "y,p,q\n1,2,1\n,3,1\n4,,1\n0,1,x\n5,inf,1\n" + "".join(f"{i + 1},{i},1\n" for i in range(30)))
        mape = self.measure("mape", "--data", data, "--label", "y", "--prediction", "p", "--where", "p < 100")[0]
        self.assertEqual((mape["n"], mape["left_out"]), (31, 2))
        self.assertIn("a share of 0 does not exist", mape["detail"])
        infinite = self.measure("mae", "--data", data, "--label", "y", "--prediction", "p")[0]
        self.assertEqual((infinite["value"], infinite["reason"], infinite["detail"]), (None, "infinite_values", "1 row"))
        median = self.measure("median_absolute_error", "--data", data, "--label", "y", "--prediction", "p")[0]
        self.assertEqual(median["value"], 1, "one infinite error does not move the median")

    def test_units_windows_and_weights_of_rows_go_through(self):
        lines = arrivals().splitlines()
        data = self.file("a.csv", "\n".join(f"{line},{'day' if i == 0 else line[:10]}" for i, line in enumerate(lines)) + "\n")
        for r in self.measure("mae,rmse,r2,wape,interval_coverage,median_absolute_error", "--data", data, "--label", "y", "--prediction", "p",
                              "--lower", "lo", "--upper", "hi", "--unit", "day"):
            self.assertEqual(r["units"], 17, r)
            self.assertIn("jackknife", r["method"])

    def test_faults_say_what_to_do(self):
        data = self.file("a.csv", "y,p,t\n1,2,one\n2,3,two\n")
        self.fails("measure", "mae", "--data", data, "--label", "y", saying="mae needs --prediction")
        self.fails("measure", "mae", "--data", data, "--label", "t", "--prediction", "p", saying="holds text: t")
        self.fails("measure", "correlation", "--data", data, "--column", "y", saying="about two columns")
        self.fails("measure", "representativeness", "--data", data, "--column", "t", saying="needs --population")
        self.fails("measure", "representativeness", "--data", data, "--column", "t", "--population", "one=2", saying="not a category with its share: one=2")
        self.fails("measure", "pinball_loss", "--data", data, "--label", "y", "--prediction", "p", "--param", "q=1", saying="not a value for q: 1")
        self.fails("measure", "throughput", "--data", data, saying="throughput needs --time")
        ranged = self.measure("out_of_range_share", "--data", data, "--column", "y")[0]
        self.assertEqual(ranged["reason"], "no_range")
        self.fails("evaluate", self.file("c.charter.yaml", ARRIVALS.replace("of: place, at_most: 0.1", "of: wait, at_most: 0.1")), "--data", data,
                   saying="none is declared for the column: wait")

"""Metrics over queries and subjects, through the whole program: against trec_eval, pytrec_eval, pandas and lifelines."""
import csv
import json
import re

from charter_program import ROOT, ProgramTest

GOLDEN = ROOT / "tests/golden"


def near(test, value, expected, relative=1e-9):
    test.assertIsNotNone(value)
    test.assertLessEqual(abs(value - expected), relative * max(abs(expected), 1e-12), f"{value} is not {expected}")


class Ranking(ProgramTest):
    COLUMNS = ["--query", "query", "--item", "item", "--score", "score", "--label", "label"]

    def table(self, rows, name="lists.csv"):
        with open(self.folder / name, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["query", "item", "score", "label"])
            for row in rows:
                writer.writerow(["" if value is None else value for value in row])
        return str(self.folder / name)

    def trec(self, qrels, results):
        """Judgements and results as one table: no score where nothing was retrieved, no label where nothing was judged."""
        rows = {}
        for line in open(self.shared("trec_eval/" + qrels)):
            query, _, item, label = line.split()[:4]
            rows[query, item] = [query, item, None, label]
        for line in open(self.shared("trec_eval/" + results)):
            query, _, item, _, score = line.split()[:5]
            rows.setdefault((query, item), [query, item, None, None])[2] = score
        return self.table(sorted(rows.values(), key=lambda row: (row[1], row[0])))

    def value(self, data, metric, parameters):
        given = [f"{name}={number}" for name, number in parameters.items()]
        return self.measure(metric, "--data", data, *self.COLUMNS, *(["--param", *given] if given else []))[0]["value"]

    def test_trec_evals_published_numbers(self):
        for expected, qrels, results, more in [
            ("out.test.aq", "qrels.test", "results.test", {}),
            ("out.test.aqc", "qrels.test", "results.trunc", {"complete": 1}),
            ("out.test.aql", "qrels.rel_level", "results.test", {"level": 2}),
        ]:
            data = self.trec(qrels, results)
            checked = 0
            for line in open(self.shared("trec_eval/" + expected)):
                name, query, number = line.split()
                known = {"map": "mean_average_precision", "map_cut": "mean_average_precision", "ndcg": "ndcg", "ndcg_cut": "ndcg", "recip_rank": "mean_reciprocal_rank",
                         "P": "ranking_precision", "set_P": "ranking_precision", "recall": "ranking_recall", "set_recall": "ranking_recall", "success": "hit_rate"}
                found = re.fullmatch(r"(map_cut|map|ndcg_cut|ndcg|recip_rank|set_P|P|set_recall|recall|success)(?:_(\d+))?", name)
                if query != "all" or not found or int(found[2] or 0) not in (0, 5, 10, 30, 1000):
                    continue
                value = self.value(data, known[found[1]], {"k": found[2] or 0, **more})
                self.assertAlmostEqual(value, float(number), delta=0.5001e-4, msg=f"{expected} {name}")
                checked += 1
            self.assertGreaterEqual(checked, 15)

    def test_pytrec_eval_to_the_last_digits(self):
        for case in json.loads((GOLDEN / "ranking.json").read_text())["cases"]:
            data = self.table(case["rows"]) if "rows" in case else self.trec(case["qrels"], case["results"])
            for one in case["values"]:
                with self.subTest(case=case["name"], metric=one["metric"], parameters=one["parameters"]):
                    near(self, self.value(data, one["metric"], one["parameters"]), one["value"])

    def test_evidentlys_numbers_on_request(self):
        data = None
        for table in json.loads((GOLDEN / "as_ranking.json").read_text())["tables"]:
            data = self.table(table["rows"]) if table["rows"] else data
            given = [f"{name}={number}" for name, number in table["parameters"].items()]
            for name, expected in table["values"].items():
                with self.subTest(name=name, parameters=table["parameters"]):
                    result = self.measure(name.removeprefix("evidently_"), "--data", data, *self.COLUMNS, "--as", "evidently", "--param", *given)[0]
                    near(self, result["value"], expected)

    def test_coverage_counts_items(self):
        data = self.table([["a", "x", 3, 1], ["a", "y", 2, 0], ["b", "x", 3, 0], ["b", "z", 1, 1], ["b", "w", "", 1]])
        self.assertEqual(self.value(data, "catalogue_coverage", {"k": 1}), 0.25)
        self.assertEqual(self.value(data, "catalogue_coverage", {"k": 2}), 0.75)

    def test_users_who_ask_again_are_units(self):
        rows = "".join(f"u{u},u{u}q{q},i{i},{9 - i},{1 if (u * 7 + i * 3) % 5 < 2 else 0}\n" for u in range(60) for q in range(1 + u % 4) for i in range(6))
        data = self.file("lists.csv", "user,query,item,score,label\n" + rows)
        queries, users = (self.measure("ndcg", "--data", data, *self.COLUMNS, *unit)[0] for unit in ([], ["--unit", "user"]))
        self.assertEqual(queries["value"], users["value"])
        self.assertEqual((queries["units"], users["units"]), (150, 60))
        width = lambda one: one["interval"]["high"] - one["interval"]["low"]
        self.assertGreater(width(users), 1.3 * width(queries), "a user's lists are alike")

    def test_what_is_missing_is_said(self):
        data = self.file("lists.csv", "query,item,score,label\na,x,1,1\n")
        self.fails("measure", "ndcg", "--data", data, "--query", "query", "--score", "score", "--label", "label", saying="ndcg needs --item")
        self.fails("measure", "ndcg", "--data", data, *self.COLUMNS, "--param", "k=1.5", saying="not a value for k")


class Business(ProgramTest):
    def golden(self, data):
        return [entry for entry in json.loads((GOLDEN / "business.json").read_text())["entries"] if entry["data"] == data]

    def check(self, data, file, *columns):
        for entry in self.golden(data):
            how = dict(entry["how"])
            arguments = [word for key, option in (("of", "--column"), ("per", "--per"), ("adjusted_by", "--adjusted-by")) if key in how for word in (option, how.pop(key))]
            given = [f"{name}={number}" for name, number in how.items()]
            with self.subTest(metric=entry["metric"], how=entry["how"]):
                result = self.measure(entry["metric"], "--data", file, *columns, *arguments, *(["--param", *given] if given else []))[0]
                near(self, result["value"], entry["value"])
                if entry["interval"] and entry["interval"][0] < 1:
                    near(self, result["interval"]["low"], entry["interval"][0], 1e-7)
                    near(self, result["interval"]["high"], entry["interval"][1], 1e-7)

    def test_cookie_cats(self):
        self.check("cookie_cats", self.shared("cookie_cats/cookie_cats.csv"), "--subject", "userid", "--version", "version", "--of-version", "gate_40", "--against", "gate_30")

    def test_hillstrom(self):
        lines = open(self.shared("hillstrom/hillstrom_data.csv")).read().splitlines()
        text = "customer," + lines[0] + "\n" + "".join(f"{i},{line}\n" for i, line in enumerate(lines[1:]))
        data = self.file("mail.csv", text)
        self.check("hillstrom", data, "--subject", "customer", "--version", "segment", "--of-version", "Mens E-Mail", "--against", "No E-Mail")

    def test_cdnow(self):
        text = "id,date,dollars\n"
        for line in open(self.shared("cdnow/CDNOW_master.txt")).read().splitlines()[1:]:
            if line.strip():
                customer, date, _, dollars = line.split()
                text += f"c{customer},{date[:4]}-{date[4:6]}-{date[6:]},{dollars}\n"
        self.check("cdnow", self.file("log.csv", text), "--subject", "id", "--time", "date")

    def test_telco(self):
        self.check("telco", self.shared("telco_churn/Telco-Customer-Churn.csv"), "--subject", "customerID", "--label", "Churn", "--positive", "Yes")

    EXPERIMENT = """charter: 1
product: shop
timezone: UTC
roles: {product: {title: Product}}
task:
  kind: ranking
  columns: {subject: userid, unit: userid, version: version}
promises:
  - id: no-worse
    metric: relative_uplift
    of: retention_7
    version: gate_40
    against: gate_30
    at_least: -0.01
    owner: product
"""

    def test_a_promise_about_an_uplift(self):
        data = self.shared("cookie_cats/cookie_cats.csv")
        card = json.loads(self.run_charter("evaluate", self.file("c.charter.yaml", self.EXPERIMENT), "--data", data, "--json", expect=None).stdout)
        promise = card["promises"][0]
        self.assertEqual(promise["verdict"], "broken", "the later gate loses players, as was published")
        self.assertAlmostEqual(promise["value"], -0.0431, places=4)
        self.assertLess(promise["interval"]["high"], -0.01)

    def test_an_uneven_split_voids_the_comparison(self):
        data = self.file("ab.csv", "who,v,paid\n" + "".join(f"{i},{'a' if i % 5 < 3 else 'b'},{i % 7}\n" for i in range(2000)))
        columns = ["--data", data, "--subject", "who", "--version", "v", "--of-version", "a", "--against", "b", "--column", "paid"]
        void = self.measure("uplift", *columns)[0]
        self.assertIsNone(void["value"])
        self.assertEqual(void["reason"], "uneven_split")
        meant = self.measure("uplift", *columns, "--param", "share=0.6")[0]
        self.assertIsNotNone(meant["value"])

    def test_faults_of_a_document_say_what_to_do(self):
        for old, new, saying in [
            ("    against: gate_30\n", "", "add against: v1"),
            ("    against: gate_30\n", "    against: gate_40\n", "name two versions"),
            ("    metric: relative_uplift\n", "    metric: revenue_per_user\n", "remove against"),
            ("    at_least: -0.01\n", "    adjusted_by: [a, b]\n    at_least: -0.01\n", "name the column that was known before"),
        ]:
            done = self.run_charter("lint", self.file("c.charter.yaml", self.EXPERIMENT.replace(old, new)), expect=None)
            self.assertIn(saying, done.stdout + done.stderr)
            self.assertNotEqual(done.returncode, 0)


class Cohorts(ProgramTest):
    """Weekly cohorts: a subject belongs to the week of its first visit, whenever it comes back."""

    def test_retention_by_week(self):
        visits = ["who,at"]
        for week in range(6):
            for i in range(40):
                day = 7 * week
                visits.append(f"w{week}-{i},2001-01-{1 + day:02}T08:00:00Z" if 1 + day <= 31 else f"w{week}-{i},2001-02-{1 + day - 31:02}T08:00:00Z")
                if i < 10 + 5 * week and week < 5:
                    later = 1 + day + 7
                    visits.append(f"w{week}-{i},2001-{'01' if later <= 31 else '02'}-{later if later <= 31 else later - 31:02}T09:00:00Z")
        charter = """charter: 1
product: app
timezone: UTC
roles: {product: {title: Product}}
task: {kind: ranking, columns: {subject: who, unit: who, time: at}}
promises:
  - {id: they-return, metric: retention, with: {day: 7}, at_least: 0.2, over: 7d, owner: product}
"""
        data = self.file("visits.csv", "\n".join(visits) + "\n")
        card = json.loads(self.run_charter("evaluate", self.file("c.charter.yaml", charter), "--data", data, "--as-of", "2001-02-13T00:00:00Z", "--json", expect=None).stdout)
        points = {point["window"]["start"][:10]: point["value"] for point in card["promises"][0]["trend"]}
        self.assertEqual(points["2001-01-01"], 0.25)
        self.assertEqual(points["2001-01-08"], 0.375)
        self.assertEqual(points["2001-01-29"], 0.75)

"""Performance before labels, several columns together, and detectors in order of arrival."""

import json
import random

from charter_program import ProgramTest

HEAD = """charter: 1
product: credit
currency: EUR
timezone: UTC
roles:
  science: {title: Data science}
task:
  kind: binary
  positive: 1
  columns: {time: day, id: id, score: p, label: y, features: [a, b]}
  decide: {threshold: 0.5}
outcomes: {late_by: %s, absent_means: unknown, observed_when: %s}
reference: {file: then.csv}
value: {true_positive: 10, false_positive: -2, false_negative: -8, true_negative: 0}
promises:
"""


def scored(count, seed, days=28, month=3, outcomes_until=32, drift=0.0):
    """Rows of calibrated scores; no outcome after the given day of the month."""
    chance = random.Random(seed)
    lines = ["day,id,p,y,g,a,b"]
    for i in range(count):
        day = 1 + i * days // count
        p = chance.random()
        y = int(chance.random() < p)
        a = chance.gauss(0, 1)
        b = a * (1 if drift == 0 else -1) + chance.gauss(0, 0.3)
        lines.append(f"2024-{month:02}-{day:02}T12:00:00Z,{month}-{i},{p:.6f},{y if day <= outcomes_until else ''},{'xy'[i % 2]},{a + drift:.4f},{b:.4f}")
    return "\n".join(lines) + "\n"


class BeforeLabels(ProgramTest):
    def evaluate(self, promises, data, *arguments, late_by="1s", observed="always"):
        self.file("then.csv", scored(6000, 1, month=2))
        charter = self.file("c.charter.yaml", HEAD % (late_by, observed) + promises)
        done = self.run_charter("evaluate", charter, "--data", data, "--format", "json", *arguments, expect=None)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        card = json.loads(done.stdout)
        return {promise["id"]: promise for promise in card["promises"]}, done.returncode

    def test_an_estimate_may_warn_and_never_keeps(self):
        data = self.file("now.csv", scored(4000, 2, outcomes_until=0))
        found, code = self.evaluate("  - {id: well-kept, metric: recall, estimated: true, at_least: 0.5, breach: warn}\n"
                                    "  - {id: warned, metric: recall, estimated: true, at_least: 0.9, breach: warn}\n"
                                    "  - {id: stops, metric: recall, estimated: true, at_least: 0.5, breach: stop}\n"
                                    "  - {id: stops-broken, metric: recall, estimated: true, at_least: 0.9, breach: stop}\n", data)
        self.assertEqual(code, 2)
        self.assertEqual({name: (one["verdict"], one["reason"]) for name, one in found.items()},
                         {"well-kept": ("unproven", "estimated_only"), "warned": ("broken", None), "stops": ("unproven", "estimated_only"), "stops-broken": ("unproven", "estimated_only")})
        self.assertTrue(all(one["estimated"] for one in found.values()))
        self.assertAlmostEqual(found["warned"]["value"], 0.75, delta=0.03)
        self.assertIn("made without outcomes", found["warned"]["sentence"])

    def test_an_estimate_named_with_only_opens_no_gate(self):
        data = self.file("now.csv", scored(4000, 2, outcomes_until=0))
        promise = "  - {id: warned, metric: recall, estimated: true, at_least: 0.9, breach: warn}\n"
        self.assertEqual(self.evaluate(promise, data)[1], 0)
        self.assertEqual(self.evaluate(promise, data, "--only", "warned")[1], 2)

    def test_every_format_says_that_it_is_an_estimate(self):
        data = self.file("now.csv", scored(4000, 2, outcomes_until=0))
        self.file("then.csv", scored(6000, 1, month=2))
        charter = self.file("c.charter.yaml", HEAD % ("1s", "always") + "  - {id: early, metric: recall, estimated: true, at_least: 0.5, breach: stop}\n")
        for form in ("text", "json", "markdown", "junit", "html"):
            out = self.folder / f"out.{form}"
            self.run_charter("evaluate", charter, "--data", data, "--format", form, "--output", out, expect=2)
            self.assertIn("estimate made without outcomes", " ".join(out.read_text().split()), form)

    def test_realised_where_outcomes_are_in_and_foreseen_where_they_are_not(self):
        data = self.file("now.csv", scored(8000, 3, outcomes_until=21))
        found, _ = self.evaluate("  - {id: useful, metric: recall, at_least: 0.5, over: 7d}\n", data, late_by="7d")
        useful = found["useful"]
        self.assertEqual(useful["verdict"], "kept")
        self.assertFalse(useful["estimated"])
        realised = [one for one in useful["foreseen"] if one["realised"] is not None]
        open_ones = [one for one in useful["foreseen"] if one["realised"] is None]
        self.assertGreaterEqual(len(realised), 2)
        self.assertEqual(len(open_ones), 1)
        self.assertTrue(all(one["held"] is None for one in open_ones))
        for one in realised:
            self.assertAlmostEqual(one["value"], one["realised"], delta=0.06)
        self.assertIn("are not in; estimated without them", useful["sentence"])

    def test_foreseen_although_no_outcome_was_ever_delivered(self):
        data = self.file("now.csv", "\n".join(",".join(line.split(",")[:3] + line.split(",")[4:]) for line in scored(4000, 3).splitlines()) + "\n")
        found, _ = self.evaluate("  - {id: useful, metric: f1, at_least: 0.5, over: 7d}\n", data, late_by="7d")
        self.assertEqual((found["useful"]["verdict"], found["useful"]["reason"]), ("unproven", "missing_column"))
        self.assertGreaterEqual(len(found["useful"]["foreseen"]), 3)

    def test_measure_estimates_by_group_without_a_label_in_the_data(self):
        then = self.file("then.csv", scored(6000, 1, month=2))
        now = self.file("now.csv", "\n".join(",".join(line.split(",")[:3] + line.split(",")[4:]) for line in scored(3000, 2).splitlines()) + "\n")
        common = ("--data", now, "--reference", then, "--label", "y", "--score", "p", "--estimated")
        for row in self.measure("recall,precision,f1,roc_auc,average_precision,accuracy,specificity", *common):
            self.assertTrue(row["estimated"])
            self.assertLess(row["interval"]["low"], row["value"])
            self.assertGreater(row["interval"]["high"], row["value"])
        groups = self.measure("recall", *common, "--by", "g")
        self.assertEqual([row["group"] for row in groups], ["x", "y"])
        gap = self.measure("recall", *common, "--by", "g", "--compare", "difference")[0]
        self.assertTrue(gap["estimated"])
        self.assertAlmostEqual(gap["value"], abs(groups[0]["value"] - groups[1]["value"]), places=12)

    def test_what_cannot_be_estimated_says_so(self):
        then = self.file("then.csv", scored(600, 1, month=2))
        common = ("--data", then, "--reference", then, "--label", "y")
        self.fails("measure", "psi", *common, "--score", "p", "--estimated", saying=["psi cannot be estimated without outcomes"])
        self.fails("measure", "recall", *common, "--prediction", "y", "--estimated", saying=["recall needs --score"])
        self.fails("measure", "recall", "--data", then, "--label", "y", "--score", "p", "--estimated", saying=["recall needs --reference"])
        charter = self.file("c.charter.yaml", (HEAD % ("1s", "always")).replace("reference: {file: then.csv}\n", "") + "  - {id: early, metric: psi, of: a, estimated: true, at_most: 0.1}\n")
        self.fails("lint", charter, saying=["cannot be estimated without outcomes: psi", "an estimate is learnt from a reference"])

    def test_outcomes_of_some_decisions_identify_some_metrics(self):
        lines = scored(6000, 4).splitlines()
        acted = [lines[0]] + [line if float(line.split(",")[2]) >= 0.5 else ",".join(line.split(",")[:3] + [""] + line.split(",")[4:]) for line in lines[1:]]
        data = self.file("now.csv", "\n".join(acted) + "\n")
        promises = "  - {id: right, metric: precision, at_least: 0.6}\n  - {id: found, metric: recall, at_least: 0.6}\n"
        found, _ = self.evaluate(promises, data, observed="acted")
        self.assertEqual(found["right"]["verdict"], "kept")
        self.assertEqual((found["found"]["verdict"], found["found"]["reason"]), ("unproven", "not_identified"))
        self.assertEqual(len(found["found"]["labelled"]), 10)
        self.assertEqual(found["found"]["labelled"][0]["labelled"], 0)
        self.assertEqual(found["found"]["labelled"][-1]["labelled"], found["found"]["labelled"][-1]["rows"])
        self.assertIn("% of the rows scored", found["found"]["detail"])
        found, _ = self.evaluate(promises, data, observed="not_acted")
        self.assertEqual(found["right"]["reason"], "not_identified")


class InOrder(ProgramTest):
    def test_alarms_of_real_streams_are_rivers(self):
        elec = self.shared("drift_streams/elec.csv")
        found = {row["metric"]: row for row in self.measure("adwin_alarms,page_hinkley_alarms", "--data", elec, "--column", "nswprice")}
        self.assertEqual((found["adwin_alarms"]["value"], found["page_hinkley_alarms"]["value"]), (10, 2))
        self.assertIn("value 768", found["adwin_alarms"]["detail"])
        self.assertIsNone(found["adwin_alarms"]["interval"])

    def test_rows_are_taken_by_time_and_a_gate_is_not_closed(self):
        chance = random.Random(5)
        rows = [(i, chance.gauss(0, 1) + (3 if i >= 1000 else 0)) for i in range(2000)]
        chance.shuffle(rows)
        data = self.file("d.csv", "at,x\n" + "".join(f"2024-01-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z,{x:.4f}\n" for i, x in rows))
        found = self.measure("adwin_alarms", "--data", data, "--column", "x", "--time", "at")[0]
        self.assertEqual(found["value"], 1)
        self.assertIn("2024-01-01T00:1", found["detail"])
        charter = "charter: 1\nproduct: p\ntask:\n  kind: binary\n  columns: {time: at}\npromises:\n  - {id: calm, metric: adwin_alarms, of: x, at_most: 0, breach: %s}\n"
        for breach, code, verdict, reason in (("warn", 0, "broken", None), ("stop", 2, "unproven", "in_order_only")):
            done = self.run_charter("evaluate", self.file("c.yaml", charter % breach), "--data", data, "--json", expect=code)
            promise = json.loads(done.stdout)["promises"][0]
            self.assertEqual((promise["verdict"], promise["reason"]), (verdict, reason))


class Together(ProgramTest):
    def test_columns_that_no_longer_go_together_are_seen(self):
        then = self.file("then.csv", scored(4000, 1, month=2))
        same = self.file("same.csv", scored(3000, 2))
        turned = self.file("turned.csv", scored(3000, 3, drift=0.2))
        for data, moved in ((same, False), (turned, True)):
            found = {row["metric"]: row for row in self.measure("reconstruction_error,domain_classifier", "--data", data, "--reference", then, "--column", "a", "b", "--param", "sample=2000")}
            self.assertEqual(found["reconstruction_error"]["interval"]["low"] > 0, moved)
            self.assertEqual(found["domain_classifier"]["interval"]["low"] > 0.55, moved)

    def test_losses_are_foreseen(self):
        chance = random.Random(6)

        def table(count, low):
            lines = ["x,predicted,y"]
            for _ in range(count):
                x = chance.uniform(low, 10)
                lines.append(f"{x:.4f},{2 * x:.4f},{2 * x + chance.gauss(0, 0.2 + x):.4f}")
            return "\n".join(lines) + "\n"

        then, now = self.file("then.csv", table(5000, 0)), self.file("now.csv", table(3000, 7))
        common = ("--data", now, "--reference", then, "--label", "y", "--prediction", "predicted", "--column", "x")
        found = {row["metric"]: row for row in self.measure("estimated_mae,estimated_rmse", *common)}
        self.assertAlmostEqual(found["estimated_mae"]["value"], 8.7 * 0.798, delta=0.35)
        self.assertAlmostEqual(found["estimated_rmse"]["value"], 8.75, delta=0.5)
        self.assertTrue(found["estimated_mae"]["estimated"])
        self.assertEqual(self.measure("estimated_mae", *common), self.measure("estimated_mae", *common))


class FalseAlarms(ProgramTest):
    def test_drift_promises_are_judged_on_the_reference_itself(self):
        self.file("then.csv", scored(6000, 1, month=2))
        now = self.file("now.csv", scored(500, 2))
        charter = self.file("c.charter.yaml", HEAD % ("1s", "always") + "  - {id: calm, metric: psi, of: [a, b], over: 7d, at_most: 0.1}\n  - {id: near, metric: ks_distance, of: a, over: 1d, at_most: 0.0001}\n"
                            "  - {id: together, metric: reconstruction_error, at_most: 0.1}\n  - {id: useful, metric: recall, at_least: 0.5}\n")
        done = self.run_charter("evaluate", charter, "--data", now, "--false-alarms", "--json")
        found = {(one["promise"], one["column"]): one for one in json.loads(done.stdout)}
        self.assertEqual(set(found), {("calm", "a"), ("calm", "b"), ("near", "a"), ("together", "")})
        self.assertEqual(found["calm", "a"]["windows"], 5)
        self.assertEqual(found["calm", "a"]["alarms"], 0)
        self.assertLess(found["calm", "a"]["mean"], found["calm", "a"]["limit"])
        self.assertEqual(found["near", "a"]["windows"], 28)
        self.assertIn("only metrics of one column", found["together", ""]["obstacle"])
        self.assertIn("window of the reference", self.run_charter("evaluate", charter, "--data", now, "--false-alarms").stdout)
        bare = self.file("bare.charter.yaml", (HEAD % ("1s", "always")).replace("reference: {file: then.csv}\n", "") + "  - {id: useful, metric: recall, at_least: 0.5}\n")
        self.fails("evaluate", bare, "--data", now, "--false-alarms", saying=["--false-alarms is measured on a reference"])


class AsNannyMl(ProgramTest):
    def test_estimates_as_nannyml(self):
        then = self.file("then.csv", scored(3000, 1, month=2))
        now = self.file("now.csv", scored(1000, 2))
        common = ("--data", now, "--reference", then, "--label", "y", "--score", "p")
        ours = self.measure("recall,roc_auc", *common, "--estimated")
        theirs = self.measure("recall,roc_auc", *common, "--estimated", "--as", "nannyml")
        for a, b in zip(ours, theirs):
            self.assertAlmostEqual(a["value"], b["value"], places=7)
            self.assertTrue(b["estimated"])
            self.assertIsNone(b["interval"])
        self.fails("measure", "recall", *common, "--as", "nannyml", saying=["add --estimated"])


CLASSES = """charter: 1
product: triage
timezone: UTC
roles:
  science: {title: Data science}
task:
  kind: multiclass
  columns: {time: day, label: truth, scores: {calm: p_calm, urgent: p_urgent, wait: p_wait}}
outcomes: {late_by: 7d, absent_means: unknown, observed_when: always}
reference: {file: then.csv}
promises:
"""


def triaged(count, seed, month=3, outcomes_until=32):
    """Three classes with a score each; no outcome after the given day of the month."""
    chance = random.Random(seed)
    lines = ["day,p_calm,p_urgent,p_wait,truth"]
    for i in range(count):
        day = 1 + i * 28 // count
        truth = chance.choice(["calm", "urgent", "wait"])
        odds = [2.718 ** (chance.gauss(0, 1) + (2 if name == truth else 0)) for name in ("calm", "urgent", "wait")]
        lines.append(f"2024-{month:02}-{day:02}T12:00:00Z," + ",".join(f"{one / sum(odds):.6f}" for one in odds) + f",{truth if day <= outcomes_until else ''}")
    return "\n".join(lines) + "\n"


class ManyClassesBeforeLabels(ProgramTest):
    COMMON = ("--kind", "multiclass", "--scores", "calm=p_calm,urgent=p_urgent,wait=p_wait", "--label", "truth", "--estimated")

    def sides(self):
        then = self.file("then.csv", triaged(6000, 1, month=2))
        return then, self.file("now.csv", "\n".join(line.rsplit(",", 1)[0] for line in triaged(4000, 2).splitlines()) + "\n")

    def test_measure_estimates_without_a_label_in_the_data(self):
        then, now = self.sides()
        all_of = self.file("all.csv", triaged(4000, 2))
        names = "accuracy,macro_f1,macro_precision,macro_recall,macro_roc_auc,cohen_kappa"
        told = self.measure(names, "--data", now, "--reference", then, *self.COMMON)
        came = self.measure(names, "--data", all_of, *self.COMMON[:-1])
        for estimate, realised in zip(told, came):
            self.assertTrue(estimate["estimated"])
            self.assertLess(estimate["interval"]["low"], realised["value"], estimate["metric"])
            self.assertGreater(estimate["interval"]["high"], realised["value"], estimate["metric"])
        one = self.measure("recall", "--data", now, "--reference", then, *self.COMMON, "--param", "category=urgent")[0]
        realised = self.measure("recall", "--data", all_of, *self.COMMON[:-1], "--param", "category=urgent")[0]["value"]
        self.assertLess(one["interval"]["low"], realised)
        self.assertGreater(one["interval"]["high"], realised)

    def test_the_same_number_as_nannyml(self):
        then, now = self.sides()
        ours = self.measure("macro_f1", "--data", now, "--reference", then, *self.COMMON)[0]["value"]
        theirs = self.measure("macro_f1", "--as", "nannyml", "--data", now, "--reference", then, *self.COMMON)[0]["value"]
        self.assertAlmostEqual(ours, theirs, places=9)
        self.measure("accuracy", "--as", "nannyml", "--data", now, "--reference", then, *self.COMMON)

    def test_what_is_missing_is_said(self):
        then, now = self.sides()
        self.fails("measure", "macro_f1", "--data", now, "--reference", then, "--label", "truth", "--estimated", "--prediction", "p_calm", saying="macro_f1 needs --kind multiclass and --scores to be estimated")
        self.fails("measure", "top_k_accuracy", "--data", now, "--reference", then, *self.COMMON, saying="top_k_accuracy cannot be estimated without outcomes")
        self.file("c.charter.yaml", CLASSES.replace(", scores: {calm: p_calm, urgent: p_urgent, wait: p_wait}", ", prediction: told") + "  - {id: early, metric: macro_f1, estimated: true, at_least: 0.5, over: 7d, breach: warn}\n")
        self.fails("lint", self.folder / "c.charter.yaml", saying="is estimated from the scores of all classes, and none are named: macro_f1")

    def test_a_promise_may_warn_and_windows_are_foreseen(self):
        self.file("then.csv", triaged(6000, 1, month=2))
        data = self.file("now.csv", triaged(8000, 3, outcomes_until=21))
        charter = self.file("c.charter.yaml", CLASSES + "  - {id: warned, metric: macro_f1, estimated: true, at_least: 0.99, over: 7d, breach: warn}\n"
                            "  - {id: well, metric: macro_f1, estimated: true, at_least: 0.5, over: 7d, breach: warn}\n  - {id: useful, metric: accuracy, at_least: 0.5, over: 7d}\n")
        card = json.loads(self.run_charter("evaluate", charter, "--data", data, "--format", "json", expect=None).stdout)
        found = {promise["id"]: promise for promise in card["promises"]}
        self.assertEqual((found["warned"]["verdict"], found["well"]["verdict"], found["well"]["reason"]), ("broken", "unproven", "estimated_only"))
        self.assertEqual(found["useful"]["verdict"], "kept")
        realised = [one for one in found["useful"]["foreseen"] if one["realised"] is not None]
        self.assertGreaterEqual(len(realised), 2)
        for one in realised:
            self.assertAlmostEqual(one["value"], one["realised"], delta=0.06)

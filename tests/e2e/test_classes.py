"""Decisions among two and many classes, rankings by score and calibration, through the whole program."""
import json
import unittest

from tests.e2e.charter_program import ROOT, ProgramTest

GOLDEN = ROOT / "tests/golden/classes.json"

CHARTER = """charter: 1
product: triage
roles:
  science: {title: Data science}
task:
  kind: multiclass
  columns: {label: truth, prediction: told}
promises:
  - {id: fair-to-rare, metric: macro_f1, at_least: 0.5, owner: science}
  - {id: agrees, metric: cohen_kappa, with: {weights: 1}, at_least: 0.3, owner: science}
  - {id: urgent, metric: recall, category: urgent, at_least: 0.5, owner: science}
  - {id: by-site, metric: accuracy, by: site, at_least: 0.5, owner: science}
"""


def rows_of(count):
    """Three classes, told rightly four times in five; two sites."""
    names = ["calm", "urgent", "waiting"]
    lines = ["truth,told,site"]
    for i in range(count):
        truth = names[i % 3]
        told = truth if i % 5 else names[(i + 1) % 3]
        lines.append(f"{truth},{told},{'east' if i % 2 else 'west'}")
    return "\n".join(lines) + "\n"


class Classes(ProgramTest):
    def value(self, metric, *arguments):
        found = self.measure(metric, *arguments)
        self.assertEqual(len(found), 1)
        return found[0]

    def test_many_classes_agree_with_scikit_learn_on_credit_cards(self):
        data = self.shared("credit_default_tw/UCI_Credit_Card.csv")
        text = open(data, newline="").read().replace("\r", "\n")
        golden = next(one for one in json.loads(GOLDEN.read_text())["classes"] if one["name"].startswith("credit"))
        path = self.file("credit.csv", text)
        names = [key for key in golden["values"] if key != "one" and " " not in key]
        found = self.measure(",".join(names), "--kind", "multiclass", "--data", path, "--label", "PAY_0", "--prediction", "PAY_2")
        for row in found:
            self.assertAlmostEqual(row["value"], golden["values"][row["metric"]], delta=1e-12)
        weighted = self.value("cohen_kappa", "--kind", "multiclass", "--data", path, "--label", "PAY_0", "--prediction", "PAY_2", "--param", "weights=2")
        self.assertAlmostEqual(weighted["value"], golden["values"]["cohen_kappa weights=2"], delta=1e-12)
        for one, values in golden["values"]["one"].items():
            for row in self.measure(",".join(values), "--kind", "multiclass", "--data", path, "--label", "PAY_0", "--prediction", "PAY_2", "--param", "category=" + one):
                if values[row["metric"]] is None:
                    self.assertIsNone(row["value"])
                else:
                    self.assertAlmostEqual(row["value"], values[row["metric"]], delta=1e-12)

    def test_rankings_and_calibration_agree_with_their_peers_on_adult(self):
        golden = json.loads(GOLDEN.read_text())["adult"]
        data = str(ROOT / "tests/golden/adult_scores.csv")
        plain = [key for key in golden if " " not in key]
        for row in self.measure(",".join(plain), "--data", data, "--label", "label", "--score", "score"):
            self.assertAlmostEqual(row["value"], golden[row["metric"]], delta=1e-9 * abs(golden[row["metric"]]), msg=row["metric"])
        deeper = self.value("lift", "--data", data, "--label", "label", "--score", "score", "--param", "share=0.37")
        self.assertAlmostEqual(deeper["value"], golden["lift share=0.37"], delta=1e-9)
        few = self.value("precision_at_k", "--data", data, "--label", "label", "--score", "score", "--param", "k=100")
        self.assertEqual(few["n"], 100)

    def test_classes_are_the_same_whatever_their_type(self):
        for label, told in (("1,2,2,3", "1.0,2.0,3.0,3.0"), ("true,false,true,true", "True,False,True,False"), ("a,b,b,c", "a,b,c,c")):
            lines = [f"{a},{b}" for a, b in zip(label.split(","), told.split(","))]
            path = self.file("typed.csv", "y,p\n" + "\n".join(lines * 20) + "\n")
            self.assertEqual(self.value("accuracy", "--kind", "multiclass", "--data", path, "--label", "y", "--prediction", "p")["value"], 0.75, label)

    def test_rare_classes_are_named_and_decide_nothing(self):
        path = self.file("rare.csv", rows_of(300) + "odd,calm,east\n")
        found = self.value("macro_recall", "--kind", "multiclass", "--data", path, "--label", "truth", "--prediction", "told")
        self.assertEqual(found["reason"], "few_events")
        self.assertIn("odd", found["detail"])

    def test_one_class_is_held_against_the_rest(self):
        path = self.file("rows.csv", rows_of(300))
        arguments = ["--kind", "multiclass", "--data", path, "--label", "truth", "--prediction", "told"]
        by_name = self.value("recall", *arguments, "--param", "category=urgent")
        self.assertEqual(by_name["value"], self.value("recall", *arguments, "--positive", "urgent")["value"])
        self.assertAlmostEqual(by_name["value"], 0.8)
        self.fails("measure", "recall", *arguments, saying=["one class against the rest", "--positive"])
        self.fails("measure", "macro_f1", "--kind", "multiclass", "--data", path, "--label", "truth", "--score", "told", saying="needs --prediction")
        self.fails("measure", "recall", "--data", path, "--label", "truth", "--prediction", "told", "--positive", "urgent", saying=["more than two values", "multiclass"])
        nobody = self.value("recall", *arguments, "--param", "category=nobody")
        self.assertIsNone(nobody["value"])

    def test_scores_of_every_class_decide_and_are_ranked(self):
        golden = json.loads(GOLDEN.read_text())["scores"]
        names = golden["names"]
        lines = ["y," + ",".join("p_" + name for name in names)]
        lines += [",".join([label, *map(repr, scores)]) for label, scores in zip(golden["label"], golden["scores"])]
        path = self.file("scores.csv", "\n".join(lines) + "\n")
        arguments = ["--kind", "multiclass", "--data", path, "--label", "y", "--scores", ",".join(f"{name}=p_{name}" for name in names)]
        for k in (1, 2, 3):
            self.assertAlmostEqual(self.value("top_k_accuracy", *arguments, "--param", f"k={k}")["value"], golden["values"][f"top_k_accuracy k={k}"], delta=1e-12)
        for metric in ("accuracy", "macro_f1"):
            self.assertAlmostEqual(self.value(metric, *arguments)["value"], golden["values"][metric], delta=1e-12)
        for name in names:
            self.assertAlmostEqual(self.value("roc_auc", *arguments, "--positive", name)["value"], golden["values"]["roc_auc " + name], delta=1e-12)
        self.fails("measure", "top_k_accuracy", "--data", path, "--label", "y", "--score", "p_a", "--positive", "a", saying="many classes")
        self.fails("measure", "top_k_accuracy", "--kind", "multiclass", "--data", path, "--label", "y", "--prediction", "y", saying="--scores")
        charter = self.file("scores.charter.yaml", CHARTER.split("task:")[0] + "task:\n  kind: multiclass\n  columns: {label: y, scores: {a: p_a, b: p_b, c: p_c, d: p_d}}\npromises:\n"
                            "  - {id: near, metric: top_k_accuracy, with: {k: 3}, at_least: 0.5, owner: science}\n  - {id: told, metric: accuracy, at_least: 0.1, owner: science}\n")
        card = json.loads(self.run_charter("evaluate", charter, "--data", path, "--json", expect=None).stdout)
        self.assertEqual([promise["verdict"] for promise in card["promises"]], ["kept", "kept"])
        self.fails("lint", self.file("none.charter.yaml", CHARTER.replace("metric: macro_f1", "metric: top_k_accuracy")), saying="scores")

    def test_losses_and_areas_of_all_scores_agree_with_scikit_learn(self):
        for golden in json.loads(GOLDEN.read_text())["scored_classes"]:
            names = golden["names"]
            lines = ["y," + ",".join("p_" + name for name in names)]
            lines += [",".join([label, *map(repr, scores)]) for label, scores in zip(golden["label"], golden["scores"])]
            path = self.file("scores.csv", "\n".join(lines) + "\n")
            found = self.measure(",".join(golden["values"]), "--kind", "multiclass", "--data", path, "--label", "y", "--scores", ",".join(f"{name}=p_{name}" for name in names))
            for row in found:
                expected = golden["values"][row["metric"]]
                self.assertAlmostEqual(row["value"], expected, delta=1e-9 * expected, msg=(golden["name"], row["metric"]))
        self.fails("measure", "macro_roc_auc", "--kind", "multiclass", "--data", path, "--label", "y", "--prediction", "y", saying="--scores")
        self.fails("measure", "multiclass_log_loss", "--data", path, "--label", "y", "--scores", "a=p_a", saying="many classes")
        charter = self.file("losses.charter.yaml", CHARTER.split("task:")[0] + "task:\n  kind: multiclass\n  columns: {label: y, scores: {a: p_a, b: p_b, c: p_c, d: p_d}}\npromises:\n"
                            "  - {id: told-apart, metric: macro_roc_auc, at_least: 0.9, owner: science}\n  - {id: sure, metric: multiclass_brier_score, at_most: 0.3, owner: science}\n")
        card = json.loads(self.run_charter("evaluate", charter, "--data", path, "--json", expect=None).stdout)
        self.assertEqual([promise["verdict"] for promise in card["promises"]], ["kept", "kept"], card)

    def test_ties_among_scores_keep_no_promise(self):
        path = self.file("ties.csv", "y,p,q\na,0.5,0.5\na,0.5,0.5\nb,0.5,0.5\n")
        found = self.value("top_k_accuracy", "--kind", "multiclass", "--data", path, "--label", "y", "--scores", "a=p,b=q", "--param", "k=1")
        self.assertEqual(found["value"], 0)

    def test_averages_over_classes_serve_two_classes_too(self):
        data = str(ROOT / "tests/golden/adult_scores.csv")
        both = {row["metric"]: row["value"] for row in self.measure("macro_recall,balanced_accuracy,micro_f1,accuracy", "--data", data, "--label", "label", "--score", "score")}
        self.assertAlmostEqual(both["macro_recall"], both["balanced_accuracy"])
        self.assertEqual(both["micro_f1"], both["accuracy"])

    def test_promises_about_classes_are_judged(self):
        charter = self.file("triage.charter.yaml", CHARTER)
        data = self.file("rows.csv", rows_of(3000))
        card = json.loads(self.run_charter("evaluate", charter, "--data", data, "--json", expect=None).stdout)
        verdicts = {promise["id"]: promise["verdict"] for promise in card["promises"]}
        self.assertEqual(verdicts, {"fair-to-rare": "kept", "agrees": "kept", "urgent": "kept", "by-site": "kept"})
        self.assertFalse([note for note in card["notes"] if "not yet" in note], card["notes"])
        self.assertEqual(len(card["promises"][3]["checks"]), 2)

    def test_a_document_about_classes_is_checked(self):
        nobody = self.file("nobody.charter.yaml", CHARTER.replace(", category: urgent", ""))
        self.fails("lint", nobody, saying=["one class against the rest", "category"])
        late = self.file("late.charter.yaml", CHARTER.replace("promises:", "outcomes: {absent_means: negative}\npromises:"))
        self.fails("lint", late, saying="absent_means")
        binary = self.file("binary.charter.yaml", CHARTER.replace("kind: multiclass", "kind: binary\n  positive: calm"))
        self.fails("lint", binary, saying="category")

    def test_reliability_curves_are_in_the_result(self):
        charter = self.file("c.charter.yaml", "charter: 1\nproduct: p\nroles:\n  science: {title: Science}\ntask:\n  kind: binary\n  columns: {label: label, score: score}\npromises:\n"
                            "  - {id: calibrated, metric: expected_calibration_error, at_most: 0.2, owner: science}\n"
                            "  - {id: slope, metric: calibration_slope, between: [0.5, 1.5], owner: science}\n")
        card = json.loads(self.run_charter("evaluate", charter, "--data", ROOT / "tests/golden/adult_scores.csv", "--json", expect=None).stdout)
        for promise in card["promises"]:
            curve = promise["reliability"][0]["bins"]
            self.assertEqual(len(curve), 10)
            self.assertAlmostEqual(sum(point["share"] for point in curve), 1)
            self.assertTrue(all(abs(point["score"] - point["rate"]) < 0.1 for point in curve))

    def test_scores_that_are_no_probabilities_are_told(self):
        path = self.file("raw.csv", "y,s\n" + "\n".join(f"{i % 2},{i}" for i in range(100)) + "\n")
        found = self.value("calibration_slope", "--data", path, "--label", "y", "--score", "s")
        self.assertIsNone(found["value"])
        self.assertEqual(found["reason"], "wrong_type")
        self.assertIsNotNone(self.value("ks_separation", "--data", path, "--label", "y", "--score", "s")["value"])


if __name__ == "__main__":
    unittest.main()

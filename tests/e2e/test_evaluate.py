import json
import re

from charter_program import CHARTER, ROOT, ProgramTest, rows


class Evaluate(ProgramTest):
    def evaluate(self, promises, data, *arguments, expect=None, head=CHARTER):
        charter = self.file("c.charter.yaml", head + promises)
        done = self.run_charter("evaluate", charter, "--data", data, "--format", "json", *arguments, expect=expect)
        return json.loads(done.stdout), done.returncode

    def test_exit_code_is_the_gate(self):
        data = self.file("d.csv", rows(4000))
        kept = "  - {id: useful, metric: accuracy, at_least: 0.7, owner: science, breach: stop}\n"
        broken = "  - {id: useful, metric: accuracy, at_least: 0.9, owner: science, breach: stop}\n"
        unproven = "  - {id: useful, metric: accuracy, at_least: 0.8, owner: science, breach: stop}\n"
        only_warns = "  - {id: useful, metric: accuracy, at_least: 0.9, owner: science, breach: warn}\n"
        for promise, code, verdict in [(kept, 0, "kept"), (broken, 1, "broken"), (unproven, 2, "unproven"), (only_warns, 0, "broken")]:
            card, got = self.evaluate(promise, data)
            self.assertEqual((got, card["promises"][0]["verdict"]), (code, verdict))

    def test_only_counts_what_warns_and_says_so(self):
        promises = "  - {id: bad, metric: accuracy, at_least: 0.99, owner: science, breach: warn}\n  - {id: good, metric: accuracy, at_least: 0.1, owner: science, breach: stop}\n"
        charter = self.file("c.charter.yaml", CHARTER + promises)
        data = self.file("rows.csv", rows(2000))
        done = self.run_charter("evaluate", charter, "--data", data, "--only", "bad", expect=1)
        self.assertIn("of 1 chosen promise, 1 is broken", done.stdout)
        self.assertIn("the one stopping promise is kept", self.run_charter("evaluate", charter, "--data", data).stdout)

    def test_only_chooses_what_counts(self):
        data = self.file("d.csv", rows(4000))
        promises = ("  - {id: good, metric: accuracy, at_least: 0.7, owner: science, breach: stop}\n"
                    "  - {id: bad, metric: accuracy, at_least: 0.9, owner: science, breach: warn}\n")
        self.assertEqual(self.evaluate(promises, data)[1], 0)
        self.assertEqual(self.evaluate(promises, data, "--only", "good,bad")[1], 1)
        charter = self.file("c.charter.yaml", CHARTER + promises)
        self.fails("evaluate", charter, "--data", data, "--only", "goood", saying=["goood", "did you mean good"])

    def test_every_format_is_written(self):
        data = self.file("d.csv", rows(4000))
        charter = self.file("c.charter.yaml", CHARTER + "  - {id: useful, metric: accuracy, at_least: 0.7, owner: science, breach: stop}\n")
        for form, sign in [("text", "useful"), ("json", '"useful"'), ("markdown", "|"), ("junit", "<testsuite"), ("html", "<!doctype html>")]:
            out = self.folder / f"out.{form}"
            self.run_charter("evaluate", charter, "--data", data, "--format", form, "--output", out)
            self.assertIn(sign.lower(), out.read_text().lower())

    def test_the_json_follows_its_published_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is installed by tools/setup test")
        data = self.file("d.csv", rows(4000))
        promises = ("  - {id: useful, metric: accuracy, by: g, over: 7d, at_least: 0.7, owner: science, breach: stop}\n"
                    "  - {id: gap, metric: demographic_parity_difference, by: g, at_most: 0.1, owner: science}\n"
                    "  - {id: reviewed, evidence: review, by: risk, every: 365d, breach: stop}\n")
        card, _ = self.evaluate(promises, data)
        jsonschema.validate(card, json.loads((ROOT / "schemas/scorecard.schema.json").read_text()))

    def test_a_group_of_three_rows_is_unproven(self):
        lines = rows(4000).splitlines()
        lines[1:4] = [line[:-1] + "tiny" for line in lines[1:4]]
        data = self.file("d.csv", "\n".join(lines) + "\n")
        card, code = self.evaluate("  - {id: all-groups, metric: accuracy, by: g, at_least: 0.7, owner: science, breach: stop}\n", data)
        self.assertEqual(code, 2)
        checks = {check["group"]: check["verdict"] for check in card["promises"][0]["checks"]}
        self.assertEqual(checks, {"a": "kept", "b": "kept", "tiny": "unproven"})

    def test_an_empty_slice_is_unproven_with_its_reason(self):
        data = self.file("d.csv", rows(400))
        card, code = self.evaluate("  - {id: nobody, metric: accuracy, where: g = 'zzz', at_least: 0.7, owner: science, breach: stop}\n", data)
        self.assertEqual((code, card["promises"][0]["reason"]), (2, "no_rows"))
        self.assertIsNone(card["promises"][0]["value"])

    def test_a_column_that_the_data_lack_leaves_its_promise_unproven(self):
        data = self.file("d.csv", rows(4000))
        card, code = self.evaluate("  - {id: there, metric: accuracy, at_least: 0.7, owner: science, breach: stop}\n"
                                   "  - {id: absent, metric: missing_share, of: incme, at_most: 0.1, owner: science, breach: stop}\n", data)
        self.assertEqual([p["verdict"] for p in card["promises"]], ["kept", "unproven"])
        self.assertEqual(card["promises"][1]["reason"], "missing_column")
        self.assertEqual(code, 2)

    def test_records_are_unproven_without_a_ledger(self):
        data = self.file("d.csv", rows(400))
        card, code = self.evaluate("  - {id: reviewed, evidence: review, by: risk, every: 365d, breach: stop}\n", data)
        self.assertEqual((code, card["promises"][0]["reason"]), (2, "no_record"))

    def test_windows_judge_the_newest_that_is_over(self):
        lines = rows(20000).replace("2024-03-28", "2024-04-01")  # Monday: a new window that has only begun
        data = self.file("d.csv", lines)
        promise = "  - {id: weekly, metric: accuracy, over: 7d, at_least: 0.5, owner: science, breach: stop}\n"
        card, _ = self.evaluate(promise, data)
        self.assertEqual(card["promises"][0]["window"], {"start": "2024-03-25", "end": "2024-04-01"})
        card, _ = self.evaluate(promise, data, "--as-of", "2024-03-20")
        self.assertEqual(card["promises"][0]["window"], {"start": "2024-03-11", "end": "2024-03-18"})
        self.assertEqual(len(card["promises"][0]["trend"]), 3)

    def test_outcomes_that_come_late_are_waited_for(self):
        data = self.file("d.csv", rows(20000))
        head = CHARTER.replace("value:", "outcomes: {late_by: 7d}\nvalue:")
        card, _ = self.evaluate("  - {id: weekly, metric: accuracy, over: 7d, at_least: 0.5, owner: science, breach: stop}\n"
                                "  - {id: volume, metric: row_count, over: 7d, at_least: 10, owner: science, breach: stop}\n", data, head=head)
        self.assertEqual([p["window"]["start"] for p in card["promises"]], ["2024-03-11", "2024-03-18"])

    def test_selective_labels_are_not_identified(self):
        data = self.file("d.csv", rows(4000))
        head = CHARTER.replace("value:", "outcomes: {observed_when: acted}\nvalue:")
        card, _ = self.evaluate("  - {id: r, metric: recall, at_least: 0.1, owner: science, breach: stop}\n"
                                "  - {id: p, metric: precision, at_least: 0.1, owner: science, breach: stop}\n", data, head=head)
        self.assertEqual([(p["verdict"], p["reason"]) for p in card["promises"]], [("unproven", "not_identified"), ("kept", None)])

    def test_a_census_has_no_interval(self):
        data = self.file("d.csv", rows(4000))
        card, code = self.evaluate("  - {id: c, metric: accuracy, about: census, at_least: 0.79, owner: science, breach: stop}\n", data)
        self.assertIsNone(card["promises"][0]["interval"])
        self.assertEqual(code, 0)

    def test_bounds_relative_to_the_reference(self):
        data = self.file("d.csv", rows(6000, good=0.6))
        then = self.file("then.csv", rows(6000, good=0.8))
        promise = "  - {id: no-worse, metric: accuracy, at_least: {times_reference: 0.95}, owner: science, breach: stop}\n"
        head = CHARTER.replace("value:", "reference: {file: then.csv}\nvalue:")
        self.assertEqual(self.evaluate(promise, data, head=head)[0]["promises"][0]["verdict"], "broken")
        self.assertEqual(self.evaluate(promise, then, "--reference", data, head=head)[0]["promises"][0]["verdict"], "kept")

    def test_fairness_compares_groups(self):
        lines = rows(8000).splitlines()
        # Every second positive of group b is missed.
        worse = [re.sub(r",0\.9\d,1,b$", ",0.10,1,b", line) if i % 4 < 2 else line for i, line in enumerate(lines)]
        promises = ("  - {id: even, metric: equal_opportunity_difference, by: g, at_most: 0.05, owner: risk, breach: stop}\n"
                    "  - {id: even-ratio, metric: recall, by: g, compare: ratio, at_least: 0.9, owner: risk, breach: stop}\n")
        before, _ = self.evaluate(promises, self.file("even.csv", "\n".join(lines) + "\n"))
        after, code = self.evaluate(promises, self.file("worse.csv", "\n".join(worse) + "\n"))
        self.assertNotIn("broken", [p["verdict"] for p in before["promises"]])
        self.assertEqual(([p["verdict"] for p in after["promises"]], code), (["broken", "broken"], 1))

    def test_the_same_inputs_give_the_same_scorecard(self):
        text = rows(5000)
        head, *body = text.splitlines()
        one = self.file("d.csv", text)
        promises = ("  - {id: worth, metric: value_per_decision, at_least: 1, owner: science, breach: stop}\n"
                    "  - {id: sharp, metric: brier_score, at_most: 0.25, owner: science, breach: stop}\n"
                    "  - {id: rank, metric: roc_auc, at_least: 0.5, owner: science, breach: stop}\n")
        shuffled = self.file("e.csv", "\n".join([head, *sorted(body, key=lambda line: hash(line) % 1009)]) + "\n")
        first, second = self.evaluate(promises, one)[0], self.evaluate(promises, shuffled)[0]
        for a, b in zip(first["promises"], second["promises"]):
            self.assertEqual((a["value"], a["interval"]), (b["value"], b["interval"]))

    def test_reserved_names_are_reported_as_not_in_use(self):
        data = self.file("d.csv", rows(400))
        card, _ = self.evaluate("  - {id: a, metric: accuracy, at_least: 0.1, owner: science}\nbudget: {total: 100}\n", data)
        self.assertTrue(any("budget" in note and "not yet in use" in note for note in card["notes"]))


class Diff(ProgramTest):
    def test_two_revisions_are_compared_promise_by_promise(self):
        old = self.file("old.yaml", CHARTER + "  - {id: right, metric: accuracy, at_least: 0.7, owner: science}\n")
        new = self.file("new.yaml", CHARTER + "  - {id: right, metric: accuracy, at_least: 0.6, owner: science}\n  - {id: found, metric: recall, at_least: 0.5, owner: science}\n")
        changes = json.loads(self.run_charter("diff", old, new, "--json").stdout)
        self.assertEqual(sorted((change["id"], change["change"]) for change in changes), [("found", "added"), ("right", "weakened")])
        self.assertEqual(self.run_charter("diff", old, old).stdout, "no promise changed\n")
        self.fails("diff", old, saying="NEW")


class Progress(ProgramTest):
    def test_a_pipe_sees_no_progress_bar(self):
        data = self.file("d.csv", rows(50000))
        charter = self.file("c.charter.yaml", CHARTER + "  - {id: a, metric: accuracy, at_least: 0.1, owner: science}\n")
        done = self.run_charter("evaluate", charter, "--data", data)
        self.assertEqual(done.stderr, "")
        self.assertIsNone(re.search(r"\x1b\[", done.stdout))

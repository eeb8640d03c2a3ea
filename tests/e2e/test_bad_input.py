"""Bad input gets a clear error that says what, where and what to do next, or an unproven verdict with its reason."""
import gzip
import json
import os
import signal
import subprocess
import time

from charter_program import CHARTER, FLIGHTS, PROGRAM, ProgramTest, rows

PROMISE = "  - {id: useful, metric: accuracy, at_least: 0.7, owner: science, breach: stop}\n"


class BadFiles(ProgramTest):
    def evaluate(self, data, promises=PROMISE, head=CHARTER):
        return ("evaluate", self.file("c.charter.yaml", head + promises), "--data", data)

    def test_missing_file(self):
        self.fails(*self.evaluate(self.folder / "none.csv"), saying="none.csv")
        self.fails(*self.evaluate(str(self.folder / "*.parquet")), saying="*.parquet")
        self.fails("evaluate", self.folder / "none.yaml", "--data", self.file("d.csv", rows(10)), saying="none.yaml")

    def test_unreadable_parquet(self):
        self.fails(*self.evaluate(self.file("d.parquet", b"PAR1 this is no parquet file PAR1")), saying="d.parquet")
        self.fails(*self.evaluate(self.file("empty.parquet", b"")), saying="empty.parquet")

    def test_truncated_parquet(self):
        if not FLIGHTS.exists():
            self.skipTest("the flights are fetched by tools/setup")
        self.fails(*self.evaluate(self.file("cut.parquet", FLIGHTS.read_bytes()[:1_000_000])), saying="cut.parquet")

    def test_a_folder_is_not_a_file(self):
        self.fails(*self.evaluate(self.folder), saying=self.folder.name)

    def test_rows_with_too_few_fields_are_counted_and_kept_aside(self):
        lines = rows(3000).splitlines()
        lines[1000] = "17,2024-03-01"
        data = self.file("d.csv", "\n".join(lines) + "\n")
        rejects = self.folder / "rejects.ndjson"
        done = self.run_charter(*self.evaluate(data), "--rejects", rejects, "--json", expect=None)
        card = json.loads(done.stdout)
        self.assertEqual(card["rejected"], 1)
        kept_aside = [json.loads(line) for line in rejects.read_text().splitlines()]
        self.assertEqual(len(kept_aside), 1)
        self.assertEqual(kept_aside[0]["line"], 1001)
        self.assertIn("17,2024-03-01", kept_aside[0]["text"])

    def test_rejected_rows_can_be_bounded(self):
        lines = rows(3000).splitlines()
        lines[1000] = "17,2024-03-01"
        data = self.file("d.csv", "\n".join(lines) + "\n")
        promise = "  - {id: readable, metric: invalid_share, at_most: 0.0001, owner: science, breach: stop}\n"
        done = self.run_charter(*self.evaluate(data, promise), "--json", expect=1)
        self.assertAlmostEqual(json.loads(done.stdout)["promises"][0]["value"], 1 / 3000, places=12)

    def test_a_third_label(self):
        data = self.file("d.csv", rows(100).replace(",1,a", ",2,a"))
        self.fails(*self.evaluate(data), saying=["label", "2"])

    def test_a_score_outside_zero_to_one_where_a_probability_is_required(self):
        lines = rows(100).splitlines()
        lines[50] = "49,2024-03-05,1.7,1,a"
        data = self.file("d.csv", "\n".join(lines) + "\n")
        promise = "  - {id: sharp, metric: brier_score, at_most: 0.3, owner: science, breach: stop}\n"
        self.fails(*self.evaluate(data, promise), saying=["1.7", "score"])

    def test_nan_scores_are_left_out_and_said(self):
        lines = rows(1000).splitlines()
        lines[50] = "49,2024-03-05,NaN,1,a"
        data = self.file("d.csv", "\n".join(lines) + "\n")
        result = self.measure("accuracy", "--data", data, "--label", "y", "--score", "p")[0]
        self.assertEqual(result["n"], 999)

    def test_a_constant_column_has_a_reason_or_a_number(self):
        data = self.file("d.csv", "x,y,p\n" + "1,0,0.5\n1,1,0.5\n" * 50)
        for result in self.measure("psi,ks_distance,js_distance,wasserstein_distance,chi_square", "--data", data, "--reference", data, "--column", "x"):
            self.assertTrue(result["value"] == 0 or result["reason"], result)
        auc = self.measure("roc_auc", "--data", data, "--label", "y", "--score", "p")[0]
        self.assertEqual(auc["value"], 0.5)

    def test_one_class_only(self):
        data = self.file("d.csv", "y,p\n" + "1,0.5\n" * 20)
        result = self.measure("roc_auc", "--data", data, "--label", "y", "--score", "p")[0]
        self.assertIsNone(result["value"])
        self.assertEqual(result["reason"], "one_class")

    def test_a_time_column_in_another_format(self):
        data = self.file("d.csv", rows(100).replace("2024-03-", "03/2024/"))
        promise = "  - {id: weekly, metric: accuracy, over: 7d, at_least: 0.5, owner: science, breach: stop}\n"
        self.fails(*self.evaluate(data, promise), saying=["day"])

    def test_a_time_column_in_another_zone_falls_into_the_right_day(self):
        lines = ["id,day,p,y"]
        # 23:30 in New York on the 3rd is 04:30 UTC on the 4th (March 4 2024 is a Monday, when a window starts).
        lines += [f"{i},2024-03-03T23:30:00-05:00,0.9,1" for i in range(50)]
        lines += [f"{50 + i},2024-03-20T12:00:00-05:00,0.9,1" for i in range(50)]
        data = self.file("d.csv", "\n".join(lines) + "\n")
        promise = "  - {id: volume, metric: row_count, over: 7d, at_least: 50, owner: science, breach: stop}\n"
        charter = self.file("c.charter.yaml", CHARTER + promise)
        card = json.loads(self.run_charter("evaluate", charter, "--data", data, "--as-of", "2024-03-11", "--json", expect=0).stdout)
        self.assertEqual(card["promises"][0]["value"], 50)

    def test_no_rows_at_all(self):
        data = self.file("d.csv", "id,day,p,y,g\n")
        done = self.run_charter(*self.evaluate(data), "--json", expect=2)
        self.assertEqual(json.loads(done.stdout)["promises"][0]["reason"], "no_rows")

    def test_an_empty_file(self):
        self.fails(*self.evaluate(self.file("d.csv", "")), saying="d.csv")

    def test_gzip_bom_quotes_and_mixed_line_ends_are_read(self):
        text = "\ufeff" + 'id,note,p,y\r\n1,"a, ""b""",0.9,1\n2,"two\nlines",0.1,0\r\n3,plain,0.9,1\n'
        for name, content in [("d.csv", text.encode()), ("d.csv.gz", gzip.compress(text.encode()))]:
            result = self.measure("accuracy", "--data", self.file(name, content), "--label", "y", "--score", "p")[0]
            self.assertEqual((result["value"], result["n"]), (1, 3))

    def test_ndjson_is_read(self):
        lines = "".join(json.dumps({"p": 0.9 if i % 3 else 0.1, "y": bool(i % 3)}) + "\n" for i in range(300))
        result = self.measure("accuracy", "--data", self.file("d.ndjson", lines), "--label", "y", "--positive", "true", "--score", "p")[0]
        self.assertEqual((result["value"], result["n"]), (1, 300))

    def test_several_files_and_globs(self):
        for i in range(3):
            self.file(f"part{i}.csv", rows(100))
        result = self.measure("row_count", "--data", str(self.folder / "part*.csv"))[0]
        self.assertEqual(result["value"], 300)
        self.file("part9.csv", "other,columns\n1,2\n")
        self.fails("measure", "accuracy", "--data", str(self.folder / "part*.csv"), "--label", "y", "--score", "p", saying="part9.csv")


class BadCharters(ProgramTest):
    def lint(self, text, *saying):
        return self.fails("lint", self.file("c.charter.yaml", text), saying=list(saying))

    def test_faults_carry_line_column_and_the_nearest_name(self):
        error = self.lint(CHARTER + "  - {id: useful, metric: recal, at_least: 0.7, owner: sciense, treshold: 1}\n",
                          "c.charter.yaml:15:", "did you mean recall", "did you mean science")
        self.assertIn("treshold", error)  # all faults at once

    def test_billion_laughs(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
        began = time.monotonic()
        self.lint("\n".join(lines), "c.charter.yaml")
        self.assertLess(time.monotonic() - began, 5)

    def test_a_200_megabyte_line(self):
        began = time.monotonic()
        self.lint("product: " + "x" * 200_000_000, "c.charter.yaml")
        self.assertLess(time.monotonic() - began, 10)

    def test_not_yaml(self):
        self.lint("product: [unclosed\n", "c.charter.yaml:")
        self.lint("\x00\x01\x02", "c.charter.yaml")
        self.lint("", "c.charter.yaml")

    def test_deep_nesting(self):
        self.lint("product: " + "[" * 100_000, "c.charter.yaml")


class BadCommandLines(ProgramTest):
    def test_unknown_words_have_a_nearest(self):
        self.fails("evalute", saying="did you mean evaluate")
        self.fails("measure", "accuracy", "--data", "x.csv", "--lable", "y", saying="did you mean --label")
        self.fails("metrics", "recal", saying="did you mean recall")
        self.fails("measure", "psii", "--data", "x.csv", saying="did you mean psi")

    def test_a_missing_column_names_the_nearest(self):
        data = self.file("d.csv", rows(10))
        self.fails("measure", "missing_share", "--data", data, "--column", "scroe", saying="scroe")
        self.fails("measure", "accuracy", "--data", data, "--label", "yy", "--score", "p", saying=["yy", 'did you mean "y"'])

    def test_what_a_metric_needs(self):
        data = self.file("d.csv", rows(10))
        self.fails("measure", "recall", "--data", data, "--score", "p", saying="--label")
        self.fails("measure", "psi", "--data", data, "--column", "p", saying="--reference")
        self.fails("measure", "demographic_parity_difference", "--data", data, "--score", "p", saying="--by")

    def test_conditions_are_checked(self):
        data = self.file("d.csv", rows(10))
        base = ("measure", "row_count", "--data", data, "--where")
        self.fails(*base, "p >", saying="character")
        self.fails(*base, "1=1; drop table x", saying="character")
        self.fails(*base, "nope = 1", saying="nope")

    def test_output_that_cannot_be_written(self):
        done = self.run_charter("metrics", "--output", self.folder / "no/such/folder/x", expect=4)
        self.assertIn("cannot write", done.stderr)


class Interrupted(ProgramTest):
    def test_ctrl_c_ends_it_cleanly(self):
        if not FLIGHTS.exists():
            self.skipTest("the flights are fetched by tools/setup")
        temporary = self.folder / "temporary"
        temporary.mkdir()
        copies = []
        for number in range(20):
            copies.append(str(self.folder / f"{number}.parquet"))
            os.symlink(FLIGHTS, copies[-1])
        command = [str(PROGRAM), "measure", "duplicate_share,ks_distance", "--column", "distance", "--reference", *copies, "--data", *copies]
        started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)})
        time.sleep(1.0)
        self.assertIsNone(started.poll(), "ended before it could be interrupted")
        started.send_signal(signal.SIGINT)
        began = time.monotonic()
        started.communicate(timeout=20)
        self.assertEqual(started.returncode, 130)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(os.listdir(temporary), [], "temporary files were left behind")

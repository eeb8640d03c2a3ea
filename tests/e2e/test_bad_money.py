"""Bad input for value:, business_limits:, compare, explain and fit, one by one: each says what, where and what next."""
import json
import random
import unittest

from charter_program import ProgramTest

HEAD = "charter: 1\nproduct: test\ncurrency: USD\n"
TASK = "task: {kind: binary, columns: {score: score, label: label}, decide: {threshold: 0.5}}\n"
RNG = random.Random(1)
ROWS = [(row, round(RNG.random(), 4), int(RNG.random() < 0.4), round(RNG.random(), 3), "xy"[row % 2]) for row in range(300)]
COLUMNS = "id,score,label,a,b"


class BadMoneyTest(ProgramTest):
    def table(self, name, rows, head=COLUMNS):
        return self.file(name, head + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))

    def charter(self, text, task=TASK):
        return self.file("test.charter.yaml", HEAD + task + text)

    def setUp(self):
        super().setUp()
        self.data = self.table("data.csv", [(*row, 10 * row[1], "word") for row in ROWS], COLUMNS + ",fee,word")

    def each(self, command, template, cases):
        for given, saying in cases.items():
            with self.subTest(given):
                said = self.fails(command, self.charter(template % given), "--data", self.data, saying=saying)
                self.assertNotIn("our own fault", said)


class Value(BadMoneyTest):
    def test_what_is_no_amount_has_its_line_column_and_an_example(self):
        at = "test.charter.yaml:5:24: wrong value for true_positive: "
        self.each("value", "value: {true_positive: %s}\n", {
            ".nan": [at + ".nan", "for example 18"], ".inf": at + ".inf", '"abc"': at + '"abc"', '"18"': [at + '"18"', "remove the quotes"], "1e400": at + "1e400", "": "no value for: true_positive", "[1, 2]": at + "a list",
            "{low: 5, likely: 3, high: 1}": ["5:33", "write low <= likely <= high"], "{from: 3, to: 1}": "write the lower one as from", "{mean: 1, sd: -1}": "sd takes a number above 0", "{column: fee, times: .inf}": "wrong value for times", "{column: ''}": "wrong value for column",
            "{column: word}": ['the column "word" holds text', "name a column of numbers"], "{column: fees}": ['no column "fees"', 'did you mean "fee"?']})

    def test_one_thing_that_is_wrong_is_one_fault(self):
        for text, saying in (("value: {true_positive: {from: .nan, to: 3}}\n", "wrong value for from"), ("value: {true_positive: {low: 1, likely: x, high: 3}}\n", "wrong value for likely"),
                             ("business_limits: {flagged_wrong: {at_most: 3, of: 0}}\n", "of takes a number above 0"), ("business_limits: {cases_found: {at_least: .inf}}\n", "wrong value for at_least")):
            said = self.fails("value", self.charter(text), "--data", self.data, saying=saying)
            self.assertEqual(said.count("test.charter.yaml:"), 1, said)

    def test_volume_and_capacity_are_checked(self):
        self.each("value", "value: {true_positive: 3, %s}\n", {
            "volume: {per: month, decisions: 0}": "decisions takes a number above 0", "volume: {per: month, decisions: -3}": "decisions takes a number above 0", "volume: {per: month, decisions: .nan}": "wrong value for decisions", "volume: {per: month}": "a key is missing in value.volume: decisions",
            "capacity: {per: day, at_most: -1}": "at_most takes a number of at least 0", "capacity: {per: fortnight, at_most: 3}": "per takes one of hour, day, week, month, year", "by_position: [1, 2]": "value by position is about rankings"})

    def test_what_is_looked_at_differently_than_one_may_think_is_noted(self):
        notes = lambda text, task=TASK: json.loads(self.run_charter("value", self.charter(text, task), "--data", self.data, "--json").stdout)["notes"]
        plain = "value: {true_positive: 3, false_positive: -1}\n"
        self.assertIn("The capacity is not looked at", " ".join(notes(plain.replace("}", ", capacity: {per: day, at_most: 3}}"))))
        self.assertIn("lies above every score", " ".join(notes(plain, TASK.replace("0.5", "1.5"))))
        self.assertIn("lies at or below every score", " ".join(notes(plain, TASK.replace("0.5", "-1"))))
        nobody = json.loads(self.run_charter("value", self.charter(plain.replace("}", ", capacity: {per: day, at_most: 0}, volume: {per: day, decisions: 100}}")), "--data", self.data, "--json").stdout)
        self.assertIn("cannot be had", nobody["headline"])

    def test_amounts_that_rows_lack_are_left_out_and_counted(self):
        acted = sum(1 for row in ROWS if row[1] >= 0.5 and row[2])
        charter = self.charter("value: {true_positive: {column: fee}, false_positive: -1}\n")
        for hole in ("nan", "inf", ""):
            data = self.table("holes.csv", [(*row, hole if row[0] % 3 == 0 else 5) for row in ROWS], COLUMNS + ",fee")
            found = json.loads(self.run_charter("value", charter, "--data", data, "--json").stdout)
            lacking = sum(1 for row in ROWS if row[2] and row[0] % 3 == 0)
            self.assertGreater(acted, 20)
            self.assertIn(f"{lacking} rows have no amount and are left out.", found["notes"])

    def test_files_without_what_is_needed(self):
        charter = self.charter("value: {true_positive: 3, false_positive: -1}\n")
        for name, text, saying in (("empty.csv", "", "the file is empty: "), ("header.csv", COLUMNS + "\n", ["no row is left", "check that the files have rows"]), ("unlabelled.csv", "score,label\n0.5,\n", "no row has both a score and a known label"),
                                   ("nan.csv", "score,label\nnan,1\n", "no row has both a score and a known label"), ("text.csv", "score,label\nhigh,1\nlow,0\n", ["holds something that is no number: high", "row 1"]),
                                   ("third.csv", "score,label\n0.5,1\n0.4,0\n0.3,2\n", ["more than two values", "row 3"])):
            with self.subTest(name):
                self.fails("value", charter, "--data", self.file(name, text), saying=saying)


class Limits(BadMoneyTest):
    def test_each_sentence_is_checked_in_its_place(self):
        self.each("require", "business_limits: {%s}\n", {
            "flagged_wrong: {at_most: many}": ["5:44", "at_most takes a number of at least 0"], "flagged_wrong: {at_most: .nan}": "wrong value for at_most", "flagged_wrong: {at_most: -3}": "wrong value for at_most", "flagged_wrong: {at_most: 300}": "more than there are: 300 of 100",
            "cases_found: {at_least: 0}": "every model keeps it", "reviews: {at_most: 3, per: fortnight}": "per takes one of", "reviews: {at_most: 3}": "a key is missing in business_limits.reviews: per", "every_group: {by: sex, at_least: 3}": 'no column "sex"',
            "every_group: {by: word, share: all, at_least: 3}": "share takes one of found, flagged, right", "latency: {column: fee, at_most: 3, of: 120}": "of takes a number between 0 and 100", "cases_found: {at_least: 50, breach: scream}": "breach takes one of info, warn, stop",
            "flagged: {at_most: 3}": "unknown key: flagged", "earn: {at_least: 3, per: day}": "what decisions are worth is not known", "": "says nothing of what the business needs"})

    def test_what_cannot_be_made_into_a_demand_says_what_is_missing(self):
        for limit, saying in (("reviews: {at_most: 0, per: day}", "how many decisions there are is not known"), ("latency: {column: took, at_most: 3}", 'no column "took"'), ("latency: {column: word, at_most: 3}", "holds no numbers")):
            found = json.loads(self.run_charter("require", self.charter("business_limits: {%s}\n" % limit), "--data", self.data, "--json").stdout)
            self.assertIn(saying, found["not_compiled"][0]["why"])


class Compare(BadMoneyTest):
    def setUp(self):
        super().setUp()
        self.own = self.charter("", TASK.replace("score: score", "id: id, score: score").replace("label: label}", "label: label, features: [a, b]}"))
        self.first = self.table("v1.csv", ROWS)

    def test_versions_that_cannot_be_compared(self):
        for name, rows, saying in (("disjoint", [(row[0] + 9999, *row[1:]) for row in ROWS], "disjoint lacks 300 ids of v1"), ("twice", [*ROWS, *ROWS[:3]], "only 300 have an id of their own"), ("few", ROWS[:3], "few lacks 297 ids of v1"),
                                   ("noid", [("" if row[0] < 3 else row[0], *row[1:]) for row in ROWS], ["3 of 300 rows of noid have no id", "give every row its id"]), ("nothing", [], "there are no rows in: nothing"),
                                   ("text", [(row[0], "high", *row[2:]) for row in ROWS], ["no row has a score of every version", "check the column of scores"]), ("nan", [(row[0], "nan", *row[2:]) for row in ROWS], "no row has a score of every version")):
            with self.subTest(name):
                self.fails("compare", self.own, "--versions", self.first, self.table(f"{name}.csv", rows), saying=saying)
        self.fails("compare", self.own, "--versions", self.first, self.table("noscore.csv", [(row[0], *row[2:]) for row in ROWS], "id,label,a,b"), saying=["the data lack a column: score", "noscore.csv: id, label, a, b"])
        self.fails("compare", self.own, "--versions", self.first, self.file("empty.csv", ""), saying="the file is empty")

    def test_labels_that_differ_are_counted(self):
        other = self.table("other.csv", [(row[0], row[1], row[2] if row[0] % 3 else 1 - row[2], *row[3:]) for row in ROWS])
        self.assertIn("100 rows", self.run_charter("compare", self.own, "--versions", self.first, other).stdout.replace("\n", " "))

    def test_training_rows_that_teach_nothing(self):
        self.fails("compare", self.own, "--versions", self.first, "--train", self.table("one.csv", [(row[0] + 5000, row[1], 0, *row[3:]) for row in ROWS]), saying=["a label needs exactly two values", "train on data in which both outcomes occur"])
        self.fails("compare", self.own, "--versions", self.first, "--train", self.table("none.csv", []), saying="train on more data")


class ExplainAndFit(BadMoneyTest):
    def test_what_cannot_be_explained(self):
        charter = self.charter("", TASK.replace("score: score", "id: id, score: score").replace("label: label}", "label: label, features: [a, b]}"))
        for name, rows, head, saying in (("header", [], COLUMNS, "a score is a number"), ("text", [(row[0], "high", *row[2:]) for row in ROWS], COLUMNS, "a score is a number"), ("noscore", [(row[0], *row[2:]) for row in ROWS], "id,label,a,b", 'no column "score"'),
                                         ("nofeature", [row[:3] for row in ROWS], "id,score,label", 'no column "a"')):
            with self.subTest(name):
                self.fails("explain", charter, "--data", self.table(f"{name}.csv", rows, head), saying=saying)
        for name, rows, why in (("nan", [(row[0], "nan", *row[2:]) for row in ROWS], "no row has a score"), ("constant", [(*row[:3], 1, "x") for row in ROWS], "no feature varies"), ("empty", [(*row[:3], "", "") for row in ROWS], "no feature varies")):
            with self.subTest(name):
                self.assertIn(why, self.run_charter("explain", charter, "--data", self.table(f"{name}.csv", rows)).stdout.replace("\n", " "))
        self.fails("explain", charter, "--data", self.table("v1.csv", ROWS), "--train", self.table("none.csv", []), saying="the training data have no rows")

    def test_what_cannot_be_fitted(self):
        whole = ["--label", "label", "--features", "a,b", "--output", str(self.folder / "model.json")]
        for name, rows, saying in (("one", [(*row[:2], 1, *row[3:]) for row in ROWS], "train on data in which both outcomes occur"), ("three", [(*row[:2], row[0] % 3, *row[3:]) for row in ROWS], "column label has more: 0, 1, 2"), ("none", [], "the training data have no rows"),
                                   ("nan", [(*row[:3], "nan", row[4]) for row in ROWS], ["a column without any value: a", "leave it out of the features"]), ("inf", [(*row[:3], "inf" if row[0] % 2 else 3, row[4]) for row in ROWS], "an infinite number in row 2 of column: a"),
                                   ("unlabelled", [(*row[:2], "", *row[3:]) for row in ROWS], "300 of 300 rows have no label")):
            with self.subTest(name):
                self.fails("fit", "--data", self.table(f"{name}.csv", rows), *whole, saying=saying)
        data = self.table("rows.csv", ROWS)
        for more, saying in ((["--label", "lable", "--features", "a"], ["lable", "label"]), (["--label", "label", "--features", "aa"], ["lack a column: aa", "did you mean a?"]), (["--label", "label", "--features", "label"], "the label cannot be a feature"), (["--label", "label", "--features", "a,a"], "a feature is named twice"),
                             (["--label", "label", "--features", "a", "--positive", "yes"], "never holds the positive value: yes"), (["--label", "label", "--features", "a", "--kind", "forest"], "--kind cannot be"), (["--label", "label", "--features", "a", "--seed", "-1"], "--seed is a whole number")):
            with self.subTest(more):
                self.fails("fit", "--data", data, *more, "--output", str(self.folder / "model.json"), saying=saying)
        self.run_charter("fit", "--data", data, "--label", "label", "--features", "a", "--output", str(self.folder / "no/such/model.json"), expect=4)
        self.assertEqual(list(self.folder.glob("*.part")), [])


if __name__ == "__main__":
    unittest.main()

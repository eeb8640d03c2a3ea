"""A profile stands in for the file it was made from: the same numbers, or a reason, never another number."""
import json
import pathlib

from charter_program import CHARTER, ProgramTest, rows

DRIFT = "  - {id: stable, metric: psi, of: [p, g], at_most: 0.2, owner: science}\n"
SHAPE = "  - {id: shape, metric: wasserstein_distance, of: [p], at_most: 0.2, owner: science}\n"


class Profiles(ProgramTest):
    def profile(self, data, *options, name="reference.profile"):
        path = self.folder / name
        self.run_charter("profile", data, "--output", path, *options)
        return str(path)

    def test_drift_against_a_profile_is_drift_against_its_file(self):
        then, now = self.file("then.csv", rows(3000)), self.file("now.csv", rows(2500, good=0.7, groups=("a", "b", "c")))
        for unit in [], ["--unit", "day"]:
            arguments = ("psi,js_distance", "--column", "p", "--column", "g", "--data", now, *unit)
            by_file = self.measure(*arguments, "--reference", then)
            by_profile = self.measure(*arguments, "--reference", self.profile(then, *unit))
            self.assertEqual(by_profile, by_file)
            self.assertIsNotNone(by_file[0]["value"])

    def test_profiles_of_parts_join_to_that_of_the_whole(self):
        lines = rows(3000).splitlines()
        one = self.profile(self.file("one.csv", "\n".join(lines[:1001]) + "\n"), name="one.profile")
        two = self.profile(self.file("two.csv", "\n".join([lines[0], *lines[1001:]]) + "\n"), name="two.profile")
        whole = json.loads(self.run_charter("profile", self.file("all.csv", rows(3000)), "--json").stdout)
        joined = json.loads(self.run_charter("profile", one, two, "--output", self.folder / "all.profile", "--json").stdout)
        self.assertEqual(joined.pop("files")[1]["path"], str(self.folder / "two.csv"))
        whole.pop("files")
        self.assertEqual(joined, whole)
        p = next(column for column in joined["columns"] if column["name"] == "p")
        self.assertEqual((p["rows"], p["missing"], p["min"], p["max"]), (3000, 0, 0.1, 0.96))

    def test_what_needs_the_values_in_order_has_no_value_and_a_reason(self):
        then, now = self.file("then.csv", rows(3000)), self.file("now.csv", rows(2500))
        measured = self.measure("wasserstein_distance", "--column", "p", "--data", now, "--reference", self.profile(then))
        self.assertIsNone(measured[0]["value"])
        self.assertEqual(measured[0]["reason"], "not_computed")
        self.assertIn("in their order", measured[0]["detail"])
        unit = self.measure("psi", "--column", "p", "--data", now, "--unit", "day", "--reference", self.profile(then))
        self.assertIsNone(unit[0]["value"])
        self.assertIn("--unit day", unit[0]["detail"])

    def test_a_charter_takes_a_profile_as_its_reference(self):
        self.profile(self.file("then.csv", rows(3000)))
        now = self.file("now.csv", rows(3000))
        document = CHARTER.replace("promises:", "reference: {file: reference.profile}\npromises:") + DRIFT + SHAPE
        card = json.loads(self.run_charter("evaluate", self.file("c.charter.yaml", document), "--data", now, "--json", expect=None).stdout)
        stable, shape = card["promises"]
        self.assertEqual(stable["verdict"], "kept")
        self.assertEqual((shape["verdict"], shape["reason"]), ("unproven", "not_computed"))

    def test_bad_profiles_are_refused(self):
        data = self.file("d.csv", rows(100))
        profile = self.profile(data)
        damaged = bytearray(pathlib.Path(profile).read_bytes())
        damaged[-20] ^= 1
        broken = self.file("broken.profile", bytes(damaged))
        self.fails("measure", "psi", "--column", "p", "--data", data, "--reference", broken, saying=["damaged", "broken.profile"])
        self.fails("profile", profile, data, saying="named together")
        self.fails("profile", profile, "--unit", "day", saying="--unit")
        self.fails("profile", profile, self.profile(data, "--unit", "day", name="other.profile"), saying=["do not belong together", "other.profile"])
        document = self.file("c.charter.yaml", CHARTER.replace("promises:", f"reference: {{file: {data}}}\npromises:") + DRIFT)
        self.fails("evaluate", document, "--data", profile, saying="stands in for a reference")

    def test_it_shows_what_the_data_are_like(self):
        shown = self.run_charter("profile", self.file("d.csv", rows(500)), "--label", "y", "--score", "p", "--unit", "day").stdout
        for words in ["500 rows", "median", "true positive", "As a reference it serves exactly:", "psi"]:
            self.assertIn(words, shown)
        self.assertIn("| p | number | 500 | 0 |", self.run_charter("profile", self.file("d.csv", rows(500)), "--format", "markdown").stdout)

"""The ledger as a user, and as a stranger, meets it: recorded by `evaluate`, checked by us and by a script of nobody's code."""
import json
import random
import subprocess
import sys
import unittest

from charter_program import CHARTER, ROOT, ProgramTest, rows

sys.path.insert(0, str(ROOT / "tools"))
import verify_ledger  # noqa: E402

PROMISES = """  - {id: right, metric: accuracy, at_least: 0.70, owner: science, breach: stop}
  - {id: found, metric: recall, at_least: 0.60, owner: science, breach: warn}
  - {id: worth, metric: value_per_decision, at_least: 1, owner: risk, breach: warn}
"""


class Ledger(ProgramTest):
    def setUp(self):
        super().setUp()
        self.charter = self.file("credit.charter.yaml", CHARTER + PROMISES)
        self.ledger = self.folder / "ledger"

    def evaluate(self, good, *more, expect=None):
        data = self.file(f"rows-{good}.csv", rows(400, good))
        return self.run_charter("evaluate", self.charter, "--data", data, "--ledger", self.ledger, *more, expect=expect)

    def shown(self, *more):
        return json.loads(self.run_charter("ledger", "show", self.ledger, "--json", *more).stdout)

    def export(self, name="ledger.ndjson"):
        path = self.folder / name
        self.run_charter("ledger", "export", self.ledger, "--output", path)
        return path

    def test_remembers_the_charter_and_every_verdict_that_changed_and_no_other(self):
        self.evaluate(0.95)
        self.assertEqual([entry["kind"] for entry in self.shown()], ["charter", "verdict", "verdict", "verdict"])
        done = self.evaluate(0.95)
        self.assertIn("has these verdicts already", done.stdout)
        self.assertEqual(len(self.shown()), 4)
        self.evaluate(0.3)
        changed = self.shown("--kind", "verdict", "--promise", "right")
        self.assertEqual([(entry["body"]["before"], entry["body"]["verdict"]) for entry in changed], [(None, "kept"), ("kept", "broken")])
        self.assertIn("right broken, was kept", self.run_charter("ledger", "show", self.ledger).stdout)

    def test_both_verifiers_agree_and_recompute_what_is_enclosed(self):
        self.evaluate(0.95, "--by", "R. Example")
        self.evaluate(0.3)
        ours = json.loads(self.run_charter("ledger", "verify", self.ledger, "--json").stdout)
        self.assertTrue(ours["verifies"])
        data = self.export().read_bytes()
        faults, export = verify_ledger.verify_export(data)
        self.assertEqual(faults, [])
        self.assertEqual((len(export.leaves), export.recomputed, len(export.present)), (ours["entries"], ours["recomputed"], ours["asides"]))
        self.assertGreaterEqual(ours["recomputed"], 4)
        done = subprocess.run([sys.executable, ROOT / "tools/verify_ledger.py", self.folder / "ledger.ndjson"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_stranger_sees_a_bit_that_changed_in_any_byte(self):
        self.evaluate(0.95, "--by", "R. Example")
        data = self.export().read_bytes()
        chance = random.Random(8127)
        # In each line, the ends and a choice of places; the program's own test goes through every bit of every byte.
        places = set()
        start = 0
        for line in data.splitlines(keepends=True):
            places |= {start, start + len(line) - 1} | {start + chance.randrange(len(line)) for _ in range(60)}
            start += len(line)
        for place in sorted(places):
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            faults, _ = verify_ledger.verify_export(bytes(changed))
            self.assertTrue(faults, f"byte {place}")

    def test_a_kept_checkpoint_shows_a_cut_end_to_both(self):
        kept = self.folder / "kept.txt"
        self.evaluate(0.95)
        before = self.export("before.ndjson")
        self.evaluate(0.3, "--checkpoint", kept)
        now = self.export("now.ndjson")
        self.run_charter("ledger", "verify", now, "--checkpoint", kept)
        self.assertEqual(verify_ledger.verify_export(now.read_bytes(), kept.read_text())[0], [])
        self.assertIn("the end is cut off", self.run_charter("ledger", "verify", before, "--checkpoint", kept, expect=1).stdout)
        self.assertTrue(any("cut off" in fault for fault in verify_ledger.verify_export(before.read_bytes(), kept.read_text())[0]))

    def test_a_fork_is_shown_against_a_kept_checkpoint(self):
        kept = self.folder / "kept.txt"
        self.evaluate(0.95, "--checkpoint", kept)
        key = (self.ledger / "keys/ledger.pem").read_bytes()
        other = self.folder / "other"
        (other / "keys").mkdir(parents=True)
        (other / "keys/ledger.pem").write_bytes(key)
        self.ledger = other
        self.evaluate(0.3)
        self.run_charter("ledger", "verify", other)
        self.assertIn("rewritten", self.run_charter("ledger", "verify", other, "--checkpoint", kept, expect=1).stdout)
        self.assertTrue(any("rewritten" in fault for fault in verify_ledger.verify_export(self.export().read_bytes(), kept.read_text())[0]))

    def test_an_entry_is_proved_without_the_others(self):
        first = self.folder / "first.txt"
        self.evaluate(0.95, "--checkpoint", first)
        self.evaluate(0.3)
        size = len(self.shown())
        for entry in range(size):
            proof = self.run_charter("ledger", "prove", self.ledger, entry, "--since", 4).stdout.encode()
            self.assertEqual(verify_ledger.verify_proof(proof, first.read_text()), [])
            other = json.loads(proof)
            other["entry"]["body"]["verdict"] = "better"
            self.assertTrue(verify_ledger.verify_proof(json.dumps(other).encode()))
            other = json.loads(proof)
            other["consistency"]["size"] = 3
            self.assertTrue(verify_ledger.verify_proof(json.dumps(other).encode()))

    def test_a_name_is_erased_and_the_chain_still_verifies(self):
        self.evaluate(0.95, "--by", "R. Example")
        self.assertIn("R. Example", self.run_charter("ledger", "show", self.ledger).stdout)
        self.fails("ledger", "erase", self.ledger, "--text", "R. Example", "--ground", "R. Example asked", saying="repeats what is to be erased")
        self.run_charter("ledger", "erase", self.ledger, "--text", "R. Example", "--ground", "asked for on 2 March")
        shown = self.run_charter("ledger", "show", self.ledger).stdout
        self.assertNotIn("R. Example", shown)
        self.assertIn("(erased)", shown)
        self.assertTrue(json.loads(self.run_charter("ledger", "verify", self.ledger, "--json").stdout)["erased"])
        self.assertEqual(verify_ledger.verify_export(self.export().read_bytes())[0], [])
        for file in self.ledger.glob("ledger.sqlite*"):
            self.assertNotIn(b"R. Example", file.read_bytes())

    def test_what_was_changed_in_the_database_is_named_and_not_appended_to(self):
        self.evaluate(0.95)
        database = self.ledger / "ledger.sqlite"
        data = database.read_bytes()
        self.assertGreater(data.count(b'"verdict":"kept"'), 0)
        database.write_bytes(data.replace(b'"verdict":"kept"', b'"verdict":"kepd"', 1))
        # Whichever entry it is: the next one does not follow it, or, of the last, the checkpoint holds another.
        self.assertRegex(self.run_charter("ledger", "verify", self.ledger, expect=1).stdout, "does not follow the entry before|the checkpoint holds other entries")
        done = self.evaluate(0.3, expect=4)
        self.assertIn("does not verify", done.stderr)

    def test_a_review_keeps_its_promise_until_it_expires_and_a_refusal_breaks_it(self):
        self.charter = self.file("credit.charter.yaml", CHARTER + "  - {id: reviewed, evidence: review, by: risk, every: 90d, breach: stop}\n")
        data = self.file("rows.csv", rows(50))

        def verdict(*more, expect):
            done = self.run_charter("evaluate", self.charter, "--data", data, "--ledger", self.ledger, "--json", *more, expect=expect)
            return json.loads(done.stdout)["promises"][0]

        self.assertEqual(verdict(expect=2)["reason"], "no_record")
        self.run_charter("record", self.charter, "--promise", "reviewed", "--ledger", self.ledger, "--by", "R. Example", "--comment", "looked at")
        kept = verdict(expect=0)
        self.assertEqual(kept["verdict"], "kept")
        self.assertIn("to be renewed by", kept["sentence"])
        before, after = verdict("--as-of", "2000-01-01", expect=2), verdict("--as-of", "2100-01-01", expect=2)
        self.assertEqual([before["verdict"], after["verdict"]], ["unproven", "unproven"])
        self.assertIn("expired on", after["sentence"])
        self.run_charter("record", self.charter, "--promise", "reviewed", "--ledger", self.ledger, "--by", "S. Example", "--refuse")
        self.assertEqual(verdict(expect=1)["verdict"], "broken")
        shown = self.run_charter("ledger", "show", self.ledger, "--kind", "record").stdout
        self.assertIn("reviewed, review by risk given (R. Example: looked at)", shown)
        self.assertIn("reviewed, review by risk refused (S. Example)", shown)
        self.assertEqual(verify_ledger.verify_export(self.export().read_bytes())[0], [])
        self.fails("record", self.charter, "--promise", "reviewd", "--ledger", self.ledger, "--by", "x", saying="did you mean reviewed")

    def test_bad_input_says_what_and_what_next(self):
        self.fails("ledger", "verify", self.folder / "nowhere", saying="cannot read file")
        self.fails("ledger", "show", self.folder / "nowhere", saying="there is no ledger here")
        self.fails("evaluate", self.charter, "--data", self.file("r.csv", rows(10)), "--by", "x", saying="--by needs --ledger")
        self.fails("ledger", saying="charter")
        self.evaluate(0.95)
        self.fails("ledger", "prove", self.ledger, 99, saying="whole number up to 3")
        self.fails("ledger", "erase", self.ledger, "--text", "nobody", "--ground", "asked", saying="nothing beside the ledger")


class CanonicalNumbers(unittest.TestCase):
    def test_numbers_are_written_as_the_standard_says(self):
        # RFC 8785, appendix B, and the ends of the ranges of ECMAScript's Number::toString.
        for value, text in [(1e21, "1e+21"), (295147905179352830000.0, "295147905179352830000"), (1e-7, "1e-7"), (1e-6, "0.000001"), (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
                            (9007199254740992.0, "9007199254740992"), (333333333.33333329, "333333333.3333333"), (-0.0, "0"), (0.1, "0.1"), (100.0, "100")]:
            self.assertEqual(verify_ledger.number(value), text)


class Signatures(unittest.TestCase):
    def test_the_published_vectors_of_ed25519_hold(self):
        # RFC 8032, section 7.1, tests 1 to 3.
        for key, message, signature in [
            ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
            ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
            ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        ]:
            key, message, signature = map(bytes.fromhex, (key, message, signature))
            self.assertTrue(verify_ledger.is_signed(key, message, signature))
            self.assertFalse(verify_ledger.is_signed(key, message + b"x", signature))
            self.assertFalse(verify_ledger.is_signed(key, message, signature[:-1] + bytes([signature[-1] ^ 1])))


if __name__ == "__main__":
    unittest.main()

"""Keys that are changed: what was signed before stays verifiable, by us and by a stranger, and a kill between the steps loses nothing."""
import json
import random
import signal
import subprocess
import sys
import threading
import time

from charter_program import CHARTER, PROGRAM, ROOT, rows
from charter_server import ServerTest

sys.path.insert(0, str(ROOT / "tools"))
import verify_ledger  # noqa: E402

PROMISE = "  - {id: right, metric: accuracy, at_least: 0.70, owner: science, breach: stop}\n"


class LedgerKey(ServerTest):
    def checked(self, kept=""):
        """The export, which both verifiers accept, against what was kept before."""
        path = self.folder / "export.ndjson"
        self.run_charter("ledger", "export", self.folder / "data", "--output", path)
        arguments = []
        if kept:
            (self.folder / "kept.txt").write_text(kept)
            arguments = ["--checkpoint", self.folder / "kept.txt"]
        ours = json.loads(self.run_charter("ledger", "verify", path, "--json", *arguments).stdout)
        faults, export = verify_ledger.verify_export(path.read_bytes(), kept)
        self.assertEqual((faults, ours["findings"]), ([], []))
        self.assertEqual(len(export.keys.since) - 1, ours["key_changes"])
        return ours, export

    def test_a_server_changes_it_and_goes_on(self):
        self.command("member", "add", "R. Example", "--scope", "view")
        first = self.command("checkpoint").stdout
        old = (self.folder / "data/keys/ledger.pem").read_bytes()
        done = json.loads(self.command("key", "rotate", "ledger", "--json").stdout)
        self.assertNotEqual((self.folder / "data/keys/ledger.pem").read_bytes(), old)
        self.command("member", "add", "S. Example", "--scope", "view")
        middle = self.command("checkpoint").stdout
        self.command("key", "rotate", "ledger")
        ours, export = self.checked(first)
        self.assertEqual((ours["key_changes"], ours["origin"], verify_ledger.name(verify_ledger.sha256(export.keys.since[0][1]))[7:23]), (2, "charter-ledger-" + verify_ledger.name(verify_ledger.sha256(export.keys.since[0][1]))[7:23], ours["origin"][15:]))
        self.checked(middle)
        self.assertTrue(export.keys.holds(done["public"]))
        # Who knows any of its keys can follow; and the old key alone signs nothing any more.
        for key in (first_key := verify_ledger.base64.b64encode(export.keys.since[0][1]).decode(), done["public"], ours["key"]):
            self.run_charter("ledger", "verify", self.folder / "export.ndjson", "--key", key)
        stranger = "A" * 43 + "="
        self.assertIn("signed by another key", self.run_charter("ledger", "verify", self.folder / "export.ndjson", "--key", stranger, expect=1).stdout)
        # A proof of an entry of the first key is followed to the newest.
        proof = self.command("prove", 0, "--since", verify_ledger.checkpoint_of(first, export.keys)[0]).stdout.encode()
        self.assertEqual(verify_ledger.verify_proof(proof, first, first_key), [])
        cut = json.loads(proof)
        del cut["changes"]
        self.assertTrue(verify_ledger.verify_proof(json.dumps(cut).encode()))
        self.assertIn("the key was changed", self.command("entries", "--kind", "key").stdout)
        # It is the same ledger after a start, and after a copy was put back.
        self.restart()
        self.command("member", "add", "T. Example", "--scope", "view")
        self.checked(first)
        self.command("backup")
        copy = next((self.folder / "data/backups").iterdir())
        self.run_charter("restore", copy, "--folder", self.folder / "elsewhere")
        self.run_charter("ledger", "verify", self.folder / "elsewhere", "--checkpoint", self.folder / "kept.txt")

    def test_a_command_changes_it_under_a_server_that_has_it_open(self):
        before = self.command("checkpoint").stdout
        self.run_charter("ledger", "rotate", self.folder / "data", "--by", "R. Example")
        self.command("member", "add", "R. Example", "--scope", "view")
        ours, _ = self.checked(before)
        self.assertEqual(ours["key_changes"], 1)
        self.fails("ledger", "rotate", self.folder / "nowhere", "--by", "R. Example", saying="there is no ledger here")

    def test_who_may_not_administer_changes_none(self):
        self.command("member", "add", "R. Example", "--scope", "view", "--scope", "edit", "--scope", "approve")
        made = self.command("token", "create", "--owner", "R. Example").stdout
        token = next(word for word in made.split() if word.startswith("charter_")).rstrip(".")
        self.assertIn("administer", self.command("key", "rotate", "ledger", token=token, expect=None).stderr)
        self.assertIn("ledger", self.command("key", "rotate", "ledgr", expect=None).stderr)
        self.assertEqual(self.checked()[0]["key_changes"], 0)

    def test_killed_at_any_moment_it_has_happened_or_has_not(self):
        chance = random.Random(20011)
        kept = ""
        for round_ in range(8):
            server, token = self.server, self.server.token
            acknowledged = []

            def rotate():
                try:
                    while True:
                        answer = server.ask("POST", "/v1/keys/ledger/rotate?format=json")
                        if answer.status == 200:
                            acknowledged.append(answer.json["public"])
                except Exception:
                    pass  # it was killed

            thread = threading.Thread(target=rotate)
            thread.start()
            time.sleep(chance.uniform(0.02, 0.3))
            self.server.stop(signal.SIGKILL)
            thread.join()
            ours, export = self.checked(kept)
            for key in acknowledged:
                self.assertTrue(export.keys.holds(key), f"round {round_}")
            self.server = self.start(token=token)
            self.command("member", "add", f"R. Example {round_}", "--scope", "view")
            kept = self.command("checkpoint").stdout
            self.checked(kept)


class OfFiles(ServerTest):
    def setUp(self):
        super(ServerTest, self).setUp()

    def test_verdicts_of_before_and_after_verify_together(self):
        charter, ledger = self.file("credit.charter.yaml", CHARTER + PROMISE), self.folder / "ledger"
        for good in (0.95, 0.3, 0.95):
            self.run_charter("evaluate", charter, "--data", self.file(f"rows-{good}.csv", rows(400, good)), "--ledger", ledger, expect=None)
            self.run_charter("ledger", "rotate", ledger, "--by", "R. Example")
        found = json.loads(self.run_charter("ledger", "verify", ledger, "--json").stdout)
        self.assertEqual((found["key_changes"], found["recomputed"]), (3, 3))
        data = self.run_charter("ledger", "export", ledger).stdout.encode()
        self.assertEqual(verify_ledger.verify_export(data)[0], [])
        # A change of key that somebody forges is named by both, whichever digit of it is another.
        change = next(line for line in data.splitlines() if b'"kind":"key"' in line)
        for member in (b'"signed_by_old":"', b'"signed_by_new":"', b'"key":"', b'"instead_of":"'):
            place = change.index(member) + len(member) + 5
            other = change[:place] + (b"A" if change[place : place + 1] != b"A" else b"B") + change[place + 1 :]
            forged = self.folder / "forged.ndjson"
            forged.write_bytes(data.replace(change, other))
            self.assertTrue(any("key" in fault for fault in verify_ledger.verify_export(forged.read_bytes())[0]))
            self.assertIn("key", self.run_charter("ledger", "verify", forged, expect=1).stdout)


HIDDEN = """charter: 1
product: loans
task: {kind: binary, columns: {time: at, id: loan, subject: person, score: p, label: bad}}
privacy: {pseudonymise: [subject, id]}
promises:
  - {id: enough, metric: row_count, at_least: 1, breach: warn}
  - {id: right, metric: accuracy, at_least: 0.1, breach: warn}
"""


def loans(first, count):
    return "".join(f'{{"loan": "l{i}", "person": "R. Example {i % 50}", "at": "2024-03-01T08:00:00Z", "p": 0.6}}\n' for i in range(first, first + count)).encode()


class KeyOfPseudonyms(ServerTest):
    def send(self, lines):
        answer = self.server.ask("POST", "/v1/observations?product=loans", lines)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_everybody_is_recognised_under_the_next_key_however_often_it_is_killed(self):
        self.command("apply", self.file("loans.charter.yaml", HIDDEN))
        self.assertEqual(self.send(loans(0, 2_000))["accepted"], 2_000)
        keys = self.folder / "data/keys/pseudonyms.key"
        first = keys.read_bytes()
        done = json.loads(self.command("key", "rotate", "pseudonyms", "--json").stdout)
        self.assertEqual((done["keys"], len(keys.read_bytes()), keys.read_bytes()[:32], keys.stat().st_mode & 0o777), (2, 64, first, 0o600))
        self.assertEqual(self.send(loans(0, 10))["duplicates"], 10)  # it goes on under the key of before until it starts again
        self.command("key", "rotate", "pseudonyms")
        token = self.server.token
        chance = random.Random(8127)
        self.server.stop(signal.SIGKILL)
        for _ in range(4):  # while it brings under them what it keeps, and a moment later
            process = subprocess.Popen([PROGRAM, "serve", "--folder", self.folder / "data", "--listen", "127.0.0.1:0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.01, 0.6))
            process.kill()
            process.wait()
        self.server = self.start(token=token)
        again = self.send(loans(0, 2_000))
        self.assertEqual((again["accepted"], again["duplicates"]), (0, 2_000))
        outcomes = "".join(f'{{"kind": "outcome", "prediction_id": "l{i}", "bad": {i % 2}}}\n' for i in range(2_000)).encode()
        self.assertEqual(self.send(outcomes)["accepted"], 2_000)
        end = time.time() + 60
        while True:  # every outcome has found its prediction of before
            card = self.server.ask("GET", "/v1/products/loans/scorecard?format=json")
            right = [one for one in card.json["promises"] if one["id"] == "right"] if card.status == 200 else []
            if right and right[0]["n"] == 2_000:
                break
            self.assertLess(time.time(), end, card.text[:500])
            time.sleep(0.2)
        self.assertIn("key of pseudonyms", self.command("entries", "--kind", "pseudonym_key").stdout)

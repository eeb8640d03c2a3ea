"""Checkpoints that a server sends out by itself, to a folder that others keep and to a webhook, after entries of any kind."""
import json
import pathlib
import time

from charter_server import ServerTest
from receiver import Receiver

CHARTER = """charter: 1
product: flights
task: {kind: binary, columns: {score: p, label: late}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, breach: stop}
"""


class Checkpoints(ServerTest):
    def start(self, name="data", *more):
        self.kept = self.folder / "elsewhere/kept"
        return super().start(name, "--checkpoints", str(self.kept), *more)

    def wait_for(self, condition, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            if found := condition():
                return found
            time.sleep(0.1)
        self.fail("it did not come")

    def files(self):
        return sorted(self.kept.glob("*.txt")) if self.kept.exists() else []

    def entries(self):
        return len(json.loads(self.run_charter("ledger", "show", self.folder / "data", "--json").stdout))

    def log(self):
        return pathlib.Path(f"{self.folder / 'data'}.log").read_text()

    def test_each_is_a_file_that_the_ledger_is_verified_against(self):
        self.command("apply", self.file("flights.yaml", CHARTER))
        first = self.wait_for(self.files)[0]
        before = first.read_bytes()
        self.command("member", "add", "R. Example", "--scope", "view")  # no charter, no verdict: it counts as well
        self.command("token", "create", "--owner", "R. Example")
        newest = self.kept / f"{self.entries():012}.txt"
        self.wait_for(newest.exists)
        self.assertEqual(first.read_bytes(), before)
        for path in self.files():
            self.run_charter("ledger", "verify", self.folder / "data", "--checkpoint", path)
        # What comes in the last seconds goes out at the end.
        self.command("member", "add", "N. Example", "--scope", "view")
        self.server.stop()
        self.assertTrue((self.kept / f"{self.entries():012}.txt").exists())
        self.assertEqual({path.suffix for path in self.kept.iterdir()}, {".txt"})

    def test_a_ledger_that_is_another_one_is_told(self):
        self.command("apply", self.file("flights.yaml", CHARTER))
        self.server.stop()
        path = self.files()[-1]
        path.write_text(path.read_text().replace("a", "b"))
        self.server = self.start()
        self.wait_for(lambda: "another checkpoint of as many entries was kept before" in self.log())
        self.assertEqual(self.server.ask("GET", "/health").status, 200)
        self.assertIn("b", path.read_text())

    def test_a_folder_that_cannot_be_written_is_told_once_and_tried_again(self):
        self.server.stop()
        blocking = self.folder / "elsewhere"
        for path in self.files():
            path.unlink()
        if self.kept.exists():
            self.kept.rmdir()
        if blocking.exists():
            blocking.rmdir()
        blocking.write_text("a file where a folder should be")
        token = self.server.token
        self.server = self.start()
        self.server.token = token
        self.command("apply", self.file("flights.yaml", CHARTER))
        self.wait_for(lambda: "could not be kept" in self.log())
        time.sleep(6)
        self.assertEqual(self.log().count("could not be kept"), 1)
        blocking.unlink()
        self.wait_for(self.files)
        self.run_charter("ledger", "verify", self.folder / "data", "--checkpoint", self.files()[-1])

    def test_a_webhook_gets_them_after_entries_of_any_kind(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.command("setting", "put", "outgoing.private", "--value", "yes")
        self.command("setting", "put", "checkpoints.webhook", "--value", f"{receiver.url}/keep")
        for name in ("R. Example", "N. Example"):
            self.command("member", "add", name, "--scope", "view")
        got = lambda: [json.loads(body)["checkpoint"] for _, _, body in receiver.requests]
        held = lambda: got() and int(got()[-1].splitlines()[1]) == self.entries()
        self.wait_for(held)
        self.assertLess(len(got()), 4)  # those of a few seconds go out together
        self.run_charter("ledger", "verify", self.folder / "data", "--checkpoint", self.file("kept.txt", got()[-1]))

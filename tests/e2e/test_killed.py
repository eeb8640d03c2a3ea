"""A server that is killed at random moments under load: nothing acknowledged is lost, nothing counts twice, the ledger verifies.

    CHARTER_KILLS=50      how often; tests/long kills it 10,000 times
    CHARTER_SEED=20       of the first life; each life of 50 kills in one folder has the next
"""
import json
import os
import random
import signal
import subprocess
import threading
import time
import unittest
import urllib.error

from charter_program import PROGRAM
from charter_server import ServerTest

CHARTER = """charter: 1
product: loans
roles: {science: {title: Data science}}
task: {kind: binary, columns: {time: at, id: loan, score: p, label: bad}}
promises:
  - {id: many, metric: row_count, over: 1d, at_least: 1, owner: science, breach: warn}
  - {id: found, metric: recall, over: 1d, at_least: %s, owner: science, breach: warn}
"""
KILLS = int(os.environ.get("CHARTER_KILLS", "50"))
SEED = int(os.environ.get("CHARTER_SEED", "20"))
KILLS_IN_A_LIFE = 50
SENDERS = 3


def prediction(name):
    return {"loan": name, "p": 0.5, "at": "2001-03-01T10:00:00Z"}


def outcome(name):
    return {"kind": "outcome", "prediction_id": name, "bad": 1}


def lines(events):
    return "".join(json.dumps(event) + "\n" for event in events).encode()


class Life:
    """What was sent to one folder, and what the server has promised to keep."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.sent, self.acknowledged = [], []
        self.revisions = 0  # acknowledged
        self.bound = 0

    def send(self, server, number, stop):
        """Events of both kinds in requests of any size, until the server is gone."""
        count = 0
        rng = random.Random(self.random.random())
        while not stop.is_set():
            names = [f"{server.process.pid}-{number}-{count + i}" for i in range(rng.choice([1, 1, 10, 100]))]
            count += len(names)
            events = [prediction(name) for name in names] + [outcome(name) for name in names[::2]]
            with self.lock:
                self.sent.extend(events)
            try:
                if server.ask("POST", "/v1/observations", lines(events), timeout=20).status != 200:
                    continue
            except (OSError, urllib.error.URLError, ValueError):
                return
            with self.lock:
                self.acknowledged.extend(events)

    def revise(self, server, stop):
        """Another charter, so that the ledger is written to as well."""
        while not stop.is_set():
            self.bound += 1
            try:
                if server.ask("POST", "/v1/charters", (CHARTER % f"0.{self.bound:09d}").encode(), timeout=20).status == 200:
                    self.revisions += 1
            except (OSError, urllib.error.URLError, ValueError):
                return
            stop.wait(0.02)


class Killed(ServerTest):
    def setUp(self):
        super(ServerTest, self).setUp()  # each life begins with a folder of its own

    def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(self):
        kills = events = 0
        for seed in range(SEED, SEED + (KILLS + KILLS_IN_A_LIFE - 1) // KILLS_IN_A_LIFE):
            with self.subTest(seed=seed):
                life = Life(seed)
                many = min(KILLS_IN_A_LIFE, KILLS - kills)
                self.live(f"life-{seed}", life, many)
                kills += many
                events += len(life.acknowledged)
        print(f"{kills:,} kills, {events:,} acknowledged events, seeds from {SEED}: nothing was lost, nothing counted twice, every ledger verifies", flush=True)

    def start(self, name, **how):
        return super().start(name, "--clock", "events", **how)

    def live(self, name, life, kills):
        server = self.start(name)
        token = server.token
        self.assertEqual(server.ask("POST", "/v1/charters", (CHARTER % "0.1").encode()).status, 200)
        for number in range(kills):
            if life.random.random() < 0.2:
                self.kill_while_it_starts(name, server, life)
                server = self.start(name, token=token)
            self.load(server, life, life.random.uniform(0.02, 0.25))
            server = self.start(name, token=token)
        self.check(server, life)
        server.stop()
        shown = json.loads(self.run_charter("ledger", "show", self.folder / name, "--kind", "charter", "--json").stdout)
        self.assertGreater(len(shown), life.revisions)  # and the first
        self.run_charter("ledger", "verify", self.folder / name)

    def kill_while_it_starts(self, name, server, life):
        server.stop(signal.SIGKILL)
        begun = subprocess.Popen([str(PROGRAM), "serve", "--folder", str(self.folder / name), "--listen", "127.0.0.1:0", "--clock", "events"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(life.random.uniform(0, 0.15))
        begun.kill()
        begun.wait()

    def load(self, server, life, seconds):
        server.ask("GET", "/v1/products")  # a token is slow to check the first time: from here on events are
        stop = threading.Event()
        threads = [threading.Thread(target=life.send, args=(server, number, stop)) for number in range(SENDERS)] + [threading.Thread(target=life.revise, args=(server, stop))]
        for one in threads:
            one.start()
        time.sleep(seconds)
        server.process.send_signal(signal.SIGKILL)
        stop.set()
        for one in threads:
            one.join()
        server.stop(signal.SIGKILL)

    def check(self, server, life):
        def send_all(events):
            accepted = duplicates = 0
            for begin in range(0, len(events), 100_000):
                answer = server.ask("POST", "/v1/observations", lines(events[begin:begin + 100_000])).json
                self.assertEqual(answer["rejected"], 0, answer)
                accepted, duplicates = accepted + answer["accepted"], duplicates + answer["duplicates"]
            return accepted, duplicates

        self.assertGreater(len(life.acknowledged), 0)
        self.assertEqual(send_all(life.acknowledged), (0, len(life.acknowledged)))
        accepted, duplicates = send_all(life.sent)
        self.assertEqual(accepted + duplicates, len(life.sent))
        self.assertEqual(send_all(life.sent), (0, len(life.sent)))
        # What is read is what was counted: a window of all predictions, closed by one of the next day.
        server.ask("POST", "/v1/observations", lines([{**prediction("the next day"), "at": "2001-03-02T10:00:00Z"}]))
        expected = sum("kind" not in event for event in life.sent)
        rows = None
        for _ in range(100):
            card = server.ask("GET", "/v1/products/loans/scorecard?format=json")
            rows = next((one["value"] for one in card.json["promises"] if one["id"] == "many"), None) if card.status == 200 else None
            if rows == expected:
                break
            time.sleep(0.2)
        self.assertEqual(rows, expected)



if __name__ == "__main__":
    unittest.main()

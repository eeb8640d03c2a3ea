"""A server that is killed while many log to runs, who share its commits, and somebody moves an alias: what was acknowledged is there afterwards.

    CHARTER_KILLS=8       how often
"""
import json
import os
import random
import signal
import threading
import time
import unittest
import urllib.error

from charter_server import ServerTest

KILLS = int(os.environ.get("CHARTER_KILLS", "8"))
SENDERS = 6
API = "/api/2.0/mlflow/"


class Killed(ServerTest):
    def ask(self, server, path, body=None):
        """Nothing: the server is gone."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            answer = server.ask("POST" if body is not None else "GET", API + path, None if body is None else json.dumps(body).encode(), headers=headers, timeout=20)
        except (OSError, urllib.error.URLError, ValueError):
            return None
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def log(self, server, run, number, stop):
        """One point at a time and many at once, of a metric of its own, by steps that are never repeated."""
        key = f"metric-{number}"
        while not stop.is_set():
            step = self.steps[number]
            many = random.Random(step).choice([1, 1, 1, 30])
            self.steps[number] += many
            points = [{"key": key, "value": step + i, "timestamp": 1_700_000_000_000, "step": step + i} for i in range(many)]
            sent = self.ask(server, "runs/log-metric", {"run_id": run, **points[0]}) if many == 1 else self.ask(server, "runs/log-batch", {"run_id": run, "metrics": points, "tags": [{"key": key, "value": str(step)}]})
            if sent is None:
                return
            self.acknowledged[number].update(range(step, step + many))

    def move(self, server, stop):
        while not stop.is_set():
            version = 1 + self.moves % 2
            self.asked_for = version
            if self.ask(server, "registered-models/alias", {"name": "m", "alias": "champion", "version": str(version)}) is None:
                return
            self.moves += 1
            self.moved_to = self.asked_for = version
            # It is read at once, from memory and from the disk alike, as it was written.
            read = self.ask(server, "registered-models/alias?name=m&alias=champion")
            if read is None:
                return
            self.read_back.append(read["model_version"]["version"] == str(version))

    def history(self, run, key):
        steps, token = [], ""
        while True:
            page = self.ask(self.server, f"metrics/get-history?run_id={run}&metric_key={key}&max_results=5000{token}")
            steps += [point["step"] for point in page.get("metrics", [])]
            if "next_page_token" not in page:
                return steps
            token = "&page_token=" + page["next_page_token"]

    def test_what_was_acknowledged_is_there_after_every_kill(self):
        run = self.ask(self.server, "runs/create", {"experiment_id": "0"})["run"]["info"]["run_id"]
        self.ask(self.server, "registered-models/create", {"name": "m"})
        for _ in range(2):
            self.ask(self.server, "model-versions/create", {"name": "m", "source": "s3://somewhere/model"})
        self.steps, self.acknowledged = [0] * SENDERS, [set() for _ in range(SENDERS)]
        self.moves, self.moved_to, self.asked_for, self.read_back = 0, None, None, []
        chance = random.Random(11)
        for _ in range(KILLS):
            stop = threading.Event()
            threads = [threading.Thread(target=self.log, args=(self.server, run, number, stop)) for number in range(SENDERS)] + [threading.Thread(target=self.move, args=(self.server, stop))]
            for one in threads:
                one.start()
            time.sleep(chance.uniform(0.1, 0.6))
            self.server.process.send_signal(signal.SIGKILL)
            stop.set()
            for one in threads:
                one.join()
            self.server.stop(signal.SIGKILL)
            self.server = self.start(token=self.server.token)
            self.check(run)
        self.assertGreater(sum(map(len, self.acknowledged)), KILLS)
        self.assertTrue(self.read_back and all(self.read_back))
        print(f"{KILLS} kills, {sum(map(len, self.acknowledged)):,} acknowledged points, {self.moves:,} moves of an alias: nothing was lost", flush=True)

    def check(self, run):
        for number in range(SENDERS):
            steps = self.history(run, f"metric-{number}")
            self.assertEqual(len(steps), len(set(steps)), "a point was kept twice")
            self.assertLessEqual(self.acknowledged[number], set(steps))
            self.assertLessEqual(set(steps), set(range(self.steps[number])))
        if self.moved_to:
            # The last move may have been kept without anybody having heard of it.
            version = int(self.ask(self.server, "registered-models/alias?name=m&alias=champion")["model_version"]["version"])
            self.assertIn(version, {self.moved_to, self.asked_for})


if __name__ == "__main__":
    unittest.main()

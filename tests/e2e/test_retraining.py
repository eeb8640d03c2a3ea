"""Retraining against a real server: commands and webhooks that do what they should, and those that do not."""
import hashlib
import json
import os
import pathlib
import signal
import time
import unittest

from charter_program import CHARTER, rows
from charter_server import ServerTest
from receiver import Receiver

PROMISES = "  - {id: right, metric: accuracy, at_least: 0.70, over: 7d, owner: science, breach: stop}\n"
OPEN = {"due", "starting", "running", "asked"}

WORTH = """  - {id: worth-it, metric: value_per_decision, at_least: 0.5, over: 7d, owner: science}
retraining:
  registered_model: credit
  pays: {promise: worth-it}
  cost: {money: 600, review_hours: 5, per_hour: 80}
  guards: {pause: 14d}
"""


class Retraining(ServerTest):
    def setUp(self):
        self.allowed = True
        super().setUp()

    def start(self, name="data", *more, **how):
        (self.folder / "train").mkdir(exist_ok=True)
        commands = ["--allow-commands", self.folder / "train", "--command-environment", "SHOWN"] if self.allowed else []
        return super().start(name, "--clock", "events", *commands, *more, environment={"SHOWN": "yes", "HIDDEN": "secret"}, **how)

    def script(self, text):
        (self.folder / "train/train.py").write_text("import json, os, signal, sys, time\n" + text)

    def apply(self, section, promises=PROMISES):
        text = CHARTER + promises + "retraining:\n  registered_model: credit\n" + section
        self.command("apply", self.file("c.yaml", text))

    def begin(self):
        return json.loads(self.command("retraining", "start", "credit", "--reason", "a test", "--json").stdout)["id"]

    def shown(self, run):
        return json.loads(self.command("retraining", "show", run, "--json").stdout)

    def until_over(self, run, wait=30):
        return self.until(run, lambda state: state not in OPEN, wait)

    def until(self, run, good, wait=30):
        end = time.time() + wait
        while time.time() < end:
            shown = self.shown(run)
            if good(shown["state"]):
                return shown
            time.sleep(0.2)
        self.fail(f"it did not come to it in {wait} s: {shown}")

    def events(self):
        entries = json.loads(self.command("entries", "--product", "credit", "--json").stdout)
        return [entry["body"]["event"] for entry in entries if entry["kind"] == "retraining"]

    def test_a_command_brings_a_version_and_the_same_one_is_seen(self):
        self.script("open('env.json', 'w').write(json.dumps(dict(os.environ)))\nprint('training')\n"
                    "json.dump({'version': sys.argv[1], 'digest': 'sha256:' + 'a' * 64}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.apply("  command: [python3, train.py, '1']\n")
        run = self.begin()
        over = self.until_over(run)
        self.assertEqual((over["state"], over["version"]), ("registered", "1"))
        self.assertIn("training", over["output"])
        seen = json.loads((self.folder / "train/env.json").read_text())
        self.assertEqual((seen["IDEMPOTENCY_KEY"], seen["CHARTER_PRODUCT"], seen["CHARTER_REGISTERED_MODEL"], seen["MLFLOW_TRACKING_URI"], seen["SHOWN"]), (run, "credit", "credit", self.server.address, "yes"))
        self.assertNotIn("HIDDEN", seen)
        self.assertEqual(self.server.ask("GET", "/v1/products", token=seen["CHARTER_TOKEN"]).status, 401, "the token ends with the run")
        self.assertEqual(self.events()[:3], ["decided", "started", "registered"])
        # Another number, the same digest.
        self.apply("  command: [python3, train.py, '2']\n")
        over = self.until_over(self.begin())
        self.assertEqual(over["state"], "same model")
        self.assertIn("version 1", over["error"])
        self.assertIn("registered", self.command("retraining", "credit").stdout)

    def test_what_fails_says_how_and_a_policy_stops_and_asks(self):
        self.script("print('no labels today')\nsys.exit(3)\n")
        self.apply("  command: [python3, train.py]\n  schedule: 1s\n  guards: {pause: 1s, failures: 2, at_most: 100}\n")
        # The events' clock moves with events; without any it is that of the wall.
        end = time.time() + 30
        while time.time() < end and "held" not in self.events():
            time.sleep(0.5)
        time.sleep(3)
        now = json.loads(self.command("retraining", "credit", "--json").stdout)
        self.assertEqual([run["state"] for run in now["retrainings"]], ["failed", "failed"])
        self.assertIn("exit code 3; its last line: no labels today", now["retrainings"][0]["error"])
        self.assertIn("went wrong", now["held"])
        self.assertEqual(self.events().count("held"), 1, "said once, not with every look")
        self.restart()
        time.sleep(3)
        self.assertEqual(self.events().count("held"), 1, "nor after a restart")
        # A person starts one that works, and the policies go on.
        self.script("json.dump({'version': 7}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.assertEqual(self.until_over(self.begin())["state"], "registered")
        self.assertNotIn("went wrong", json.loads(self.command("retraining", "credit", "--json").stdout)["held"] or "")

    def test_so_many_in_a_time_and_no_more(self):
        self.script("json.dump({'version': str(time.time_ns())}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.apply("  command: [python3, train.py]\n  schedule: 1s\n  guards: {pause: 1s, at_most: 2, per: 30d}\n")
        end = time.time() + 30
        while time.time() < end and "held" not in self.events():
            time.sleep(0.5)
        time.sleep(2)
        self.assertEqual(self.events().count("registered"), 2)
        self.assertIn("2 are allowed", json.loads(self.command("retraining", "credit", "--json").stdout)["held"])

    def test_what_hangs_is_ended_with_all_that_it_started(self):
        self.script("import subprocess\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nchild = subprocess.Popen(['sleep', '600'])\nopen('child', 'w').write(str(child.pid))\nprint('hangs', flush=True)\ntime.sleep(600)\n")
        self.apply("  command: [python3, train.py]\n  guards: {deadline: 2s}\n")
        over = self.until_over(self.begin(), 40)
        self.assertEqual(over["state"], "failed")
        self.assertIn("longer than its deadline of 2 seconds", over["error"])
        child = (self.folder / "train/child").read_text()
        state = pathlib.Path(f"/proc/{child}/stat")
        self.assertTrue(not state.exists() or state.read_text().split(")")[-1].split()[0] == "Z", "the child lives on")

    def test_a_flood_of_output_is_kept_to_its_first_megabyte(self):
        self.script("for _ in range(80):\n    sys.stdout.write('x' * 1023 * 1024 + chr(10))\njson.dump({'version': '1'}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.apply("  command: [python3, train.py]\n")
        run = self.begin()
        over = self.until_over(run, 60)
        self.assertEqual(over["state"], "registered")
        self.assertIn("1,048,576 bytes", over["error"])
        self.assertLessEqual((self.folder / "data/retrainings" / run / "output.txt").stat().st_size, 1 << 20)

    def test_one_at_a_time_and_a_person_stops_it(self):
        self.script("print('works', flush=True)\ntime.sleep(600)\n")
        self.apply("  command: [python3, train.py]\n")
        run = self.begin()
        self.until(run, lambda state: state == "running")
        again = self.server.ask("POST", "/v1/products/credit/retraining", json.dumps({"reason": "twice"}).encode(), headers={"Content-Type": "application/json"})
        self.assertEqual(again.status, 409, again.text)
        self.assertIn(run, again.json["error"]["what"])
        self.command("retraining", "stop", run, "--reason", "enough")
        self.assertEqual(self.until_over(run)["state"], "stopped")
        self.assertEqual(self.server.ask("POST", f"/v1/retrainings/{run}/stop", b"{}", headers={"Content-Type": "application/json"}).status, 409)

    def test_one_that_is_killed_says_by_what(self):
        self.script("os.kill(os.getpid(), signal.SIGKILL)\n")
        self.apply("  command: [python3, train.py]\n")
        over = self.until_over(self.begin())
        self.assertEqual((over["state"], over["error"]), ("failed", "it was ended by signal 9"))
        self.apply("  command: [./no-such-program]\n")
        over = self.until_over(self.begin())
        self.assertIn("cannot start ./no-such-program", over["error"])
        self.script("print('well')\n")
        self.apply("  command: [python3, train.py]\n")
        self.assertIn("brought no version", self.until_over(self.begin())["error"])

    def test_a_command_outlives_a_server_that_is_killed(self):
        self.script("open('pid', 'w').write(str(os.getpid()))\ntime.sleep(6)\njson.dump({'version': '5'}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.apply("  command: [python3, train.py]\n")
        run = self.begin()
        self.until(run, lambda state: state == "running")
        self.server.stop(signal.SIGKILL)
        self.server = self.start(token=self.server.token)
        self.assertEqual(self.shown(run)["state"], "running")
        over = self.until_over(run)
        self.assertEqual((over["state"], over["version"]), ("registered", "5"))
        # One that ends while nobody looks, without a result, is lost.
        self.script("open('pid', 'w').write(str(os.getpid()))\ntime.sleep(600)\n")
        run = self.begin()
        self.until(run, lambda state: state == "running")
        time.sleep(1)
        self.server.stop(signal.SIGKILL)
        os.kill(int((self.folder / "train/pid").read_text()), signal.SIGKILL)
        self.server = self.start(token=self.server.token)
        self.assertEqual(self.until_over(run)["state"], "lost")

    def test_a_server_that_allows_no_commands_runs_none(self):
        self.server.stop()
        self.allowed = False
        self.server = self.start(token=self.server.token)
        self.script("open('ran', 'w').write('x')\njson.dump({'version': '5'}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.apply("  command: [python3, train.py]\n  schedule: 1s\n")
        self.assertEqual(self.server.ask("POST", "/v1/products/credit/retraining", json.dumps({"reason": "x"}).encode(), headers={"Content-Type": "application/json"}).status, 403)
        time.sleep(4)
        self.assertFalse((self.folder / "train/ran").exists())
        self.assertIn("--allow-commands", json.loads(self.command("retraining", "credit", "--json").stdout)["held"])

    def test_a_webhook_is_asked_until_it_takes_it_and_answers_once(self):
        receiver = Receiver(500)
        self.addCleanup(receiver.close)
        self.command("setting", "put", "outgoing.private", "--value", "yes")
        self.apply(f"  webhook: {receiver.url}/train\n")
        run = self.begin()
        end = time.time() + 40
        while time.time() < end and len(receiver.requests) < 2:
            time.sleep(0.3)
        keys = [headers["Idempotency-Key"] for _, headers, _ in receiver.requests]
        self.assertEqual(keys, [run, run])
        self.assertEqual({json.loads(body)["idempotency_key"] for _, _, body in receiver.requests}, {run})
        self.assertEqual(self.shown(run)["state"], "asked")
        self.restart()
        post = lambda body: self.server.ask("POST", f"/v1/retrainings/{run}", json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        self.assertEqual(post({}).status, 400)
        self.assertEqual(post({"version": "3", "digest": "sha256:" + hashlib.sha256(b"3").hexdigest()}).status, 200)
        self.assertEqual(self.shown(run)["state"], "registered")
        self.assertEqual(post({"version": "3"}).status, 200, "said twice, taken once")
        self.assertEqual(post({"version": "4"}).status, 409)
        self.assertEqual(self.events().count("registered"), 1)
        # No answer: the deadline ends it.
        self.apply(f"  webhook: {receiver.url}/train\n  guards: {{deadline: 1s}}\n")
        over = self.until_over(self.begin())
        self.assertIn("no answer came within its deadline", over["error"])

    def test_a_broken_promise_starts_one_and_the_same_window_no_second(self):
        self.script("json.dump({'version': str(time.time_ns())}, open(os.environ['CHARTER_RESULT'], 'w'))\n")
        self.apply("  command: [python3, train.py]\n  broken: [{promise: right, windows: 2}]\n  guards: {pause: 1s, at_most: 100}\n")
        self.command("send", self.folder / "c.yaml", "--data", self.file("bad.csv", rows(1400, 0.3)))
        end = time.time() + 40
        while time.time() < end and "registered" not in self.events():
            time.sleep(0.5)
        time.sleep(4)
        now = json.loads(self.command("retraining", "credit", "--json").stdout)
        self.assertEqual([(run["policy"], run["state"]) for run in now["retrainings"]], [("broken", "registered")])
        self.assertIn("right is broken in", now["retrainings"][0]["why"])

    def test_faults_of_requests_are_said(self):
        self.command("apply", self.file("plain.yaml", CHARTER + PROMISES))
        self.assertIn("does not say when to retrain", self.command("retraining", "credit", expect=3).stderr)
        self.assertEqual(self.server.ask("GET", "/v1/retrainings/nonsense").status, 404)
        self.assertIn("PRODUCT is not given", self.command("retraining", expect=3).stderr)
        self.assertIn("charter retraining PRODUCT", self.command("retraining", "show", "nonsense", expect=None).stderr)


class Backtest(ServerTest):
    def setUp(self):
        super(ServerTest, self).setUp()

    def decaying(self, days=182, trained=98):
        """Deterministic rows whose right decisions get fewer by 0.22 points a day since the last training."""
        import datetime
        import random
        chance = random.Random(4)
        lines = ["id,day,p,y,g"]
        for day in range(days):
            good = 0.9 - 0.0022 * (day - trained if day >= trained else day)
            date = datetime.date(2024, 1, 1) + datetime.timedelta(day)
            for _ in range(100):
                y = chance.random() < 0.4
                lines.append(f"{len(lines)},{date},{0.9 if (chance.random() < good) == y else 0.1},{int(y)},a")
        return "\n".join(lines) + "\n"

    def test_says_what_the_policies_would_have_saved(self):
        charter, data = self.file("c.yaml", CHARTER + WORTH), self.file("d.csv", self.decaying())
        found = json.loads(self.run_charter("retraining", "backtest", charter, "--data", data, "--trained", "2024-04-08", "--json").stdout)
        self.assertGreaterEqual(len(found["retrainings"]), 1)
        self.assertEqual(found["recovery_seen_at"], ["2024-04-08"])
        self.assertLess(found["saved"]["low"], found["saved"]["value"])
        # 100 decisions a day of 12 each, an outcome that is right or wrong being worth 13.6 on average, fall by 3 a day for each day.
        self.assertLess(abs(found["recovers"] - 1), 0.3)
        self.assertIn("as it did in April 2024", self.run_charter("retraining", "backtest", charter, "--data", data, "--trained", "2024-04-08").stdout)
        assumed = json.loads(self.run_charter("retraining", "backtest", charter, "--data", data, "--json").stdout)
        self.assertIn("assumed", assumed["sentence"])

    def test_says_so_where_there_is_too_little(self):
        charter, data = self.file("c.yaml", CHARTER + WORTH), self.file("d.csv", self.decaying(21))
        self.assertIn("would not have retrained", self.run_charter("retraining", "backtest", charter, "--data", data).stdout)
        self.fails("retraining", "backtest", self.file("none.yaml", CHARTER + PROMISES), "--data", data, saying="does not say when a retraining pays")
        self.fails("retraining", "backtest", charter, "--data", data, "--trained", "yesterday", saying="not a time: yesterday")


if __name__ == "__main__":
    unittest.main()

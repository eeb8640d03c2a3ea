"""A candidate's way through a canary and a ramp, by itself, back by itself, and through a gate; what applications are told meanwhile."""
import datetime
import json
import random
import time
import unittest

from charter_server import ServerTest

CHARTER = """charter: 1
product: shop
roles: {risk: {title: Risk, approves: [release]}}
task: {kind: binary, columns: {id: id, time: at, unit: user, version: model, score: p, label: bought}}
outcomes: {absent_means: negative}
promises:
  - {id: quick, metric: positive_rate, at_most: 0.99, breach: warn}
gates:
  release: {canary: [quick], live: [quick]}
rollouts:
  careful:
    unit: user
    planned: 4000
    steps:
      - {kind: canary, share: 0.2, at_least: 100, stay_at_least: 1s, stay_at_most: 1h}
      - {kind: ramp, share: 0.5, at_least: 100, stay_at_least: 1s, stay_at_most: 1h}
      - {kind: full, at_least: 100, stay_at_least: 1s, stay_at_most: 1h}
    metrics:
      - {id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.05}
"""


class Releases(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply(CHARTER.replace("gates:\n  release: {canary: [quick], live: [quick]}\n", ""))

    def apply(self, text):
        self.command("apply", self.file("shop.yaml", text))

    def versions_of(self, users):
        answers = {}
        for user in users:
            answer = self.server.ask("POST", "/ofrep/v1/evaluate/flags/model?product=shop", json.dumps({"context": {"targetingKey": user}}).encode(), headers={"Content-Type": "application/json"})
            self.assertEqual(answer.status, 200, answer.text)
            answers[user] = answer.json
        return answers

    def traffic(self, crash_share, users, seed=1):
        """Users ask which version they get, are exposed to it, and some of their sessions crash."""
        chance = random.Random(seed)
        now = datetime.datetime.now(datetime.timezone.utc)
        lines = []
        for user, answer in self.versions_of(users).items():
            version = answer["value"]
            moment = (now + datetime.timedelta(milliseconds=len(lines))).isoformat().replace("+00:00", "Z")
            lines.append(json.dumps({"kind": "exposure", "id": f"x-{user}", "at": moment, "user": user, "model": version}))
            lines.append(json.dumps({"kind": "activity", "id": f"a-{user}", "at": moment, "user": user, "model": version, "crashed": int(chance.random() < crash_share(version))}))
        answer = self.server.ask("POST", "/v1/observations?product=shop", "\n".join(lines).encode())
        self.assertEqual((answer.status, answer.json["rejected"]), (200, 0), answer.text)

    def shown(self):
        return json.loads(self.command("releases", "show", "shop", "--json").stdout)["releases"][-1]

    def wait_for(self, phase, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.shown()["phase"] == phase:
                return self.shown()
            time.sleep(0.2)
        self.fail(f"not {phase}: {json.dumps(self.shown(), indent=1)}")

    def entries(self, kind):
        return json.loads(self.run_charter("ledger", "show", self.folder / "data", "--kind", kind, "--json").stdout)

    def test_a_version_that_crashes_is_rolled_back_and_everybody_gets_the_one_from_before(self):
        self.command("release", "shop", "3", expect=3)  # nobody knows what everybody has now
        self.command("release", "shop", "3", "--current", "2")
        self.command("release", "shop", "4", "--current", "2", expect=3)  # one at a time
        users = [f"u{i}" for i in range(1500)]
        answers = self.versions_of(users[:300])
        shares = {version: sum(a["value"] == version for a in answers.values()) for version in ("2", "3")}
        self.assertTrue(30 < shares["3"] < 95, shares)
        self.assertEqual({a["metadata"]["charter.release"] for a in answers.values()}, {"1"})
        self.traffic(lambda version: 0.6 if version == "3" else 0.02, users)
        release = self.wait_for("rolled_back")
        self.assertIn("crashes", release["steps"][-1]["why"])
        self.assertEqual({a["value"] for a in self.versions_of(users[:100]).values()}, {"2"})
        entry = self.entries("release_step")[-1]["body"]
        self.assertEqual(entry["decision"]["move"], "roll_back")
        self.assertIn("seen", entry)
        self.restart()
        self.assertEqual(self.shown()["phase"], "rolled_back")
        self.assertEqual({a["value"] for a in self.versions_of(users[:50]).values()}, {"2"})

    def test_a_good_version_goes_to_everybody_but_the_holdout(self):
        self.command("release", "shop", "3", "--current", "2")
        for wave in range(12):
            if self.shown()["phase"] == "finished":
                break
            self.traffic(lambda version: 0.02, [f"w{wave}-{i}" for i in range(900)], seed=wave)
            time.sleep(1.5)
        release = self.wait_for("finished")
        self.assertEqual([step["step"] for step in release["steps"]][:3], ["canary", "ramp", "full"])
        values = [a["value"] for a in self.versions_of([f"n{i}" for i in range(400)]).values()]
        self.assertGreater(values.count("3"), 340)
        self.assertGreater(values.count("2"), 2)  # the holdout
        self.command("release", "shop", "4")  # what everybody has now is known
        self.assertEqual(self.shown()["current"], "3")

    def test_people_hold_resume_and_roll_back_with_a_reason(self):
        self.command("release", "shop", "3", "--current", "2")
        act = ("releases", "act", "shop")
        self.command(*act, "pause", expect=3)
        self.command(*act, "pause", "--reason", "a feed is late")
        self.assertEqual(self.shown()["phase"], "held")
        self.command(*act, "resume", "--reason", "it came")
        self.assertEqual(self.shown()["phase"], "running")
        began = time.monotonic()
        self.command(*act, "roll_back", "--reason", "we do not like it")
        self.assertEqual({a["value"] for a in self.versions_of(["a", "b", "c", "d", "e", "f"]).values()}, {"2"})
        self.assertLess(time.monotonic() - began, 5)
        self.command(*act, "resume", "--reason", "again", expect=3)
        self.assertTrue(all("aside" in json.dumps(entry["body"]["reason"]) for entry in self.entries("release_step")[1:]))

    def test_a_gate_stands_before_everybody(self):
        self.apply(CHARTER)
        self.command("release", "shop", "3", "--current", "2", expect=3)  # what is asked of live traffic is not shown yet
        self.apply(CHARTER.replace(", live: [quick]", ""))
        self.command("release", "shop", "3", "--current", "2")
        for wave in range(8):
            if self.shown()["phase"] == "held":
                break
            self.traffic(lambda version: 0.02, [f"g{wave}-{i}" for i in range(900)], seed=wave)
            time.sleep(1.5)
        release = self.wait_for("held")
        self.assertIn("the gate release", release["steps"][-1]["why"])
        self.assertIn("nothing of the kind was received yet", release["steps"][-1]["why"])  # no predictions, so the promise is unproven
        now = datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
        lines = [json.dumps({"id": f"p{i}", "at": now, "user": f"g0-{i}", "model": "3", "p": (i % 10) / 10}) for i in range(600)]
        self.assertEqual(self.server.ask("POST", "/v1/observations?product=shop", "\n".join(lines).encode()).json["accepted"], 600)
        card = json.loads(self.command("gate", "shop", "3", "--json").stdout)
        self.assertEqual([(line["on"], line["verdict"]) for line in card["lines"]], [("canary", "kept")])
        self.command("releases", "act", "shop", "resume", "--reason", "the decisions are in")
        until = time.monotonic() + 20
        while self.shown()["steps"][-1]["step"] != "full" and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual((self.shown()["steps"][-1]["step"], self.shown()["phase"]), ("full", "running"))


if __name__ == "__main__":
    unittest.main()

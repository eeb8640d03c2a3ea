"""A product that is watched: events go in, verdicts come out, and they are those of a file with the same rows."""
import datetime
import json
import subprocess
import threading
import time
import unittest

from charter_program import CHARTER, PROGRAM, rows
from charter_server import ServerTest

PROMISES = """  - {id: right, metric: accuracy, at_least: 0.70, over: 7d, owner: science, breach: stop}
  - {id: found, metric: recall, at_least: 0.60, over: 7d, owner: science, breach: warn}
  - {id: even, metric: accuracy, by: g, at_least: 0.5, over: 7d, owner: risk, breach: warn}
  - {id: many, metric: row_count, at_least: 10, over: 7d, owner: science, breach: warn}
"""


def comparable(card):
    """What a scorecard says of each promise, without where it was read from."""
    return {one["id"]: (one["verdict"], one["value"], one["interval"], one["n"], one["window"]) for one in card["promises"]}


class Watched(ServerTest):
    def start(self, name="data", *more, **how):
        return super().start(name, "--clock", "events", *more, **how)

    def setUp(self):
        super().setUp()
        self.charter = self.file("c.yaml", CHARTER + PROMISES)
        self.command("apply", self.charter)

    def card(self, wait=30, until=lambda card: True):
        end = time.time() + wait
        while time.time() < end:
            answer = self.server.ask("GET", "/v1/products/credit/scorecard?format=json")
            if answer.status == 200 and until(answer.json):
                return answer.json
            time.sleep(0.2)
        self.fail(f"the scorecard did not come to it in {wait} s: {answer.text}")

    def test_what_is_sent_is_judged_as_a_file_would_be(self):
        data = self.file("rows.csv", rows(2800))
        sent = self.command("send", self.charter, "--data", data)
        self.assertIn("2800 predictions of 28 days, and 2800 outcomes", sent.stdout)
        by_file = json.loads(self.run_charter("evaluate", self.charter, "--data", data, "--json", expect=None).stdout)
        card = self.card(until=lambda card: comparable(card) == comparable(by_file))
        self.assertEqual(card["product"], "credit")
        # Sent again, everything counts once.
        self.command("send", self.charter, "--data", data)
        time.sleep(1)
        self.assertEqual(comparable(self.card()), comparable(by_file))
        # And after a restart.
        self.restart()
        self.assertEqual(comparable(self.card(until=lambda card: comparable(card) == comparable(by_file))), comparable(by_file))

    def test_verdicts_that_change_are_streamed_remembered_and_in_the_history(self):
        watcher = subprocess.Popen([str(PROGRAM), "watch", "credit"], stdout=subprocess.PIPE, text=True, env=self.server.environment())
        self.addCleanup(watcher.kill)
        messages = []
        reader = threading.Thread(target=lambda: messages.extend(json.loads(line) for line in watcher.stdout), daemon=True)
        reader.start()
        time.sleep(1)
        good = rows(1400, 0.95)
        self.command("send", self.charter, "--data", self.file("good.csv", good.replace("2024-03", "2024-03")))
        self.card(until=lambda card: comparable(card)["right"][0] == "kept")
        bad = [line.replace("2024-03-", "2024-04-") for line in rows(1400, 0.2).splitlines()]
        bad = "\n".join([bad[0]] + ["1" + line for line in bad[1:]]) + "\n"
        self.command("send", self.charter, "--data", self.file("bad.csv", bad))
        card = self.card(until=lambda card: comparable(card)["right"][0] == "broken")
        self.assertEqual(card["gate"], "broken")
        history = self.server.ask("GET", "/v1/products/credit/promises/right/history?format=json").json["windows"]
        self.assertGreaterEqual(len(history), 5)
        self.assertEqual({point["verdict"] for point in history} >= {"kept", "broken"}, True)
        columns = self.server.ask("GET", "/v1/products/credit/promises/right/history?format=columns").json["windows"]
        self.assertEqual(columns["verdict"], [point["verdict"] for point in history])
        self.assertEqual(columns["low"], [point["interval"] and point["interval"]["low"] for point in history])
        self.assertEqual(columns["start"], [datetime.datetime.fromisoformat(point["start"]).replace(tzinfo=datetime.timezone.utc).timestamp() * 1000 for point in history])
        text = self.command("scorecard", "credit", expect=1).stdout
        self.assertIn("right", text)
        entries = json.loads(self.command("entries", "--product", "credit", "--promise", "right", "--json").stdout)
        self.assertEqual([entry["body"]["verdict"] for entry in entries if entry["kind"] == "verdict"][-2:], ["kept", "broken"])
        time.sleep(1)
        self.server.stop()
        watcher.wait(timeout=30)
        reader.join(timeout=10)
        watcher.stdout.close()
        verdicts = [(one["before"], one["verdict"]) for one in messages if one["kind"] == "verdict" and one["promise"] == "right"]
        self.assertEqual(verdicts[-1], ("kept", "broken"))
        self.assertTrue(any(one["kind"] == "window" for one in messages))
        verified = json.loads(self.run_charter("ledger", "verify", self.folder / "data", "--json").stdout)
        self.assertTrue(verified["verifies"])

    def test_a_moment_in_the_past_is_judged_as_it_was_known_then(self):
        self.command("send", self.charter, "--data", self.file("rows.csv", rows(1400, 0.95)))
        self.card(until=lambda card: comparable(card)["right"][0] == "kept")
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
        answer = self.server.ask("GET", f"/v1/products/credit/scorecard?format=json&as-of={before}")
        self.assertIn(answer.status, (200, 400, 404), answer.text)
        if answer.status == 200:
            self.assertNotEqual(comparable(answer.json)["right"][0], "kept")  # nothing was known yet
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5))
        self.assertEqual(self.server.ask("GET", f"/v1/products/credit/scorecard?format=json&as-of={now}").status, 200)

    def history(self, promise):
        return self.server.ask("GET", f"/v1/products/credit/promises/{promise}/history?format=json").json

    def test_a_stricter_revision_leaves_what_was_before_as_it_was(self):
        self.command("send", self.charter, "--data", self.file("rows.csv", rows(2800, 0.9)))
        self.card(until=lambda card: comparable(card)["right"][0] == "kept")
        before = self.history("right")
        first = next(i for i, window in enumerate(before["windows"]) if window["verdict"] == "kept")
        self.assertEqual(before["windows"][first]["bound"], {"low": 0.7, "high": None})
        self.assertEqual([step["low"] for step in before["bounds"]], [0.7])
        self.command("apply", self.file("stricter.yaml", CHARTER + PROMISES.replace("at_least: 0.70", "at_least: 0.99")))
        self.card(until=lambda card: comparable(card)["right"][0] == "broken")
        after = self.history("right")
        window = after["windows"][first]
        self.assertEqual((window["bound"], window["verdict"], window["verdict_now"]), ({"low": 0.7, "high": None}, "kept", "broken"))
        self.assertEqual([step["low"] for step in after["bounds"]], [0.7, 0.99])
        self.assertEqual([(one["first"], one["same"], one["bound"]["low"]) for one in after["revisions"]], [(True, True, 0.7), (False, True, 0.99)])
        self.assertEqual(after["revisions"][1]["at"][:7], "2024-03", "the product's own clock, and not the wall's")
        columns = self.server.ask("GET", "/v1/products/credit/promises/right/history?format=columns").json
        self.assertEqual(columns["windows"]["verdict"][first], "kept")
        # It stays so over a restart, after which what was known is there at once.
        self.restart()
        for path in ("promises?format=json", "promises/right?format=json", "scorecard?format=json", "promises/right/history?format=json"):
            self.assertEqual(self.server.ask("GET", f"/v1/products/credit/{path}").status, 200, path)
        self.assertEqual(self.server.ask("GET", "/v1/products/credit/promises/right?format=json").json["promise"]["verdict"], "broken")
        self.assertEqual(self.history("right")["windows"][first]["verdict"], "kept")

    def test_promises_are_listed_as_the_scorecard_has_them(self):
        self.command("send", self.charter, "--data", self.file("rows.csv", rows(1400, 0.95)))
        card = self.card(until=lambda card: comparable(card)["right"][0] == "kept")
        listed = self.server.ask("GET", "/v1/products/credit/promises?format=json").json
        self.assertEqual([(one["id"], one["verdict"], one["value"]) for one in listed["promises"]], [(one["id"], one["verdict"], one["value"]) for one in card["promises"]])
        self.assertFalse(listed["before_restart"])
        self.assertIn("kept", self.command("promises", "show", "credit", "right").stdout)
        wrong = self.server.ask("GET", "/v1/products/credit/promises/wright?format=json")
        self.assertEqual((wrong.status, wrong.json["error"]["next"]), (404, "did you mean right?"))

    def test_faulty_events_are_told_by_line_and_the_others_count(self):
        lines = '{"id": "1", "day": "2024-03-01", "p": 0.9, "g": "a"}\nnonsense\n{"id": "2", "day": "2024-03-01", "p": "high"}\n{"kind": "outcome", "prediction_id": "1", "y": 1}\n'
        answer = self.server.ask("POST", "/v1/observations?product=credit", lines.encode())
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual((answer.json["accepted"], answer.json["rejected"], [one["line"] for one in answer.json["rejects"]]), (2, 2, [2, 3]))


if __name__ == "__main__":
    unittest.main()
